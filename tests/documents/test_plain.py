"""Separated values, Markdown and web archives."""

import base64
import quopri
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.documents import Document, Grid, SourceFile, _csv, read_document
from jiheng.errors import DocumentError
from tests.documents.legacy import only_grid
from tests.documents.office import paragraphs


def read(name: str, content: str | bytes) -> Document:
    return read_document(SourceFile(name, content if isinstance(content, bytes) else content.encode()))


def rows(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows()]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_values_parted_by_anything_in_any_encoding(delimiter: str, encoding: str) -> None:
    text = (
        delimiter.join(["三公经费", "64.45", "59.33"])
        + "\r\n"
        + delimiter.join(["其中", "", "42.97"])
        + "\r\n"
    )
    document = read("表.csv", text.encode(encoding))
    assert document.media_type == "text/csv"
    assert rows(only_grid(document)) == [["三公经费", "64.45", "59.33"], ["其中", "", "42.97"]]


def test_quoted_values_hold_delimiters_lines_and_quotes() -> None:
    document = read("表.csv", '题,,\n"一,二","三\r\n四","说""五"""\n')
    assert rows(only_grid(document)) == [["题", "", ""], ["一,二", "三\n四", '说"五"']]


def test_blank_lines_keep_row_numbers() -> None:
    assert [(c.row, c.text) for c in only_grid(read("表.csv", "\na,b\n\nc,d\n")).cells if c.text] == [
        (2, "a"),
        (2, "b"),
        (4, "c"),
        (4, "d"),
    ]


def test_values_that_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError, match="第 2 行的引号没有配对"):
        read("表.csv", 'a,b\n"' + "c" * 200_000)
    monkeypatch.setattr(_csv, "MAX_CELLS", 10)
    with pytest.raises(DocumentError, match="超过 10 个"):
        read("表.csv", "," * 20)


@given(
    st.lists(
        st.lists(st.sampled_from(["甲", "1,5", 'x"y', "", "a\nb"]), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read(table: list[list[str]]) -> None:
    width = max(map(len, table), default=0)
    lines = [
        ",".join('"' + value.replace('"', '""') + '"' for value in [*row, *[""] * (width - len(row))])
        for row in [["表"] * width, *table]
    ]
    (grid,) = (block for block in read("表.csv", "\n".join(lines)).blocks if isinstance(block, Grid))
    read_back = {(cell.row, cell.column): cell.text for cell in grid.cells if cell.text}
    assert {place: text for place, text in read_back.items() if place[0] > 1} == {
        (number, column): value
        for number, row in enumerate(table, 2)
        for column, value in enumerate(row, 1)
        if value
    }


def test_markdown() -> None:
    page = (
        "# 一、预算 #\n\n全年**433.32**万元，见[附件](a.html)。![图](b.png)\n> 引用\n- 一项\n\n"
        "| 项目 | 数 |\n|:--|--:|\n| 三公\\|经费 | 64.45<br>万元 |\n| &lt;5 | |\n\n末段 a | b\n"
    )
    document = read("报告.md", page)
    assert document.media_type == "text/markdown"
    assert paragraphs(document) == ["一、预算", "全年433.32万元，见附件。", "引用", "- 一项", "末段 a | b"]
    assert rows(only_grid(document)) == [["项目", "数"], ["三公|经费", "64.45\n万元"], ["<5", ""]]


def test_tables_of_html_in_markdown() -> None:
    inner = "<table><tr><td>内</td></tr></table>"
    page = f"前\n<table><tr><td rowspan=2>甲</td>\n<td>{inner}\n</td></tr></table>\n后\n"
    document = read("报告.md", page)
    assert paragraphs(document) == ["前", "后"]
    assert [rows(block) for block in document.blocks if isinstance(block, Grid)] == [[["甲", ""]], [["内"]]]


@pytest.mark.parametrize(
    "text", ["# " + " " * 200_000 + "x", "**" * 100_000, "![" * 100_000, "|" * 200_000, "<table>\n" * 20_000]
)
def test_markdown_takes_linear_time(text: str) -> None:
    start = time.process_time()
    read("报告.md", text)
    assert time.process_time() - start < 5


PAGE = "<html><meta charset=gb2312><p>绩效自评</p><table><tr><td>甲</table>"
HEAD = (
    "From: <由浏览器保存>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--=_x"\r\n\r\n'
)


def archive(*parts: tuple[str, bytes]) -> bytes:
    pieces = [HEAD.encode("gbk")]
    pieces += (b"----=_x\r\n" + headers.encode() + b"\r\n\r\n" + body + b"\r\n" for headers, body in parts)
    return b"".join(pieces) + b"----=_x--\r\n"


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes), ("8bit", bytes)],
)
@pytest.mark.parametrize("name", ["页.mht", "报告.doc"])
def test_web_archives(encoding: str, encode: type[bytes], name: str) -> None:
    content = archive(
        (f"Content-Type: text/html\r\nContent-Transfer-Encoding: {encoding}", encode(PAGE.encode("gbk"))),
        ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64", b"AAAA"),
    )
    document = read(name, content)
    assert document.media_type == "multipart/related"
    assert paragraphs(document) == ["绩效自评"]
    assert rows(only_grid(document)) == [["甲"]]


def test_archives_with_several_pages_and_a_declared_encoding() -> None:
    inner = (
        b'--in\r\nContent-Type: text/html; charset="gbk"\r\n\r\n<html><p>\xd2\xbb\r\n'
        b"--in\r\nContent-Type: text/plain\r\n\r\nx\r\n--in--"
    )
    content = archive(
        ("Content-Type: multipart/alternative; boundary=in", inner),
        ("Content-Type: text/html", b"<html><p>2"),
    )
    assert paragraphs(read("页.mht", content)) == ["一", "2"]


def test_archives_that_are_refused() -> None:
    with pytest.raises(DocumentError, match="没有网页正文"):
        read("页.mht", archive(("Content-Type: image/png", b"x")))
    deep = HEAD + "".join(
        '----=_x\r\nContent-Type: multipart/mixed; boundary="--=_x"\r\n\r\n' for _ in range(5000)
    )
    with pytest.raises(DocumentError, match="没有网页正文"):
        read("页.mht", deep)


def test_a_character_number_of_thousands_of_digits_is_left_as_it_is() -> None:
    entity = f"&#{'9' * 5000};"
    assert rows(only_grid(read("a.md", f"| 甲 | {entity} |\n|---|---|\n| 乙 | 1 |\n"))) == [
        ["甲", entity],
        ["乙", "1"],
    ]
