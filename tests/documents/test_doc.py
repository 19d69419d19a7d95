import struct
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Document, Grid, SourceFile, read_document
from jiheng.errors import DocumentError
from tests.documents.legacy import (
    IN_TABLE,
    ROW_END,
    fib,
    modifier,
    ole,
    only_grid,
    place_table,
    read_word,
    row_plan,
    word,
)
from tests.documents.office import paragraphs, problems

FILES = Path(__file__).parent / "files"
DELETED, HIDDEN = modifier(0x0800, b"\1"), modifier(0x083C, b"\1")
CONTINUES, RESTARTS = 1 << 5, 3 << 5


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_word(content)
    assert "\n" not in caught.value.reason
    return caught.value.reason


def marks(text: str, plans: list[bytes]) -> dict[int, bytes]:
    """Properties of every mark of a text that is one table: rows end in two cell marks."""
    found: dict[int, bytes] = {}
    rows = iter(plans)
    for at, character in enumerate(text):
        if character == "\x07":
            is_end = text[at - 1] == "\x07" and text[at + 1 : at + 2] != "\x07"
            found[at] = ROW_END + next(rows) if is_end else IN_TABLE
        elif character == "\r":
            found[at] = IN_TABLE
    return found


def shape(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    return [(c.row, c.column, c.text, c.row_span, c.column_span) for c in grid.cells]


def test_paragraphs_are_numbered_as_in_the_file() -> None:
    document = read_word(word("甲\r\r乙\r"))
    assert [(b.address, b.text) for b in document.blocks if not isinstance(b, Grid)] == [
        ("P1", "甲"),
        ("P3", "乙"),
    ]


def test_characters_that_stand_for_something_else() -> None:
    document = read_word(word("上\x0b下\t右\x1e末\x1f\x01\x02\x08完\x0c页\r"))
    assert paragraphs(document) == ["上\n下\t右-末完\n页"]


def test_a_table_with_merges_in_both_directions() -> None:
    text = "跨\x07竖\x07\x07" + "a\x07b\x07续\x07\x07"
    plans = [
        row_plan((-100, 1900, 3000), (0, RESTARTS)),
        row_plan((-100, 900, 1900, 3000), (0, 0, CONTINUES)),
    ]
    document = read_word(word(text + "后\r", paragraphs=marks(text, plans)))
    assert shape(only_grid(document)) == [
        (1, 1, "跨", 1, 2),
        (1, 3, "竖", 2, 1),
        (2, 1, "a", 1, 1),
        (2, 2, "b", 1, 1),
    ]
    assert problems(document) == [("covered_text", "续", "T1R1C3")]
    assert paragraphs(document) == ["后"]


def test_edges_a_hair_apart_are_one_column() -> None:
    text = "a\x07b\x07\x07c\x07d\x07\x07"
    plans = [row_plan((0, 1000, 2000)), row_plan((3, 1012, 1995))]
    grid = only_grid(read_word(word(text + "\r", paragraphs=marks(text, plans))))
    assert [(c.row, c.column, c.column_span) for c in grid.cells] == [
        (1, 1, 1),
        (1, 2, 1),
        (2, 1, 1),
        (2, 2, 1),
    ]


def test_a_row_that_begins_further_right() -> None:
    text = "a\x07b\x07\x07c\x07\x07"
    plans = [row_plan((0, 1000, 2000)), row_plan((1000, 2000))]
    grid = only_grid(read_word(word(text + "\r", paragraphs=marks(text, plans))))
    assert [(c.row, c.column, c.text) for c in grid.cells] == [(1, 1, "a"), (1, 2, "b"), (2, 2, "c")]


def test_merges_named_beside_the_definition() -> None:
    text = "a\x07b\x07c\x07\x07d\x07e\x07f\x07\x07"
    start = modifier(0xD62B, b"\2\2\3") + modifier(0x5624, b"\0\2")
    plan = row_plan((0, 1000, 2000, 3000))
    plans = [plan + start, plan + modifier(0xD62B, b"\2\2\1")]
    grid = only_grid(read_word(word(text + "\r", paragraphs=marks(text, plans))))
    assert shape(grid) == [
        (1, 1, "a", 1, 2),
        (1, 3, "c", 2, 1),
        (2, 1, "d", 1, 1),
        (2, 2, "e", 1, 1),
    ]


def test_paragraphs_in_a_cell_are_lines() -> None:
    text = "一\r二\x07三\x07\x07"
    grid = only_grid(read_word(word(text + "\r", paragraphs=marks(text, [row_plan((0, 1000, 2000))]))))
    assert [c.text for c in grid.cells] == ["一\n二", "三"]


def test_a_table_in_a_cell_follows_as_its_own() -> None:
    inner = modifier(0x6649, struct.pack("<i", 2)) + IN_TABLE
    text = "外\r内\r\r外后\x07\x07后\r"
    properties = {
        1: IN_TABLE,
        3: inner + modifier(0x244B, b"\1"),
        4: inner + modifier(0x244C, b"\1") + row_plan((0, 500)),
        7: IN_TABLE,
        8: ROW_END + row_plan((0, 1000)),
    }
    document = read_word(word(text, paragraphs=properties))
    outer, nested = (block for block in document.blocks if isinstance(block, Grid))
    assert (shape(outer), shape(nested)) == ([(1, 1, "外\n外后", 1, 1)], [(1, 1, "内", 1, 1)])


def test_row_plans_kept_in_the_data_stream() -> None:
    text = "a\x07b\x07\x07"
    plan = row_plan((0, 1000, 3000))
    properties = marks(text, [modifier(0x6646, struct.pack("<I", 4))])
    data = bytes(4) + struct.pack("<H", len(plan)) + plan
    document = read_word(word(text + "\r", paragraphs=properties, data=data))
    assert shape(only_grid(document)) == [(1, 1, "a", 1, 1), (1, 2, "b", 1, 1)]


def test_rows_without_a_plan_are_read_by_their_order() -> None:
    text = "a\x07b\x07\x07"
    grid = only_grid(read_word(word(text + "\r", paragraphs=marks(text, [b""]))))
    assert shape(grid) == [(1, 1, "a", 1, 1), (1, 2, "b", 1, 1)]


def test_a_table_that_never_ends_is_kept() -> None:
    text = "a\x07b"
    grid = only_grid(read_word(word(text, paragraphs={1: IN_TABLE})))
    assert [c.text for c in grid.cells] == ["a"]


def test_deleted_text_and_marks_are_gone_and_hidden_text_is_reported() -> None:
    text = "甲删乙\r丙\r暗明\r"
    document = read_word(word(text, characters={(1, 2): DELETED, (3, 4): DELETED, (6, 7): HIDDEN}))
    assert paragraphs(document) == ["甲乙丙", "暗明"]
    assert problems(document) == [("hidden_text", "暗", "P2")]


def test_field_codes_are_left_out() -> None:
    text = "第\x13 PAGE \x143\x15页\r\x13 IF \x13 DATE \x14x\x15 \x14是\x15。\r\x13 未完\r照旧\r"
    assert paragraphs(read_word(word(text))) == ["第3页", "是。", "照旧"]


def test_text_in_pieces_narrow_and_wide_in_any_order() -> None:
    raw = "预算".encode("utf-16-le") + b"25\xb0C\r" + "共".encode("utf-16-le")
    at = 0x400
    pieces = [(1, at + 9, 0), (2, at, 0), (5, (at + 4) * 2 | 0x40000000, 0)]
    assert paragraphs(read_word(word("共预算25°C\r", raw=raw, pieces=pieces))) == ["共预算25°C"]


@pytest.mark.parametrize(
    ("modified", "lists"), [(0x41 << 1 | 1 << 8, ()), (0 << 1 | 1, (DELETED,)), (9 << 1 | 1, (DELETED,))]
)
def test_changes_saved_with_a_piece(modified: int, lists: tuple[bytes, ...]) -> None:
    """A fast save marks a piece as deleted instead of writing its formatting anew."""
    pieces = [(1, 0x400, 0), (1, 0x402, modified), (2, 0x404, 0)]
    document = read_word(word("甲删乙\r", pieces=pieces, lists=lists))
    assert paragraphs(document) == ["甲删乙" if modified == 19 else "甲乙"]


def test_characters_beyond_the_first_plane() -> None:
    assert paragraphs(read_word(word("甲𠮷乙\r"))) == ["甲𠮷乙"]


def test_text_boxes_follow_the_text() -> None:
    assert paragraphs(read_word(word("正文\r框内\r", boxes=3))) == ["正文", "框内"]


def test_refused_with_words() -> None:
    assert "取消密码" in refusal(word("甲\r", flags=0x0100))
    for head in (fib(magic=0xA5DC, main=0), fib(version=0x65, main=0)):
        assert "Word 95" in refusal(ole({"WordDocument": bytes(head), "0Table": b""}))
    assert "损坏" in refusal(ole({"WordDocument": bytes(fib(main=5)), "0Table": b""}))


def test_pieces_that_lie_upon_each_other_are_refused() -> None:
    """Twelve bytes a piece, each of the same thousand characters: text out of all proportion to the file."""
    pieces = [(1000, 0x400, 0)] * 2000
    assert "损坏" in refusal(word("甲" * 1000, pieces=pieces))


def test_one_page_of_properties_named_many_times_is_read_once() -> None:
    text = "甲\r" * 20
    stream = bytearray(word(text))
    # The container is rebuilt with a table that names page 3 (the paragraphs' page) a hundred thousand times.
    count = 100_000
    listing = bytes(4 * (count + 1)) + struct.pack("<I", 3) * count
    source = SourceFile("a.doc", bytes(stream))
    assert paragraphs(read_document(source)) == ["甲"] * 20
    head = bytearray(fib(main=40)) + text.encode("utf-16-le")
    head += bytes(-len(head) % 512) + bytes(511) + b"\x32"
    table = bytearray(b"\2" + struct.pack("<I", 16) + struct.pack("<IIHIH", 0, 40, 0, 0x400, 0))
    place_table(head, 0x01A2, 0, len(table))
    place_table(head, 0x0102, len(table), len(listing))
    start = time.process_time()
    document = read_word(ole({"WordDocument": bytes(head), "0Table": bytes(table + listing)}))
    assert time.process_time() - start < 2
    assert paragraphs(document) == ["甲"] * 20


@pytest.mark.parametrize("page", [99, 0x7FFFFFFF, 0])
def test_a_page_of_properties_that_is_not_there(page: int) -> None:
    """Without it the file's tables would pass for text."""
    content = word("甲\r")
    at = content.index(struct.pack("<III", 0x400, 0x404, 3))
    assert "损坏" in refusal(content[: at + 8] + struct.pack("<I", page) + content[at + 12 :])


def test_depth_is_bounded() -> None:
    deep = IN_TABLE + modifier(0x6649, struct.pack("<i", 2**31 - 1))
    document = read_word(word("甲\r乙\r", paragraphs={1: deep}))
    assert len([block for block in document.blocks if isinstance(block, Grid)]) == 32


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read(data: st.DataObject) -> None:
    text = "a\x07b\x07\x07c\x07d\x07\x07"
    plans = [row_plan((0, 1000, 2000)), row_plan((0, 1000, 2000), (RESTARTS, CONTINUES))]
    content = bytearray(word(text + "尾\r", paragraphs=marks(text, plans), characters={(10, 11): HIDDEN}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_word(bytes(content[: data.draw(st.integers(512, len(content)))]))
    except DocumentError as error:
        assert error.reason  # noqa: PT017  # either way is right; nothing else may be raised


def features(name: str) -> Document:
    return read_document(SourceFile(name, (FILES / name).read_bytes()))


def test_features_written_by_libreoffice() -> None:
    document = features("features.doc")
    assert paragraphs(document) == [
        "甲加入丙",
        "看得见看不见",
        "是☑否□",
        "日期 2024年",
        "上\n下\t右-末𠮷字 25°C",
        "第一节末",
        "页前",
        "页后",
        "中间",
        "脚注",
        "框前",
        "结尾",
        "框内文字",
    ]
    assert problems(document) == [("hidden_text", "看不见", "P2")]
    assert [shape(b) for b in document.blocks if isinstance(b, Grid)] == [
        shape(b) for b in features("features.docx").blocks if isinstance(b, Grid)
    ]
