"""Reads tables of plain markup in a Word document; most are, even where changes are tracked or fields used.

Takes the tree and a table without anything odd between its cells; gives its rows. Odd paragraphs inside cells
are left to the walk, which can read anything.

To look at every child costs twice what building the tree does, as most of a document is properties. So one
pass over the tree finds what needs the walk, and another takes all that is left, stopping at rows, cells,
paragraphs, text and merges.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from jiheng.documents._docx_names import ALTERNATE, MATH_TEXTS, Names
from jiheng.documents._docx_table import CONTINUE, RawCell, RawRow, span_of

ReadParagraph = Callable[[etree._Element, str, Callable[[str], None]], None]  # noqa: SLF001  # its only name
"""Reads an odd paragraph at an address into a list of lines."""


def odd_parts(root: etree._Element, names: Names) -> frozenset[etree._Element]:
    """Return the paragraphs and tables of a document that only the walk reads right."""
    odd: set[etree._Element] = set()
    blocks = {names.table, names.text_box, ALTERNATE}
    for node in root.iter(names.table, names.text_box, ALTERNATE, *MATH_TEXTS, *names.odd):
        nearest = next(node.iterancestors(names.paragraph, names.table), None)
        if nearest is None or (nearest.tag == names.paragraph and _is_silent(node, names)):
            continue
        odd.add(nearest)
        if node.tag in blocks or _is_mark(node, names):
            odd.update(node.iterancestors(names.table))
    return frozenset(odd)


def _is_silent(node: etree._Element, names: Names) -> bool:
    """Whether a tracked deletion in a paragraph holds nothing but what is no text anyway."""
    if node.tag != names.deleted or _is_mark(node, names):
        return False
    return next(node.iter(names.paragraph, names.text, *names.characters), None) is None


def _is_mark(node: etree._Element, names: Names) -> bool:
    """Whether a change concerns the end of its paragraph, which then goes on in the next."""
    is_change = node.tag in {names.deleted, names.moved_away}
    return is_change and next(node.iterancestors(names.paragraph_properties), None) is not None


class PlainTable:
    """Collects one table."""

    def __init__(
        self, names: Names, address: str, odd: frozenset[etree._Element], read: ReadParagraph
    ) -> None:
        self._names = names
        self._address = address
        self._odd = odd
        self._read = read
        self._rows: list[RawRow] = []
        self._cells: list[RawCell] = []
        self._lines: list[str] | None = None
        self._pieces: list[str] | None = None
        self._column, self._span, self._vertical = 1, 1, ""

    def rows(self, table: etree._Element) -> list[RawRow]:
        """Return the table's rows."""
        names = self._names
        steps: dict[str, Callable[[etree._Element], None]] = {
            names.row: self._row,
            names.cell: self._cell,
            names.paragraph: self._paragraph,
            names.text: self._text,
            names.span: self._widen,
            names.vertical: self._merge,
            **dict.fromkeys(names.characters, self._character),
        }
        for node in table.iter(*steps):
            steps[node.tag](node)
        self._end_cell()
        return self._rows

    def _row(self, _: etree._Element) -> None:
        self._end_cell()
        self._cells, self._column = [], 1
        self._rows.append(RawRow(0, self._cells))

    def _cell(self, _: etree._Element) -> None:
        self._end_cell()
        self._lines, self._span, self._vertical = [], 1, ""

    def _end_cell(self) -> None:
        self._end_paragraph()
        lines = self._lines
        if lines is not None:
            text = lines[0] if len(lines) == 1 else "\n".join(lines)
            self._cells.append(RawCell(text.strip(), self._span, self._vertical))
            self._column += self._span
            self._lines = None

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._end_paragraph()
        if self._lines is None:
            return
        if paragraph in self._odd:
            self._read(paragraph, f"{self._address}R{len(self._rows)}C{self._column}", self._lines.append)
        else:
            self._pieces = []

    def _end_paragraph(self) -> None:
        if self._pieces is not None and self._lines is not None:
            self._lines.append("".join(self._pieces))
        self._pieces = None

    def _text(self, text: etree._Element) -> None:
        if self._pieces is not None:
            self._pieces.append(text.text or "")

    def _character(self, node: etree._Element) -> None:
        parent = node.getparent()
        if self._pieces is not None and parent is not None and parent.tag != self._names.tab_stops:
            self._pieces.append(self._names.characters[node.tag])

    def _widen(self, setting: etree._Element) -> None:
        self._span = span_of(setting.get(self._names.value))

    def _merge(self, setting: etree._Element) -> None:
        self._vertical = setting.get(self._names.value, CONTINUE)
