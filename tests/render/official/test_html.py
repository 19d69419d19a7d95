"""What is written as a web page is read back the same, by us and by a browser's rules."""

from __future__ import annotations

import re
from dataclasses import replace

import lxml.html
import pytest
from hypothesis import given, settings
from lxml import etree
from playwright.sync_api import Browser

import jiheng
from jiheng.documents import Cell, Grid
from jiheng.errors import RenderError
from jiheng.render.official import Line, Look, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import compose
from jiheng.render.official._html import write_html
from tests.conftest import EXAMPLE
from tests.render.official._documents import Shape, documents, one_table, shape_of, shape_read


def as_collapsed(text: str) -> str:
    """What a page keeps of a text: a tab is a space, and two hyphens are read as Word's own are."""
    spaced = re.sub("\t*\n\t*", "\n", text).replace("\u2011", "-").replace("\u00ad", "")
    return re.sub("\t+", " ", spaced).strip()


def text_of(node: etree._Element) -> str:
    return "".join(str(piece) for piece in node.itertext())


def collapsed(shape: Shape) -> Shape:
    return [
        as_collapsed(block)
        if isinstance(block, str)
        else [(*cell[:4], as_collapsed(cell[4])) for cell in block]
        for block in shape
        if not isinstance(block, str) or as_collapsed(block)
    ]


@settings(max_examples=200)
@given(documents())
def test_our_reader_reads_the_same(document: OfficialDocument) -> None:
    assert shape_read("自评.html", write_html(document)) == collapsed(shape_of(document))


@settings(max_examples=50)
@given(documents())
def test_an_html_parser_sees_every_cell(document: OfficialDocument) -> None:
    page = lxml.html.document_fromstring(write_html(document).decode())
    tables = [block for block in shape_of(document) if not isinstance(block, str)]
    assert [len(list(table.iter("td", "th"))) for table in page.iter("table")] == [
        len(table) for table in tables
    ]
    assert len(list(page.iter("section"))) == len(document.sheets)


def test_the_example_package_is_read_back_as_it_was() -> None:
    document = compose(jiheng.read(EXAMPLE / "department-2024.docx")).document
    assert shape_read("自评.html", write_html(document)) == shape_of(document)


def test_a_browser_shows_white_space_as_it_is(browser: Browser) -> None:
    texts = ("填表人：  签字：", "甲\t乙", "一\n 二", "三 \n\n四", "“小巨人”<b>&amp;")
    page = browser.new_page()
    page.set_content(write_html(one_table("|".join(texts), look=Look(vertical=True))).decode())
    shown = page.evaluate("[...document.querySelectorAll('td')].map(cell => cell.textContent)")
    lines = page.evaluate("[...document.querySelectorAll('td')].map(cell => cell.innerText)")
    page.close()
    assert shown == [text.replace("\n", "") for text in texts]
    assert lines == list(texts)


def test_the_page_is_chinese_and_whole_by_itself() -> None:
    page = write_html(one_table("甲|乙")).decode()
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "<title>自评</title>" in page
    assert not re.search(r"<script|<link|<img|url\(|https?:|@import", page)


def test_text_cannot_be_markup() -> None:
    hostile = '</title></style><script>alert("1")</script>&amp;'
    sheet = Sheet(hostile, (Line(hostile, Style.BODY, was=hostile + "?"),))
    page = lxml.html.document_fromstring(write_html(OfficialDocument(hostile, (sheet,))).decode())
    assert not page.xpath("//script")
    assert page.findtext(".//title") == hostile
    assert page.xpath("//section/@aria-label") == [hostile]
    assert [node.text for node in page.iter("ins")] == [hostile]


@pytest.mark.parametrize(("row_span", "head"), [(1, ["甲", "乙"]), (2, ["甲"])])
def test_repeated_rows_are_the_head_of_their_table(row_span: int, head: list[str]) -> None:
    cells = (Cell(1, 1, "甲"), Cell(2, 1, "乙", row_span), *(Cell(r, 1, "") for r in range(2 + row_span, 4)))
    table = Table(Grid(1, cells), (50,), (Look(),) * len(cells), frozenset({1, 2}))
    page = lxml.html.document_fromstring(write_html(OfficialDocument("", (Sheet("一", (table,)),))).decode())
    assert page.xpath("//thead//td/text()") == head
    assert page.xpath("//tbody//td/text()") == ["乙"][: 2 - len(head)]


def test_changes_are_marked_and_read_as_accepted() -> None:
    document = one_table("得分|8\n分", look=Look(was="9"))
    line = Line("新的一句。", Style.BODY, was="旧的一句。")
    sheet = replace(document.sheets[0], blocks=(line, *document.sheets[0].blocks))
    content = write_html(replace(document, sheets=(sheet,)))
    page = lxml.html.document_fromstring(content.decode())
    assert [text_of(node) for node in page.iter("del")] == ["旧的一句。", "9", "9"]
    assert [text_of(node) for node in page.iter("ins")] == ["新的一句。", "得分", "8分"]
    assert shape_read("对照.html", content) == ["新的一句。", [(1, 1, 1, 1, "得分"), (1, 2, 1, 1, "8\n分")]]


def test_a_spaced_heading_stays_a_heading() -> None:
    document = OfficialDocument("", (Sheet("一", (Line("甲  乙", Style.HEADING_1),)),))
    page = lxml.html.document_fromstring(write_html(document).decode())
    assert [(node.get("role"), node.get("aria-level")) for node in page.iter("pre")] == [("heading", "2")]


def test_each_sheet_has_its_paper() -> None:
    sheets = (Sheet("竖", ()), Sheet("横", (), landscape=True))
    page = write_html(OfficialDocument("", sheets)).decode()
    assert "@page s1{size:A4 portrait;margin:37mm 26mm 35mm 28mm}" in page
    assert "@page s2{size:A4 landscape;margin:28mm 28mm 26mm 28mm}" in page


def test_a_table_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(RenderError, match="自评表：列宽：表宽 200 毫米，纸宽 210 毫米，放不下"):
        write_html(one_table("甲|乙", widths=(100, 100)))
