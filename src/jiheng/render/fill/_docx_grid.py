"""The tables of a Word document with the elements of their rows and cells, numbered as the reader does.

Takes the tree of ``word/document.xml``; gives tables in reading order with every cell's layout column and
merges. It counts as ``documents`` does; who fills a template compares both before a byte is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jiheng.render.fill._xml import Element

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})
_SKIPPED = frozenset(
    {
        *("pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr"),
        *("smartTagPr", "customXmlPr", "rubyPr", "fldData", "del", "moveFrom", "delText", "instrText"),
        *("delInstrText", "rt"),
    }
)
CONTINUE = "continue"
RESTART = "restart"
_MAX_SPAN = 63


@dataclass(slots=True, eq=False)
class TableCell:
    """A ``w:tc``."""

    element: Element
    row: int
    column: int
    span: int
    vertical: str
    """``restart``, ``continue`` or "" (not merged)."""
    anchor: TableCell | None = None
    """The cell it continues; None for one that stands for itself."""
    row_span: int = 1

    @property
    def top(self) -> TableCell:
        """The cell that answers for this one."""
        return self.anchor or self


@dataclass(slots=True, eq=False)
class TableRow:
    """A ``w:tr``."""

    element: Element
    cells: list[TableCell] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Table:
    """A ``w:tbl``."""

    number: int
    rows: list[TableRow] = field(default_factory=list)

    def anchors(self) -> Iterator[TableCell]:
        """Yield the cells that stand for themselves."""
        for row in self.rows:
            for cell in row.cells:
                if cell.anchor is None:
                    yield cell

    def at(self, row: int, column: int) -> TableCell | None:
        """Return the cell that begins at a layout position."""
        if not 1 <= row <= len(self.rows):
            return None
        return next((cell for cell in self.rows[row - 1].cells if cell.column == column), None)


def find_tables(root: Element) -> list[Table]:
    """Return every table, nested ones behind the one they are in."""
    found = _Tables()
    found.blocks(root)
    return found.tables


class _Tables:
    def __init__(self) -> None:
        self.tables: list[Table] = []

    def blocks(self, parent: Element) -> None:
        for child in parent.children:
            local = child.local
            if local == "p":
                for box in _boxes(child):
                    self.blocks(box)
            elif local == "tbl":
                self._table(child)
            elif child.name == _ALTERNATE:
                self.blocks(_alternative(child))
            elif local not in _SKIPPED and local != "altChunk":
                self.blocks(child)

    def _table(self, element: Element) -> None:
        table = Table(len(self.tables) + 1)
        self.tables.append(table)
        open_merges: dict[int, TableCell] = {}
        for row_element in _members(element, "tr"):
            properties = row_element.find("trPr")
            if properties is not None and properties.find("del") is not None:
                continue
            row = TableRow(row_element)
            table.rows.append(row)
            before = properties.find("gridBefore") if properties is not None else None
            first = (_number(before, 0) if before is not None else 0) + 1
            row.cells = _cells(row_element, len(table.rows), first)
            for cell in row.cells:
                self.blocks(cell.element)
            open_merges = _merge(row.cells, open_merges)


def _cells(row: Element, number: int, column: int) -> list[TableCell]:
    """Return a row's cells; one that continues its left neighbour (``w:hMerge``) widens it."""
    cells: list[TableCell] = []
    joins = False
    for element in _members(row, "tc"):
        properties = element.find("tcPr")
        settings = {child.local: child for child in properties.children} if properties is not None else {}
        if "cellDel" in settings:
            continue
        span = _number(settings["gridSpan"], 1) if "gridSpan" in settings else 1
        horizontal = settings["hMerge"].get("val", CONTINUE) if "hMerge" in settings else ""
        if horizontal == CONTINUE and joins:
            cells[-1].span = min(cells[-1].span + span, _MAX_SPAN)
        else:
            vertical = settings["vMerge"].get("val", CONTINUE) if "vMerge" in settings else ""
            cells.append(TableCell(element, number, column, span, vertical))
            joins = bool(horizontal)
        column += span
    return cells


def _merge(cells: list[TableCell], open_merges: dict[int, TableCell]) -> dict[int, TableCell]:
    """Tie the continuing cells of a row to those above, and return what the next row may continue."""
    still_open: dict[int, TableCell] = {}
    for cell in cells:
        above = open_merges.get(cell.column) if cell.vertical == CONTINUE else None
        if above is not None and above.span == cell.span:
            cell.anchor = above
            above.row_span += 1
            still_open[cell.column] = above
        elif cell.vertical:
            still_open[cell.column] = cell
    return still_open


def _number(element: Element, least: int) -> int:
    value = element.get("val")
    return max(least, min(int(value[:9]), _MAX_SPAN)) if value.isascii() and value.isdigit() else least


def _members(parent: Element, wanted: str) -> Iterator[Element]:
    for child in parent.children:
        if child.local == wanted:
            yield child
        elif child.name == _ALTERNATE:
            yield from _members(_alternative(child), wanted)
        elif child.local in _WRAPPERS:
            yield from _members(child, wanted)


def _boxes(paragraph: Element) -> Iterator[Element]:
    for child in paragraph.children:
        if child.local == "txbxContent":
            yield child
        elif child.name == _ALTERNATE:
            yield from _boxes(_alternative(child))
        elif child.local not in _SKIPPED:
            yield from _boxes(child)


def _alternative(node: Element) -> Element:
    """Return the first of alternative contents that holds text; the first where none does."""
    options = [child for child in node.children if child.local in {"Choice", "Fallback"}]
    for option in options:
        if any(element.local in {"t", "txbxContent"} for element in option.iter()):
            return option
    return options[0] if options else node
