"""Turns the picture of a page into what the reader of PDF has of one: lines of text and ruled tables.

Takes a picture; gives a ``PdfPage``, each line with the confidence of its reading. Outlines of text are cut
where a ruling runs between cells; ink in a cell that no outline covers is read as well, as single figures are
often missed. Does not know pages before and after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from jiheng.documents._ocr_engine import Reading, read_line
from jiheng.documents._ocr_picture import Upright, upright
from jiheng.documents._ocr_rulings import Drawn, drawn_on
from jiheng.documents._pdf_flow import PdfPage, page_blocks
from jiheng.documents._pdf_lattice import Lattice, lattices
from jiheng.documents._pdf_lines import Line
from jiheng.documents._scan_doubt import SUREST

_OUTSIDE = (-1, -1)
_LEAST_SIDE = 3.0
"""Points; ink that is less high and less wide is a speck."""

_BORDER = 1.5
"""Points from a cell's side within which ink may be what is left of its ruling."""

_LEAST_INK = 10
"""Pixels of ink that a character has."""

_DASH, _FLAT, _EM = 5.0, 2.5, 10.5
"""Points: the least length of a dash, the most height, and the length one is long."""

_SLANT = 0.25
"""How far to a side a slash goes on its way down, at least, by its height."""

_TALL = 6.0
"""Points of height that a backslash has at least; 、 has less."""

_TWO_LINES = 1.7
_MARGIN = 0.1
"""Part of an outline's height, at the top and at the bottom, that lies outside of its characters."""

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SPACE = 0.45
"""A gap this wide, in heights, between two readings on one line stands for a space."""


class _Box(NamedTuple):
    """A rectangle of pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left


_Owner = tuple[int, int]
"""Table and cell a piece of text belongs to."""


def read_page_picture(picture: MatLike, number: int, points: float = 0.0) -> PdfPage:
    """Read one page from its picture.

    Args:
        picture: The page in colour, as OpenCV holds it.
        number: The page's number, from 1.
        points: Length of its long side in points; 0 where it is not known.
    """
    page = upright(picture, points)
    drawn = drawn_on(page.grey, page.outlines, page.scale)
    tables = lattices(drawn.horizontal, drawn.vertical) or []
    found: dict[_Owner, list[Line]] = {}
    for owner, box in _pieces(page, drawn, tables):
        line = _read(drawn, box, page.scale)
        if line is not None:
            found.setdefault(owner, []).append(line)
    outside = _rows(found.pop(_OUTSIDE, []))
    inside = [
        [_rows(found.get((place, cell), [])) for cell in range(len(table.cells))]
        for place, table in enumerate(tables)
    ]
    height, width = page.grey.shape[:2]
    return PdfPage(number, width * page.scale, height * page.scale, page_blocks(tables, outside, inside))


def _pieces(page: Upright, drawn: Drawn, tables: list[Lattice]) -> Iterator[tuple[_Owner, _Box]]:
    """Yield boxes that hold one line of one cell each."""
    limit = drawn.text.shape
    boxes = [_bounds(outline, limit) for outline in page.outlines]
    boxes = [box for box in boxes if box.width > 1 and box.height > 1]
    usual = float(np.median([box.height for box in boxes])) if boxes else 0.0
    covered = np.zeros_like(drawn.text)
    cells = [list(_cell_boxes(table, page.scale, limit)) for table in tables]
    said: set[_Owner] = set()
    parts = [cut for box in boxes for cut in _cut(box, cells, tables, drawn, page.scale)]
    for owner, part in sorted(parts, key=lambda cut: -cut[1].width):
        if _is_spilled(part, drawn.text, covered):
            continue
        said.add(owner)
        cv2.rectangle(covered, part[:2], part[2:], (255,), -1)
        yield from ((owner, piece) for piece in _split(part, drawn.text, usual))
    left = cv2.bitwise_and(drawn.text, cv2.bitwise_not(covered))
    for place, row in enumerate(cells):
        for index, cell in enumerate(row):
            alone = (place, index) not in said
            yield from (((place, index), box) for box in _missed(cell, left, page.scale, dashes=alone))


def _is_spilled(part: _Box, ink: MatLike, covered: MatLike) -> bool:
    """Whether a part is only the edge of an outline that reaches over text which another one holds."""
    if part.width > part.height:
        return False
    place = np.s_[part.top : part.bottom, part.left : part.right]
    held = cv2.countNonZero(cv2.bitwise_and(ink[place], covered[place]))
    return held > cv2.countNonZero(ink[place]) / 2


def _bounds(outline: MatLike, limit: tuple[int, ...]) -> _Box:
    left, top = np.maximum(np.floor(outline.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(outline.max(axis=0)), (limit[1], limit[0])).astype(int)
    return _Box(int(left), int(top), int(right), int(bottom))


def _cell_boxes(table: Lattice, scale: float, limit: tuple[int, ...]) -> Iterator[_Box]:
    for span in table.cells:
        yield _Box(
            max(0, round(table.xs[span.column] / scale)),
            max(0, round(table.ys[span.row] / scale)),
            min(limit[1], round(table.xs[span.column + span.columns] / scale)),
            min(limit[0], round(table.ys[span.row + span.rows] / scale)),
        )


def _cut(
    box: _Box, cells: list[list[_Box]], tables: list[Lattice], drawn: Drawn, scale: float
) -> Iterator[tuple[_Owner, _Box]]:
    """Yield the parts of an outline that lie in one cell each, and hold ink there."""
    middle_x, middle_y = (box.left + box.right) / 2 * scale, (box.top + box.bottom) / 2 * scale
    for place, table in enumerate(tables):
        if table.xs[0] < middle_x < table.xs[-1] and table.ys[0] < middle_y < table.ys[-1]:
            for index in _touched(table, box, scale):
                cell = cells[place][index]
                part = _common(box, cell)
                shorter = min(box.height, cell.height)
                inner = _common(part, _inside(cell, scale))
                if part.height > shorter / 2 and part.width > 1 and _has_ink(drawn.text, inner, scale):
                    yield (place, index), part
            return
    if _has_ink(drawn.text, box, scale):
        yield _OUTSIDE, box


def _common(one: _Box, other: _Box) -> _Box:
    return _Box(*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:]))


def _inside(cell: _Box, scale: float) -> _Box:
    """Return a cell without what is close to its sides."""
    margin = round(_BORDER / scale)
    return _Box(cell.left + margin, cell.top + margin, cell.right - margin, cell.bottom - margin)


def _touched(table: Lattice, box: _Box, scale: float) -> list[int]:
    """Return the cells of a table that an outline reaches into."""
    stride = len(table.xs) + 1
    first, last = bisect_right(table.xs, box.left * scale), bisect_right(table.xs, box.right * scale)
    top, bottom = bisect_right(table.ys, box.top * scale), bisect_right(table.ys, box.bottom * scale)
    found = {
        table.owners[row * stride + column]
        for row in range(top, bottom + 1)
        for column in range(first, last + 1)
    }
    return sorted(found - {-1})


def _has_ink(ink: MatLike, box: _Box, scale: float) -> bool:
    if box.width <= 0 or box.height <= 0:
        return False
    part = ink[box.top : box.bottom, box.left : box.right]
    columns = np.flatnonzero(part.any(axis=0))
    if not len(columns) or cv2.countNonZero(part) < _LEAST_INK:
        return False
    rows = np.flatnonzero(part.any(axis=1))
    least = _LEAST_SIDE / scale
    return bool(rows[-1] - rows[0] >= least or columns[-1] - columns[0] >= least)


def _split(box: _Box, ink: MatLike, usual: float) -> Iterator[_Box]:
    """Yield the lines of a box that is too high for one: characters set one below the other, or two lines."""
    if box.height < _TWO_LINES * min(usual, box.width):
        yield box
        return
    part = ink[box.top : box.bottom, box.left : box.right]
    columns = np.flatnonzero(part.any(axis=0))
    rows = part.any(axis=1)
    limit = max(usual, 1.15 * (columns[-1] - columns[0])) if box.height > box.width else usual
    edges = np.flatnonzero(np.diff(np.concatenate(([False], rows, [False])).astype(np.int8)))
    runs = [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
    joined = runs[:1]
    for start, end in runs[1:]:
        if end - joined[-1][0] <= limit:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    if len(joined) == 1:
        yield box
        return
    for start, end in joined:
        top, bottom = max(0, box.top + start - 3), min(ink.shape[0], box.top + end + 3)
        yield _Box(box.left, top, box.right, bottom)


def _missed(cell: _Box, left: MatLike, scale: float, *, dashes: bool) -> Iterator[_Box]:
    """Yield boxes around ink in a cell that lies in no outline; flat ink only where dashes may stand."""
    inner = _inside(cell, scale)
    if inner.width <= 0 or inner.height <= 0:
        return
    part = left[inner.top : inner.bottom, inner.left : inner.right]
    if cv2.countNonZero(part) < _LEAST_INK:
        return
    reach = max(3, round(6 / scale))
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(part, np.ones((3, reach), np.uint8)))
    least, margin = 5 / scale, max(2, round(1.5 / scale))
    for label in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[label])
        if (height < least and not (dashes and width >= _DASH / scale)) or width < _LEAST_SIDE / scale:
            continue
        box = _Box(
            inner.left + x,
            max(cell.top, inner.top + y - margin),
            inner.left + x + width,
            min(cell.bottom, inner.top + y + height + margin),
        )
        if cv2.countNonZero(left[box.top : box.bottom, box.left : box.right]) >= _LEAST_INK:
            yield box


def _read(drawn: Drawn, box: _Box, scale: float) -> Line | None:
    """Read one line; None where there is no text."""
    ink = drawn.text[box.top : box.bottom, box.left : box.right]
    reading = _by_shape(ink, scale) or read_line(drawn.page[box.top : box.bottom, box.left : box.right])
    if not reading.text:
        return None
    columns = np.flatnonzero(drawn.text[box.top : box.bottom, box.left : box.right].any(axis=0))
    left, right = (
        (box.left + columns[0], box.left + columns[-1] + 1) if len(columns) else (box.left, box.right)
    )
    margin = _MARGIN * box.height
    return _line(
        reading, left * scale, (box.top + margin) * scale, right * scale, (box.bottom - margin) * scale
    )


def _by_shape(ink: MatLike, scale: float) -> Reading | None:
    """Return dashes and single strokes, which the recognition takes for other characters; else None."""
    count, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    marks = [label for label in range(1, count) if stats[label][4] >= _LEAST_INK]
    if not marks:
        return None
    flat = all(stats[label][3] * scale <= _FLAT and stats[label][2] > 3 * stats[label][3] for label in marks)
    if flat and np.ptp(centres[marks, 1]) * scale <= _FLAT / 2:
        length = (max(stats[label][0] + stats[label][2] for label in marks) - min(stats[marks, 0])) * scale
        return Reading("—" * max(1, round(length / _EM)) if length >= _DASH else "-", SUREST)
    if len(marks) > 1:
        return None
    x, y, width, height = (int(value) for value in stats[marks[0]][:4])
    part = ink[y : y + height, x : x + width]
    if not 0.2 * height < width < height:
        return None
    lefts = np.array([np.flatnonzero(row).mean() if row.any() else -1.0 for row in part])
    thick = float(np.mean([np.count_nonzero(row) for row in part]))
    level = np.arange(height)
    drawn = lefts >= 0
    slope, start = np.polyfit(level[drawn], lefts[drawn], 1)
    straight = np.abs(lefts[drawn] - (slope * level[drawn] + start)).max() <= max(1.5, thick / 3)
    if not straight or abs(slope) < _SLANT or thick >= width / 1.5:
        return None
    is_comma = slope > 0 and height * scale < _TALL
    return None if is_comma else Reading("/" if slope < 0 else "\\", SUREST)


def _line(reading: Reading, left: float, top: float, right: float, bottom: float) -> Line:
    widths = [2 if _WIDE.match(character) else 1 for character in reading.text]
    word = re.match(r"[!-~]+|.[，。、；：？！）》”]*", reading.text)
    first = sum(widths[: word.end()]) if word else 2
    return Line(reading.text, left, top, right, bottom, (right - left) * first / sum(widths), reading.score)


def _rows(lines: list[Line]) -> list[Line]:
    """Return lines from top to bottom; what stands at one height is one line, from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        if rows and rows[-1][-1].top < (line.top + line.bottom) / 2 < rows[-1][-1].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _joined(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    text = row[0].text
    for before, after in pairwise(row):
        apart = after.left - before.right > _SPACE * max(before.height, after.height)
        text += f" {after.text}" if apart else after.text
    return Line(
        text,
        row[0].left,
        min(line.top for line in row),
        max(line.right for line in row),
        max(line.bottom for line in row),
        row[0].head,
        min(line.score for line in row),
    )
