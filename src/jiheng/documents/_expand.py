"""An archive of documents → its documents, in memory: nothing is written to disk, every size is bounded.

Takes a zip that is no office file; gives its members by their path in the archive, archives inside it opened
one level deep. Does not read the documents.
"""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from dataclasses import dataclass

from jiheng.documents._archive import OVERLAPPING, overlap
from jiheng.documents._model import SourceFile
from jiheng.errors import DocumentError

MAX_MEMBERS = 2000
"""A unit's package has some twenty documents."""
MAX_MEMBER_BYTES = 128 * 1024 * 1024
MAX_TOTAL_BYTES = 512 * 1024 * 1024
"""What one archive, with those inside it, may inflate to."""
MAX_RATIO = 1000
"""Deflate reaches 1032 on zeros; text exports reach some twenty."""
RATIO_FREE_BYTES = 8 * 1024 * 1024
"""Below this a high ratio does no harm."""

_MIB = 1024 * 1024
_UTF8_FLAG = 0x800
_DAMAGED = "压缩包已损坏或不完整，无法打开。请重新压缩后再试。"
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    struct.error,
    RuntimeError,
)
_CENTRAL_RECORD = b"PK\x01\x02"
_OFFICE_PARTS = frozenset({"[Content_Types].xml", "mimetype"})


@dataclass(slots=True)
class _Allowance:
    """What an archive may still take."""

    members: int = MAX_MEMBERS
    total: int = MAX_TOTAL_BYTES


def is_archive(source: SourceFile) -> bool:
    """Whether the bytes are a zip that is no office file (.docx, .xlsx, .odt are zips too)."""
    if not source.content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            return not _OFFICE_PARTS & set(archive.namelist())
    except ZIP_FAULTS:
        # A damaged zip: by its name it is the reader of documents or this module that reports it.
        return source.name.lower().endswith(".zip")


def expand_archive(source: SourceFile) -> tuple[SourceFile, ...]:
    """Return the files of an archive, by their path in it and in that order.

    Lock files and folders' bookkeeping are left out (``is_clutter``). An archive inside is opened too; one
    inside that is returned unopened.

    Raises:
        DocumentError: It is damaged, encrypted, or larger than the limits.
    """
    return _expand(source, _Allowance(), nested=False)


def is_clutter(path: str) -> bool:
    """Whether a path is what systems and programs leave behind: ``~$x.docx``, ``.DS_Store``."""
    parts = path.replace("\\", "/").split("/")
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
    return (
        hidden
        or "__MACOSX" in parts
        or parts[-1].startswith("~$")
        or parts[-1].lower() in {"thumbs.db", "desktop.ini"}
    )


def _expand(source: SourceFile, allowance: _Allowance, *, nested: bool) -> tuple[SourceFile, ...]:
    # Counted before zipfile makes an object of each.
    if source.content.count(_CENTRAL_RECORD) > allowance.members:
        raise DocumentError(source.name, f"压缩包内的文件超过 {MAX_MEMBERS} 个。请按单位拆分后再试。")
    files: list[SourceFile] = []
    try:
        with zipfile.ZipFile(io.BytesIO(source.content)) as archive:
            if overlap(archive):
                raise DocumentError(source.name, OVERLAPPING)
            for entry in archive.infolist():
                name = _member_name(entry)
                if entry.is_dir() or is_clutter(name):
                    continue
                allowance.members -= 1
                member = SourceFile(name, _inflate(source.name, archive, entry, allowance))
                if nested or not is_archive(member):
                    files.append(member)
                else:
                    folder = posixpath.splitext(name)[0]
                    files += (
                        SourceFile(f"{folder}/{inner.name}", inner.content)
                        for inner in _expand(
                            SourceFile(f"{source.name}/{name}", member.content), allowance, nested=True
                        )
                    )
    except ZIP_FAULTS as fault:
        raise DocumentError(source.name, _DAMAGED) from fault
    return tuple(files)


def _inflate(
    archive_name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: _Allowance
) -> bytes:
    if entry.flag_bits & 1:
        raise DocumentError(archive_name, "压缩包设有密码。请解压后再试。")
    # zipfile stops at the declared size, so the declaration is what has to be bounded.
    bomb = entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
    if bomb or entry.file_size > MAX_MEMBER_BYTES or entry.file_size > allowance.total:
        size = entry.file_size // _MIB
        raise DocumentError(
            archive_name, f"压缩包内的文件解压后过大（{size} MB）。请确认来源，或拆分后再试。"
        )
    allowance.total -= entry.file_size
    return archive.read(entry)


def _member_name(entry: zipfile.ZipInfo) -> str:
    """Return a member's path, readable and harmless.

    Chinese Windows writes names in GBK without saying so; ``zipfile`` then decodes them as cp437.
    """
    name = entry.filename
    if not entry.flag_bits & _UTF8_FLAG and not name.isascii():
        written = name.encode("cp437")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = written.decode(encoding)
            except UnicodeDecodeError:
                continue
            break
    name = "".join(character if character.isprintable() else "?" for character in name)  # shown in messages
    parts = name.replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in {"", ".", ".."})
