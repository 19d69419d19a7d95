"""Replaces members of a zip and leaves every other byte of it as it is.

Takes the archive's bytes and new contents by name; gives the archive. What is not replaced is copied as it
lies there: local header, packed bytes, data descriptor, in the same order. Only offsets in the directory
change. Knows nothing of what the members hold.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_DESCRIPTOR_FLAG = 0x8
_LARGEST = 0xFFFFFFFF


class ZipUnusual(Exception):
    """The archive is of a kind that cannot be copied member by member (zip64, something in front of it)."""


def replace_members(archive: bytes, contents: Mapping[str, bytes]) -> bytes:
    """Return the archive with the contents of some members replaced.

    Args:
        archive: The zip.
        contents: Name → new content. A name that is not there is ignored.

    Raises:
        ZipUnusual: The archive cannot be copied member by member.
    """
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = opened.infolist()
        start = opened.start_dir
    directory = _directory(archive, start, len(entries))
    bodies: dict[int, bytes] = {}
    by_place = sorted(range(len(entries)), key=lambda i: entries[i].header_offset)
    ends = [*(entries[i].header_offset for i in by_place[1:]), start]
    if entries and entries[by_place[0]].header_offset:
        raise ZipUnusual
    written = bytearray()
    for i, end in zip(by_place, ends, strict=True):
        entry = entries[i]
        raw = archive[entry.header_offset : end]
        header = directory[i]
        if entry.filename in contents:
            raw, header = _repacked(raw, header, contents[entry.filename])
        bodies[i] = _moved(header, len(written))
        written += raw
    new_start = len(written)
    written += b"".join(bodies[i] for i in range(len(entries)))
    size = len(written) - new_start
    tail = bytearray(archive[start + sum(map(len, directory)) :])
    struct.pack_into("<2I", tail, 12, size, new_start)
    return bytes(written + tail)


def _directory(archive: bytes, start: int, count: int) -> list[bytes]:
    """Return the entries of the central directory as they lie there."""
    found: list[bytes] = []
    at = start
    for _ in range(count):
        fields = _CENTRAL.unpack_from(archive, at)
        if fields[0] != b"PK\x01\x02" or _LARGEST in fields:
            raise ZipUnusual
        length = _CENTRAL.size + sum(fields[10:13])
        found.append(archive[at : at + length])
        at += length
    if archive[at : at + 4] != b"PK\x05\x06":
        raise ZipUnusual
    return found


def _repacked(raw: bytes, header: bytes, content: bytes) -> tuple[bytes, bytes]:
    """Return a member with new content, and its entry in the directory; names and times stay."""
    local = list(_LOCAL.unpack_from(raw))
    central = list(_CENTRAL.unpack_from(header))
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    sizes = (zlib.crc32(content), len(packed), len(content))
    local[2] &= ~_DESCRIPTOR_FLAG
    local[3] = zipfile.ZIP_DEFLATED
    local[6:9] = sizes
    central[3] &= ~_DESCRIPTOR_FLAG
    central[4] = zipfile.ZIP_DEFLATED
    central[7:10] = sizes
    names = raw[_LOCAL.size : _LOCAL.size + local[9] + local[10]]
    return _LOCAL.pack(*local) + names + packed, _CENTRAL.pack(*central) + header[_CENTRAL.size :]


def _moved(header: bytes, offset: int) -> bytes:
    fields = list(_CENTRAL.unpack_from(header))
    fields[-1] = offset
    return _CENTRAL.pack(*fields) + header[_CENTRAL.size :]
