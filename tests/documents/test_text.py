import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jiheng.documents import Document, Grid, Paragraph, SourceFile, read_document
from jiheng.errors import DocumentError
from tests.documents.office import grids, paragraphs, problems


def read(text: str | bytes) -> Document:
    content = text.encode() if isinstance(text, str) else text
    return read_document(SourceFile("材料.txt", content))


def rows(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in grid.rows()] for grid in grids(document)]


def test_a_cell_a_line_and_an_empty_line_ends_the_row() -> None:
    document = read("标题\n\n\t项目\n\t金额\n\n\t甲\n\t1.5\n\n尾注\n")
    assert rows(document) == [[["项目", "金额"], ["甲", "1.5"]]]
    assert paragraphs(document) == ["标题", "尾注"]
    assert grids(document)[0].ragged
    assert document.media_type == "text/plain"


def test_blank_paragraphs_are_counted_but_are_no_blocks() -> None:
    document = read("甲\n\n\n乙\n　\n丙")
    assert [(block.address, block.text) for block in document.blocks if isinstance(block, Paragraph)] == [
        ("P1", "甲"),
        ("P4", "乙"),
        ("P6", "丙"),
    ]


def test_lines_without_tab_continue_the_cell() -> None:
    assert rows(read("\t年初\n预算数\n\t绩\n效\n\n")) == [[["年初\n预算数", "绩\n效"]]]


def test_blank_cells_keep_their_places() -> None:
    assert rows(read("\t\n\t　　\n\t   \n\t8.56\n")) == [[["", "", "", "8.56"]]]


def test_a_row_may_lack_its_last_cell_and_the_file_may_end_in_a_table() -> None:
    assert rows(read("\t甲\n\t乙\n\t丙\n\n\t1\n\t2")) == [[["甲", "乙", "丙"], ["1", "2"]]]


def test_text_between_tables_parts_them() -> None:
    document = read("\t甲\n\t乙\n\n说明\n\t丙\n\t丁\n")
    assert rows(document) == [[["甲", "乙"]], [["丙", "丁"]]]
    assert [type(block) for block in document.blocks] == [Grid, Paragraph, Grid]


def test_an_empty_paragraph_parts_tables() -> None:
    assert rows(read("\t甲\n\t乙\n\n\n\t丙\n\t丁\n")) == [[["甲", "乙"]], [["丙", "丁"]]]


def test_a_row_broken_by_an_empty_paragraph_in_a_cell_is_joined() -> None:
    text = "\t1\n\t2\n\t3\n\t4\n\n\ta\n\t产出\n\n（40分）\n　\n\tc\n\td\n\n\t5\n\t6\n\t7\n\t8\n"
    assert rows(read(text)) == [
        [["1", "2", "3", "4"], ["a", "产出\n\n（40分）", "c", "d"], ["5", "6", "7", "8"]]
    ]


def test_a_row_broken_by_a_trailing_empty_paragraph_is_joined() -> None:
    assert rows(read("\t绩\n效\n\n\tb\n\tc\n\n\t1\n\t2\n\t3\n")) == [[["绩\n效", "b", "c"], ["1", "2", "3"]]]


def test_two_breaks_in_neighbouring_rows() -> None:
    text = "\t指\n标\n\n\tb\n\tc\n\td\n\n\t1\n\t产\n\n（4）\n\t3\n\t4\n\n\t5\n\t6\n\t7\n\t8\n"
    assert rows(read(text)) == [
        [["指\n标", "b", "c", "d"], ["1", "产\n\n（4）", "3", "4"], ["5", "6", "7", "8"]]
    ]


def test_prose_of_many_lines_is_no_broken_cell() -> None:
    prose = "一\n二\n三\n四\n五\n"
    document = read(f"\t1\n\t2\n\t3\n\n\ta\n\tb\n\n{prose}\tc\n\n\t4\n\t5\n\t6\n")
    assert [len(grid) for grid in rows(document)] == [2, 2]
    assert paragraphs(document) == ["一", "二", "三", "四", "五"]


def test_prose_that_does_not_fit_a_broken_row_stays_prose() -> None:
    document = read("\t1\n\t2\n\t3\n\n\t合计\n\t9\n\n附件\n\t甲\n\t乙\n\n\t丙\n\t丁\n")
    assert rows(document) == [[["1", "2", "3"], ["合计", "9"]], [["甲", "乙"], ["丙", "丁"]]]
    assert paragraphs(document) == ["附件"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = "整体支出绩效自评\n\n\t执行率\n\t≥95％\n".replace("\n", end)
    document = read(text.encode(encoding))
    assert paragraphs(document) == ["整体支出绩效自评"]
    assert rows(document) == [[["执行率", "≥95％"]]]


def test_unicode_line_separators_do_not_break_lines() -> None:
    assert paragraphs(read("甲\u2028乙\u2029丙\n丁")) == ["甲\u2028乙\u2029丙", "丁"]


def test_manual_line_breaks_and_page_breaks_end_lines() -> None:
    assert rows(read("\t年初\x0b预算\n\t2\n")) == [[["年初\n预算", "2"]]]
    assert paragraphs(read("甲\x0c乙")) == ["甲", "乙"]


def test_control_characters_are_removed_and_reported() -> None:
    document = read("\t4\x00.\x018\n\t乙\n\n尾\x7f注\n")
    assert rows(document) == [[["4.8", "乙"]]]
    assert problems(document) == [
        ("control_characters", "4.8", "T1R1C1"),
        ("control_characters", "尾注", "P1"),
    ]


def test_converters_markers_are_removed_without_a_word() -> None:
    document = read("[bookmark: _GoBack]（2）开展检查\n[书签] 不是标记\n\t[bookmark: _Toc12]甲\n")
    assert paragraphs(document) == ["（2）开展检查", "[书签] 不是标记"]
    assert rows(document) == [[["甲"]]]
    assert document.problems == ()


@pytest.mark.parametrize(
    "content",
    [
        "整体支出绩效自评报告".encode()[:-1],
        "整体支出绩效自评报告".encode() + b"\xff\xfe\xff",
        b"\xff\x80\x81\x82",
        "甲".encode("utf-16")[:-1],
    ],
)
def test_broken_encodings_are_refused(content: bytes) -> None:
    with pytest.raises(DocumentError, match="另存为 UTF-8"):
        read(content)


TEXT = st.text("甲乙丙 0123456789.%≥（）", max_size=6).map(str.strip)
LINES = st.lists(TEXT.filter(bool), min_size=1, max_size=3).map("\n".join)
CELL = st.one_of(st.just(""), TEXT, LINES)


@st.composite
def outlines(draw: st.DrawFn) -> list[str | list[list[str]]]:
    """Paragraphs and rectangular tables; between two tables there is a paragraph, as in any Word document."""
    blocks: list[str | list[list[str]]] = []
    for _ in range(draw(st.integers(0, 4))):
        blocks.extend(draw(st.lists(TEXT.filter(bool), min_size=1, max_size=3)))
        width = draw(st.integers(1, 5))
        blocks.append(draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=5)))
    return blocks


def exported(blocks: list[str | list[list[str]]]) -> str:
    lines = [
        f"{block}\n"
        if isinstance(block, str)
        else "".join("".join(f"\t{text}\n" for text in row) + "\n" for row in block)
        for block in blocks
    ]
    return "".join(lines)


@given(outlines())
@example(["甲", [["", "", ""]], "乙", [[""], [""]], "丙", [["", "", ""]]])
def test_writing_then_reading_gives_the_same_document(blocks: list[str | list[list[str]]]) -> None:
    document = read("\ufeff" + exported(blocks)) if blocks else read("\n")
    assert rows(document) == [block for block in blocks if not isinstance(block, str)]
    assert paragraphs(document) == [block for block in blocks if isinstance(block, str)]


@given(st.text("甲\t\n\r \x0b", max_size=60))
def test_any_text_is_read_and_no_character_is_lost(text: str) -> None:
    document = read("头" + text)
    shown = paragraphs(document) + [cell.text for grid in grids(document) for cell in grid.cells]
    assert "".join("".join(shown).split()).count("甲") == text.count("甲")
