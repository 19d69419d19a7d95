"""Turns the rows of an HTML table into anchors of a layout grid, as the HTML standard places them.

Takes cells with the spans that the page asks for; gives anchors that never overlap. Does not read the page.
"""

from __future__ import annotations

from typing import NamedTuple

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Cell

MAX_COLUMN_SPAN = 1000
"""The standard's own limit."""
MAX_COVERED = 1_000_000
"""Positions that all merged cells of a table may cover together."""

_MAX_DIGITS = 9


class PageCell(NamedTuple):
    """A cell as the page has it."""

    text: str
    row_span: int = 1
    """0: to the end of its group of rows."""
    column_span: int = 1


class PageRow(NamedTuple):
    """A row, and in which group (``thead``, ``tbody``, ``tfoot``) of the table it stands."""

    group: int
    cells: list[PageCell]


def span_of(value: str) -> int:
    """Return the number of a ``colspan`` or ``rowspan``; 1 where it is none."""
    digits = value.strip()
    return int(digits[:_MAX_DIGITS]) if digits.isascii() and digits.isdigit() else 1


def close_page_table(assembly: Assembly, number: int, rows: list[PageRow]) -> None:
    """Fill the grid opened under ``number``."""
    group_end = {row.group: index for index, row in enumerate(rows, 1)}
    taken: dict[int, int] = {}  # column → the last row in which a cell from above covers it
    cells: list[Cell] = []
    covered = 0
    for index, row in enumerate(rows, 1):
        column = 1
        for text, row_span, column_span in row.cells:
            while taken.get(column, 0) >= index:
                column += 1
            if row_span == column_span == 1:  # as most are
                cells.append(Cell(index, column, text))
                column += 1
                continue
            height = min(row_span or len(rows), group_end[row.group] - index + 1)
            width = min(column_span, MAX_COLUMN_SPAN)
            if covered + height * width > MAX_COVERED:
                where = f"T{number}R{index}C{column}"
                assembly.problem("merge_ignored", "合并区域过大，按未合并读取。", where)
                height = width = 1
            width = next((w for w in range(1, width) if taken.get(column + w, 0) >= index), width)
            covered += height * width - 1
            taken.update(dict.fromkeys(range(column, column + width), index + height - 1))
            cells.append(Cell(index, column, text, height, width))
            column += width
    assembly.close_grid(number, cells)
