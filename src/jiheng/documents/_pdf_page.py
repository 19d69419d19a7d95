"""Takes from PDFium what one page shows: characters with their boxes, and ruled lines.

Takes an open document and a page index; gives a ``PageContent`` in display coordinates: x grows to the right,
y downwards, from the corner where reading begins, whatever way the page is turned. Does not know cells.

A raw handle lives only as long as its page: the page is closed after everything was copied out of it.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import compress, pairwise, repeat
from operator import sub
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
from pypdfium2 import raw

from jiheng.documents._pdf_calls import (
    CharBoxes,
    Numbers,
    bounds_of,
    char_angle,
    char_code,
    draw_mode_of,
    inner_object_at,
    object_at,
    object_type,
    pointer,
    points_of,
)

MAX_CHARACTERS = 200_000
"""A dense page holds some five thousand characters."""

MAX_OBJECTS = 400_000
"""Words, lines and pictures of one page."""

MAX_POINTS = 200_000
"""Points of the paths of one page; a table has some hundreds."""

MAX_DEPTH = 8
"""Drawings inside drawings."""

THIN = 3.0
"""A filled rectangle this thin (in points) is a line."""

_DRAWN_TOO_THICK = 8.0
"""A stroke's bounds reach half its width beyond it on each side; what is thicker is no ruling."""

_RECTANGLE = 5
"""Points of one, with the way back to the first."""

_DRAWN = frozenset({raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM})

_DAMAGED = "PDFium cannot load the page"
_SAMPLES = 24
_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOTHING = "\x00"
"""Stands for no character; it is left out of every line."""
_SQUARE = math.pi / 2

if TYPE_CHECKING:
    _Object = ctypes._Pointer[raw.fpdf_pageobject_t__]  # noqa: SLF001  # the only name of a pointer's type
    _Page = ctypes._Pointer[raw.fpdf_page_t__]  # noqa: SLF001  # the same
    _TextPage = ctypes._Pointer[raw.fpdf_textpage_t__]  # noqa: SLF001  # the same


class Box(NamedTuple):
    """A rectangle; on a page in user space y grows upwards, and ``top`` is the greater."""

    left: float
    top: float
    right: float
    bottom: float


_PLACES = (
    ((0, 1, 0), (1, -1, 1), (2, 1, 0), (3, -1, 1)),
    ((3, 1, 3), (0, 1, 0), (1, 1, 3), (2, 1, 0)),
    ((2, -1, 2), (3, 1, 3), (0, -1, 2), (1, 1, 3)),
    ((1, -1, 1), (2, -1, 2), (3, -1, 1), (0, -1, 2)),
)
"""For each quarter turn, where left, top, right and bottom on display come from: the edge of the box in user
space, the direction, and the edge of the page it is measured from."""


class Ruling(NamedTuple):
    """A straight line along the page: its position across, and from where to where it runs."""

    position: float
    start: float
    end: float


@dataclass(slots=True)
class Glyphs:
    """The characters of a page in the order they are drawn, one index for all lists."""

    text: str = ""
    lefts: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)


@dataclass(slots=True)
class PageContent:
    """What one page shows."""

    number: int
    width: float
    height: float
    glyphs: Glyphs
    horizontal: list[Ruling] = field(default_factory=list)
    vertical: list[Ruling] = field(default_factory=list)
    points: int = 0
    crowded: bool = False
    """There was more than the limits allow: the lines were not read."""


class PageReader:
    """Reads the pages of an open document."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self.document = document
        self._boxes = CharBoxes()
        self._bounds = Numbers(ctypes.c_float, 4)
        self._mode = Numbers(ctypes.c_int, 2)

    def read(self, index: int) -> PageContent:
        """Read one page.

        Raises:
            pypdfium2.PdfiumError: The page is damaged.
            OverflowError: The page holds more characters or objects than the limits allow.
        """
        page = raw.FPDF_LoadPage(self.document, index)
        if not page:
            raise pypdfium2.PdfiumError(_DAMAGED)
        try:
            rect = raw.FS_RECTF()
            raw.FPDF_GetPageBoundingBox(page, rect)
            box = Box(rect.left, rect.top, rect.right, rect.bottom)
            text_page = raw.FPDFText_LoadPage(page)
            if not text_page:
                raise pypdfium2.PdfiumError(_DAMAGED)
            try:
                glyphs, turn = self._glyphs(text_page, box)
            finally:
                raw.FPDFText_ClosePage(text_page)
            sides = (box.right - box.left, box.top - box.bottom)
            width, height = sides[::-1] if turn % 2 else sides
            content = PageContent(index + 1, width, height, glyphs)
            _Drawing(content, box, turn, self._bounds, self._mode).read(page)
            return content
        finally:
            raw.FPDF_ClosePage(page)

    def _glyphs(self, text_page: _TextPage, page: Box) -> tuple[Glyphs, int]:
        """Return the characters, and how many quarters the page's text is turned from upright."""
        count = raw.FPDFText_CountChars(text_page)
        if count > MAX_CHARACTERS:
            raise OverflowError
        if count <= 0:
            return Glyphs(), 0
        at = pointer(_address(text_page))
        text = _text(text_page, count)
        if len(text) != count or max(text) > "\uffff":  # characters without a code are left out there
            text = _paired("".join(map(_character, map(char_code, repeat(at), range(count)))))
        turn = _turn(at, text)
        sides = self._boxes.read(at, count)
        placed = [_from_edge(sides[source::4], sign, page[edge]) for source, sign, edge in _PLACES[turn]]
        return Glyphs(text, *placed), turn


def _address(handle: _Page | _TextPage) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _text(text_page: _TextPage, count: int) -> str:
    """Return the text of a page, of which few characters take two units."""
    units = (ctypes.c_ushort * (2 * count + 2))()
    written = raw.FPDFText_GetText(text_page, 0, count, units)
    return memoryview(units).cast("B")[: 2 * max(0, written - 1)].tobytes().decode("utf-16-le", "ignore")


def _from_edge(values: array[float], sign: int, edge: float) -> list[float]:
    """Return how far values lie from an edge of the page."""
    if sign > 0:
        return list(map(sub, values, repeat(edge))) if edge else values.tolist()
    return list(map(sub, repeat(edge), values))


def _character(code: int) -> str:
    return chr(code) if 0 < code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004  # the end of Unicode


def _paired(text: str) -> str:
    """Return a text as long in which a character beyond the first plane stands where its first half did."""

    def joined(pair: re.Match[str]) -> str:
        return pair[0].encode("utf-16", "surrogatepass").decode("utf-16") + _NOTHING

    return _HALVES.sub(joined, text)


def _turn(text_page: object, text: str) -> int:
    """Return the turn most of the page's characters have; its own /Rotate says no more than they do."""
    places = range(0, len(text), max(1, len(text) // _SAMPLES))
    sample = [index for index in places if text[index] > " "] or range(len(text))
    angles = set(map(char_angle, repeat(text_page), sample))
    if len(angles) > 1:
        turns = Counter(_quarters(char_angle(text_page, index)) for index in sample)
        return turns.most_common(1)[0][0]
    return _quarters(angles.pop())


def _quarters(angle: float) -> int:
    return -round(angle / _SQUARE) % 4


class _Drawing:
    """Collects the ruled lines of one page."""

    def __init__(self, content: PageContent, page: Box, turn: int, bounds: Numbers, mode: Numbers) -> None:
        self._content = content
        self._page = page
        self._places = [(sign, source, page[edge]) for source, sign, edge in _PLACES[turn]]
        self._bounds = bounds
        self._mode = mode

    def read(self, page: _Page) -> None:
        count = raw.FPDFPage_CountObjects(page)
        if count > MAX_OBJECTS:
            raise OverflowError
        objects = list(map(object_at, repeat(pointer(_address(page))), range(count)))
        self._objects(objects, _IDENTITY, 0)
        if self._content.crowded:
            self._content.horizontal, self._content.vertical = [], []

    def _objects(self, objects: list[int], matrix: _Matrix, depth: int) -> None:
        kinds = list(map(object_type, objects))
        for address, kind in compress(zip(objects, kinds, strict=True), map(_DRAWN.__contains__, kinds)):
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._path(address, matrix)
            elif depth < MAX_DEPTH:
                form = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
                count = raw.FPDFFormObj_CountObjects(form)
                self._content.points += count
                if self._content.points > MAX_POINTS:
                    self._content.crowded = True
                    return
                inner = list(map(inner_object_at, repeat(address), range(count)))
                self._objects(inner, _matrix_of(form).then(matrix), depth + 1)

    def _path(self, address: int, matrix: _Matrix) -> None:
        """Note the lines of a path: straight strokes, and filled rectangles too thin to be anything else."""
        at = pointer(address)
        count = points_of(at)
        self._content.points += count
        if self._content.points > MAX_POINTS:
            self._content.crowded = True
            return
        draw_mode_of(at, *self._mode.pointers)
        fill, stroke = self._mode.values[:]
        if not fill and not stroke:
            return
        if count <= _RECTANGLE and self._simple(at, matrix, filled=not stroke):
            return
        path = ctypes.cast(address, raw.FPDF_PAGEOBJECT)
        for outline in _outlines(path, count, _matrix_of(path).then(matrix)):
            if stroke:
                for first, second in pairwise(outline):
                    self._line(*first, *second, 0.5)
            else:
                across = [x for x, _ in outline]
                along = [y for _, y in outline]
                self._line(min(across), min(along), max(across), max(along), THIN)

    def _simple(self, at: object, matrix: _Matrix, *, filled: bool) -> bool:
        """Note a path that is one line by its bounds alone; False where its points must be looked at."""
        if not bounds_of(at, *self._bounds.pointers):
            return True
        left, bottom, right, top = self._bounds.values[:]
        if matrix is not _IDENTITY:
            (left, bottom), (right, top) = matrix.place(left, bottom), matrix.place(right, top)
        thin = THIN if filled else _DRAWN_TOO_THICK
        if abs(right - left) > thin and abs(top - bottom) > thin:
            return filled
        self._line(left, bottom, right, top, thin)
        return True

    def _line(self, x: float, y: float, other_x: float, other_y: float, thin: float) -> None:
        """Note one line if it runs along or down the page and lies on it."""
        if x > other_x:
            x, other_x = other_x, x
        if y > other_y:
            y, other_y = other_y, y
        corners = (x, other_y, other_x, y)
        left, top, right, bottom = [sign * (corners[source] - edge) for sign, source, edge in self._places]
        content = self._content
        if right < 0 or bottom < 0 or left > content.width or top > content.height:
            return
        across, along = right - left, bottom - top
        if along <= thin and across > along:
            content.horizontal.append(Ruling((top + bottom) / 2, left, right))
        elif across <= thin and along > across:
            content.vertical.append(Ruling((left + right) / 2, top, bottom))


class _Matrix(NamedTuple):
    """An affine transform as PDF writes it."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, outer: _Matrix) -> _Matrix:
        if outer is _IDENTITY:
            return self
        first = (self.a * outer.a + self.b * outer.c, self.a * outer.b + self.b * outer.d)
        second = (self.c * outer.a + self.d * outer.c, self.c * outer.b + self.d * outer.d)
        return _Matrix(*first, *second, *outer.place(self.e, self.f))


_IDENTITY = _Matrix(1, 0, 0, 1, 0, 0)


def _matrix_of(page_object: _Object) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(page_object, matrix):
        return _IDENTITY
    return _Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _outlines(path: _Object, count: int, matrix: _Matrix) -> Iterator[list[tuple[float, float]]]:
    """Yield the corners of a path's parts; a curve only ends one."""
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[tuple[float, float]] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.place(x.value, y.value)
        if raw.FPDFPathSegment_GetType(segment) != raw.FPDF_SEGMENT_LINETO:
            if len(outline) > 1:
                yield outline
            outline = []
        outline.append(point)
        if raw.FPDFPathSegment_GetClose(segment) and len(outline) > 1:
            outline.append(outline[0])
    if len(outline) > 1:
        yield outline
