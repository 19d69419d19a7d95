"""Cuts the characters of a page into pieces: what follows each other on one line of one cell.

Takes glyphs and lattices; gives pieces with the cell each lies in. Does not know lines or words.

Most characters come in runs that PDFium itself keeps together, and a run is seldom more than one piece: to
show it takes a few comparisons over the run; only where they do not is it walked character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from operator import sub

from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_page import Glyphs, PageContent

OUTSIDE = -1
"""The number of the cell that is none."""

_RUN = re.compile("[^\x00-\x20\xa0\u3000]+")

_OVERLAP, _PART = -1.5, 0.3
"""Between these distances (in points, and in character heights) characters drawn one after another are
neighbours; quotation marks are often drawn before what they enclose."""


Piece = tuple[float, float, float, float, int, int]
"""Characters that follow each other on one line: left, top, right, bottom, and where in the page's text they
start and end. A plain tuple, as a page has hundreds."""


def pieces_by_cell(content: PageContent, tables: list[Lattice]) -> dict[int, list[Piece]]:
    """Return pieces by the cell they lie in; cells are numbered through all tables, as their lists stand."""
    width, height = content.width, content.height
    cells = _Cells(content.glyphs, tables)
    found: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in _pieces(content.glyphs):
        left, top, right, bottom, _, _ = piece
        middle = (top + bottom) / 2
        if right <= 0 or left >= width or not 0 < middle < height:
            continue
        owner = cells.around(piece, middle)
        if owner is not None:
            found[owner].append(piece)
            continue
        for part_owner, part in cells.divide(piece, middle):
            found[part_owner].append(part)
    return found


def _pieces(glyphs: Glyphs) -> Iterator[Piece]:
    """Yield the pieces of a page in the order they are drawn."""
    lefts, tops, rights, bottoms = glyphs.lefts, glyphs.tops, glyphs.rights, glyphs.bottoms
    gaps = list(map(sub, islice(lefts, 1, None), rights))
    for run in _RUN.finditer(glyphs.text):
        start, end = run.span()
        if end - start == 1:
            yield lefts[start], tops[start], rights[start], bottoms[start], start, end
            continue
        between, highs, lows = gaps[start : end - 1], tops[start:end], bottoms[start:end]
        between.sort()  # of so few, faster than asking for the least and then for the greatest
        highs.sort()
        lows.sort()
        common = lows[0] - highs[-1]
        if common > 0 and between[0] > _OVERLAP and between[-1] < _PART * common:
            yield lefts[start], highs[0], rights[end - 1], lows[-1], start, end
        else:
            yield from _walked(glyphs, start, end)


def _walked(glyphs: Glyphs, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a run, character by character."""
    left, top, right, bottom = (
        side[start] for side in (glyphs.lefts, glyphs.tops, glyphs.rights, glyphs.bottoms)
    )
    begin = start
    for index in range(start + 1, end):
        high, low = glyphs.tops[index], glyphs.bottoms[index]
        level = top < (high + low) / 2 < bottom or high < (top + bottom) / 2 < low
        if level and _OVERLAP < glyphs.lefts[index] - right < _PART * (bottom - top):
            top, bottom = min(top, high), max(bottom, low)
        else:
            yield left, top, right, bottom, begin, index
            begin, left, top, bottom = index, glyphs.lefts[index], high, low
        right = glyphs.rights[index]
    yield left, top, right, bottom, begin, end


class _Cells:
    """Tells in which cell characters lie."""

    def __init__(self, glyphs: Glyphs, tables: list[Lattice]) -> None:
        self._glyphs = glyphs
        self._tables: list[tuple[Lattice, int, int]] = []
        first = 0
        for table in tables:
            self._tables.insert(0, (table, len(table.xs) + 1, first))  # what lies inside another comes first
            first += len(table.cells)

    def around(self, piece: Piece, middle: float) -> int | None:
        """Return the number of the cell a piece lies in, None where it begins in one and ends in another."""
        glyphs = self._glyphs
        left, _, right, _, start, end = piece
        begin = (left + glyphs.rights[start]) / 2
        finish = (glyphs.lefts[end - 1] + right) / 2
        for table, stride, first in self._tables:
            row = bisect_right(table.ys, middle) * stride
            owner = table.owners[row + bisect_right(table.xs, begin)]
            if owner != table.owners[row + bisect_right(table.xs, finish)]:
                return None
            if owner >= 0:
                return owner + first
        return OUTSIDE

    def divide(self, piece: Piece, middle: float) -> Iterator[tuple[int, Piece]]:
        """Yield the parts of a piece that reaches over a border, each with its cell."""
        glyphs = self._glyphs
        *_, start, end = piece
        owner, begin = OUTSIDE, start
        for index in range(start, end):
            own = self._at((glyphs.lefts[index] + glyphs.rights[index]) / 2, middle)
            if own != owner and index > begin:
                yield owner, self._part(piece, begin, index)
                begin = index
            owner = own
        yield owner, self._part(piece, begin, end)

    def _part(self, piece: Piece, start: int, end: int) -> Piece:
        _, top, _, bottom, _, _ = piece
        return self._glyphs.lefts[start], top, self._glyphs.rights[end - 1], bottom, start, end

    def _at(self, x: float, y: float) -> int:
        for table, stride, first in self._tables:
            owner = table.owners[bisect_right(table.ys, y) * stride + bisect_right(table.xs, x)]
            if owner >= 0:
                return owner + first
        return OUTSIDE
