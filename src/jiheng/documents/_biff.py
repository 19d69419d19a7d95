"""The records of an Excel 5–2003 workbook stream (BIFF5, BIFF8), and the texts in them.

Takes the stream's bytes; gives records by kind with the bytes of their continuations, and texts as strings.
Does not know cells.
"""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
BIFF5, BIFF8 = 0x0500, 0x0600

_WIDE, _EXTENDED, _RICH = 1, 4, 8
"""Flags of a BIFF8 text: two bytes a character, phonetic readings behind it, formatting runs behind it."""
_DEFAULT_CODE_PAGE = 1252
_CODE_PAGES = {936: "gb18030", 1200: "utf-16-le", 65001: "utf-8", 32768: "mac_roman", 32769: "cp1252"}


def records(stream: bytes, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int, int]]:
    """Yield kind, start and end of the records between ``start`` and ``stop``, as far as they are whole."""
    unpack = struct.Struct("<HH").unpack_from
    stop = len(stream) if stop is None else stop
    while start + 4 <= stop:
        kind, length = unpack(stream, start)
        start += 4
        if start + length > stop:
            return
        yield kind, start, start + length
        start += length


def version(stream: bytes) -> int:
    """Return the version that the stream's first record names; 0 where it is none."""
    first = next(records(stream), None)
    if first is None or first[0] != BOF:
        return 0
    _, start, end = first
    return int.from_bytes(stream[start : min(start + 2, end)], "little")


def code_page_name(number: int) -> str:
    """Return Python's name of a code page; that of Western Windows where it is unknown."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return f"cp{_DEFAULT_CODE_PAGE}"
    return name


class TextReader:
    """Reads texts one after another out of a record that may be continued in following records.

    Characters of a text may be parted by the border of a record; behind the border a flag says anew how wide
    they are.
    """

    def __init__(self, pieces: list[bytes], code_page: str = "") -> None:
        """Take the record's bytes and those of its continuations.

        Args:
            pieces: The bytes.
            code_page: The encoding of a BIFF5 workbook; "" in BIFF8, whose texts say themselves.
        """
        self._bytes = b"".join(pieces)
        self._borders: list[int] = []
        total = 0
        for piece in pieces:
            total += len(piece)
            self._borders.append(total)
        self._border = 0
        self._at = 0
        self._code_page = code_page

    def skip(self, count: int) -> None:
        """Step over bytes."""
        self._at = min(self._at + count, len(self._bytes))

    def is_at_end(self) -> bool:
        """Whether all is read."""
        return self._at >= len(self._bytes)

    def text(self, length_bytes: int = 2) -> str:
        """Return the next text; its length stands before it in one or two bytes."""
        count = self._number(length_bytes)
        if self._code_page:
            return self._take(count).decode(self._code_page, "replace")
        flags = self._number(1)
        runs = self._number(2) if flags & _RICH else 0
        extended = self._number(4) if flags & _EXTENDED else 0
        text = self._characters(count, flags)
        self.skip(4 * runs + extended)
        return text

    def _characters(self, count: int, flags: int) -> str:
        pieces: list[str] = []
        while not self.is_at_end():
            while self._borders[self._border] < self._at:
                self._border += 1
            width = 2 if flags & _WIDE else 1
            here = min(count, (self._borders[self._border] - self._at) // width)
            raw = self._take(here * width)
            pieces.append(raw.decode("utf-16-le" if width > 1 else "latin-1", "replace"))
            count -= here
            if not count:
                break
            self._at = self._borders[self._border]
            flags = self._number(1)
        return "".join(pieces)

    def _take(self, count: int) -> bytes:
        taken = self._bytes[self._at : self._at + count]
        self._at += len(taken)
        return taken

    def _number(self, length: int) -> int:
        return int.from_bytes(self._take(length), "little")
