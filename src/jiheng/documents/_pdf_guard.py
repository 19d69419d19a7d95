"""Finds, before PDFium opens it, what in a PDF would unpack beyond all measure.

Takes the file's bytes; says whether a packed stream holds more than any page needs. PDFium keeps each drawing
step of a page in memory, some twenty bytes for every byte unpacked, and gives no way to stop it. Pictures are
left aside, as PDFium does not unpack them for text; so are streams that are encrypted or packed another way
than by Flate. A drawing that draws another many times, and that one the next, is loaded by PDFium for as long
as it takes: a file with more than one such step in a stream is first loaded by a program that can be stopped.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

MAX_STREAM_BYTES = 32 * 1024 * 1024
"""Unpacked size of one stream; a dense page has some hundred kilobytes, a Chinese font ten megabytes."""

MAX_TOTAL_BYTES = 1024 * 1024 * 1024
"""Of all streams together."""

MAX_STREAMS = 200_000
"""Streams of one file: a few for each page, font and picture."""

LOAD_SECONDS = 6
"""Of the processor, for all pages; two thousand pages with a table take less than one."""

LOAD_WAIT = 120
"""By the clock, on a machine that does much else."""

LOAD_MEMORY = 4 * 1024 * 1024 * 1024

_PROBE = Path(__file__).with_name("_pdf_probe.py")
_DRAW = b"Do"
_DRAWING = re.compile(rb"/Form\b|/Subtype\s*\d|/\w*#[0-9a-fA-F]{2}")
"""What may name a drawing that others can use (a form), also where it is written in a roundabout way."""
_OTHER_PACKING = re.compile(
    rb"/(?:LZW|LZWDecode|A85|ASCII85Decode|AHx|ASCIIHexDecode|RL|RunLengthDecode|Crypt)\b"
)
_LONGEST_HEAD = 2048
_CHUNK = 64 * 1024
_STEP = 1024 * 1024

_START = re.compile(rb"stream(?<!endstream)[^\r\n]{0,200}(?:\r\n|\r|\n)")
"""It begins with the word itself, which is looked for thirty times as fast as a look back."""
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")


def loads_too_long(content: bytes) -> bool:
    """Whether loading the pages takes more time or memory than the limits allow, tried out where it may."""
    if not _may_draw_without_end(content):
        return False
    try:
        tried = subprocess.run(  # noqa: S603  # our own module
            [sys.executable, "-P", str(_PROBE), str(LOAD_SECONDS), str(LOAD_MEMORY)],
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=LOAD_WAIT,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        return True
    return tried.returncode < 0  # ended by a signal; what is only damaged is said by who reads it


def _may_draw_without_end(content: bytes) -> bool:
    """Whether a drawing draws other drawings more than once, or cannot be looked into."""
    if b"/Encrypt" in content:
        return True
    view = memoryview(content)
    before = 0
    for match in _START.finditer(content):
        head = content[before : match.start()]  # with the stream before it: where that ends can be faked
        before = match.end()
        if not _DRAWING.search(head):
            continue
        if _OTHER_PACKING.search(head):
            return True
        plain = content.count(_DRAW, before, content.find(b"endstream", before))
        if plain + _draws(view[before:]) > 1:
            return True
    return False


def _draws(packed: memoryview) -> int:
    """Return how many drawing steps there are in Flate data at the beginning of these bytes."""
    found, last = 0, b""
    for piece in _unpacked(packed):
        found += (last + piece).count(_DRAW)
        last = piece[-1:]
    return found


def unpacks_too_far(content: bytes) -> bool:
    """Whether there is more in the streams than the limits allow, or one is packed twice, as in attacks."""
    view = memoryview(content)
    total = 0
    for number, match in enumerate(_START.finditer(content)):
        head = content[max(0, match.start() - _LONGEST_HEAD) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        packed = len(_FLATE.findall(head))
        if packed and not _PICTURE.search(head):
            size = _unpacked_size(view[match.end() :])
            total += size
            if packed > 1 or size > MAX_STREAM_BYTES:
                return True
        if total > MAX_TOTAL_BYTES or number > MAX_STREAMS:
            return True
    return False


def _unpacked_size(packed: memoryview) -> int:
    """Return how much Flate data at the beginning of these bytes unpacks to, counted until too much."""
    return sum(map(len, _unpacked(packed)))


def _unpacked(packed: memoryview) -> Iterator[bytes]:
    """Yield what Flate data at the beginning of these bytes unpacks to, until it is too much or damaged."""
    inflater = zlib.decompressobj()
    total = position = 0
    pending: memoryview | bytes = packed[:_CHUNK]
    try:
        while pending and total <= MAX_STREAM_BYTES and not inflater.eof:
            piece = inflater.decompress(pending, _STEP)
            total += len(piece)
            yield piece
            pending = inflater.unconsumed_tail
            if not pending:
                position += _CHUNK
                pending = packed[position : position + _CHUNK]
    except zlib.error:
        return
