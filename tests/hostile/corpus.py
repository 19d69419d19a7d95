"""The broken and hostile files, all of them: ``python -m tests.hostile.corpus FOLDER`` writes them out.

Every file is made by a function here or beside; none is kept. For each stands what has to come of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from tests.hostile import office, pages, texts, zips
from tests.hostile.attack import Attack, either, harmless, refused
from tests.hostile.small import small

SUFFIXES = (*small(), "wps", "et", "bin")
OTHER_NAMES = 5
"""Each sound file goes by so many other suffixes; the whole square would only repeat them."""

_STARTS = {
    "docx": b"PK\x03\x04", "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "pdf": b"%PDF-1.7\n",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff", "tiff": b"II*\x00", "rar": b"Rar!\x1a\x07\x00", "7z": b"7z\xbc\xaf\x27\x1c",
}  # fmt: skip


@cache
def corpus() -> tuple[Attack, ...]:
    """Return every hostile file."""
    return (
        *_damaged(),
        *_misnamed(),
        *zips.attacks(),
        *office.attacks(),
        *pages.attacks(),
        *texts.attacks(),
    )


def _damaged() -> Iterator[Attack]:
    """Yield files of nothing, of their first bytes, and cut off."""
    for kind in small():
        yield refused(f"{kind}-empty.{kind}", lambda: b"")
        yield either(f"{kind}-one-byte.{kind}", partial(_start_of, kind, 1))
        for percent in (10, 50, 90, 99):
            yield either(f"{kind}-cut-at-{percent}.{kind}", partial(_cut, kind, percent))
        yield either(f"{kind}-with-more-behind.{kind}", partial(_longer, kind))
        yield either(f"{kind}-with-more-before.{kind}", partial(_later, kind))
    for kind, start in _STARTS.items():
        yield refused(f"{kind}-first-bytes-only.{kind}", partial(bytes, start))
        yield either(f"{kind}-first-bytes-and-zeros.{kind}", partial(_padded, start))


def _start_of(kind: str, count: int) -> bytes:
    return small()[kind][:count]


def _cut(kind: str, percent: int) -> bytes:
    return small()[kind][: len(small()[kind]) * percent // 100]


def _longer(kind: str) -> bytes:
    return small()[kind] + bytes(range(256)) * 40


def _later(kind: str) -> bytes:
    return bytes(range(256)) * 4 + small()[kind]


def _padded(start: bytes) -> bytes:
    return start + bytes(20_000)


def _misnamed() -> Iterator[Attack]:
    kinds = tuple(small())
    for place, kind in enumerate(kinds):
        make = either if kind in {"zip", "csv", "md", "png", "jpg", "tiff", "bmp"} else harmless
        for step in range(1, OTHER_NAMES + 1):
            suffix = SUFFIXES[(place * 3 + step * 7) % len(SUFFIXES)]
            if suffix != kind:
                yield make(f"{kind}-named-{suffix}.{suffix}", partial(small().__getitem__, kind))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    for attack in corpus():
        (folder / attack.name).write_bytes(attack.make())
    sys.stdout.write(f"{len(corpus())} files in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
