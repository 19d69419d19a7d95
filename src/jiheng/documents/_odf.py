"""Reads OpenDocument files: texts (``.odt``) and spreadsheets (``.ods``), as LibreOffice and WPS write them.

Takes an opened package; writes paragraphs and grids into an assembly.

- A nested table becomes a grid of its own after the outer one; a text box's paragraphs follow the paragraph
  that holds it.
- Cells are read as displayed: the file keeps the text beside the value.
- Tracked changes are read as accepted: deleted text stands apart in the file and is not read.
- Not read: headers, footers, notes, comments, pictures.

Recursion is bounded: libxml2 refuses trees deeper than 256 elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._html_table import PageCell, PageRow, close_page_table, span_of
from jiheng.documents._sheet import Merge, SheetLayout

TEXT_TYPE = "application/vnd.oasis.opendocument.text"
SHEET_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_CELLS = 200_000
"""What the repetitions of one file may come to."""
MAX_SHEETS = 512

_TEXT, _TABLE, _OFFICE, _DRAW, _STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for name in ("text", "table", "office", "drawing", "style")
)
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_ROW, _WHOLE_TABLE = f"{_TABLE}table-row", f"{_TABLE}table"
_ROWS_REPEATED, _COLUMNS_REPEATED, _ROWS_SPANNED, _COLUMNS_SPANNED = (
    f"{_TABLE}number-{what}"
    for what in ("rows-repeated", "columns-repeated", "rows-spanned", "columns-spanned")
)
_ROW_WRAPPERS = frozenset(
    f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")
)
_SKIPPED = frozenset(
    {
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "variable-decls", "note")),
        *(f"{_TEXT}{name}" for name in ("user-field-decls", "ruby-text")),
        *(f"{_OFFICE}{name}" for name in ("annotation", "forms", "binary-data")),
        *(f"{_DRAW}{name}" for name in ("image", "object", "object-ole")),
    }
)
_CHARACTERS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_SPACE = f"{_TEXT}s"
_VALUES = tuple(
    f"{_OFFICE}{name}" for name in ("value", "date-value", "time-value", "boolean-value", "string-value")
)
_SPACES = re.compile("[ \t\r\n]+")
_HYPHENS = str.maketrans({"\u2011": "-", "\xad": ""})
"""As Word's own elements for the unbreakable and the soft hyphen are read."""

_Sink = Callable[[str], None]


def read_odf(package: Package, assembly: Assembly) -> str:
    """Read an OpenDocument file into the assembly and return its media type.

    Raises:
        DocumentError: It is damaged, encrypted, or neither a text nor a spreadsheet.
    """
    media_type = package.part("mimetype")[:200].decode("ascii", "replace").strip()
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise package.error("文件设有打开密码，无法读取。请取消密码后另存再试。")
    root = package.parse("content.xml")
    body = next(iter(root.iter(f"{_OFFICE}body")), root)
    if media_type.startswith(TEXT_TYPE):
        for text in body.iterchildren(f"{_OFFICE}text"):
            _Walk(assembly).container(text, assembly.paragraph)
        return TEXT_TYPE
    if media_type.startswith(SHEET_TYPE):
        sheets = list(body.iterfind(f"{_OFFICE}spreadsheet/{_TABLE}table"))
        if len(sheets) > MAX_SHEETS:
            raise package.error(f"工作表有 {len(sheets)} 张，超过 {MAX_SHEETS} 张。请拆分后再试。")
        hidden = _hidden_styles(root)
        allowance = _Allowance()
        for sheet in sheets:
            number = assembly.open_grid()
            title = sheet.get(f"{_TABLE}name", "")
            if sheet.get(f"{_TABLE}style-name") in hidden:
                assembly.problem("hidden_sheet", title, f"T{number}")
            _read_sheet(sheet, SheetLayout(assembly, number), allowance)
        return SHEET_TYPE
    raise package.error("这是 OpenDocument 文件，但不是文字或表格。请另存为 .docx 或 .xlsx 后再试。")


def _hidden_styles(root: etree._Element) -> set[str]:
    return {
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iterchildren(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    }


class _Allowance:
    """How many cells repetitions may still make."""

    def __init__(self) -> None:
        self._left = MAX_CELLS

    def times(self, wanted: int) -> int:
        """Return how much of what is wanted is granted; what stands in the file itself always is."""
        granted = max(1, min(wanted, self._left))
        self._left -= granted
        return granted


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _ROW:
            yield child
        elif child.tag in _ROW_WRAPPERS:
            yield from _rows(child)


def _repeated(element: etree._Element, attribute: str) -> int:
    """Return how often an element stands there."""
    value = element.get(attribute)
    return 1 if value is None else max(span_of(value), 1)


def _spanned(cell: etree._Element) -> tuple[int, int]:
    """Return how many rows and columns a cell covers."""
    return _repeated(cell, _ROWS_SPANNED), _repeated(cell, _COLUMNS_SPANNED)


def _read_sheet(sheet: etree._Element, layout: SheetLayout, allowance: _Allowance) -> None:
    merges: list[Merge] = []
    row = 1
    for element in _rows(sheet):
        repeated = _repeated(element, _ROWS_REPEATED)
        written = list(_written(element))
        count = sum(cell.copies for cell in written)
        copies = allowance.times(repeated * count) // count if count else 0
        if count and copies < repeated:
            layout.problem("repetition_cut", "重复的行过多，未全部列出。", (row, 1))
        for line in range(row, min(row + copies, MAX_ROW + 1)):
            for cell in written:
                for column in range(cell.column, min(cell.column + cell.copies, MAX_COLUMN + 1)):
                    if cell.text:
                        layout.texts[line, column] = cell.text
                    if cell.rows * cell.columns > 1:
                        merges.append(Merge(line, column, line + cell.rows - 1, column + cell.columns - 1))
        row = min(row + repeated, MAX_ROW + 1)
    layout.close(sheet.get(f"{_TABLE}name", ""), merges)


class _SheetCell(NamedTuple):
    column: int
    copies: int
    text: str
    rows: int
    columns: int


def _written(row: etree._Element) -> Iterator[_SheetCell]:
    """Yield the cells of a sheet's row that show something or are merged."""
    column = 1
    for cell in row.iterchildren(_CELL, _COVERED):
        repeated = _repeated(cell, _COLUMNS_REPEATED)
        rows, columns = _spanned(cell) if cell.tag == _CELL else (1, 1)
        text = _displayed(cell)
        if (text or rows * columns > 1) and column <= MAX_COLUMN:
            yield _SheetCell(column, min(repeated, MAX_COLUMN), text, rows, columns)
        column = min(column + repeated, MAX_COLUMN + 1)


def _displayed(cell: etree._Element) -> str:
    """Return what a cell displays: its paragraphs, or where the writer left those out, its value."""
    lines: list[str] = []
    for paragraph in cell.iterchildren(*_PARAGRAPHS):
        if not len(paragraph):
            lines.append(_plain(paragraph.text or ""))
            continue
        pieces: list[str] = []
        _inline(paragraph, pieces, [])
        lines.append(_text(pieces))
    if lines:
        return "\n".join(lines).strip()
    for name in _VALUES:
        if value := cell.get(name):
            return value.strip()
    return ""


class _Walk:
    """Walks the body of a text."""

    def __init__(self, assembly: Assembly) -> None:
        self._assembly = assembly
        self._allowance = _Allowance()

    def container(self, parent: etree._Element, sink: _Sink) -> None:
        """Read paragraphs and tables of a body, cell, list or box."""
        for child in parent:
            tag = child.tag
            if tag in _PARAGRAPHS and not len(child):
                sink(_plain(child.text or ""))
            elif tag in _PARAGRAPHS:
                pieces: list[str] = []
                boxes: list[etree._Element] = []
                _inline(child, pieces, boxes)
                sink(_text(pieces))
                for box in boxes:
                    self.container(box, sink)
            elif tag == _WHOLE_TABLE:
                self._table(child)
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self.container(child, sink)

    def _table(self, table: etree._Element) -> None:
        number = self._assembly.open_grid()
        rows: list[PageRow] = []
        for element in _rows(table):
            cells: list[PageCell] = []
            for cell in element.iterchildren(_CELL, _COVERED):
                lines: list[str] = []
                self.container(cell, lines.append)
                text = "\n".join(lines).strip()
                if cell.tag == _CELL:
                    copies = self._allowance.times(_repeated(cell, _COLUMNS_REPEATED))
                    cells += [PageCell(text, *_spanned(cell))] * copies
                elif text:
                    where = f"T{number}R{len(rows) + 1}C{len(cells) + 1}"
                    self._assembly.problem("covered_text", text, where)
            copies = self._allowance.times(_repeated(element, _ROWS_REPEATED) * max(len(cells), 1))
            rows += [PageRow(0, cells)] * max(copies // max(len(cells), 1), 1)
        close_page_table(self._assembly, number, rows)


def _text(pieces: list[str]) -> str:
    return "".join(pieces).translate(_HYPHENS)


def _plain(text: str) -> str:
    """Return the text of a paragraph without anything in it; most are printable, which is quick to ask."""
    if text.isprintable() and "  " not in text and "\u2011" not in text:
        return text
    return _SPACES.sub(" ", text).translate(_HYPHENS)


def _inline(parent: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
    """Collect the text of a paragraph, and the drawings in it that may hold text."""
    pieces.append(_SPACES.sub(" ", parent.text or ""))
    for node in parent:
        tag = node.tag
        if tag in _CHARACTERS:
            pieces.append(_CHARACTERS[tag])
        elif tag == _SPACE:
            pieces.append(" " * min(span_of(node.get(f"{_TEXT}c", "1")), 1000))
        elif isinstance(tag, str) and tag not in _SKIPPED:
            if tag.startswith(_DRAW):
                boxes.append(node)
            else:
                _inline(node, pieces, boxes)
        pieces.append(_SPACES.sub(" ", node.tail or ""))
