"""Finds the ruled lines on a picture of a page, and the ink that is not one.

Takes an upright grey picture; gives rulings in points, as the reader of PDF has them, and masks. A stroke of
a character is no ruling: what is short counts only where it runs from one line to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from cv2.typing import MatLike

from jiheng.documents._ocr_picture import Outlines
from jiheng.documents._pdf_lattice import SNAP
from jiheng.documents._pdf_page import Ruling

LEAST = 14.0
"""Points; a shorter line is only looked for from one ruling to the next."""

_LOWEST_ROW, _LOW_ROW = 6.0, 42.0
"""Points between two rulings that may be a row, and from which on its sides are found without them."""

_UNBROKEN = 0.97
"""Part of the height of a low row that its sides are drawn; a stroke of a character leaves more paper."""

_LONG = 42.0
"""Points; a longer line is no stroke of a character."""

_THICK = 4.0
_SPILL = 3
"""Pixels by which a stroke may leave its outline."""

_CROWDED = 0.2
"""Part of a stroke's length along which more ink is near it; beside a ruling there is little."""

_GAP = 10.0
"""Points by which a ruling is interrupted at most, by a seal or a fold."""

_WHOLE = 0.96
"""Part of a ruling that is drawn, where text is close to it; between characters there are gaps."""

_DENSE = 0.8
"""Part of a ruling that is drawn at least; the rest is lost to noise."""

_TOUCHED = 0.4
"""Part of a ruling's darkness that it has at least where it goes on."""

_THROUGH, _BESIDE = 2, 6
"""Pixels above and below a ruling's middle that are still it, and that are beside it."""

_CONTRAST = 14
"""How much darker than its surroundings ink is, of 255."""


class Drawn(NamedTuple):
    """What is drawn on a page."""

    horizontal: list[Ruling]
    vertical: list[Ruling]
    text: MatLike
    """Where there is ink that belongs to no ruling."""
    page: MatLike
    """The picture with the rulings painted over."""


def drawn_on(grey: MatLike, outlines: Outlines, scale: float) -> Drawn:
    """Return rulings and remaining ink of a page.

    Args:
        grey: The upright page.
        outlines: Outlines of its lines of text.
        scale: Points a pixel.
    """
    block = max(15, round(18 / scale)) | 1
    calm = cv2.GaussianBlur(grey, (3, 3), 0)
    ink = cv2.adaptiveThreshold(
        calm, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _CONTRAST
    )
    lows, highs = outlines.min(axis=1), outlines.max(axis=1)
    across = _segments(ink, lows, highs, scale)
    across = _bridged(across, scale)
    turned = _segments(cv2.transpose(ink), lows[:, ::-1], highs[:, ::-1], scale)
    down = _turned(_bridged(turned, scale))
    across, down = _anchored(across, down, scale)
    across = _continued(grey, across, down, scale)
    down = _turned(_continued(cv2.transpose(grey), _turned(down), _turned(across), scale))
    down += _between(ink, across, down, scale)
    lines = np.zeros_like(ink)
    for segment in across + down:
        cv2.rectangle(
            lines,
            (segment.x - 1, segment.y - 1),
            (segment.x + segment.width, segment.y + segment.height),
            (255,),
            -1,
        )
    page = grey.copy()
    page[(lines > 0)] = int(np.median(grey))
    text = cv2.bitwise_and(ink, cv2.bitwise_not(lines))
    return Drawn(
        [Ruling((s.y + s.height / 2) * scale, s.x * scale, (s.x + s.width) * scale) for s in across],
        [Ruling((s.x + s.width / 2) * scale, s.y * scale, (s.y + s.height) * scale) for s in down],
        text,
        page,
    )


class _Segment(NamedTuple):
    x: int
    y: int
    width: int
    height: int


def _turned(segments: Iterable[_Segment]) -> list[_Segment]:
    """Return segments as they lie on the transposed page."""
    return [_Segment(segment.y, segment.x, segment.height, segment.width) for segment in segments]


def _segments(ink: MatLike, lows: MatLike, highs: MatLike, scale: float) -> list[_Segment]:
    """Return stretches of ink that run along the page and are thin."""
    length = max(8, round(LEAST / scale))
    thick = max(4, round(_THICK / scale))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8))
    thin = cv2.bitwise_and(ink, cv2.bitwise_not(upright))
    thickened = cv2.dilate(thin, np.ones((2, 1), np.uint8))  # a line that is not quite level
    density = cv2.boxFilter(thickened, cv2.CV_32F, (length, 1), borderType=cv2.BORDER_CONSTANT)
    dense = (density >= _DENSE * 255).astype(np.uint8) * 255
    reach = cv2.dilate(dense, np.ones((1, length), np.uint8))
    bridged = cv2.morphologyEx(thickened, cv2.MORPH_CLOSE, np.ones((1, length // 3), np.uint8))
    runs = cv2.bitwise_and(reach, bridged)
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    found = (_core(_Segment(*(int(value) for value in stats[label][:4])), ink) for label in range(1, count))
    return [
        segment
        for segment in found
        if segment.height * scale <= max(_THICK, segment.width * scale / 60)
        and segment.width >= length
        and not _is_stroke(segment, ink, lows, highs)
    ]


def _bridged(segments: list[_Segment], scale: float) -> list[_Segment]:
    """Join segments in one line with a gap that is too small for a row or a column of a table."""
    joined: list[_Segment] = []
    for segment in sorted(segments):
        for place in range(len(joined) - 1, -1, -1):
            other = joined[place]
            gap = segment.x - other.x - other.width
            if abs(segment.y - other.y) * scale <= SNAP / 2 and 0 < gap * scale <= _GAP:
                width = segment.x + segment.width - other.x
                joined[place] = _Segment(other.x, other.y, width, max(other.height, segment.height))
                break
        else:
            joined.append(segment)
    return joined


def _core(segment: _Segment, ink: MatLike) -> _Segment:
    """Return a segment without what only touches it above and below."""
    x, y, width, height = segment
    profile = (ink[y : y + height, x : x + width] > 0).mean(axis=1)
    rows = np.flatnonzero(profile >= profile.max() / 2)
    return _Segment(x, y + int(rows[0]), width, int(rows[-1] - rows[0]) + 1)


def _is_stroke(segment: _Segment, ink: MatLike, lows: MatLike, highs: MatLike) -> bool:
    """Whether a segment is part of characters: in an outline of text, among other ink, and with gaps."""
    x, y, width, height = segment
    inside = (
        (lows[:, 0] <= x + _SPILL)
        & (highs[:, 0] >= x + width - _SPILL)
        & (lows[:, 1] <= y + height)
        & (highs[:, 1] >= y)
    )
    if not inside.any():
        return False
    sides = (
        ink[max(0, y - 3) : max(0, y - 1), x : x + width],
        ink[y + height + 1 : y + height + 3, x : x + width],
    )
    crowded = max(float(side.any(axis=0).mean()) if side.size else 0.0 for side in sides)
    drawn = ink[max(0, y - 1) : y + height + 1, x : x + width].any(axis=0).mean()
    return crowded > _CROWDED and drawn < _WHOLE


def _anchored(
    across: list[_Segment], down: list[_Segment], scale: float
) -> tuple[list[_Segment], list[_Segment]]:
    """Return the segments that are long, and of others what lies between lines that cross them."""
    sure = [segment for segment in _turned(down) if segment.width >= _LONG / scale]
    kept = list(_tied(across, _turned(sure), scale))
    return kept, _turned(_tied(_turned(down), _turned(kept), scale))


def _tied(segments: list[_Segment], crossing: list[_Segment], scale: float) -> Iterator[_Segment]:
    """Yield long segments, and short ones from the first to the last line that crosses them.

    What a short one has beyond these lines is a stroke of a character that it touches.
    """
    reach = 1.5 * SNAP / scale
    for segment in segments:
        if segment.width >= _LONG / scale:
            yield segment
            continue
        places = [
            line.x + line.width // 2
            for line in crossing
            if segment.x - reach <= line.x <= segment.x + segment.width + reach
            and line.y - reach <= segment.y <= line.y + line.height + reach
        ]
        if places and max(places) - min(places) >= _LOWEST_ROW / scale:
            yield segment._replace(x=min(places), width=max(places) - min(places))


def _continued(grey: MatLike, across: list[_Segment], down: list[_Segment], scale: float) -> list[_Segment]:
    """Return segments drawn on to the next line that crosses them, as far as the page shows them there.

    Where text touches a ruling it is thicker than one, and was not taken for it.
    """
    found: list[_Segment] = []
    even = cv2.blur(grey, (5, 1))
    reach = SNAP / scale
    for segment in across:
        y = segment.y + segment.height // 2
        crossed = [s.x + s.width // 2 for s in down if s.y - reach <= y <= s.y + s.height + reach]
        least = _TOUCHED * _darkness(even, y, segment.x, segment.x + segment.width)
        left, right = segment.x, segment.x + segment.width
        for x in sorted(x for x in crossed if x > right + 1):
            if not _is_drawn(even, y, (right, x), least):
                break
            right = x
        for x in sorted((x for x in crossed if x < left - 1), reverse=True):
            if not _is_drawn(even, y, (x, left), least):
                break
            left = x
        found.append(segment._replace(x=left, width=right - left))
    return found


def _darkness(even: MatLike, y: int, left: int, right: int) -> float:
    """Return by how much a ruling is darker than paper."""
    strip = even[max(0, y - _THROUGH) : y + _THROUGH + 1, left:right].astype(np.float32)
    rows = np.median(strip, axis=1)
    return float(np.percentile(strip, 90) - rows.min())


def _is_drawn(even: MatLike, y: int, ends: tuple[int, int], least: float) -> bool:
    """Whether a ruling runs on at a level: unbroken, with paper above or below it."""
    strip = even[max(0, y - _BESIDE) : y + _BESIDE + 1, ends[0] : ends[1]].astype(np.float32)
    if strip.shape[0] <= _BESIDE or not strip.shape[1]:
        return False
    shares = (np.percentile(strip, 90) - strip >= least).mean(axis=1)
    middle = y - max(0, y - _BESIDE)
    core = shares[max(0, middle - _THROUGH) : middle + _THROUGH + 1]
    return bool(core.max() >= _UNBROKEN and min(shares[0], shares[-1]) <= _DENSE)


def _between(ink: MatLike, across: list[_Segment], down: list[_Segment], scale: float) -> Iterator[_Segment]:
    """Yield the sides of cells in rows too low for them to be found as lines of their own."""
    reach = SNAP / scale
    for upper in across:
        lower = _next_below(upper, across, scale)
        if lower is None:
            continue
        top, bottom = upper.y + upper.height, lower.y
        left, right = max(upper.x, lower.x), min(upper.x + upper.width, lower.x + lower.width)
        strip = cv2.dilate(ink[top:bottom, left:right], np.ones((1, 3), np.uint8))  # one not quite upright
        whole = (strip > 0).mean(axis=0) >= _UNBROKEN
        edges = np.flatnonzero(np.diff(np.concatenate(([False], whole, [False])).astype(np.int8)))
        for start, end in edges.reshape(-1, 2):
            x, width = left + int(start), int(end - start)
            known = any(abs(s.x - x) <= reach and s.y < bottom and s.y + s.height > top for s in down)
            if not known and width * scale <= _THICK:
                yield _Segment(x, upper.y, width, lower.y + lower.height - upper.y)


def _next_below(upper: _Segment, across: list[_Segment], scale: float) -> _Segment | None:
    """Return the ruling that closes a low row below another; None where the row is no low one."""
    below = [
        other
        for other in across
        if other.y > upper.y + SNAP / scale
        and min(upper.x + upper.width, other.x + other.width) - max(upper.x, other.x) >= LEAST / scale
    ]
    lower = min(below, key=lambda other: other.y, default=None)
    if lower is None or not _LOWEST_ROW <= (lower.y - upper.y - upper.height) * scale <= _LOW_ROW:
        return None
    return lower
