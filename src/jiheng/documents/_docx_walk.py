"""Walks the tree of a Word document: the complete way, for any markup.

Tables and paragraphs in which nothing is odd are read by ``_docx_plain``.

Takes the root of ``word/document.xml``; writes paragraphs and grids into an assembly in reading order.

- A nested table becomes a grid of its own after the outer one; the outer cell keeps its own paragraphs.
- A text box's paragraphs follow the paragraph that holds the box; inside a cell they are part of its text.
  Of alternative contents (``mc:AlternateContent``) one is taken.
- Tracked changes are read as accepted. Field codes are left out, field results kept; of ruby the base.
- Hidden text (``w:vanish`` on the run itself) is kept, because it is in the file, and reported.
- Not read: headers, footers, notes, comments, pictures, automatic numbering (``w:numPr`` is a property, no
  text), hiding by a style. A foreign file embedded with ``w:altChunk`` is reported.

Recursion is bounded: libxml2 refuses trees deeper than 256 elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from jiheng.documents._assembly import Assembly
from jiheng.documents._docx_names import ALTERNATE, CHOICE, FALLBACK, MATH_TEXTS, Names, is_on, symbol_text
from jiheng.documents._docx_plain import PlainTable, odd_parts
from jiheng.documents._docx_table import CONTINUE, RawCell, RawRow, close_table, span_of

_Sink = Callable[[str], None]


def walk(root: etree._Element, namespace: str, assembly: Assembly) -> None:
    """Write what the document's body holds into the assembly."""
    walk_from(root, namespace, assembly).container(root, assembly.paragraph)


def walk_from(root: etree._Element, namespace: str, assembly: Assembly) -> Walk:
    """Return what reads the paragraphs and tables of a tree one by one."""
    names = Names(namespace)
    return Walk(names, assembly, odd_parts(root, names))


class Walk:
    """Reads elements of one tree, in reading order."""

    def __init__(self, names: Names, assembly: Assembly, odd: frozenset[etree._Element]) -> None:
        self._names = names
        self._assembly = assembly
        self._place = ""  # the cell being read; "" outside tables
        self._fields: list[bool] = []  # open fields, innermost last: is its code being read?
        self._carried = ""  # text of a paragraph whose closing mark was deleted: it goes on in the next one
        self._odd = odd

    def block(self, element: etree._Element) -> None:
        """Write a paragraph or table that stands in the body."""
        self._place = ""
        if element.tag == self._names.table:
            self._table(element)
        else:
            self._paragraph(element, self._assembly.paragraph)

    def container(self, parent: etree._Element, sink: _Sink) -> None:
        """Read a body, cell or text box: something that ends its last paragraph."""
        outer, self._carried = self._carried, ""
        self._blocks(parent, sink)
        if self._carried:
            sink(self._carried)
        self._carried = outer

    def _blocks(self, parent: etree._Element, sink: _Sink) -> None:
        names = self._names
        for child in parent:
            tag = child.tag
            if tag == names.paragraph:
                self._paragraph(child, sink)
            elif tag == names.table:
                self._table(child)
            elif tag == ALTERNATE:
                self._blocks(_alternative(child, names), sink)
            elif tag == names.foreign_part:
                self._assembly.problem("foreign_part", "嵌入的其他文件未读取。", self._here())
            elif tag not in names.skipped:
                self._blocks(child, sink)

    def _paragraph(self, paragraph: etree._Element, sink: _Sink) -> None:
        text = None if paragraph in self._odd else self._usual_text(paragraph)
        if text is not None:
            sink(self._carried + text)
            self._carried = ""
            return
        pieces = [self._carried]
        boxes: list[etree._Element] = []
        self._carried = ""
        self._inline(paragraph, pieces, boxes)
        self._fields = [False] * len(self._fields)  # a code ends with its paragraph: lose no more
        if is_joined_to_next(paragraph, self._names):
            self._carried = "".join(pieces)
        else:
            sink("".join(pieces))
        for box in boxes:
            self.container(box, sink)

    def _usual_text(self, paragraph: etree._Element) -> str | None:
        """Return the text of a paragraph of plain runs; None where it holds anything else."""
        names = self._names
        run, text, characters, silent = names.run, names.text, names.characters, names.silent
        pieces: list[str] = []
        for child in paragraph:
            tag = child.tag
            if tag == run:
                for node in child:
                    tag = node.tag
                    if tag == text:
                        pieces.append(node.text or "")
                    elif tag in characters:
                        pieces.append(characters[tag])
                    elif tag not in silent:
                        return None
            elif tag not in silent:
                return None
        return "".join(pieces)

    def _inline(self, parent: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
        names = self._names
        for node in parent:
            tag = node.tag
            if tag in names.skipped:
                continue
            if tag == names.text_box:
                boxes.append(node)
            elif tag == names.field:
                self._field(node)
            elif tag == ALTERNATE:
                self._inline(_alternative(node, names), pieces, boxes)
            elif tag == names.run:
                self._run(node, pieces, boxes)
            elif (character := self._character(node)) is not None:
                pieces.append("" if any(self._fields) else character)
            else:
                self._inline(node, pieces, boxes)

    def _character(self, node: etree._Element) -> str | None:
        """Return the text an element stands for by itself; None where it is only a wrapper."""
        names = self._names
        if node.tag == names.text or node.tag in MATH_TEXTS:
            return node.text or ""
        if node.tag == names.symbol:
            return symbol_text(node.get(names.font, ""), node.get(names.character, ""))
        return names.characters.get(node.tag)

    def _run(self, run: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
        names = self._names
        start = len(pieces)
        self._inline(run, pieces, boxes)
        for properties in run.iterchildren(names.run_properties):
            for vanish in properties.iterchildren(names.vanish):
                text = "".join(pieces[start:]).strip()
                if text and is_on(vanish.get(names.value)):
                    self._assembly.problem("hidden_text", text, self._here())

    def _field(self, node: etree._Element) -> None:
        step = node.get(self._names.field_step)
        if step == "begin":
            self._fields.append(True)
        elif self._fields and step == "separate":
            self._fields[-1] = False
        elif self._fields and step == "end":
            self._fields.pop()

    def _here(self) -> str:
        return self._place or self._assembly.next_paragraph_address()

    def _table(self, table: etree._Element) -> None:
        number = self._assembly.open_grid()
        outer = self._place, self._carried
        self._carried = ""
        if table in self._odd:
            rows = self._rows(table, f"T{number}")
        else:
            rows = PlainTable(self._names, f"T{number}", self._odd, self.paragraph_at).rows(table)
        self._place, self._carried = outer
        close_table(self._assembly, number, rows)

    def paragraph_at(self, paragraph: etree._Element, place: str, sink: _Sink) -> None:
        """Read a paragraph of the cell at an address."""
        self._place = place
        self._paragraph(paragraph, sink)

    def _rows(self, table: etree._Element, place: str) -> list[RawRow]:
        names = self._names
        rows: list[RawRow] = []
        for row in self._members(table, names.row):
            properties = next(row.iterchildren(names.row_properties), None)
            before = 0
            if properties is not None:
                if next(properties.iterchildren(names.deleted), None) is not None:
                    continue
                for element in properties.iterchildren(names.before):
                    before = span_of(element.get(names.value), 0)
            rows.append(RawRow(before, self._row(row, f"{place}R{len(rows) + 1}C", before + 1)))
        return rows

    def _row(self, row: etree._Element, place: str, column: int) -> list[RawCell]:
        names = self._names
        cells: list[RawCell] = []
        for cell in self._members(row, names.cell):
            span, vertical, horizontal, deleted = self._settings(cell)
            if not deleted:
                self._place = f"{place}{column}"
                lines: list[str] = []
                self.container(cell, lines.append)
                text = lines[0] if len(lines) == 1 else "\n".join(lines)
                cells.append(RawCell(text.strip(), span, vertical, horizontal))
                column += span
        return cells

    def _settings(self, cell: etree._Element) -> tuple[int, str, str, bool]:
        """Return a cell's width, its parts in vertical and horizontal merges, and whether it is deleted."""
        names = self._names
        span, vertical, horizontal, deleted = 1, "", "", False
        properties = next(iter(cell), None)  # by the schema they come first
        if properties is not None and properties.tag == names.cell_properties:
            for setting in properties:
                tag = setting.tag
                if tag == names.span:
                    span = span_of(setting.get(names.value))
                elif tag == names.vertical:
                    vertical = setting.get(names.value, CONTINUE)
                elif tag == names.horizontal:
                    horizontal = setting.get(names.value, CONTINUE)
                elif tag == names.cell_deleted:
                    deleted = True
        return span, vertical, horizontal, deleted

    def _members(self, parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
        """Yield rows of a table or cells of a row, also those inside content controls and the like."""
        for child in parent:
            tag = child.tag
            if tag == wanted:
                yield child
            elif tag == ALTERNATE:
                yield from self._members(_alternative(child, self._names), wanted)
            elif tag in self._names.wrappers:
                yield from self._members(child, wanted)


def is_joined_to_next(paragraph: etree._Element, names: Names) -> bool:
    """Whether the paragraph's closing mark is deleted or moved away."""
    for properties in paragraph.iterchildren(names.paragraph_properties):
        for mark in properties.iterchildren(names.run_properties):
            return next(mark.iterchildren(names.deleted, names.moved_away), None) is not None
    return False


def _alternative(node: etree._Element, names: Names) -> etree._Element:
    """Return the first of alternative contents that holds text; the first where none does."""
    options = [child for child in node if child.tag in {CHOICE, FALLBACK}]
    for option in options:
        if next(option.iter(names.text, names.text_box, *MATH_TEXTS), None) is not None:
            return option
    return options[0] if options else node
