"""The sheet of the tables as printed, with the cells that findings point to marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xlsxwriter.utility import (  # type: ignore[import-untyped]  # the library ships no types
    xl_rowcol_to_cell,
)
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library ships no types

from jiheng.audit import Evidence
from jiheng.documents import Cell, Paragraph
from jiheng.render._html_index import SEVERITY_SHAPES, GridView, Index, Numbered, anchor
from jiheng.render._xlsx_cells import (
    HEAD,
    MOST_COLUMNS,
    MOST_ROWS,
    SEVERITY_FILLS,
    Book,
    Style,
    height,
    units,
)

TABLES = "原表"
_FIRST = 1
"""The column that tables begin in; the one before it names the findings of each row."""
_NUMBERS_WIDTH = 11.0
_NARROWEST, _WIDEST = 7.0, 22.0
_LONG = 14
_SPREAD = 9
"""How many columns a heading or a paragraph is spread over."""
_HIT = 2
"""Excel's number for a border of middle thickness: it also shows where a print has no colour."""


@dataclass(slots=True)
class Tables:
    """The sheet while it is written, and where each cited place of the package came to stand."""

    book: Book
    sheet: Worksheet
    index: Index
    widths: tuple[float, ...]
    row: int = 0
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)

    def link(self, evidence: Evidence) -> str:
        """Return where in the workbook evidence stands; "" where it does not."""
        at = self.places.get(self.index.anchor(evidence))
        return f"'{TABLES}'!{xl_rowcol_to_cell(*at)}" if at else ""


def write_tables(book: Book, index: Index) -> Tables:
    """Add the sheet: each form's tables, then the paragraphs of it that findings point to."""
    widths = (_NUMBERS_WIDTH, *_widths(index))
    tables = Tables(book, book.sheet(TABLES, widths), index, widths)
    tables.sheet.freeze_panes(0, _FIRST)
    shown: set[tuple[int, int]] = set()
    for number, form in enumerate(index.audit.package.forms):
        if number:
            tables.breaks.append(tables.row)
        _heading(tables, index.label(number))
        for table in form.tables:
            key = (form.document, table)
            if key in index.views and key not in shown:
                shown.add(key)
                _grid(tables, form.document, index.views[key])
        for document, paragraph in _cited(index, number):
            _paragraph(tables, document, paragraph)
        tables.row += 1
    tables.sheet.set_h_pagebreaks(tables.breaks)
    return tables


def _widths(index: Index) -> Iterator[float]:
    """Yield a width per column: what the texts of its cells need on average, within bounds."""
    needed: dict[int, list[int]] = {}
    for form in index.audit.package.forms:
        for table in form.tables:
            view = index.views.get((form.document, table))
            for cell in view.grid.cells if view else ():
                if cell.text and cell.column_span == 1:
                    needed.setdefault(cell.column, []).append(units(cell.text))
    for column in range(1, max(needed, default=0) + 1):
        found = needed.get(column, [0])
        yield min(_WIDEST, max(_NARROWEST, sum(found) / len(found) * 1.2 + 1))


def _cited(index: Index, form: int) -> Iterator[tuple[int, Paragraph]]:
    """Yield the paragraphs that findings point to in a form, each once, in the order of the document."""
    found = {
        paragraph.number: paragraph
        for numbered in index.by_form.get(form, ())
        for evidence in numbered.finding.at
        if evidence.form == form and (paragraph := index.paragraph(evidence))
    }
    yield from ((index.document(form), found[number]) for number in sorted(found))


def _room(tables: Tables) -> bool:
    return tables.row < MOST_ROWS - 1


def _heading(tables: Tables, text: str) -> None:
    if not _room(tables):
        return
    style: Style = {**HEAD, "align": "left"}
    tables.book.text(tables.sheet, (tables.row, 0), "问题编号", HEAD)
    area = (tables.row, _FIRST, tables.row, _FIRST + _SPREAD - 1)
    tables.book.spread(tables.sheet, area, text, style)
    tables.row += 1


def _grid(tables: Tables, document: int, view: GridView) -> None:
    first = tables.row
    taken: set[tuple[int, int]] = set()
    for offset, covering in enumerate(view.rows):
        if not _room(tables):
            return
        own = [cell for cell in covering if cell.row == offset + 1]
        tables.sheet.set_row(tables.row, height(*((cell.text, _cell_width(tables, cell)) for cell in own)))
        tables.places.setdefault(anchor(document, f"T{view.grid.number}R{offset + 1}"), (tables.row, _FIRST))
        found: list[Numbered] = list(
            tables.index.marks.get(anchor(document, f"T{view.grid.number}R{offset + 1}"), ())
        )
        for cell in own:
            target = anchor(document, view.grid.address(cell))
            marks = tables.index.marks.get(target, ())
            found += marks
            _cell(tables, (first, taken), cell, target, marks)
        _numbers(tables, found)
        tables.row += 1
    tables.row += 1


def _cell_width(tables: Tables, cell: Cell) -> float:
    columns = range(cell.column, cell.column + cell.column_span)
    width = sum(tables.widths[c] if c < len(tables.widths) else _NARROWEST for c in columns)
    # A cell over several rows has the room of all of them.
    return width * cell.row_span


def _cell(
    tables: Tables,
    table: tuple[int, set[tuple[int, int]]],
    cell: Cell,
    target: str,
    marks: tuple[Numbered, ...],
) -> None:
    """Write a cell where it stands in its table, unless another covers it or the sheet ends before."""
    first, taken = table
    top, left = first + cell.row - 1, _FIRST + cell.column - 1
    bottom, right = top + cell.row_span - 1, left + cell.column_span - 1
    if (top, left) in taken or bottom >= MOST_ROWS or right >= MOST_COLUMNS:
        return
    covered = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
    if covered & taken:
        covered, bottom, right = {(top, left)}, top, left
    taken |= covered
    style: Style = {"border": 1, "valign": "vcenter"}
    if len(cell.text) <= _LONG:
        style["align"] = "center"
    if marks:
        style |= {"bg_color": SEVERITY_FILLS[marks[0].finding.severity], "border": _HIT, "bold": True}
        note = "\n".join(f"{m.number} {m.finding.rule} {m.finding.title}" for m in marks[:10])
        tables.sheet.write_comment(top, left, note, {"author": "", "x_scale": 2})
    tables.book.spread(tables.sheet, (top, left, bottom, right), cell.text, style)
    tables.places[target] = (top, left)


def _numbers(tables: Tables, found: list[Numbered]) -> None:
    """Name the findings of a row in the column before it, for those who read it on paper."""
    if not found:
        return
    worst = min(found, key=lambda numbered: numbered.finding.severity.rank).finding.severity
    numbers = "、".join(str(number) for number in sorted({numbered.number for numbered in found}))
    style: Style = {"bg_color": SEVERITY_FILLS[worst], "align": "center", "valign": "vcenter", "bold": True}
    tables.book.text(tables.sheet, (tables.row, 0), f"{SEVERITY_SHAPES[worst]} {numbers}", style)


def _paragraph(tables: Tables, document: int, paragraph: Paragraph) -> None:
    if not _room(tables):
        return
    target = anchor(document, paragraph.address)
    marks = list(tables.index.marks.get(target, ()))
    area = (tables.row, _FIRST, tables.row, _FIRST + _SPREAD - 1)
    width = sum((*tables.widths[_FIRST : _FIRST + _SPREAD],))
    text = f"第{paragraph.number}段：{paragraph.text}"
    tables.sheet.set_row(tables.row, height((text, width)))
    fill = SEVERITY_FILLS[marks[0].finding.severity] if marks else "#FFFFFF"
    tables.book.spread(tables.sheet, area, text, {"border": 1, "bg_color": fill})
    tables.places[target] = (tables.row, _FIRST)
    _numbers(tables, marks)
    tables.row += 1
