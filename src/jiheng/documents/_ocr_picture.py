"""Makes a picture of a page fit to be read: grey, without seals, of a fair size, upright.

Takes a colour picture as OpenCV holds it; gives an upright grey one and the outlines of its lines of text.
A seal is red and about as wide as high, and what is black under it stays. Other red text is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from cv2.typing import MatLike

from jiheng.documents._ocr_engine import find_lines, read_line

LONG_SIDE = 842.0
"""Points of the long side of A4, which a page is taken to be where its size is not known."""

SMALL_PICTURE = 1000
"""Pixels of the long side under which a picture is a part of a page, at two pixels a point."""

MAX_SIDE = 2400
"""Pixels of the long side after reduction: A4 at 205 dpi. More takes longer and reads no better."""

_SEAL_SIDES = (50.0, 220.0)
"""Width and height of a seal in points: 18 to 78 mm."""

_SEAL_SHAPE = 1.7
_RED = ((0, 45, 90), (14, 255, 255)), ((156, 45, 90), (180, 255, 255))
_TONE = 40
"""Percentile of the red channel of a seal's ink that becomes paper; what was stamped upon is far darker."""

_FAINT = 0.83
"""What stays of a seal that is lighter than this part of paper is its edge."""

_LEAST_SKEW = 0.04
"""Degrees; less moves nothing by a pixel."""

_SEARCH = (0.5, 20, 3), (0.1, 6, 2), (0.02, 6, 1)
"""Rounds of looking for the angle: degrees a step, steps to each side, pixels that count as one level."""

_SAMPLES = 60_000
_CONTRAST = 14

_PROBES = 5
_SURE = 0.9

Outlines = npt.NDArray[np.float32]


@dataclass(slots=True)
class Upright:
    """An upright page: its picture, what it weighs a point, and where lines of text stand."""

    grey: MatLike
    outlines: Outlines
    scale: float
    """Points a pixel."""


def upright(picture: MatLike, points: float = 0.0) -> Upright:
    """Return the page turned as its text is read.

    Args:
        picture: The page in colour (blue, green, red).
        points: Length of its long side in points; 0 where it is not known.
    """
    side = max(picture.shape[:2])
    points = points or (LONG_SIDE if side >= SMALL_PICTURE else side / 2)
    if side > MAX_SIDE:
        picture = cv2.resize(
            picture, None, fx=MAX_SIDE / side, fy=MAX_SIDE / side, interpolation=cv2.INTER_AREA
        )
    scale = points / max(picture.shape[:2])
    grey = _without_seals(picture, scale)
    outlines = _outlines(grey)
    if _lies(outlines):
        grey = cv2.rotate(grey, cv2.ROTATE_90_CLOCKWISE)
        outlines = _outlines(grey)
    if _stands_on_its_head(grey, outlines):
        grey = cv2.rotate(grey, cv2.ROTATE_180)
        corner = np.array([grey.shape[1], grey.shape[0]], np.float32)
        outlines = np.roll(corner - outlines, 2, axis=1)
    grey, outlines = _straight(grey, outlines)
    return Upright(grey, outlines, scale)


def _outlines(grey: MatLike) -> Outlines:
    return find_lines(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))


def _without_seals(picture: MatLike, scale: float) -> MatLike:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    colours = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    red: MatLike = np.zeros_like(grey)
    for low, high in _RED:
        red = cv2.bitwise_or(red, cv2.inRange(colours, np.array(low), np.array(high)))
    if cv2.countNonZero(red) < (_SEAL_SIDES[0] / scale) * 2:
        return grey
    reach = max(3, round(8 / scale)) | 1
    spread = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(spread)
    margin, paper = np.ones((5, 5), np.uint8), float(np.median(grey))
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        short, long = sorted((width * scale, height * scale))
        if short < _SEAL_SIDES[0] or long > _SEAL_SIDES[1] or long > _SEAL_SHAPE * short:
            continue
        part = np.s_[y : y + height, x : x + width]
        ink = cv2.dilate(red[part], margin)  # also what stands apart inside of the ring
        channel = picture[part][..., 2].astype(np.float32)
        tone = float(np.percentile(channel[red[part] > 0], _TONE))
        lightened = np.clip(channel * (paper / max(tone, 1.0)), 0, paper)
        lightened = np.where(lightened > _FAINT * paper, paper, lightened).astype(np.uint8)
        grey[part] = np.where(ink > 0, np.maximum(lightened, grey[part]), grey[part])
    return grey


def _sides(outlines: Outlines) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return width and height of each outline."""
    width = np.linalg.norm(outlines[:, 1] - outlines[:, 0], axis=1)
    height = np.linalg.norm(outlines[:, 3] - outlines[:, 0], axis=1)
    return width.astype(np.float32), height.astype(np.float32)


def _lies(outlines: Outlines) -> bool:
    """Whether most of the text runs up or down the page."""
    width, height = _sides(outlines)
    area = width * height
    return bool(area[height > 2 * width].sum() > area[width > 2 * height].sum())


def _stands_on_its_head(grey: MatLike, outlines: Outlines) -> bool:
    """Whether the text reads better turned over, by its longest lines."""
    width, height = _sides(outlines)
    longest = np.argsort(-width * (width < 12 * height))[:_PROBES]
    crops = [_crop(grey, outlines[index]) for index in longest]
    crops = [crop for crop in crops if crop.size]
    as_is = sorted(read_line(crop).score for crop in crops)
    if not crops or as_is[len(as_is) // 2] > _SURE:
        return False
    turned = sorted(read_line(cv2.rotate(crop, cv2.ROTATE_180)).score for crop in crops)
    return turned[len(turned) // 2] > as_is[len(as_is) // 2]


def _crop(grey: MatLike, outline: npt.NDArray[np.float32]) -> MatLike:
    left, top = np.maximum(outline.min(axis=0), 0).astype(int)
    right, bottom = np.ceil(outline.max(axis=0)).astype(int)
    return grey[top:bottom, left:right]


def _straight(grey: MatLike, outlines: Outlines) -> tuple[MatLike, Outlines]:
    """Turn the page by the small angle at which its lines of text and its rulings are sharpest."""
    angle = _skew(grey)
    if abs(angle) < _LEAST_SKEW:
        return grey, outlines
    rows, columns = grey.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), angle, 1.0)
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    size = math.ceil(columns * cosine + rows * sine), math.ceil(rows * cosine + columns * sine)
    turn[:, 2] += (size[0] - columns) / 2, (size[1] - rows) / 2
    turned = cv2.warpAffine(
        grey, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
    )
    moved = outlines @ turn[:, :2].T + turn[:, 2]
    return turned, moved.astype(np.float32)


def _skew(grey: MatLike) -> float:
    """Return by how many degrees lines on the page fall to the right."""
    block = max(15, round(max(grey.shape) / 45)) | 1
    ink = cv2.adaptiveThreshold(
        cv2.GaussianBlur(grey, (3, 3), 0),
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        block,
        _CONTRAST,
    )
    places = np.argwhere(ink).astype(np.float32)
    places = places[:: max(1, len(places) // _SAMPLES)]
    down, across = places[:, 0], places[:, 1]
    best = 0.0
    for width, reach, pixels in _SEARCH:
        angles = best + np.arange(-reach, reach + 1) * width
        best = float(max(angles, key=lambda angle: _sharpness(down, across, angle, pixels)))
    return best


def _sharpness(
    down: npt.NDArray[np.float32], across: npt.NDArray[np.float32], angle: float, pixels: int
) -> float:
    """Return how unevenly ink falls upon lines of an angle."""
    levels = (down - across * math.tan(math.radians(angle))) / pixels
    counts = np.bincount((levels - levels.min()).astype(np.int32)) if len(levels) else np.zeros(1)
    return float(np.square(counts.astype(np.float64)).sum())
