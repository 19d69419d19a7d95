"""Cells of several records, one behind the other with the blank ones gone → where each record begins.

The last cell of a record may be its reason or the next record's name. Every way to cut the run into records
whose cells can stand under the header is counted; a record is certain where all of them have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from jiheng.forms._alignment import is_sound, may_hold
from jiheng.values import STROKES, halve, read_figure

_SIGNS = "≥≤=<>≧≦═"
_LONGEST = 400
"""A run with more cells is no run of records under one level."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Cells first … last-1 of a run: one record, or cells whose records are not certain."""

    first: int
    last: int
    certain: bool


def segments(texts: Sequence[str], columns: Sequence[str]) -> tuple[Segment, ...]:
    """Cut a run into records. Linear in cells.

    Args:
        texts: The cells, names included, without blank ones.
        columns: The header's fields behind the name.

    Returns:
        The records in order; () where the run cannot be cut and is short enough for one record.
    """
    count, reach = len(texts), len(columns) + 1
    whole = () if count <= reach else (Segment(0, count, certain=False),)
    if count > _LONGEST:
        return whole
    records = {
        (first, last)
        for first in range(count)
        if may_be_name(texts[first])
        for last in range(first + 2, min(first + reach, count) + 1)
        if _is_record(tuple(texts[first:last]), tuple(columns))
    }
    ways = [1, *[0] * count]
    for last in range(1, count + 1):
        ways[last] = sum(
            ways[first] for first in range(max(0, last - reach), last) if (first, last) in records
        )
    if not ways[count]:
        return whole
    onward = [*[0] * count, 1]
    for first in range(count - 1, -1, -1):
        onward[first] = sum(
            onward[last]
            for last in range(first + 1, min(count, first + reach) + 1)
            if (first, last) in records
        )
    sure = {
        first: last for first, last in records if ways[first] * onward[last] == ways[count] and ways[first]
    }
    return tuple(_with_doubts(sure, count))


def _with_doubts(sure: dict[int, int], count: int) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    while at < count:
        certain = at in sure
        last = sure[at] if certain else min((first for first in sure if first > at), default=count)
        found.append(Segment(at, last, certain))
        at = last
    return found


def may_be_name(text: str) -> bool:
    """Whether a cell may name an indicator: it is no figure, sign or stroke."""
    return halve(text) not in STROKES and not is_value(text)


def is_value(text: str) -> bool:
    """Whether a cell is a figure or begins with a sign."""
    return text[:1] in _SIGNS or read_figure(text, "").value is not None


@lru_cache(maxsize=4096)
def _is_record(texts: tuple[str, ...], columns: tuple[str, ...]) -> bool:
    """Whether the cells behind a name can stand under the header, with a target and its weight among them."""
    name, *cells = texts
    needed = {"target", "max_score"} & {*columns}
    allowed = [[may_hold(column, text) for column in columns] for text in cells]
    for chosen in combinations(range(len(columns)), len(cells)):
        placed = {columns[column]: cells[cell] for cell, column in enumerate(chosen)}
        if (
            needed <= placed.keys()
            and placed.get("target") != name
            and all(allowed[cell][column] for cell, column in enumerate(chosen))
            and is_sound(placed, columns)
        ):
            return True
    return False
