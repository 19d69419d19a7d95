"""What the formatting of a Word 97–2003 document says: tables, deleted and hidden text, symbols.

Takes the opened document; gives for a paragraph's mark its place in tables, and the stretches of text that
are not plain. All other formatting is skipped.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from jiheng.documents._doc_file import Piece, WordFile
from jiheng.documents._ole import DAMAGED

MAX_DEPTH = 32
"""Tables inside tables; Word itself stops earlier."""
MAX_CELLS = 64

_PAGE = 512
_PAGE_NUMBER = 0x3FFFFF
"""The bits above may hold anything."""
_RUNS_OF_PARAGRAPHS, _RUNS_OF_CHARACTERS = 0x0102, 0x00FA
_FONTS = 0x0112
_FONT_NAME_AT = 40
_SYMBOL_FONTS = ("wingdings", "symbol", "webdings")

_IN_TABLE, _ROW_END, _INNER_CELL, _INNER_ROW_END = 0x2416, 0x2417, 0x244B, 0x244C
_DEPTH, _DEEPER = 0x6649, 0x664A
_ELSEWHERE = frozenset({0x6645, 0x6646, 0x646B})
"""The list goes on in the stream ``Data``."""
_DEFINITION, _OLD_DEFINITION, _MERGE, _VERTICAL_MERGE = 0xD608, 0xD606, 0x5624, 0xD62B
_OF_ROWS = frozenset({_DEFINITION, _MERGE, _VERTICAL_MERGE})
_DELETED, _HIDDEN, _SYMBOL, _FONT = 0x0800, 0x083C, 0x6A09, 0x4A4F
_TABS, _LONG_TABS = 0xC615, 255
_ON = frozenset({b"\1", b"\x81"})
"""Yes, and the opposite of the style."""
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, 0, 3)
"""By the upper three bits of a modifier; 0 stands for a length before the operand."""

RESTART, CONTINUE = "restart", "continue"
_HORIZONTAL = ("", CONTINUE, RESTART, RESTART)
_VERTICAL = ("", CONTINUE, "", RESTART)
_CELL_BYTES = 20


class CellMerge(NamedTuple):
    """How a cell takes part in merges: ``RESTART``, ``CONTINUE`` or ""."""

    horizontal: str = ""
    vertical: str = ""


class RowPlan(NamedTuple):
    """Where the cells of a row stand."""

    edges: tuple[int, ...] = ()
    """Positions across the page, in twentieths of a point: one more than cells."""
    merges: tuple[CellMerge, ...] = ()


class ParagraphPlace(NamedTuple):
    """Where a paragraph stands in tables."""

    depth: int = 0
    ends_row: bool = False
    ends_inner_cell: bool = False
    plan: RowPlan = RowPlan()


class Mark(NamedTuple):
    """A stretch of text that is deleted, hidden or a symbol."""

    start: int
    end: int
    is_deleted: bool
    is_hidden: bool
    font: str
    """The font, where it is one of symbols; "" for others."""
    code: int | None
    """The character that "(" stands for in the text, if it does."""


class Properties:
    """The formatting of one document, as far as it matters here."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._starts: list[int] = []
        self._lists: list[bytes] = []
        for place, listed in sorted(_runs(file, _RUNS_OF_PARAGRAPHS, _paragraph_list)):
            self._starts.append(place)
            self._lists.append(listed)
        self._piece_starts = [piece.start for piece in file.pieces]
        self._known: dict[bytes, ParagraphPlace] = {}

    def place_of(self, position: int) -> ParagraphPlace:
        """Return where the paragraph stands whose mark is at ``position``."""
        piece = self._file.pieces[bisect_right(self._piece_starts, position) - 1]
        place = piece.place + (position - piece.start) * piece.width
        index = bisect_right(self._starts, place) - 1
        listed = (self._lists[index] if index >= 0 else b"") + piece.properties
        known = self._known.get(listed)
        if known is None:
            known = self._known[listed] = _place(listed, self._file.extra)
        return known

    def marks(self) -> list[Mark]:
        """Return the stretches that are not plain text, in the order of the text."""
        runs = sorted(_runs(self._file, _RUNS_OF_CHARACTERS, _character_list))
        starts = [start for start, _ in runs]
        fonts = self._symbol_fonts()
        kinds = {listed: _mark(listed, fonts) for listed in {listed for _, listed in runs}}
        if not any(kinds.values()) and not any(piece.properties for piece in self._file.pieces):
            return []
        marks: list[Mark] = []
        for piece in self._file.pieces:
            for start, end, listed in _within(piece, starts, runs):
                combined = listed + piece.properties
                if combined not in kinds:
                    kinds[combined] = _mark(combined, fonts)
                if kind := kinds[combined]:
                    marks.append(kind._replace(start=start, end=end))
        return marks

    def _symbol_fonts(self) -> dict[int, str]:
        """Return the document's fonts of check boxes and the like, by number."""
        table = self._file.table(_FONTS)
        found: dict[int, str] = {}
        at, number = 4, 0
        while at < len(table):
            length = table[at] + 1
            name = table[at + _FONT_NAME_AT : at + length].decode("utf-16-le", "replace").partition("\0")[0]
            if name.lower().startswith(_SYMBOL_FONTS):
                found[number] = name
            at += length
            number += 1
        return found


def _within(
    piece: Piece, starts: list[int], runs: list[tuple[int, bytes]]
) -> Iterator[tuple[int, int, bytes]]:
    """Yield the runs inside a piece with their positions."""
    last = piece.place + (piece.end - piece.start) * piece.width
    place = piece.place
    index = bisect_right(starts, place) - 1
    while place < last:
        following = starts[index + 1] if index + 1 < len(starts) else last
        after = min(max(following, place), last)
        if after > place:
            first = piece.start + (place - piece.place) // piece.width
            end = piece.start + -(-(after - piece.place) // piece.width)
            yield first, end, runs[index][1] if index >= 0 else b""
        place = after
        index += 1


def _runs(
    file: WordFile, at: int, list_of: Callable[[bytes, int, int], bytes]
) -> Iterator[tuple[int, bytes]]:
    """Yield the first byte of each run and its modifiers, from the pages that the table at ``at`` names."""
    table = file.table(at)
    count = max((len(table) - 4) // 8, 0)
    numbers = struct.unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ()
    for number in dict.fromkeys(number & _PAGE_NUMBER for number in numbers):
        page = file.stream[number * _PAGE : (number + 1) * _PAGE]
        runs = page[-1] if len(page) == _PAGE else 0
        if not runs or 4 * (runs + 1) >= _PAGE:  # without it tables would be read as plain text
            raise file.error(DAMAGED)
        places = struct.unpack_from(f"<{runs + 1}I", page)
        for index in range(runs):
            yield places[index], list_of(page, runs, index)


def _paragraph_list(page: bytes, runs: int, index: int) -> bytes:
    at = page[min(4 * (runs + 1) + 13 * index, _PAGE - 1)] * 2
    if not at or at + 1 >= _PAGE:
        return b""
    if page[at]:
        return page[at + 3 : at + 2 * page[at]]  # the length counts itself and the style's two bytes
    return page[at + 4 : at + 2 + 2 * page[at + 1]]


def _character_list(page: bytes, runs: int, index: int) -> bytes:
    at = page[min(4 * (runs + 1) + index, _PAGE - 1)] * 2
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _modifiers(listed: bytes, extra: bytes = b"", *, is_inner: bool = False) -> Iterator[tuple[int, bytes]]:
    """Yield the modifiers of a list: number and operand."""
    at = 0
    while at + 2 <= len(listed):
        number = listed[at] | listed[at + 1] << 8
        at += 2
        size = _OPERAND_BYTES[number >> 13]
        if number in {_DEFINITION, _OLD_DEFINITION}:
            size = int.from_bytes(listed[at : at + 2], "little") + 1
        elif not size:
            size = listed[at] + 1 if at < len(listed) else 1
            if number == _TABS and size > _LONG_TABS:
                size = _tabs_bytes(listed, at)
        operand = listed[at : at + size]
        at += size
        if number in _ELSEWHERE and not is_inner:
            place = int.from_bytes(operand, "little")
            length = int.from_bytes(extra[place : place + 2], "little")
            yield from _modifiers(extra[place + 2 : place + 2 + length], is_inner=True)
        else:
            yield number, operand


def _tabs_bytes(listed: bytes, at: int) -> int:
    """Return the length of a list of tab stops: four bytes a stop taken, three a stop put."""
    taken = listed[at + 1] if at + 1 < len(listed) else 0
    put_at = at + 2 + 4 * taken
    put = listed[put_at] if put_at < len(listed) else 0
    return put_at + 1 + 3 * put - at


def _place(listed: bytes, extra: bytes) -> ParagraphPlace:
    in_table, depth, ends_row, ends_inner_cell = False, 0, False, False
    plan = RowPlan()
    for number, operand in _modifiers(listed, extra):
        is_on = operand == b"\1"
        if number == _IN_TABLE:
            in_table = is_on
        elif number in {_ROW_END, _INNER_ROW_END}:
            ends_row = ends_row or is_on
        elif number == _INNER_CELL:
            ends_inner_cell = is_on
        elif number == _DEPTH:
            depth = int.from_bytes(operand, "little", signed=True)
        elif number == _DEEPER:
            depth += int.from_bytes(operand, "little", signed=True)
        elif number in _OF_ROWS:
            plan = _changed(plan, number, operand)
    depth = min(max(depth, int(in_table)), MAX_DEPTH)
    return ParagraphPlace(depth, ends_row, ends_inner_cell, plan)


def _changed(plan: RowPlan, number: int, operand: bytes) -> RowPlan:
    """Return a row's plan with what one modifier says about it."""
    if number == _DEFINITION:
        return _row_plan(operand)
    merges = list(plan.merges)
    if number == _VERTICAL_MERGE and len(operand) > 2 and operand[1] < len(merges):  # noqa: PLR2004  # length, cell, kind
        merges[operand[1]] = merges[operand[1]]._replace(vertical=_VERTICAL[operand[2] & 3])
    elif number == _MERGE and len(operand) > 1:
        for index in range(operand[0], min(operand[1], len(merges))):
            merges[index] = merges[index]._replace(horizontal=CONTINUE if index > operand[0] else RESTART)
    return plan._replace(merges=tuple(merges))


def _row_plan(operand: bytes) -> RowPlan:
    count = min(operand[2] if len(operand) > 2 else 0, MAX_CELLS)  # noqa: PLR2004  # behind the length
    count = min(count, (len(operand) - 5) // 2)
    if count < 1:
        return RowPlan()
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
    first = 3 + 2 * (count + 1)
    merges: list[CellMerge] = []
    for at in range(first, first + count * _CELL_BYTES, _CELL_BYTES):
        flags = int.from_bytes(operand[at : at + 2], "little")
        merges.append(CellMerge(_HORIZONTAL[flags & 3], _VERTICAL[flags >> 5 & 3]))
    return RowPlan(edges, tuple(merges))


def _mark(listed: bytes, fonts: dict[int, str]) -> Mark | None:
    is_deleted, is_hidden, font, code = False, False, "", None
    for number, operand in _modifiers(listed):
        if number == _DELETED:
            is_deleted = operand == b"\1"
        elif number == _HIDDEN:
            is_hidden = operand in _ON
        elif number == _FONT:
            font = fonts.get(int.from_bytes(operand, "little"), "")
        elif number == _SYMBOL:
            font = fonts.get(int.from_bytes(operand[:2], "little"), "")
            code = int.from_bytes(operand[2:], "little")
    if not is_deleted and not is_hidden and not font and code is None:
        return None
    return Mark(0, 0, is_deleted, is_hidden, font, code)
