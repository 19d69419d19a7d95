"""Gives the cells of a Word 97–2003 table layout columns; the file only says where their edges stand.

Takes rows with edges in twentieths of a point; gives rows as the reader of ``.docx`` has them. Does not read
the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from jiheng.documents._doc_properties import CellMerge, RowPlan
from jiheng.documents._docx_table import RawCell, RawRow

SAME_EDGE = 15
"""Edges that are no further apart stand under each other: rounding, or a column drawn by hand."""


class Row(NamedTuple):
    """A row's texts, and where its cells stand."""

    texts: list[str]
    plan: RowPlan


def raw_rows(rows: Sequence[Row]) -> list[RawRow]:
    """Return a table's rows with cells as wide as the layout columns they cover."""
    columns = _columns(rows)
    return [_raw_row(row, columns) for row in rows]


def _columns(rows: Sequence[Row]) -> list[int]:
    """Return where the layout columns begin, from left to right."""
    columns: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.plan.edges}):
        if not columns or edge - columns[-1] > SAME_EDGE:
            columns.append(edge)
    return columns


def _raw_row(row: Row, columns: list[int]) -> RawRow:
    """Return one row; cells that its plan does not know are one column wide."""
    numbers = [bisect_right(columns, edge) for edge in row.plan.edges]
    merges = row.plan.merges
    cells: list[RawCell] = []
    for index, text in enumerate(row.texts):
        width = numbers[index + 1] - numbers[index] if index + 1 < len(numbers) else 1
        merge = merges[index] if index < len(merges) else CellMerge()
        cells.append(RawCell(text, max(width, 1), merge.vertical, merge.horizontal))
    return RawRow(numbers[0] - 1 if numbers else 0, cells)
