"""A table position by position, as writers of rows need it: each cell, and where it goes on below.

Takes a ``Table``; gives its rows. A position that no cell covers is a blank cell, as on paper there is one.
"""

from __future__ import annotations

from typing import NamedTuple

from jiheng.documents import Cell
from jiheng.errors import RenderError
from jiheng.render.official._blocks import Look, Sheet, Table


class Place(NamedTuple):
    """A cell in one of the rows it covers."""

    cell: Cell
    look: Look
    continues: bool = False
    """Whether the cell began in a row above."""


_BLANK = Look()


def rows_of(table: Table, sheet: Sheet) -> list[list[Place]]:
    """Return every row of a table, its places from left to right.

    Raises:
        RenderError: A cell stands outside the columns or on another cell, or the table has none.
    """
    height = max((cell.row + cell.row_span - 1 for cell in table.grid.cells), default=0)
    if not height:
        raise RenderError(sheet.name, f"T{table.grid.number}", "表中没有单元格，无法写出")
    width = len(table.widths)
    lines: list[dict[int, Place]] = [{} for _ in range(height)]
    covered = 0
    for cell, look in zip(table.grid.cells, table.looks, strict=True):
        if cell.column + cell.column_span - 1 > width:
            reason = f"单元格超出表的 {width} 列，请核对版式"
            raise RenderError(sheet.name, table.grid.address(cell), reason)
        lines[cell.row - 1][cell.column] = Place(cell, look)
        for row in range(cell.row, cell.row + cell.row_span - 1):
            lines[row][cell.column] = Place(cell, look, continues=True)
        covered += cell.row_span * cell.column_span
    rows = [_filled(line, row, width) for row, line in enumerate(lines, start=1)]
    blanks = sum(place.look is _BLANK for row in rows for place in row)
    if covered + blanks != height * width:
        raise RenderError(sheet.name, _first_overlap(table), "单元格与另一单元格重叠，请核对版式")
    return rows


def header_height(table: Table) -> int:
    """Return how many rows from the top are repeated on every page: none that a cell ties to what follows."""
    height = 0
    while height + 1 in table.repeated_rows:
        height += 1
    for cell in reversed(table.grid.cells):
        if cell.row <= height < cell.row + cell.row_span - 1:
            height = cell.row - 1
    return height


def _filled(line: dict[int, Place], row: int, width: int) -> list[Place]:
    """Return the places of a row in order, with blanks where there is none."""
    places: list[Place] = []
    column = 1
    while column <= width:
        place = line.get(column) or Place(Cell(row, column, ""), _BLANK)
        places.append(place)
        column += place.cell.column_span
    return places


def _first_overlap(table: Table) -> str:
    taken: set[tuple[int, int]] = set()
    for cell in table.grid.cells:
        own = {
            (row, column)
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }
        if taken & own:
            return table.grid.address(cell)
        taken |= own
    return f"T{table.grid.number}"
