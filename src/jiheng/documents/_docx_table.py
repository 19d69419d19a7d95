"""Turns the rows of a WordprocessingML table into anchors of a layout grid.

Takes rows as the XML gives them (a cell knows how wide it is and whether it continues the cell above or to
the left); gives ``Cell`` anchors with row and column spans. Does not read XML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from msgspec import Struct

from jiheng.documents._assembly import Assembly
from jiheng.documents._model import Cell

MAX_SPAN = 63
"""Word's own limit of columns; a larger or unreadable span is a fault of the file."""

RESTART = "restart"
CONTINUE = "continue"

_MAX_DIGITS = 9


class RawCell(Struct, frozen=True, gc=False):
    """A ``w:tc``: its text, its width in grid columns, and how it takes part in merges."""

    text: str
    span: int = 1
    vertical: str = ""
    """``RESTART``, ``CONTINUE`` or "" (not merged)."""
    horizontal: str = ""
    """The same, for the legacy ``w:hMerge``."""


class RawRow(NamedTuple):
    """A ``w:tr``: columns left out before its first cell, and its cells."""

    before: int
    cells: list[RawCell]


def span_of(value: str | None, least: int = 1) -> int:
    """Return a count written in the XML; ``least`` where it is no number, at most ``MAX_SPAN``."""
    if value is None or not value.isascii() or not value.isdigit():
        return least
    return max(least, min(int(value[:_MAX_DIGITS]), MAX_SPAN))


def close_table(assembly: Assembly, number: int, rows: Iterable[RawRow]) -> None:
    """Fill the grid opened under ``number`` with a table's rows; text that a merge covers is reported."""

    def covered(text: str, row: int, column: int) -> None:
        assembly.problem("covered_text", text, f"T{number}R{row}C{column}")

    assembly.close_grid(number, lay_out(rows, covered))


def lay_out(rows: Iterable[RawRow], covered: Callable[[str, int, int], None]) -> list[Cell]:
    """Return the anchors of a table, in row, then column order.

    A continuing cell without a cell of its width above it stands for itself, so that nothing is lost.

    Args:
        rows: The table's rows.
        covered: Called with text, row and column of the anchor where a cell that only continues another holds
            text, which Word does not show.
    """
    anchors: list[Cell] = []
    open_merges: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        still_open: dict[int, int] = {}
        column = row.before + 1
        for cell in _joined(row, number, covered):
            span = cell.span
            if cell.vertical:
                place = open_merges.get(column) if cell.vertical == CONTINUE else None
                if place is not None and anchors[place].column_span == span:
                    anchors[place] = above = _one_row_more(anchors[place])
                    still_open[column] = place
                    if cell.text:
                        covered(cell.text, above.row, above.column)
                    column += span
                    continue
                still_open[column] = len(anchors)
            anchors.append(Cell(number, column, cell.text, 1, span))
            column += span
        open_merges = still_open
    return anchors


def _one_row_more(cell: Cell) -> Cell:
    return Cell(cell.row, cell.column, cell.text, cell.row_span + 1, cell.column_span)


def _joined(row: RawRow, number: int, covered: Callable[[str, int, int], None]) -> list[RawCell]:
    """Return the row's cells with those that continue the cell to their left (``w:hMerge``) added to it."""
    if not [cell for cell in row.cells if cell.horizontal]:
        return row.cells
    joined: list[RawCell] = []
    column = row.before + 1
    for cell in row.cells:
        if cell.horizontal == CONTINUE and joined and joined[-1].horizontal:
            first = joined[-1]
            span = min(first.span + cell.span, MAX_SPAN)
            joined[-1] = RawCell(first.text, span, first.vertical, first.horizontal)
            if cell.text:
                covered(cell.text, number, column)
        else:
            column += joined[-1].span if joined else 0
            joined.append(cell)
    return joined
