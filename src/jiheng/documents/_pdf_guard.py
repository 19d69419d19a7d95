"""Finds, before PDFium opens it, what in a PDF would unpack beyond all measure.

Takes the file's bytes; says whether a packed stream holds more than any page needs. PDFium keeps each drawing
step of a page in memory, some twenty bytes for every byte unpacked, and gives no way to stop it. Pictures are
left aside, as PDFium does not unpack them for text; so are streams that are encrypted or packed another way
than by Flate.
"""

from __future__ import annotations

import re
import zlib

MAX_STREAM_BYTES = 32 * 1024 * 1024
"""Unpacked size of one stream; a dense page has some hundred kilobytes, a Chinese font ten megabytes."""

MAX_TOTAL_BYTES = 1024 * 1024 * 1024
"""Of all streams together."""

MAX_STREAMS = 200_000
"""Streams of one file: a few for each page, font and picture."""

_LONGEST_HEAD = 2048
_CHUNK = 64 * 1024
_STEP = 1024 * 1024

_START = re.compile(rb"(?<!end)stream\r?\n")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")


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
    inflater = zlib.decompressobj()
    total = position = 0
    pending: memoryview | bytes = packed[:_CHUNK]
    try:
        while pending and total <= MAX_STREAM_BYTES and not inflater.eof:
            total += len(inflater.decompress(pending, _STEP))
            pending = inflater.unconsumed_tail
            if not pending:
                position += _CHUNK
                pending = packed[position : position + _CHUNK]
    except zlib.error:
        return total
    return total
