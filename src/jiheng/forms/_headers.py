"""Headers in two rows, and labels with their amounts side by side: how the forms of the budget print them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiheng.documents import Cell
from jiheng.forms._labels import label_and_amount, label_key
from jiheng.forms._types import Block
from jiheng.values import squeeze

_LABEL_LENGTH = 40

Columns = Mapping[str, tuple[int, int]]
"""Field → (first column, width)."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line's label with the amount behind it, in the next cell or in its own."""

    line: str
    label: Cell
    label_text: str
    amount: Cell | None
    amount_text: str


def upper_columns(
    block: Block, columns: Columns, upper: Sequence[Cell], cells: Sequence[Cell], *, ragged: bool
) -> dict[str, tuple[int, int]]:
    """Return the columns of a header's upper row that its lower row does not name anew.

    Args:
        block: The block that both rows head.
        columns: The columns of the upper row.
        upper: Its cells; () where the row above is no header.
        cells: The cells of the lower row.
        ragged: Whether the grid has no column positions: then the blank cells of the lower row stand, in
            order, for the labels of the upper row that head one column.
    """
    if not upper:
        return {}
    if ragged:
        single = [cell.column for cell in upper if _key(cell) not in block.spans]
        blank = [cell.column for cell in cells if not squeeze(cell.text)]
        moved = dict(zip(single, blank, strict=True)) if len(single) == len(blank) else _moved(upper, cells)
        return {name: (moved[column], 1) for name, (column, _) in columns.items() if column in moved}
    named = {
        position
        for cell in cells
        if squeeze(cell.text)
        for position in range(cell.column, cell.column + cell.column_span)
    }
    return {name: place for name, place in columns.items() if place[0] not in named}


def _moved(upper: Sequence[Cell], cells: Sequence[Cell]) -> dict[int, int]:
    """Return where the cells of a ragged upper row that head one column stand in the lower row.

    A blank cell below stands for such a cell, a run of labels for the cells that span them. That is certain
    where every run has one cell above it, or there is one run only.
    """
    filled = [bool(squeeze(cell.text)) for cell in cells]
    runs = sum(1 for i, label in enumerate(filled) if label and not (i and filled[i - 1]))
    spanning = len(upper) - filled.count(False)
    if not runs or (runs > 1 and spanning != runs) or spanning < runs:
        return {}
    moved: dict[int, int] = {}
    above = iter(upper)
    for i, (cell, label) in enumerate(zip(cells, filled, strict=True)):
        if not label:
            moved[next(above).column] = cell.column
        elif not (i and filled[i - 1]):
            for _ in range(spanning if runs == 1 else 1):
                next(above)
    return moved


def pairs_of(block: Block, cells: Sequence[Cell]) -> tuple[Pair, ...]:
    """Return the labels of a block's lines in a row, each with its amount."""
    return tuple(_pairs(block, cells))


def _pairs(block: Block, cells: Sequence[Cell]) -> Iterator[Pair]:
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        key = _key(cell)
        if key in block.lines:
            amount = following
            if following is not None and _key(following) in {*block.lines, *block.captions}:
                amount = None
            yield Pair(block.lines[key], cell, cell.text, amount, amount.text if amount else "")
        elif (inside := label_and_amount(cell.text)) and label_key(inside[0]) in block.lines:
            yield Pair(block.lines[label_key(inside[0])], cell, inside[0], cell, inside[1])


def _key(cell: Cell) -> str:
    return label_key(cell.text) if len(cell.text) <= _LABEL_LENGTH else ""
