"""The text of a Word 97–2003 document and where each character's formatting is kept.

Takes the opened compound file; gives the text by character position, pieced together through the piece table,
and maps positions to places in the stream. Does not know paragraphs or tables.

A position counts UTF-16 units, so a character beyond the first plane stays two surrogates here.
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from jiheng.documents._ole import DAMAGED, OleFile

STREAM = "WordDocument"

_WORD_6, _WORD_97 = 0xA5DC, 0xA5EC
_FIRST_WORD_97 = 0xC1
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_STORIES = struct.Struct("<76x3I4x3I")
"""Lengths of main text, footnotes, headers, comments, endnotes and text boxes."""
_FIB_BYTES = 0x0200

_PIECE = struct.Struct("<2xIH")
_NARROW = 0x40000000
_IS_PROPERTY_LIST, _IS_PIECES = 1, 2
_SURROGATE = re.compile("[\ud800-\udfff]").search


def is_older(ole: OleFile) -> bool:
    """Whether a document is of Word 6 or 95, which keep their text in another way."""
    head = ole.stream(STREAM)
    magic, version = int.from_bytes(head[:2], "little"), int.from_bytes(head[2:4], "little")
    return magic == _WORD_6 or (magic == _WORD_97 and version < _FIRST_WORD_97)


class Piece(NamedTuple):
    """A stretch of text that lies together in the stream."""

    start: int
    """Its first position."""
    end: int
    place: int
    """Its first byte in the stream."""
    width: int
    """Bytes a position takes."""
    properties: bytes
    """Changes that were saved with the piece (“fast save”), as a list of property modifiers."""


class WordFile:
    """The streams of one Word document, and its text."""

    def __init__(self, ole: OleFile) -> None:
        """Read the file's head and its piece table.

        Raises:
            DocumentError: It is damaged, encrypted, or older than Word 97.
        """
        self.error = ole.error
        self.stream = ole.stream(STREAM)
        if len(self.stream) < _FIB_BYTES:
            raise ole.error(DAMAGED)
        magic, version = struct.unpack_from("<HH", self.stream)
        if magic != _WORD_97 or version < _FIRST_WORD_97:
            raise ole.error("文件由 Word 95 或更早的版本保存。请用 Word 或 WPS 打开，另存为 .docx 后再试。")
        flags = int.from_bytes(self.stream[10:12], "little")
        if flags & _ENCRYPTED:
            raise ole.error("文件设有打开密码，无法读取。请取消密码后另存再试。")
        self._table = ole.stream("1Table" if flags & _TABLE_1 else "0Table")
        self.extra = ole.stream("Data") if ole.has("Data") else b""
        self.pieces = self._pieces(self.table(0x01A2))
        self.text = "".join(map(self._piece_text, self.pieces))
        main, *others, boxes = _STORIES.unpack_from(self.stream)
        self.main_end = min(main, len(self.text))
        first_box = main + sum(others)
        self.boxes = first_box, min(first_box + boxes, len(self.text))
        """First and last position of the text boxes' text."""

    def table(self, at: int) -> bytes:
        """Return the table whose place and length stand at ``at`` in the file's head; b"" where absent."""
        place, length = struct.unpack_from("<II", self.stream, at)
        return self._table[place : place + length]

    def _pieces(self, table: bytes) -> list[Piece]:
        """Return the pieces in the order of the text."""
        lists: list[bytes] = []
        at = 0
        while table[at : at + 1] == bytes([_IS_PROPERTY_LIST]):
            length = int.from_bytes(table[at + 1 : at + 3], "little")
            lists.append(table[at + 3 : at + 3 + length])
            at += 3 + length
        if table[at : at + 1] != bytes([_IS_PIECES]):
            raise self.error(DAMAGED)
        length = int.from_bytes(table[at + 1 : at + 5], "little")
        plan = table[at + 5 : at + 5 + length]
        count = (len(plan) - 4) // 12
        if count < 1:
            raise self.error(DAMAGED)
        borders = struct.unpack_from(f"<{count + 1}I", plan)
        # Each position has a byte of its own; more positions mean pieces that lie upon each other.
        if borders[0] or borders[-1] > len(self.stream):
            raise self.error(DAMAGED)
        pieces: list[Piece] = []
        for index in range(count):
            place, modifier = _PIECE.unpack_from(plan, 4 * (count + 1) + 8 * index)
            width = 1 if place & _NARROW else 2
            place = (place & ~_NARROW) // 2 if width == 1 else place
            start, end = borders[index], borders[index + 1]
            if end < start or place + (end - start) * width > len(self.stream):
                raise self.error(DAMAGED)
            pieces.append(Piece(start, end, place, width, _modifiers(modifier, lists)))
        return pieces

    def _piece_text(self, piece: Piece) -> str:
        count = piece.end - piece.start
        raw = self.stream[piece.place : piece.place + count * piece.width]
        if piece.width == 1:
            return raw.decode("cp1252", "replace")
        text = raw.decode("utf-16-le", "surrogatepass")
        return text if len(text) == count else "".join(map(chr, struct.unpack(f"<{count}H", raw)))


def whole_characters(text: str) -> str:
    """Return a text with its surrogates joined to characters."""
    if _SURROGATE(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


_SHORT_FORMS = {0x18: 0x2416, 0x19: 0x2417, 0x41: 0x0800, 0x5C: 0x083C}
"""The modifiers a piece can carry in one byte and that matter here: in a table, row end, deleted, hidden."""


def _modifiers(modifier: int, lists: list[bytes]) -> bytes:
    if modifier & 1:
        index = modifier >> 1
        return lists[index] if index < len(lists) else b""
    long_form = _SHORT_FORMS.get(modifier >> 1 & 0x7F)
    return struct.pack("<HB", long_form, modifier >> 8) if long_form else b""
