"""Damages files so that the damage reaches the readers: parts are unpacked, changed and packed again.

Takes a sound file; gives one that is wrong in one to a few places, always the same one for the same seed. A
change to the packed bytes of a zip would only ever meet its checksums.
"""

from __future__ import annotations

import base64
import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.documents.pdf_pages import assemble
from tests.hostile.small import pdf_objects

Chance = random.Random

NUMBERS = (
    "0", "1", "-1", "2", "63", "64", "255", "256", "32767", "65535", "65536", "16384", "16385", "1048576",
    "1048577", "2147483647", "2147483648", "-2147483648", "4294967295", "9" * 20, "1e999", "1e-999", "0.1",
    "NaN", "inf", "", "0x10", "٣", "\uff11", "9" * 5000,
)  # fmt: skip
SNIPPETS = (
    "<", ">", "</", "/>", "&", "&#0;", "&#x110000;", "&#xD800;", "&amp;lt;", "&undefined;", "]]>",
    "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE a>",
    '<!DOCTYPE a [<!ENTITY b "c">]>', '"', "'", "\0", "\x0b",
    "\ufeff", "\u2028", "𠮷", "\t", "\r", "\r\n", "|", "\\", ",", ";", "%", "#", "(", "[", "=",
    "xmlns:w='x'", "w:", "A1:XFD1048576", "XFD1048576", "../../x", "%00", " " * 300, "甲" * 300,
)  # fmt: skip
WORDS = (
    0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF,
    0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFA,
)  # fmt: skip

_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_TOKEN = re.compile(rb"<[^<>]*>|[^<>]+|[<>]")
_MOST_BYTES = 400_000
"""A mutation that repeats is not to make a file large: that limits hold is tested by the corpus."""


def mutate(kind: str, content: bytes, chance: Chance) -> bytes:
    """Return a damaged file of a container.

    Args:
        kind: The container's suffix.
        content: A sound file of it.
        chance: Where the damage comes from.
    """
    if kind == "pdf" and chance.random() < 0.6:
        return _pdf(chance)
    if content.startswith(b"PK") and chance.random() < 0.85:
        return _zip(content, chance)
    if content.startswith(b"\x89PNG") and chance.random() < 0.85:
        return _png(content, chance)
    if kind == "mht" and chance.random() < 0.6:
        return _mht(content, chance)
    return _several(content, chance, is_text=kind in {"html", "mht", "csv", "md", "txt"})


def _several(content: bytes, chance: Chance, *, is_text: bool) -> bytes:
    changes = _TEXT_CHANGES if is_text else _BINARY_CHANGES
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        content = chance.choice(changes)(content, chance)
    return content[:_MOST_BYTES]


def _zip(content: bytes, chance: Chance) -> bytes:
    """Unpack, change one part (or the list of parts), and pack again with right checksums."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(parts))
        name, body = parts[at]
        what = chance.random()
        if what < 0.03 and len(parts) > 1:
            del parts[at]
        elif what < 0.06:
            parts.append((name if chance.random() < 0.5 else name.upper(), body))
        elif what < 0.1:
            parts[at] = (
                _several(name.encode(), chance, is_text=True).decode("utf-8", "replace") or "x",
                body,
            )
        elif body.startswith(b"PK"):
            parts[at] = (name, _zip(body, chance))
        else:
            parts[at] = (name, _several(body, chance, is_text=chance.random() < 0.9))
    stream = io.BytesIO()
    packing = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", packing) as archive:
        warnings.simplefilter("ignore")  # of names that are there twice, which is the point
        for name, body in parts:
            archive.writestr(zipfile.ZipInfo(name.replace("\0", "_")[:200] or "x"), body, packing, 1)
    return stream.getvalue()


def _pdf(chance: Chance) -> bytes:
    """Change one object of a page and write the table of places anew."""
    objects = pdf_objects()
    at = chance.choice((0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 6))
    objects[at] = _several(objects[at], chance, is_text=chance.random() < 0.8)
    return assemble(objects)


def _png(content: bytes, chance: Chance) -> bytes:
    """Change one chunk, packed pixels also below their packing, and give it the right checksum."""
    chunks: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 8 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    at = chance.randrange(len(chunks))
    name, body = chunks[at]
    if name == b"IDAT" and chance.random() < 0.7:
        body = zlib.compress(_several(zlib.decompress(body), chance, is_text=False), 1)
    else:
        body = _several(body, chance, is_text=False)
    chunks[at] = (name, body)
    if chance.random() < 0.1:
        chunks.insert(at, chance.choice(chunks))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _mht(content: bytes, chance: Chance) -> bytes:
    """Change the page inside of its packing."""
    head, middle, tail = content.partition(b"base64\r\n\r\n")
    packed, end, rest = tail.partition(b"\r\n----")
    page = _several(base64.b64decode(packed), chance, is_text=True)
    return head + middle + base64.encodebytes(page) + end + rest


def _place(content: bytes, chance: Chance) -> int:
    return chance.randrange(len(content) + 1)


def _flip(content: bytes, chance: Chance) -> bytes:
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def _replace(content: bytes, chance: Chance) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.randbytes(chance.choice((1, 2, 4))) + content[at + 1 :]


def _cut(content: bytes, chance: Chance) -> bytes:
    at = _place(content, chance)
    return content[:at] + content[at + chance.choice((1, 2, 8, 64, 512)) :]


def _end(content: bytes, chance: Chance) -> bytes:
    return content[: _place(content, chance)]


def _repeat(content: bytes, chance: Chance) -> bytes:
    at = _place(content, chance)
    piece = content[at : at + chance.choice((1, 8, 64, 512))]
    return content[:at] + piece * chance.choice((1, 2, 50)) + content[at:]


def _move(content: bytes, chance: Chance) -> bytes:
    at, to = _place(content, chance), _place(content, chance)
    return content[:to] + content[at : at + chance.choice((4, 32, 128))] + content[to:]


def _word(content: bytes, chance: Chance) -> bytes:
    """Put a number of two or four bytes that borders on something where a number may stand."""
    width = chance.choice((1, 2, 4))
    at = _place(content, chance) // width * width
    order = chance.choice(("little", "little", "big"))
    value = (chance.choice(WORDS) & ((1 << 8 * width) - 1)).to_bytes(
        width, "big" if order == "big" else "little"
    )
    return content[:at] + value + content[at + width :]


def _count(content: bytes, chance: Chance) -> bytes:
    """Make a small number a little larger or smaller."""
    if not content:
        return content
    at = chance.randrange(len(content))
    return content[:at] + bytes([(content[at] + chance.choice((-2, -1, 1, 2))) & 0xFF]) + content[at + 1 :]


def _number(content: bytes, chance: Chance) -> bytes:
    found = list(_NUMBER.finditer(content))
    if not found:
        return _replace(content, chance)
    match = chance.choice(found)
    return content[: match.start()] + chance.choice(NUMBERS).encode() + content[match.end() :]


def _snippet(content: bytes, chance: Chance) -> bytes:
    at = _place(content, chance)
    return content[:at] + chance.choice(SNIPPETS).encode() + content[at:]


def _tokens(content: bytes, chance: Chance) -> bytes:
    """Drop, repeat, swap or move tags and the text between them."""
    tokens = _TOKEN.findall(content)
    if len(tokens) < 3:
        return _snippet(content, chance)
    at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    what = chance.randrange(5)
    if what == 0:
        del tokens[at]
    elif what == 1:
        tokens[at:at] = [tokens[at]] * chance.choice((1, 2, 70, 300))
    elif what == 2:
        tokens[at], tokens[other] = tokens[other], tokens[at]
    elif what == 3:
        low, high = sorted((at, other))
        tokens[high:high] = tokens[low:high]
    else:
        low, high = sorted((at, other))
        del tokens[low:high]
    return b"".join(tokens)


def _encode(content: bytes, chance: Chance) -> bytes:
    """Write a text in another encoding."""
    text = content.decode("utf-8", "replace")
    return text.encode(
        chance.choice(("utf-16", "utf-16-be", "gb18030", "utf-8-sig", "utf-32", "big5")), "replace"
    )


Change = Callable[[bytes, Chance], bytes]
_BINARY_CHANGES: tuple[Change, ...] = (
    _flip,
    _replace,
    _cut,
    _end,
    _repeat,
    _move,
    _word,
    _word,
    _word,
    _count,
    _count,
)
_TEXT_CHANGES: tuple[Change, ...] = (
    _flip, _replace, _cut, _end, _repeat, _move, _number, _number, _number, _snippet, _snippet, _tokens,
    _tokens, _tokens, _encode,
)  # fmt: skip
