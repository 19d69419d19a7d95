"""What of a filled file is not as it was in its template, found without the filler's own code."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable

_TAG = re.compile(rb"<(/?)w:(tbl|tr|tc)(?=[\s>/])[^>]*>")
_SPAN = re.compile(rb'<w:gridSpan w:val="(\d+)"')


def raw_members(archive: bytes) -> dict[str, bytes]:
    """Return every member as it lies in the archive: local header, name, extra field, packed bytes."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = sorted(opened.infolist(), key=lambda entry: entry.header_offset)
        ends = [*(entry.header_offset for entry in entries[1:]), opened.start_dir]
        return {
            entry.filename: archive[entry.header_offset : end]
            for entry, end in zip(entries, ends, strict=True)
        }


def changed_members(before: bytes, after: bytes) -> set[str]:
    """Return which members differ in any byte; the order of members and their directory entries must not."""
    old, new = raw_members(before), raw_members(after)
    assert list(old) == list(new)
    assert _directory(before) == _directory(after)
    return {name for name, raw in old.items() if new[name] != raw}


def _directory(archive: bytes) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return [
            (e.filename, e.date_time, e.external_attr, e.internal_attr, e.extra, e.comment, e.create_system)
            for e in opened.infolist()
        ]


def member(archive: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(name)


def without_cells(xml: bytes, addresses: Iterable[str]) -> bytes:
    """Return a document's XML with the cells at some addresses cut out, their tags included."""
    cut = set(addresses)
    pieces: list[bytes] = []
    at = 0
    for address, start, end in _cells(xml):
        if address in cut and start >= at:
            pieces.append(xml[at:start])
            at = end
    return b"".join((*pieces, xml[at:]))


def _cells(xml: bytes) -> list[tuple[str, int, int]]:
    """Return every cell with its address and where it begins and ends, from the front."""
    found: list[tuple[str, int, int]] = []
    tables = 0
    open_tables: list[list[int]] = []  # number, row, next column
    open_cells: list[tuple[str, int]] = []
    for tag in _TAG.finditer(xml):
        closes, kind = bool(tag[1]), tag[2]
        if kind == b"tbl" and not closes:
            tables += 1
            open_tables.append([tables, 0, 1])
        elif kind == b"tbl":
            open_tables.pop()
        elif kind == b"tr" and not closes:
            open_tables[-1][1:] = [open_tables[-1][1] + 1, 1]
        elif kind == b"tc" and not closes:
            number, row, column = open_tables[-1]
            open_cells.append((f"T{number}R{row}C{column}", tag.start()))
            head = xml[tag.end() : xml.find(b"</w:tcPr>", tag.end())]
            span = _SPAN.search(head) if b"<w:p" not in head.replace(b"<w:pPr", b"") else None
            open_tables[-1][2] += int(span[1]) if span else 1
        elif kind == b"tc":
            address, start = open_cells.pop()
            found.append((address, start, tag.end()))
    return sorted(found, key=lambda cell: cell[1])
