"""What the process that reads and the one that recognises say to each other, and how it is put into bytes.

The answers come from a process that decodes untrusted pictures: they are checked against the types here, and
nothing in them can name code, as a pickle could.
"""

from __future__ import annotations

from typing import BinaryIO, SupportsFloat

import msgspec

from jiheng.documents._pdf_flow import PdfPage

MAX_SCANNED_PAGES = 300
"""Pages of one file that are recognised; each takes some seconds."""

MAX_ANSWER_BYTES = 64 * 1024 * 1024
"""One page's lines; far more than a page holds."""

_LENGTH_BYTES = 8


class ReadImage(msgspec.Struct, frozen=True, tag=True):
    """Recognise an image file; answered by a ``PageRead`` for each page and ``Finished``."""

    name: str
    content: bytes


class ReadPdfPage(msgspec.Struct, frozen=True, tag=True):
    """Recognise one page of a PDF; answered by ``PageRead`` or ``PageDamaged``."""

    content: bytes
    """The file; b"" for the one sent before."""
    number: int
    scale: float
    """Pixels a point."""
    side: float
    """Points of the long side; 0 where they are not to be trusted."""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The models are loaded."""


class Unavailable(msgspec.Struct, frozen=True, tag=True):
    """What recognises is not installed, or not whole."""


class PageRead(msgspec.Struct, frozen=True, tag=True):
    """One page's text."""

    page: PdfPage


class PageDamaged(msgspec.Struct, frozen=True, tag=True):
    """The page of a PDF cannot be drawn."""


class Noted(msgspec.Struct, frozen=True, tag=True):
    """A problem with the file that does not keep it from being read."""

    code: str
    text: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The file cannot be read, and why."""

    reason: str


class MemorySpent(msgspec.Struct, frozen=True, tag=True):
    """The picture needs more memory than is allowed."""


class Finished(msgspec.Struct, frozen=True, tag=True):
    """There are no more pages."""


Question = ReadImage | ReadPdfPage
Answer = Ready | Unavailable | PageRead | PageDamaged | Noted | Refused | MemorySpent | Finished


def _plain(value: object) -> float:
    """Return a figure of numpy's as one of Python's."""
    if isinstance(value, SupportsFloat):
        return float(value)
    raise TypeError(type(value))


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_plain)
_QUESTIONS = msgspec.msgpack.Decoder(Question)
_ANSWERS = msgspec.msgpack.Decoder(Answer)


def send(stream: BinaryIO, message: Question | Answer) -> None:
    """Write one message."""
    body = _ENCODER.encode(message)
    stream.write(len(body).to_bytes(_LENGTH_BYTES, "big"))
    stream.write(body)
    stream.flush()


def next_question(stream: BinaryIO) -> Question | None:
    """Return the next question; None where there are no more."""
    body = _body(stream, None)
    return None if body is None else _QUESTIONS.decode(body)


def next_answer(stream: BinaryIO) -> Answer | None:
    """Return the next answer; None where the other process has ended or does not keep to the form."""
    body = _body(stream, MAX_ANSWER_BYTES)
    try:
        return None if body is None else _ANSWERS.decode(body)
    except msgspec.MsgspecError:
        return None


def _body(stream: BinaryIO, limit: int | None) -> bytes | None:
    head = stream.read(_LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH_BYTES or (limit is not None and length > limit):
        return None
    body = stream.read(length)
    return body if len(body) == length else None
