"""Turns the ruled lines of a page into tables: which cells there are and how far each reaches.

Takes horizontal and vertical rulings; gives lattices with their cells. Does not know text.

Lines that touch belong to one table. Their positions are snapped together, so that a border drawn twice, or
as two lines of a double border, is one. Two neighbouring fields of the grid with no line between them are one
cell. A border left away at an outer side is put where the lines that run towards it end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from jiheng.documents._pdf_page import Ruling

SNAP = 3.0
"""Lines nearer than this are one line; the narrowest column that could hold a character is wider."""

MAX_RULINGS = 3000
"""Lines of one page after joining what continues; more is a drawing."""

MAX_FIELDS = 60_000
"""Fields of the grid of one table of one page."""

_OVERHANG = 6.0
_COVERED = 0.8
_FEWEST_LINES = 4


class Span(NamedTuple):
    """A cell: its first row and column, counted from 0, and how many it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class Lattice:
    """One table of one page: where its lines lie, and its cells in row, then column order."""

    xs: list[float]
    ys: list[float]
    cells: list[Span] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    """For every field of the grid with a border of fields around it, row by row: the cell's index, or -1."""
    open_top: bool = False
    """There is no line along the upper side."""
    open_bottom: bool = False


@dataclass(slots=True)
class _Axis:
    """Lines of one direction, snapped: positions, and which stretches of each are drawn."""

    positions: list[float]
    stretches: list[list[tuple[float, float]]]
    opened: list[bool]
    """At the first and the last position: the line is not drawn."""

    def covers(self, index: int, start: float, end: float) -> bool:
        """Whether most of a stretch of one of the lines is drawn."""
        needed = _COVERED * (end - start)
        for first, last in self.stretches[index]:
            if last > start and first < end:
                needed -= (end if last > end else last) - (start if first < start else first)  # noqa: FURB136  # asked for each field
        return needed <= 0


def lattices(horizontal: Iterable[Ruling], vertical: Iterable[Ruling]) -> list[Lattice] | None:
    """Return the tables of a page, the largest first; None where there are too many lines to be a table's."""
    across, down = _continued(horizontal), _continued(vertical)
    if len(across) + len(down) > MAX_RULINGS:
        return None
    found = [_lattice(*group) for group in _touching(across, down)]
    tables = [table for table in found if table is not None and len(table.cells) > 1]
    return sorted(tables, key=lambda table: (table.xs[0] - table.xs[-1]) * (table.ys[-1] - table.ys[0]))


def _continued(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Join what lies on one line and overlaps or nearly meets: dashes, pieces between corners."""
    joined: list[Ruling] = []
    for group in _near(sorted(rulings), SNAP / 3):
        position = group[0].position
        for first, last in _stretches(group):
            joined.append(Ruling(position, first, last))
    return joined


def _near(rulings: Sequence[Ruling], reach: float) -> Iterable[list[Ruling]]:
    """Yield groups of sorted rulings within reach of the group's first."""
    group: list[Ruling] = []
    for ruling in rulings:
        if group and ruling.position - group[0].position > reach:
            yield group
            group = []
        group.append(ruling)
    if group:
        yield group


def _stretches(rulings: Iterable[Ruling]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted((ruling.start, ruling.end) for ruling in rulings):
        if merged and start <= merged[-1][1] + SNAP:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _touching(across: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return groups of lines that meet."""
    leader = list(range(len(across) + len(down)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for row, (y, left, right) in enumerate(across):
        for column, (x, top, bottom) in enumerate(down, len(across)):
            if left - SNAP <= x <= right + SNAP and top - SNAP <= y <= bottom + SNAP:
                leader[find(row)] = find(column)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, ruling in enumerate(across + down):
        groups.setdefault(find(index), ([], []))[index >= len(across)].append(ruling)
    return [
        group for group in groups.values() if all(group) and len(group[0]) + len(group[1]) >= _FEWEST_LINES
    ]


def _lattice(across: list[Ruling], down: list[Ruling]) -> Lattice | None:
    columns, rows = _axis(down), _axis(across)
    _close(columns, across)
    _close(rows, down)
    _drop_idle(columns, rows.positions)
    _drop_idle(rows, columns.positions)
    xs, ys = columns.positions, rows.positions
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height > MAX_FIELDS:
        return None
    walls = [[columns.covers(i, top, bottom) for i in range(width + 1)] for top, bottom in _pairs(ys)]
    floors = [[rows.covers(i, left, right) for left, right in _pairs(xs)] for i in range(height + 1)]
    table = Lattice(xs, ys, open_top=rows.opened[0], open_bottom=rows.opened[1])
    table.cells, table.owners = _cells(walls, floors)
    return table


def _pairs(positions: list[float]) -> list[tuple[float, float]]:
    return list(pairwise(positions))


def _axis(rulings: list[Ruling]) -> _Axis:
    positions: list[float] = []
    stretches: list[list[tuple[float, float]]] = []
    for group in _near(sorted(rulings), SNAP):
        positions.append(sum(ruling.position for ruling in group) / len(group))
        stretches.append(_stretches(group))
    return _Axis(positions, stretches, [False, False])


def _close(axis: _Axis, crossing: list[Ruling]) -> None:
    """Put a line where two or more of the crossing lines run on beyond the outermost and end together."""
    low = min(ruling.start for ruling in crossing)
    high = max(ruling.end for ruling in crossing)
    everywhere = [(float("-inf"), float("inf"))]
    if low < axis.positions[0] - _OVERHANG and sum(r.start < low + SNAP for r in crossing) > 1:
        axis.positions.insert(0, low)
        axis.stretches.insert(0, everywhere)
        axis.opened[0] = True
    if high > axis.positions[-1] + _OVERHANG and sum(r.end > high - SNAP for r in crossing) > 1:
        axis.positions.append(high)
        axis.stretches.append(everywhere)
        axis.opened[1] = True


def _drop_idle(axis: _Axis, crossing: list[float]) -> None:
    """Drop lines that bound no field from end to end: underlines, ticks, strokes through a cell."""
    kept = [
        index
        for index in range(len(axis.positions))
        if any(axis.covers(index, start, end) for start, end in _pairs(crossing))
    ]
    axis.positions[:] = [axis.positions[index] for index in kept]
    axis.stretches[:] = [axis.stretches[index] for index in kept]


def _cells(walls: list[list[bool]], floors: list[list[bool]]) -> tuple[list[Span], list[int]]:
    """Return the cells, each as wide as no wall stops it, then as deep as no floor does, and the owners."""
    height, width = len(walls), len(floors[0])
    stride = width + 2
    owners = [-1] * (stride * (height + 2))
    cells: list[Span] = []
    for row in range(height):
        for column in range(width):
            if owners[(row + 1) * stride + column + 1] >= 0:
                continue
            here = (row + 1) * stride + 1
            right = column + 1
            while right < width and not walls[row][right] and owners[here + right] < 0:
                right += 1
            below = row + 1
            while below < height and not _bounded(walls[below], floors[below], column, right):
                start = (below + 1) * stride + 1
                if max(owners[start + column : start + right]) >= 0:
                    break
                below += 1
            for inner in range(row + 1, below + 1):
                start = inner * stride + column + 1
                owners[start : start + right - column] = [len(cells)] * (right - column)
            cells.append(Span(row, column, below - row, right - column))
    return cells, owners


def _bounded(walls: list[bool], floor: list[bool], column: int, right: int) -> bool:
    """Whether a row below belongs to another cell: a line above it, or one through it."""
    return any(floor[column:right]) or any(walls[column + 1 : right])
