"""Turns the ruled lines of a page into tables: which cells there are and how far each reaches.

Takes horizontal and vertical rulings; gives lattices with their cells. Does not know text.

Lines that touch belong to one table. Their positions are snapped together, so that a border drawn twice, or
as two lines of a double border, is one. Two neighbouring fields of the grid with no line between them are one
cell. A border left away at an outer side is put where the lines that run towards it end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, pairwise
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

    def drawn(self, index: int, fields: list[tuple[float, float]]) -> list[bool]:
        """Return for each field whether most of its side is drawn on one of the lines."""
        stretches = self.stretches[index]
        if len(stretches) > 1:
            return [_is_drawn(stretches, start, end) for start, end in fields]
        ((first, last),) = stretches
        return [
            (end if end < last else last) - (start if start > first else first) >= _COVERED * (end - start)  # noqa: FURB136  # asked for each field
            for start, end in fields
        ]


def _is_drawn(stretches: list[tuple[float, float]], start: float, end: float) -> bool:
    covered = [min(last, end) - max(first, start) for first, last in stretches]
    return sum(part for part in covered if part > 0) >= _COVERED * (end - start)


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
        if len(group) == 1:
            joined += group
            continue
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


def _stretches(rulings: list[Ruling]) -> list[tuple[float, float]]:
    if len(rulings) == 1:
        return [rulings[0][1:]]
    merged: list[tuple[float, float]] = []
    for start, end in sorted([ruling[1:] for ruling in rulings]):
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
        low, high = left - SNAP, right + SNAP
        for column, (x, top, bottom) in enumerate(down, len(across)):
            if low <= x <= high and top - SNAP <= y <= bottom + SNAP and leader[row] != leader[column]:
                root = find(column)
                leader[find(row)] = leader[row] = leader[column] = root
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
    walls = _without_idle(columns, rows.positions)
    count = len(rows.positions)
    floors = _without_idle(rows, columns.positions)
    if len(rows.positions) < count:
        walls = [columns.drawn(index, _pairs(rows.positions)) for index in range(len(columns.positions))]
    xs, ys = columns.positions, rows.positions
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height > MAX_FIELDS:
        return None
    table = Lattice(xs, ys, open_top=rows.opened[0], open_bottom=rows.opened[1])
    table.cells, table.owners = _cells(list(zip(*walls, strict=True)), floors)
    return table


def _pairs(positions: list[float]) -> list[tuple[float, float]]:
    return list(pairwise(positions))


def _axis(rulings: list[Ruling]) -> _Axis:
    positions: list[float] = []
    stretches: list[list[tuple[float, float]]] = []
    for group in _near(sorted(rulings), SNAP):
        positions.append(sum([ruling.position for ruling in group]) / len(group))
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


def _without_idle(axis: _Axis, crossing: list[float]) -> list[list[bool]]:
    """Drop lines that bound no field from end to end: underlines, ticks, strokes through a cell.

    Returns:
        For each line that is left which sides of fields are drawn on it.
    """
    fields = _pairs(crossing)
    drawn = [axis.drawn(index, fields) for index in range(len(axis.positions))]
    if not all(map(any, drawn)):
        axis.positions[:] = compress(axis.positions, map(any, drawn))
        axis.stretches[:] = compress(axis.stretches, map(any, drawn))
    return [sides for sides in drawn if any(sides)]


def _cells(walls: list[tuple[bool, ...]], floors: list[list[bool]]) -> tuple[list[Span], list[int]]:
    """Return the cells, each as wide as no wall stops it, then as deep as no floor does, and the owners."""
    height, width = len(walls), len(floors[0])
    stride = width + 2
    owners = [-1] * (stride * (height + 2))
    cells: list[Span] = []
    for row in range(height):
        beside, under = walls[row], floors[row + 1]
        here = (row + 1) * stride + 1
        for column in range(width):
            if owners[here + column] >= 0:
                continue
            right, below = column + 1, row + 1
            if beside[right] and under[column]:  # a cell of one field, as most are
                owners[here + column] = len(cells)
                cells.append(Span(row, column, 1, 1))
                continue
            while right < width and not beside[right] and owners[here + right] < 0:
                right += 1
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


def _bounded(walls: tuple[bool, ...], floor: list[bool], column: int, right: int) -> bool:
    """Whether a row below belongs to another cell: a line above it, or one through it."""
    return any(floor[column:right]) or any(walls[column + 1 : right])
