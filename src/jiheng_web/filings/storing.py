"""Bytes of files by SHA-256, in the folder of data: equal files once, never half a file under a name."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{64}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What no name on paper holds; some of it turns ``gpj.exe`` into ``exe.jpg`` on the screen."""
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are kept."""

    sha256: str
    size: int


def keep(blocks: Iterable[bytes]) -> Stored:
    """Keep bytes; on the disk for good when this returns.

    Args:
        blocks: The file's contents, part by part.
    """
    root = Path(settings.FILES)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor, unfinished = tempfile.mkstemp(dir=root, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for block in blocks:
                digest.update(block)
                size += len(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(exist_ok=True)
        Path(unfinished).replace(target)
        _sync_folder(target.parent)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return Stored(digest.hexdigest(), size)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def path_of(sha256: str) -> Path:
    """Return where the bytes of a digest lie.

    Raises:
        ValueError: It is no digest: nothing else may become a path.
    """
    if not _NAME.fullmatch(sha256):
        raise ValueError(sha256)
    return Path(settings.FILES) / sha256[:2] / sha256


def clean_name(name: str) -> str:
    """Return an uploaded file's name as it is shown and kept: the last part, without signs that deceive."""
    last = _CONTROLS.sub("", name).replace("\\", "/").rpartition("/")[2].strip()
    if len(last) <= _LONGEST:
        return last or "未命名文件"
    stem, dot, suffix = last.rpartition(".")
    return f"{stem[: _LONGEST - 10]}…{dot}{suffix[:8]}" if dot else f"{last[: _LONGEST - 1]}…"
