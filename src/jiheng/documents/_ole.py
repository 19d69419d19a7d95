"""Opens an OLE compound file (``.doc``, ``.xls``, encrypted ``.docx``) without trusting it.

Takes bytes that begin with the compound file's signature; gives the streams that stand directly in the root.
Knows neither Word nor Excel.

Own code and not olefile, which a file of 62 kB that names one sector table many times keeps busy for half a
minute, growing with the square of its size. Here no table is longer than the file, and no chain is walked
beyond the sectors that the file has.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_OLE_BYTES = 128 * 1024 * 1024
"""A report with photographs is some ten megabytes."""
MAX_ENTRIES = 100_000
"""Streams and storages of one file; a workbook with macros has a few hundred."""

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "文件已损坏或不完整，无法打开。请用 Word、Excel 或 WPS 打开并重新保存后再试。"

_MIB = 1024 * 1024
_HEADER = struct.Struct("<28xHHH14xI4xII4xI")
"""Byte order, shifts of sector and mini sector; first sector of the directory, size from which a stream has
sectors of its own, first sectors of the mini sector table and of the list of sector tables."""
_SECTOR_SHIFTS = frozenset({9, 12})
_MINI_SHIFT = 6
_LAST_SECTOR = 0xFFFFFFFA
"""Numbers from here on are marks: end of chain, free, part of a table."""
_HEADER_TABLES = slice(76, 512)
_ENTRY_BYTES = 128
_ENTRY = struct.Struct("<64sHB1xIII36xII")
_NO_ENTRY = 0xFFFFFFFF
_ROOT, _STREAM = 5, 2
_MIN_BYTES = 1536
"""Header, one sector of the sector table and one of the directory."""


class _Entry(NamedTuple):
    kind: int
    start: int
    size: int


class OleFile:
    """The streams in the root of one compound file."""

    def __init__(self, source: SourceFile) -> None:
        """Open the file's directory.

        Raises:
            DocumentError: It is damaged or larger than the limit.
        """
        self._document = source.name
        self._content = source.content
        if len(source.content) > MAX_OLE_BYTES:
            raise self.error(f"文件超过 {MAX_OLE_BYTES // _MIB} MB。请压缩图片或拆分后再试。")
        if len(source.content) < _MIN_BYTES:
            raise self.error(DAMAGED)
        order, shift, mini_shift, directory, cutoff, mini_table, tables = _HEADER.unpack_from(source.content)
        if order != 0xFFFE or shift not in _SECTOR_SHIFTS or mini_shift != _MINI_SHIFT:  # noqa: PLR2004  # the mark for little-endian
            raise self.error(DAMAGED)
        self._sector = 1 << shift
        self._sectors = (len(source.content) - 1) // self._sector  # the header takes the place of one
        self._cutoff = cutoff
        self._next = self._sector_table(tables)
        self._entries = self._directory(self._chain(directory))
        root = self._entries[""]
        self._mini_next = _numbers(self._chain(mini_table)) if mini_table < _LAST_SECTOR else ()
        self._mini = self._chain(root.start, root.size) if root.start < _LAST_SECTOR and root.size else b""

    def error(self, reason: str) -> DocumentError:
        """Return the exception to raise for this document."""
        return DocumentError(self._document, reason)

    def has(self, name: str) -> bool:
        """Whether the root holds a stream of this name."""
        return name.lower() in self._entries

    def stream(self, name: str) -> bytes:
        """Return the bytes of a stream in the root.

        Raises:
            DocumentError: There is no such stream, or it is damaged.
        """
        entry = self._entries.get(name.lower())
        if entry is None or entry.size > len(self._content):
            raise self.error(DAMAGED)
        if not entry.size:
            return b""
        if entry.size >= self._cutoff:
            return self._chain(entry.start, entry.size)
        return self._mini_chain(entry.start, entry.size)

    def _sector_table(self, first: int) -> tuple[int, ...]:
        """Return for each sector the one that follows it."""
        tables = [number for number in _numbers(self._content[_HEADER_TABLES]) if number < _LAST_SECTOR]
        seen: set[int] = set()
        while first < _LAST_SECTOR:
            if first in seen:
                raise self.error(DAMAGED)
            seen.add(first)
            *numbers, first = _numbers(self._read_sector(first))
            tables += (number for number in numbers if number < _LAST_SECTOR)
        enough = self._sectors // (self._sector // 4) + 1
        return _numbers(b"".join(map(self._read_sector, tables[:enough])))

    def _read_sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise self.error(DAMAGED)
        start = (number + 1) * self._sector
        sector = self._content[start : start + self._sector]
        return sector.ljust(self._sector, b"\0")  # some programs cut the last sector short

    def _chain(self, first: int, size: int | None = None) -> bytes:
        """Return the sectors of a chain, as far as ``size`` needs them."""
        wanted = self._sectors if size is None else min(-(-size // self._sector), self._sectors)
        pieces: list[bytes] = []
        number = first
        while number < _LAST_SECTOR and len(pieces) < wanted:
            pieces.append(self._read_sector(number))
            if number >= len(self._next):
                raise self.error(DAMAGED)
            number = self._next[number]
        joined = b"".join(pieces)
        if size is None:
            if number < _LAST_SECTOR:  # a circle
                raise self.error(DAMAGED)
            return joined
        if len(joined) < size:
            raise self.error(DAMAGED)
        return joined[:size]

    def _mini_chain(self, first: int, size: int) -> bytes:
        pieces: list[bytes] = []
        number = first
        for _ in range(-(-size >> _MINI_SHIFT)):
            if number >= len(self._mini_next):
                raise self.error(DAMAGED)
            start = number << _MINI_SHIFT
            pieces.append(self._mini[start : start + (1 << _MINI_SHIFT)])
            number = self._mini_next[number]
        joined = b"".join(pieces)
        if len(joined) < size:
            raise self.error(DAMAGED)
        return joined[:size]

    def _directory(self, directory: bytes) -> dict[str, _Entry]:
        """Return the root itself, under "", and the streams directly in it, by lower-case name."""
        count = len(directory) // _ENTRY_BYTES
        if not count or count > MAX_ENTRIES or directory[66] != _ROOT:
            raise self.error(DAMAGED)
        _, _, _, _, _, child, start, size = _ENTRY.unpack_from(directory, 0)
        found = {"": _Entry(_ROOT, start, size)}
        waiting, seen = [child], {_NO_ENTRY}
        while waiting:
            index = waiting.pop()
            if index in seen:
                continue
            seen.add(index)
            if index >= count:
                raise self.error(DAMAGED)
            name, length, kind, left, right, _, start, size = _ENTRY.unpack_from(
                directory, index * _ENTRY_BYTES
            )
            waiting += (left, right)
            if kind == _STREAM:
                key = name[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
                found.setdefault(key, _Entry(kind, start, size))
        return found


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(raw) // 4}I", raw)
