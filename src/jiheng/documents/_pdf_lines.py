"""Puts the characters of a page into lines, cell by cell, and lines into text.

Takes glyphs and lattices; gives lines of each cell and of the page around the tables, from top to bottom, and
says whether a line goes on in the next. Does not know pages before and after.

A line was wrapped where the first word of the next would not have fitted behind it; otherwise its author
ended it there. Wrapped Chinese is joined without a space, and a gap that only sets Chinese off from figures,
or spreads a line from margin to margin, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from jiheng.documents._pdf_lattice import Lattice
from jiheng.documents._pdf_page import Glyphs, PageContent
from jiheng.documents._pdf_pieces import OUTSIDE, Piece, pieces_by_cell

_CLOSING = "，。、；：？！）》〉」』】〕\uff5d…—～·％"
_WORD = re.compile(
    rf"[{_CLOSING}”’]*[（《〈「『【〔\uff5b¥￥“‘]*(?:[!-~°-ɏ]+|\S)(?:[{_CLOSING}]|[“”‘’]+(?:[!-~°-ɏ]+|\S)?)*",
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


def lines_of_page(content: PageContent, tables: list[Lattice]) -> tuple[list[Line], list[list[list[Line]]]]:
    """Return the lines outside of tables, and for every table the lines of each cell."""
    glyphs = content.glyphs
    found = pieces_by_cell(content, tables)
    inside: list[list[list[Line]]] = []
    first = 0
    for table in tables:
        after = first + len(table.cells)
        inside.append([_lines(glyphs, found[cell]) if cell in found else [] for cell in range(first, after)])
        first = after
    return _lines(glyphs, found.get(OUTSIDE, [])), inside


def _lines(glyphs: Glyphs, pieces: list[Piece]) -> list[Line]:
    """Return lines from top to bottom; pieces at one height are one line, from left to right."""
    if len(pieces) == 1:
        return [_line(glyphs, pieces[0])]
    rows: list[list[Piece]] = []
    above = below = 0.0
    for piece in sorted(pieces, key=_middle):
        _, top, _, bottom, _, _ = piece
        if rows and (above < (top + bottom) / 2 < below or top < (above + below) / 2 < bottom):
            rows[-1].append(piece)
        else:
            rows.append([piece])
        above, below = top, bottom
    return [_line(glyphs, row[0]) if len(row) == 1 else _long_line(glyphs, sorted(row)) for row in rows]


def _middle(piece: Piece) -> float:
    return piece[1] + piece[3]


def _line(glyphs: Glyphs, piece: Piece) -> Line:
    """Return a line of one piece, as most are."""
    left, top, right, bottom, start, end = piece
    text = glyphs.text[start:end]
    if not text.isprintable():
        text = text.translate(_CODES)
    word = _WORD.match(text)
    return Line(text, left, top, right, bottom, glyphs.rights[start + (word.end() if word else 1) - 1] - left)


def _long_line(glyphs: Glyphs, pieces: list[Piece]) -> Line:
    """Return a line of several pieces from left to right."""
    lefts, tops, rights, bottoms, starts, ends = zip(*pieces, strict=True)
    text = _spaced(glyphs, pieces)
    if not text.isprintable():
        text = text.translate(_CODES)
    word = _WORD.match(text)
    rest = word.end() if word else 1
    head = rights[-1]
    for start, end in zip(starts, ends, strict=True):
        if rest <= end - start:
            head = glyphs.rights[start + rest - 1]
            break
        rest -= end - start
    return Line(text, lefts[0], min(tops), rights[-1], max(bottoms), head - lefts[0])


def _spaced(glyphs: Glyphs, pieces: list[Piece]) -> str:
    """Return a line's text, with spaces where they are drawn or a gap is wider than the line's usual."""
    usual = _usual_gap(glyphs, pieces)
    _, _, before_right, _, start, before_end = pieces[0]
    text = glyphs.text[start:before_end]
    for left, _, right, _, start, end in pieces[1:]:
        gap, last = left - before_right, before_end - 1
        if gap > _LEAST_GAP and (_drawn(glyphs, last, start) or _apart(glyphs, last, start, gap - usual)):
            text += " "
        text += glyphs.text[start:end]
        before_right, before_end = right, end
    return text


def _usual_gap(glyphs: Glyphs, pieces: list[Piece]) -> float:
    """Return the gap that the characters of a line have if it is spread, as justified lines are; mostly 0."""
    total = sum([end - start for *_, start, end in pieces])
    if 2 * len(pieces) < total or total <= _ENOUGH:
        return 0.0
    places = [place for *_, start, end in pieces for place in range(start, end)]
    gaps = sorted([glyphs.lefts[after] - glyphs.rights[before] for before, after in pairwise(places)])
    return max(0.0, gaps[len(gaps) // 2])


def _drawn(glyphs: Glyphs, before: int, after: int) -> bool:
    """Whether nothing but spaces were drawn between two characters, one of them with a width of its own."""
    return glyphs.text[before + 1 : after].isspace() and any(
        glyphs.rights[place] > glyphs.lefts[place] for place in range(before + 1, after)
    )


def _apart(glyphs: Glyphs, before: int, after: int, gap: float) -> bool:
    """Whether a gap between two characters of a line stands for a space."""
    tops, bottoms, text = glyphs.tops, glyphs.bottoms, glyphs.text
    height = max(1.0, bottoms[before] - tops[before], bottoms[after] - tops[after])
    wide = (_WIDE.match(text, before) is not None) + (_WIDE.match(text, after) is not None)
    return gap > _GAPS[wide] * height


def goes_on(line: Line, following: Line, left: float, right: float) -> bool:
    """Whether a line between two margins ends only because the next word did not fit."""
    before, behind = line.left - left, right - line.right
    leaning = abs(following.left - left - right + following.right)
    centered = max(abs(before - behind), leaning) < line.height / 2
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
