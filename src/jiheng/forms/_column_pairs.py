"""Rows whose columns each hold a label and its amount: 预算数 6.84 | 到位数 6.84 | 执行数 6.84 | 100.00.

The labels say which line the row is, their order which column an amount belongs to. The rate has no label.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiheng.documents import Cell
from jiheng.forms._labels import label_key, points_in
from jiheng.forms._types import Block, RowStyle
from jiheng.values import STROKES, Printed, halve, read_figure, squeeze

_RATE = "execution_rate"
_LABEL_LENGTH = 40


@dataclass(frozen=True, slots=True)
class PairRow:
    """One row: what line it is, and which text stands in which column."""

    line: str
    cells: Mapping[str, int]
    """Column → index of its text."""
    length: int
    """How many texts the row takes."""


def read_column_pairs(texts: Sequence[str], block: Block, columns: Sequence[str]) -> PairRow | None:
    """Read a row that begins with a label of one of the block's lines.

    Args:
        texts: The row's cells from its first label on; more may follow.
        block: The block, for its lines.
        columns: The header's fields in order.

    Returns:
        The row; None where it does not hold the same line's label once for every column.
    """
    line = _line(texts[0], block) if texts else ""
    if not line:
        return None
    at = 0
    cells: dict[str, int] = {}
    for name in columns:
        if name == _RATE:
            continue
        if at >= len(texts) or _line(texts[at], block) != line:
            return None
        at += 1
        if at < len(texts) and _is_amount(texts[at]):
            cells[name] = at
            at += 1
    if _RATE in columns and at < len(texts) and _is_amount(texts[at]):
        cells[_RATE] = at
        at += 1
    return PairRow(line, cells, at)


def label_and_amount_cells(cells: Sequence[Cell], starts: Sequence[int]) -> Iterator[Cell]:
    """Yield of every column its label and its amount; blank cells of lost merges are left out.

    Args:
        cells: A row's cells.
        starts: Where each column begins, from left to right; empty where a grid has no column positions.
    """
    if not starts:
        yield from cells
        return
    for first, end in pairwise([*starts, None]):
        inside = [cell for cell in cells if first is not None and cell.column >= first]
        inside = [cell for cell in inside if end is None or cell.column < end]
        yield from [cell for cell in inside if squeeze(cell.text)] or inside[:1]


def points_of_heading(cells: Sequence[Printed], block: Block, columns: Container[str]) -> dict[str, Printed]:
    """Return the weight of a funds block that has no column for it, from the brackets of its heading."""
    if block.style is not RowStyle.LINES or "max_score" in columns or "score" not in columns:
        return {}
    found = ((points_in(cell.text), cell.at) for cell in cells if label_key(cell.text) in block.captions)
    return next(({"max_score": Printed(points, at)} for points, at in found if points), {})


def _line(text: str, block: Block) -> str:
    return block.lines.get(label_key(text), "") if len(text) <= _LABEL_LENGTH else ""


def _is_amount(text: str) -> bool:
    plain = halve(text)
    return not plain or plain in STROKES or read_figure(plain, "").value is not None
