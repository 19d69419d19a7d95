import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from jiheng.documents import Document, Grid, SourceFile, _encoding, read_document
from jiheng.errors import DocumentError
from tests.documents.legacy import only_grid
from tests.documents.office import paragraphs, problems

FILES = Path(__file__).parent / "files"


def read(page: str | bytes, name: str = "页.html") -> Document:
    return read_document(SourceFile(name, page if isinstance(page, bytes) else page.encode()))


def shape(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    return [(c.row, c.column, c.text, c.row_span, c.column_span) for c in grid.cells]


def test_paragraphs_and_tables_in_order() -> None:
    document = read("<h1>题</h1><p>前</p><p></p><table><tr><td>格</td></tr></table><div>中<p>后</div>尾")
    found = [(b.number, "" if isinstance(b, Grid) else b.text) for b in document.blocks]
    assert found == [(1, "题"), (2, "前"), (1, ""), (4, "中"), (5, "后"), (6, "尾")]


def test_spans() -> None:
    page = """<table><caption>表一</caption>
    <tr><th rowspan=2>资金<th colspan="2">金额</tr>
    <tr><td>预算<td>执行
    <tr><td>总额<td>10<td>9</table>"""
    document = read(page)
    assert paragraphs(document) == ["表一"]
    assert shape(only_grid(document)) == [
        (1, 1, "资金", 2, 1),
        (1, 2, "金额", 1, 2),
        (2, 2, "预算", 1, 1),
        (2, 3, "执行", 1, 1),
        (3, 1, "总额", 1, 1),
        (3, 2, "10", 1, 1),
        (3, 3, "9", 1, 1),
    ]


def test_row_spans_end_with_their_group_of_rows() -> None:
    page = "<table><thead><tr><td rowspan=0>a<td>b<tr><td>c</thead><tbody><tr><td rowspan=9>d</tbody></table>"
    assert shape(only_grid(read(page))) == [
        (1, 1, "a", 2, 1),
        (1, 2, "b", 1, 1),
        (2, 2, "c", 1, 1),
        (3, 1, "d", 1, 1),
    ]


def test_cells_never_overlap() -> None:
    page = "<table><tr><td>a<td rowspan=2>b<tr><td colspan=3>c<td>d</table>"
    grid = only_grid(read(page))
    assert shape(grid)[2:] == [(2, 1, "c", 1, 1), (2, 3, "d", 1, 1)]
    assert len(grid.layout()) == sum(c.row_span * c.column_span for c in grid.cells)


def test_nested_tables_follow_as_grids_of_their_own() -> None:
    page = "<table><tr><td>外<table><tr><td>内</table>外后<td>右</table>末"
    outer, inner = (block for block in read(page).blocks if isinstance(block, Grid))
    assert shape(outer) == [(1, 1, "外\n外后", 1, 1), (1, 2, "右", 1, 1)]
    assert shape(inner) == [(1, 1, "内", 1, 1)]


def test_lines_white_space_and_entities() -> None:
    page = "<p>\n 甲&nbsp;乙 &lt;丙&gt;<br>丁<b> \n</b>戊&#x2F;己<wbr>庚<p><pre>一\n  二</pre>"
    assert paragraphs(read(page)) == ["甲\xa0乙 <丙>\n丁 戊/己庚", "一\n  二"]


def test_what_shows_nothing_is_left_out() -> None:
    page = (
        "<head><title>题</title><style>p{}</style></head><body>"
        "<script>if (a<b) document.write('<p>x')</script>"
        "<!-- <p>注 --><![if !mso]>甲<![endif]><?xml x?><del>删</del><ruby>字<rt>zì</rt></ruby></ x>乙"
    )
    assert paragraphs(read(page)) == ["甲字乙"]


def test_a_line_broken_between_chinese_characters_in_a_page_of_word() -> None:
    head = '<html><head><meta name=Generator content="Microsoft Word 15"></head><body>'
    assert paragraphs(read(f"{head}<p>绩效\r\n自评 ab\ncd")) == ["绩效自评 ab cd"]
    assert paragraphs(read("<html><p>绩效\n自评")) == ["绩效 自评"]


def test_tables_left_open_and_parts_out_of_place() -> None:
    document = read("<table><tr><td>a<table>b<tr><td>c</td></table></td></tr><table><tr><td>d")
    assert [shape(b)[0][2] for b in document.blocks if isinstance(b, Grid)] == ["a\nb", "c", "d"]
    assert paragraphs(read("</table></td><tr><td>甲</td>乙")) == ["甲", "乙"]


def test_less_than_signs_in_text_are_text() -> None:
    assert paragraphs(read("<p>0.5<1, a < b <3 <<b>c</b>")) == ["0.5<1, a < b <3 <c"]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("<html><p>绩效".encode("utf-8-sig"), "绩效"),
        ("<html><p>绩效".encode("utf-16"), "绩效"),
        ("<html><meta charset=gb2312><p>绩效㐀".encode("gb18030"), "绩效㐀"),
        ('<html><meta content="text/html; charset=GBK"><p>绩效'.encode("gbk"), "绩效"),
        ("<html><p>绩效".encode("gbk"), "绩效"),
        ("<html><meta charset=big5><p>績效".encode("big5"), "績效"),
        ("<html><meta charset=idna><p>绩效".encode(), "绩效"),
        (b"<html><p>a\xff\xff\xfe", "a���"),
    ],
)
def test_encodings(content: bytes, shown: str) -> None:
    assert paragraphs(read(content)) == [shown]


@pytest.mark.parametrize("name", ["表.xls", "报告.doc"])
def test_pages_that_call_themselves_office_files(name: str) -> None:
    document = read("\r\n<table><tr><td>甲</table>", name)
    assert document.media_type == "text/html"
    assert [p.code for p in document.problems] == ["suffix_mismatch"]


def test_other_xml_is_refused() -> None:
    with pytest.raises(DocumentError, match="XML"):
        read("<?xml version='1.0'?><Workbook/>", "表.xls")
    page = '<?xml version="1.0"?><!DOCTYPE html><html><p/>甲<table><tr><td/><td>乙</td></tr></table></html>'
    assert [c.text for c in only_grid(read(page)).cells] == ["", "乙"]


def test_the_example_from_libreoffice() -> None:
    """It shows several spaces as one."""
    page, word = (
        read_document(SourceFile(name, (FILES / name).read_bytes()))
        for name in ("package.html", "package.docx")
    )
    for ours, theirs in zip(page.blocks, word.blocks, strict=False):
        if isinstance(theirs, Grid):
            assert isinstance(ours, Grid)
            assert shape(ours) == [
                (row, column, text.replace("  ", " "), height, width)
                for row, column, text, height, width in shape(theirs)
            ]
        else:
            assert not isinstance(ours, Grid)
            assert ours.text == theirs.text.replace("  ", " ")
    assert len(page.blocks) >= len(word.blocks) > 30


MANY = 100_000
HOSTILE = {
    "nested blocks": "<div>" * MANY,
    "nested tables": "<table><tr><td>x" * MANY,
    "attributes": "<p " + " ".join(f"a{number}" for number in range(MANY)) + ">x",
    "links": "<a href=1><div>" * MANY,
    "quotes": '<p a="' * MANY,
    "tags without end": "<p " * MANY,
    "tags in tags": "<b x='y' " * MANY,
    "signs": "<" * MANY,
    "comments": "<!--" * MANY,
    "scripts": "<script>" * MANY,
    "huge spans": "<table>" + "<tr><td colspan=1000000000 rowspan=1000000000>x" * (MANY // 4),
    "wide and high": "<table><tr>" + "<td colspan=1000 rowspan=0>x" * 1000 + "<tr><td>y" * 1000,
    "columns of spans": "<table><tr>" + "<td rowspan=5000>" * 5000 + "<tr><td>x" * 5000,
    "a long number": "&#" + "9" * MANY + ";",
    "spaces": "<p>x" + " " * MANY + "x",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_take_linear_time_and_little_room(kind: str) -> None:
    start = time.process_time()
    document = read("<html>" + HOSTILE[kind])
    assert time.process_time() - start < 10
    covered = (c.row_span * c.column_span for b in document.blocks if isinstance(b, Grid) for c in b.cells)
    assert sum(covered) < 2_000_000


def test_what_was_cut_is_reported() -> None:
    assert problems(read('<html>甲<p a="')) == [("damaged_markup", '<p a="', "P1")]
    assert [p.code for p in read("<html>" + "<table><tr><td>x" * 70).problems] == ["nested_too_deep"]
    assert read(f"<html>{HOSTILE['huge spans']}").problems[0].code == "merge_ignored"


def test_too_large_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_encoding, "MAX_TEXT_BYTES", 10)
    with pytest.raises(DocumentError, match="超过"):
        read("<html><p>甲乙丙丁")


WORDS = st.sampled_from(["甲", "b c", "1<2", " ", "&amp;", "≥5%"])
INLINE = st.sampled_from(
    ["{}", "<b>{}</b>", "<span title='a>b'>{}</span>", "<font size=2>{}</font>", "{}<br>"]
)


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(INLINE, WORDS), min_size=1, max_size=4), min_size=1, max_size=6))
def test_cells_hold_what_an_html5_parser_finds(rows: list[list[tuple[str, str]]]) -> None:
    """Without spaces, which are collapsed, and line breaks, which a parser's text does not have."""
    cells = [[frame.format(word) for frame, word in row] for row in rows]
    page = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in cells) + "</table>"
    oracle = ["".join(node.text(deep=True).split()) for node in LexborHTMLParser(page).css("td")]
    assert ["".join(cell.text.split()) for cell in only_grid(read(page)).cells] == oracle


TAGS = (
    *("<table>", "</table>", "<tr>", "<td>", "</td>", "<tbody>", "<th colspan=2 rowspan=3>"),
    *("<p>", "</p>", "<pre>", "甲"),
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=40))
def test_any_order_of_tags_loses_no_text(pieces: list[str]) -> None:
    texts: list[str] = []
    for block in read("<html>" + "".join(pieces)).blocks:
        if isinstance(block, Grid):
            texts += (cell.text for cell in block.cells)
            assert len(block.layout()) == sum(c.row_span * c.column_span for c in block.cells)
        else:
            texts.append(block.text)
    assert "".join(texts).count("甲") == pieces.count("甲")
