"""Puts the characters of a page into lines, cell by cell, and lines into text.

Takes glyphs and lattices; gives lines of each cell and of the page around the tables, from top to bottom, and
says whether a line goes on in the next. Does not know pages before and after.

A line was wrapped where the first word of the next would not have fitted behind it; otherwise its author
ended it there. Wrapped Chinese is joined without a space, and a gap that only sets Chinese off from figures,
or spreads a line from margin to margin, is none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_page import Glyphs, PageContent

_OUTSIDE = -1

_OVERLAP, _PART = -1.5, 0.3
"""Between these distances (in points, and in character heights) characters drawn one after another are
neighbours; quotation marks are often drawn before what they enclose."""

_CLOSING = "，。、；：？！）》〉」』】〕\uff5d…—～·％"
_WORD = re.compile(
    rf"[{_CLOSING}”’]*[（《〈「『【〔\uff5b¥￥“‘]*(?:[!-~°-ɏ]+|.)(?:[{_CLOSING}]|[“”‘’]+(?:[!-~°-ɏ]+|.)?)*",
    re.DOTALL,
)
"""What may not be parted at the end of a line, roughly: a word or one Chinese character, and its marks."""

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2010-\u203b≥≤≠±×÷□√]")
_GAPS = (0.15, 0.45, 0.28)
"""From what gap on, in character heights, two characters have a space between them, by how many of them are
wide: programs set Chinese off from figures by up to a quarter, and Chinese from Chinese not at all."""

_SLACK = 0.2
"""How much more room than its width a word may want, in character heights: margins are only estimated."""

_LEAST_GAP = 0.5
"""Characters nearer than this, in points, have nothing between them."""

_ENOUGH = 4
"""Gaps a line must have for one of them to be its usual one."""

_BLANKS = "\xa0\u3000"
_CODES = str.maketrans({"\x02": "-", "\ufffe": "-", "\xad": "-", "\x00": "\ufffd"})
"""PDFium's marks of a hyphen at the end of a line, and of a character without a code."""


class Line(NamedTuple):
    """One line of text in one cell, or outside of tables."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    head: float
    """Width of its first word."""
    score: float = 1.0
    """How sure its reading is; less than 1 only where it was recognised on a scan."""

    @property
    def height(self) -> float:
        """Return the height of its characters."""
        return self.bottom - self.top


class _Piece(NamedTuple):
    """Characters that follow each other on one line."""

    left: float
    top: float
    right: float
    bottom: float
    start: int
    end: int


def lines_of_page(content: PageContent, tables: list[Lattice]) -> tuple[list[Line], list[list[list[Line]]]]:
    """Return the lines outside of tables, and for every table the lines of each cell."""
    glyphs = content.glyphs
    owners, firsts = _owners(content, tables)
    found: dict[int, list[_Piece]] = {}
    for owner, piece in _pieces(glyphs, owners, content):
        found.setdefault(owner, []).append(piece)
    outside = _lines(glyphs, found.pop(_OUTSIDE, []))
    inside = [
        [_lines(glyphs, found.get(number, [])) for number in range(first, first + len(table.cells))]
        for table, first in zip(tables, firsts, strict=True)
    ]
    return outside, inside


def _owners(content: PageContent, tables: list[Lattice]) -> tuple[list[int], list[int]]:
    """Return for each character the number of the cell it lies in, and each table's first number."""
    glyphs = content.glyphs
    owners = [_OUTSIDE] * len(glyphs.text)
    firsts: list[int] = []
    total = 0
    if tables:
        across = [(left + right) / 2 for left, right in zip(glyphs.lefts, glyphs.rights, strict=True)]
        down = [(top + bottom) / 2 for top, bottom in zip(glyphs.tops, glyphs.bottoms, strict=True)]
    for table in tables:
        stride = len(table.xs) + 1
        cells = [cell + total if cell >= 0 else _OUTSIDE for cell in table.owners]
        rows = map(bisect_right, repeat(table.ys), down)
        columns = map(bisect_right, repeat(table.xs), across)
        own = [cells[row * stride + column] for row, column in zip(rows, columns, strict=True)]
        owners = [new if new >= 0 else old for new, old in zip(own, owners, strict=True)] if total else own
        firsts.append(total)
        total += len(table.cells)
    return owners, firsts


def _pieces(glyphs: Glyphs, owners: list[int], content: PageContent) -> Iterator[tuple[int, _Piece]]:
    """Yield stretches of characters that follow each other in drawing order, on one line of one cell."""
    width, height = content.width, content.height
    current, start, end = _OUTSIDE, 0, 0
    low = high = first = last = 0.0
    columns = zip(glyphs.text, owners, glyphs.lefts, glyphs.tops, glyphs.rights, glyphs.bottoms, strict=True)
    for index, (character, owner, left, top, right, bottom) in enumerate(columns):
        if character <= " " or character in _BLANKS:
            continue
        middle = (top + bottom) / 2
        if (
            owner == current
            and end
            and _OVERLAP < left - last < _PART * (high - low)
            and (low < middle < high or top < (low + high) / 2 < bottom)
        ):
            end, last = index + 1, right
            low, high = low if low < top else top, high if high > bottom else bottom  # noqa: FURB136  # min() costs a call for each character
            continue
        if end:
            yield current, _Piece(first, low, last, high, start, end)
        end = 0
        if left < width and right > 0 and 0 < middle < height:
            current, start, end = owner, index, index + 1
            low, high, first, last = top, bottom, left, right
    if end:
        yield current, _Piece(first, low, last, high, start, end)


def _lines(glyphs: Glyphs, pieces: list[_Piece]) -> list[Line]:
    """Return lines from top to bottom; pieces at one height are one line, from left to right."""
    if len(pieces) == 1:
        return [_line(glyphs, pieces)]
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=_middle):
        if rows and _level(rows[-1][-1], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_line(glyphs, sorted(row)) for row in rows]


def _middle(piece: _Piece) -> float:
    return piece.top + piece.bottom


def _level(one: _Piece, other: _Piece) -> bool:
    return one.top < _middle(other) / 2 < one.bottom or other.top < _middle(one) / 2 < other.bottom


def _line(glyphs: Glyphs, pieces: list[_Piece]) -> Line:
    first, last = pieces[0], pieces[-1]
    text = glyphs.text[first.start : first.end]
    if len(pieces) == 1 and " " not in text and text.isprintable():
        places: Sequence[int] = range(first.start, first.end)
    else:
        places = [
            place
            for piece in pieces
            for place in range(piece.start, piece.end)
            if glyphs.text[place] > " " and glyphs.text[place] not in _BLANKS
        ]
        text = _spaced(glyphs, places)
    word = _WORD.match(text)
    end = glyphs.rights[places[min(word.end() if word else 1, len(places)) - 1]]
    top, bottom = first.top, first.bottom
    if len(pieces) > 1:
        top, bottom = min(piece.top for piece in pieces), max(piece.bottom for piece in pieces)
    return Line(text, first.left, top, last.right, bottom, end - first.left)


def _spaced(glyphs: Glyphs, places: Sequence[int]) -> str:
    """Return a line's text, with spaces where they are drawn or a gap is wider than the line's usual."""
    gaps = [glyphs.lefts[after] - glyphs.rights[before] for before, after in pairwise(places)]
    usual = max(0.0, sorted(gaps)[len(gaps) // 2]) if len(gaps) >= _ENOUGH else 0.0
    text = glyphs.text[places[0]]
    for (before, after), gap in zip(pairwise(places), gaps, strict=True):
        if gap > _LEAST_GAP and (_drawn(glyphs, before, after) or _apart(glyphs, before, after, gap - usual)):
            text += " "
        text += glyphs.text[after]
    return text.translate(_CODES)


def _drawn(glyphs: Glyphs, before: int, after: int) -> bool:
    """Whether nothing but spaces were drawn between two characters, one of them with a width of its own."""
    return glyphs.text[before + 1 : after].isspace() and any(
        glyphs.rights[place] > glyphs.lefts[place] for place in range(before + 1, after)
    )


def _apart(glyphs: Glyphs, before: int, after: int, gap: float) -> bool:
    """Whether a gap between two characters of a line stands for a space."""
    heights = (glyphs.bottoms[place] - glyphs.tops[place] for place in (before, after))
    wide = sum(_WIDE.match(glyphs.text[place]) is not None for place in (before, after))
    return gap > _GAPS[wide] * max(1.0, *heights)


def goes_on(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether a line between two margins ends only because the next word did not fit."""
    before, behind = line.left - left, right - line.right
    leaning = max(abs(each.left - left - right + each.right) for each in (line, following))
    centered = leaning < line.height / 2
    room = before + behind if centered else behind
    return following.text[0] in _CLOSING or room < following.head + _SLACK * line.height


def join(lines: Iterable[tuple[Line, bool]]) -> str:
    """Return text of lines, each with whether it goes on in the next; where it does not, a line break."""
    text = ""
    unbroken = True
    for line, wrapped in lines:
        if not unbroken:
            text += "\n"
        elif text and _needs_space(text[-1], line.text[:1]):
            text += " "
        text += line.text
        unbroken = wrapped
    return text


def _needs_space(before: str, after: str) -> bool:
    """Whether a wrapped line lost the space between two words; a long figure is broken without one."""
    return before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
