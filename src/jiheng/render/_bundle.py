"""Several files as one zip: names that every system can unpack, the same bytes for the same files."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import IO

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip can name: a bundle depends on its files alone, not on when it was made."""
_LONGEST = 80
_FORBIDDEN = frozenset('/\\:*?"<>|')


def safe_file_name(text: str, otherwise: str = "材料") -> str:
    """Return text as a file name that Windows, macOS and Linux take, and that leads out of no folder."""
    kept = "".join("-" if one in _FORBIDDEN or not one.isprintable() else one for one in text)
    return kept.strip(". ")[:_LONGEST].strip(". ") or otherwise


def write_bundle(target: IO[bytes], files: Iterable[tuple[str, bytes]]) -> int:
    """Write files into a zip, one after the other, so that only one of them is in memory at a time.

    Args:
        target: Where to; need not be seekable backwards once written.
        files: Path in the zip, its parts safe already, and contents. A path that was there is numbered.

    Returns:
        How many files it holds.
    """
    taken: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path, content in files:
            name = _free(path, taken)
            taken.add(name.lower())
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return len(taken)


def _free(path: str, taken: set[str]) -> str:
    stem, dot, suffix = path.rpartition(".")
    name, count = path, 1
    while name.lower() in taken:
        count += 1
        name = f"{stem}（{count}）{dot}{suffix}" if dot else f"{path}（{count}）"
    return name
