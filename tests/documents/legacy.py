"""Makes small OLE files on the fly: the container, Excel records and Word documents."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from itertools import pairwise

from jiheng.documents import Document, Grid, SourceFile, read_document

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR = 512
MINI_CUTOFF = 4096


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file; every stream is padded to the size that has sectors of its own."""
    bodies = {name: body.ljust(MINI_CUTOFF, b"\0") for name, body in streams.items()}
    sectors: list[bytes] = []
    following: list[int] = []

    def add(body: bytes) -> int:
        first = len(sectors)
        pieces = [body[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(body), SECTOR)]
        sectors.extend(pieces)
        following.extend([*range(first + 1, first + len(pieces)), END])
        return first

    starts = {name: add(body) for name, body in bodies.items()}
    entries = [directory_entry("Root Entry", 5, child=1 if streams else FREE, start=END)]
    for index, (name, body) in enumerate(bodies.items(), 1):
        right = index + 1 if index < len(bodies) else FREE
        entries.append(directory_entry(name, 2, right=right, start=starts[name], size=len(body)))
    directory = add(b"".join(entries))
    tables = 1
    while len(sectors) + tables > tables * (SECTOR // 4):
        tables += 1
    first_table = len(sectors)
    numbers = [*following, *[TABLE] * tables]
    numbers += [FREE] * (tables * (SECTOR // 4) - len(numbers))
    sectors.append(struct.pack(f"<{len(numbers)}I", *numbers))
    return ole_header(directory, range(first_table, first_table + tables)) + b"".join(sectors)


def ole_header(directory: int, tables: Sequence[int], more_tables: int = END) -> bytes:
    listed = [*tables, *[FREE] * (109 - len(tables))]
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<9I", 0, len(tables), directory, 0, MINI_CUTOFF, END, 0, more_tables, 0)
        + struct.pack("<109I", *listed)
    )


def directory_entry(  # noqa: PLR0913  # the fields of the format
    name: str,
    kind: int,
    *,
    left: int = FREE,
    right: int = FREE,
    child: int = FREE,
    start: int = 0,
    size: int = 0,
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def wide(text: str, length: str = "<H") -> bytes:
    """A BIFF8 text of two bytes a character."""
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def cell(kind: int, row: int, column: int, style: int, value: bytes) -> bytes:
    return record(kind, struct.pack("<HHH", row, column, style) + value)


def workbook(
    cells: bytes,
    *,
    book: bytes = b"",
    formats: Sequence[int] = (0,),
    version: int = 0x0600,
    title: bytes | None = None,
    state: int = 0,
) -> bytes:
    """A workbook of one sheet; ``formats`` are the number formats of its cell styles."""
    start = record(0x0809, struct.pack("<HH", version, 5) + bytes(12))
    styles = b"".join(record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in formats)
    name = b"\x02\x01" + "表1".encode("utf-16-le") if title is None else title
    head = start + book + styles
    sheet_at = len(head) + 4 + 6 + len(name) + 4
    head += record(0x0085, struct.pack("<IBB", sheet_at, state, 0) + name) + record(0x000A)
    sheet = record(0x0809, struct.pack("<HH", version, 0x10) + bytes(12)) + cells + record(0x000A)
    return head + sheet


def read_workbook(content: bytes, stream: str = "Workbook") -> Document:
    return read_document(SourceFile("表.xls", ole({stream: content})))


def fib(*, magic: int = 0xA5EC, version: int = 0xC1, flags: int = 0, main: int, boxes: int = 0) -> bytearray:
    head = bytearray(0x400)
    struct.pack_into("<HH", head, 0, magic, version)
    struct.pack_into("<H", head, 10, flags)
    struct.pack_into("<I", head, 76, main)
    struct.pack_into("<I", head, 100, boxes)
    return head


def piece_table(pieces: Sequence[tuple[int, int, int]], lists: Sequence[bytes] = ()) -> bytes:
    """Pieces as (positions, place as the format packs it, modifier)."""
    borders = [0]
    for count, _, _ in pieces:
        borders.append(borders[-1] + count)
    plan = struct.pack(f"<{len(borders)}I", *borders)
    plan += b"".join(struct.pack("<HIH", 0, place, modifier) for _, place, modifier in pieces)
    changes = b"".join(b"\1" + struct.pack("<H", len(listed)) + listed for listed in lists)
    return changes + b"\2" + struct.pack("<I", len(plan)) + plan


def word(  # noqa: PLR0913  # the parts of the format
    text: str,
    *,
    paragraphs: Mapping[int, bytes] | None = None,
    characters: Mapping[tuple[int, int], bytes] | None = None,
    pieces: Sequence[tuple[int, int, int]] | None = None,
    lists: Sequence[bytes] = (),
    raw: bytes | None = None,
    data: bytes = b"",
    flags: int = 0,
    boxes: int = 0,
) -> bytes:
    """A Word document.

    ``paragraphs`` maps the position of a paragraph's mark to its property modifiers, ``characters`` a
    stretch of positions to those of its characters. The text stands at 0x400, two bytes a position.
    """
    body = text.encode("utf-16-le") if raw is None else raw
    total = len(text.encode("utf-16-le")) // 2
    text_at = 0x400
    stream = fib(flags=flags, main=total - boxes, boxes=boxes) + body
    stream += bytes(-len(stream) % SECTOR)
    table = bytearray(piece_table(pieces or [(total, text_at, 0)], lists))
    place_table(stream, 0x01A2, 0, len(table))
    for at, page in (
        (0x0102, paragraph_page(text, text_at, paragraphs or {})),
        (0x00FA, character_page(total, text_at, characters or {})),
    ):
        number = len(stream) // SECTOR
        stream += page
        place_table(stream, at, len(table), 12)
        table += struct.pack("<III", text_at, text_at + 2 * total, number)
    streams = {"WordDocument": bytes(stream), "0Table": bytes(table)}
    if data:
        streams["Data"] = data
    return ole(streams)


def place_table(stream: bytearray, at: int, place: int, length: int) -> None:
    struct.pack_into("<II", stream, at, place, length)


def paragraph_page(text: str, text_at: int, modifiers: Mapping[int, bytes]) -> bytes:
    ends = [index for index, character in enumerate(text) if character in "\r\x07\x0c"]
    return page([-1, *ends], text_at, [modifiers.get(end, b"") for end in ends], is_paragraphs=True)


def character_page(total: int, text_at: int, modifiers: Mapping[tuple[int, int], bytes]) -> bytes:
    borders = sorted({0, total, *(border for stretch in modifiers for border in stretch)})
    lists = [modifiers.get((start, end), b"") for start, end in pairwise(borders)]
    return page([border - 1 for border in borders], text_at, lists, is_paragraphs=False)


def page(ends: Sequence[int], text_at: int, lists: Sequence[bytes], *, is_paragraphs: bool) -> bytes:
    places = [text_at + 2 * (end + 1) for end in ends]
    head = struct.pack(f"<{len(places)}I", *places)
    room = bytearray(SECTOR)
    offsets: list[int] = []
    at = SECTOR - 2
    for listed in lists:
        if is_paragraphs:
            content = b"\0\0" + listed
            content += b"\0" * (len(content) % 2)
            body = b"\0" + bytes([len(content) // 2]) + content
        else:
            body = bytes([len(listed)]) + listed if listed else b""
        at -= len(body) + len(body) % 2
        room[at : at + len(body)] = body
        offsets.append(at // 2 if body else 0)
    entry = 13 if is_paragraphs else 1
    listing = b"".join(bytes([offset]).ljust(entry, b"\0") for offset in offsets)
    front = head + listing
    assert len(front) <= at, "the page is full"
    room[: len(front)] = front
    room[-1] = len(lists)
    return bytes(room)


def modifier(number: int, operand: bytes) -> bytes:
    return struct.pack("<H", number) + operand


IN_TABLE = modifier(0x2416, b"\1")
ROW_END = IN_TABLE + modifier(0x2417, b"\1")


def row_plan(edges: Sequence[int], flags: Sequence[int] = ()) -> bytes:
    """The definition of a row: edges of its cells and the merge flags of each."""
    count = len(edges) - 1
    cells = b"".join(struct.pack("<H18x", flag) for flag in [*flags, *[0] * (count - len(flags))])
    body = bytes([count]) + struct.pack(f"<{len(edges)}h", *edges) + cells
    return modifier(0xD608, struct.pack("<H", len(body) + 1) + body)


def read_word(content: bytes) -> Document:
    return read_document(SourceFile("材料.doc", content))


def only_grid(document: Document) -> Grid:
    (grid,) = (block for block in document.blocks if isinstance(block, Grid))
    return grid
