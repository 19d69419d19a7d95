"""The package's tables as a workbook, one sheet each."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]  # the library ships no types

from examples.builder._layout import Block, Cell, Kind, Line, Style, Table

NUMBER = re.compile(r"\d+(\.\d+)?")
PERCENTAGE = re.compile(r"(\d+(?:\.\d+)?)%")
CREATED = dt.datetime(2025, 5, 16, tzinfo=dt.UTC)
CHARACTERS_PER_CENTIMETRE = 5.2
"""Excel counts a column's width in digits of its default font."""
LINE_HEIGHT = 14.5
PADDING = 6
WIDTH_OF_ASCII = Decimal("0.5")
LAST_NARROW = 0xFF
"""Characters up to here are half as wide as a Chinese one."""

Look = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell at its anchor, with the rows it covers."""

    row: int
    column: int
    rows: int
    cell: Cell


def write_xlsx(forms: tuple[tuple[Block, ...], ...]) -> bytes:
    """Return the workbook: titles, tables and filing lines, no report text.

    Figures are numbers with a format that prints them as the other files do, a percentage in a figure's
    cell is a real percentage, and a line that adds others up is a formula with its result.

    Args:
        forms: The forms, each as its blocks.

    Returns:
        The file's content, the same on every run.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    # A naive time is what the library writes as UTC.
    book.set_properties({"created": CREATED.replace(tzinfo=None), "title": "部门整体支出绩效自评"})
    annex = ""
    for blocks in forms:
        lines = [block for block in blocks if isinstance(block, Line)]
        annex = next((line.text for line in lines if line.style is Style.ANNEX), annex)
        for block in blocks:
            if isinstance(block, Table):
                title = [line.text for line in lines if line.style is Style.TABLE_TITLE] or [
                    line.text for line in lines if line.style is Style.TITLE
                ]
                notes = [line.text for line in lines if line.style is Style.NOTE]
                _Sheet(book, block).write([annex, *title], notes)
    book.close()
    return target.getvalue()


class _Sheet:
    """One table on its sheet."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table) -> None:
        self._book = book
        self._table = table
        self._sheet: xlsxwriter.worksheet.Worksheet = book.add_worksheet(table.name)
        self._formats: dict[tuple[str, Kind], xlsxwriter.format.Format] = {}

    def write(self, titles: list[str], notes: list[str]) -> None:
        """Write the title lines, the table and the lines below it."""
        sheet, table = self._sheet, self._table
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.center_horizontally()
        for column, width in enumerate(table.widths):
            sheet.set_column(column, column, width * CHARACTERS_PER_CENTIMETRE)
        self._write_line(0, titles[0], {"font_name": "黑体", "font_size": 14}, height=22)
        title: Look = {"font_name": "方正小标宋简体", "font_size": 18, "align": "center"}
        self._write_line(1, titles[1], title, height=34)
        first = len(titles)
        placed = tuple(_place(table))
        for place in placed:
            self._write_cell(first, place)
        for index in range(len(table.rows)):
            sheet.set_row(first + index, self._height(index, placed))
        for index, note in enumerate(notes):
            self._write_line(first + len(table.rows) + index, note, {"font_name": "仿宋"}, height=20)

    def _write_line(self, row: int, text: str, look: Look, *, height: int) -> None:
        last = len(self._table.widths) - 1
        self._sheet.merge_range(row, 0, row, last, text, self._book.add_format({"valign": "vcenter", **look}))
        self._sheet.set_row(row, height)

    def _write_cell(self, first: int, placed: Placed) -> None:
        cell, row, column = placed.cell, first + placed.row, placed.column
        number, number_format = _stored(cell)
        look = self._format(number_format, cell.kind)
        if placed.rows > 1 or cell.columns > 1:
            last = row + placed.rows - 1, column + cell.columns - 1
            self._sheet.merge_range(row, column, *last, "", look)
        if number is not None and cell.parts:
            self._sheet.write_formula(row, column, _sum(first, cell), look, number)
        elif number is not None:
            self._sheet.write_number(row, column, number, look)
        elif cell.text:
            # write() would take "=100%" for a formula.
            self._sheet.write_string(row, column, cell.text, look)
        else:
            self._sheet.write_blank(row, column, None, look)

    def _format(self, number_format: str, kind: Kind) -> xlsxwriter.format.Format:
        key = number_format, kind
        if key not in self._formats:
            left = kind in {Kind.PROSE, Kind.LINE_LABEL}
            look: Look = {
                "font_name": "黑体" if kind is Kind.LABEL else "仿宋",
                "font_size": 10.5 if kind is not Kind.LABEL else 10,
                "num_format": number_format,
                "align": "left" if left else "center",
                "valign": "vcenter",
                "text_wrap": True,
                "border": 1,
            }
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _height(self, index: int, placed: tuple[Placed, ...]) -> float:
        """Enough for the longest text of the row; what covers several rows has room."""
        lines = [1]
        for place in placed:
            if place.row == index and place.rows == 1:
                width = sum(self._table.widths[place.column : place.column + place.cell.columns])
                lines.append(sum(_wrapped(text, width) for text in place.cell.text.split("\n")))
        return max(lines) * LINE_HEIGHT + PADDING


def _sum(first: int, cell: Cell) -> str:
    """The formula over a cell's parts: a range where they follow one another, else each by name."""
    names = [xlsxwriter.utility.xl_rowcol_to_cell(first + row, column) for row, column in cell.parts]
    rows = [row for row, _ in cell.parts]
    if rows == list(range(rows[0], rows[0] + len(rows))):
        return f"=SUM({names[0]}:{names[-1]})"
    return f"={'+'.join(names)}"


def _wrapped(text: str, width: float) -> int:
    """How many lines a text takes: a Chinese character of this size is 0.38 cm wide."""
    length = sum(1 if ord(character) > LAST_NARROW else WIDTH_OF_ASCII for character in text)
    return max(1, -(-int(length * 38) // int(width * 100 - 20)))


def _stored(cell: Cell) -> tuple[Decimal | None, str]:
    """The number a figure's cell stores, if any, and the format that prints it as its text."""
    if cell.kind is not Kind.FIGURE:
        return None, "General"
    if NUMBER.fullmatch(cell.text):
        places = len(cell.text.partition(".")[2])
        plain = not cell.text.endswith("0") or not places
        return Decimal(cell.text), "General" if plain and not cell.parts else _decimals(places)
    if found := PERCENTAGE.fullmatch(cell.text):
        places = len(found[1].partition(".")[2])
        return Decimal(found[1]) / 100, f"{_decimals(places)}%"
    return None, "General"


def _decimals(places: int) -> str:
    return "0." + "0" * places if places else "0"


def _place(table: Table) -> Iterator[Placed]:
    """The anchors with how many rows each covers."""
    columns = [[column for column, _ in _columns(row)] for row in table.rows]
    continued = {
        (r, column) for r, row in enumerate(table.rows) for column, cell in _columns(row) if cell.continues
    }
    for r, row in enumerate(table.rows):
        for column, cell in zip(columns[r], row, strict=True):
            if not cell.continues:
                rows = 1
                while (r + rows, column) in continued:
                    rows += 1
                yield Placed(r, column, rows, cell)


def _columns(row: tuple[Cell, ...]) -> Iterator[tuple[int, Cell]]:
    column = 0
    for cell in row:
        yield column, cell
        column += cell.columns
