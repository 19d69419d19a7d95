"""Tables of PDF on pages drawn by hand; what is expected was read off the drawings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import Cell
from tests.documents.pdf_pages import (
    XS,
    Page,
    grids,
    paragraphs,
    read,
    rows_of,
    spans,
    table,
)


def test_a_grid_between_two_paragraphs() -> None:
    page = Page().text(100, 780, "附件1").grid(XS, (740, 720, 700)).text(100, 650, "填表人：甲")
    document = read(rows_of(page, 740, ("项目", "年初预算数", ""), ("甲", "433.32", "100%")))
    assert document.media_type == "application/pdf"
    assert document.problems == ()
    assert [getattr(block, "text", "") for block in document.blocks] == ["附件1", "", "填表人：甲"]
    (grid,) = grids(document)
    assert grid.cells == (
        Cell(1, 1, "项目"),
        Cell(1, 2, "年初预算数"),
        Cell(1, 3, ""),
        Cell(2, 1, "甲"),
        Cell(2, 2, "433.32"),
        Cell(2, 3, "100%"),
    )
    assert grid.address(grid.cells[4]) == "T1R2C2"


def test_merged_cells() -> None:
    page = Page().across((740, 680), 100, 400).line(200, 720, 400, 720).line(200, 700, 300, 700)
    page.down((100, 200, 400), 680, 740).line(300, 680, 300, 720)
    page.text(110, 705, "左").text(210, 726, "上").text(210, 706, "中").text(210, 686, "下").text(
        310, 695, "右"
    )
    (grid,) = grids(read(page))
    assert spans(grid) == {
        "左": (1, 1, 3, 1),
        "上": (1, 2, 1, 2),
        "中": (2, 2, 1, 1),
        "下": (3, 2, 1, 1),
        "右": (2, 3, 2, 1),
    }


def draw_doubled(page: Page) -> Page:
    for shift in (0, 1.5):
        page.grid([x + shift for x in XS], [y + shift for y in (740, 720, 700)])
    return page


def draw_bars(page: Page) -> Page:
    """As Word draws: thin filled rectangles from corner to corner, and the corners by themselves."""
    for y in (740, 720, 700):
        for x in XS:
            page.bar(x, y, 0.5, 0.5)
        for x in XS[:-1]:
            page.bar(x + 0.5, y, 99.5, 0.5)
    for x in XS:
        for y in (720, 700):
            page.bar(x, y + 0.5, 0.5, 19.5)
    return page


def draw_dashes(page: Page) -> Page:
    for y in (740, 720, 700):
        for x in range(100, 400, 4):
            page.bar(x, y, 2, 0.5)
    return page.down(XS, 700, 740)


def draw_boxes(page: Page) -> Page:
    """Each cell a stroked rectangle, in one path, below a transform."""
    boxes = "".join(f"{x / 2} {y / 2} 50 10 re " for x in XS[:-1] for y in (720, 700))
    return page.raw(f"q 2 0 0 2 0 0 cm {boxes} S Q")


def draw_path(page: Page) -> Page:
    """All lines in one path of moves and steps, with a curve that says nothing."""
    lines = "".join(f"{x} 700 m {x} 740 l " for x in XS) + "".join(
        f"100 {y} m 400 {y} l " for y in (700, 720, 740)
    )
    return page.raw(f"{lines} 450 700 m 460 710 470 720 480 700 c S")


def draw_form(page: Page) -> Page:
    """Lines and nothing else in a form of its own, at half their size."""
    half = Page().across((370, 360, 350), 50, 200).down([x / 2 for x in XS], 350, 370)
    return page.form(half, "2 0 0 2 0 0")


def draw_form_of_bars(page: Page) -> Page:
    """All borders as thin rectangles of one filled path, in a form, moved."""
    across = "".join(f"0 {y} 300 0.5 re " for y in (0, 20, 40))
    down = "".join(f"{x - 100} 0 0.5 40 re " for x in XS)
    return page.form(Page().raw(f"q 2 0 0 2 0 0 cm 0.5 0 0 0.5 0 0 cm {across}{down} f Q"), "1 0 0 1 100 700")


def draw_open_sides(page: Page) -> Page:
    return page.across((740, 720, 700), 100, 400).down(XS[1:-1], 700, 740)


def draw_open_top_and_bottom(page: Page) -> Page:
    return page.line(100, 720, 400, 720).down(XS, 700, 740)


def draw_with_underlines(page: Page) -> Page:
    page.grid(XS, (740, 720, 700)).line(110, 705, 180, 705)  # below a word
    return page.line(200, 710, 260, 710).line(100, 600, 200, 600)  # from the border, and beside the table


@pytest.mark.parametrize(
    "draw",
    [
        draw_doubled,
        draw_bars,
        draw_dashes,
        draw_boxes,
        draw_path,
        draw_form,
        draw_form_of_bars,
        draw_open_sides,
        draw_open_top_and_bottom,
        draw_with_underlines,
    ],
)
def test_the_ways_borders_are_drawn(draw: Callable[[Page], Page]) -> None:
    page = rows_of(draw(Page()), 740, ("项目", "预算", "执行"), ("甲", "20", "19.5"))
    assert table(read(page)) == [["项目", "预算", "执行"], ["甲", "20", "19.5"]]


def test_shading_is_no_border() -> None:
    page = Page().bar(100, 720, 300, 20).bar(205, 702, 60, 16).grid(XS, (740, 720, 700))
    assert len(table(read(rows_of(page, 740, ("项目",), ("甲", "20"))))) == 2


def test_a_table_inside_a_cell_is_a_table_of_its_own() -> None:
    page = Page().grid((100, 300, 400), (740, 640)).grid((120, 200, 280), (720, 700, 680))
    page.text(102, 728, "外").text(122, 706, "内一").text(202, 706, "内二").text(122, 686, "内三").text(
        302, 728, "右"
    )
    outer, inner = grids(read(page))
    assert [cell.text for cell in outer.cells] == ["外", "右"]
    assert [cell.text for cell in inner.cells] == ["内一", "内二", "内三", ""]


def test_a_frame_around_text_is_no_table() -> None:
    document = read(Page().grid((50, 500), (800, 50)).text(100, 700, "正文"))
    assert (grids(document), paragraphs(document)) == ([], ["正文"])


def test_wrapped_chinese_is_joined_and_short_lines_are_not() -> None:
    page = Page().grid((100, 154, 254), (740, 690))
    page.text(102, 728, "一二三四五").text(102, 714, "六七").text(156, 728, "甲").text(156, 714, "乙")
    assert table(read(page)) == [["一二三四五六七", "甲\n乙"]]


def test_wrapped_latin_keeps_its_space_and_long_figures_have_none() -> None:
    page = Page().grid((100, 154, 208), (740, 690))
    page.text(102, 728, "public").text(102, 714, "spending").text(156, 728, "1234567890").text(
        156, 714, "12.5"
    )
    assert table(read(page)) == [["public spending", "123456789012.5"]]


def test_text_drawn_in_one_stroke_over_borders_is_divided() -> None:
    page = Page().grid((100, 112, 132, 152), (740, 720)).text(101, 726, "甲乙丙丁")
    assert table(read(page)) == [["甲", "乙丙", "丁"]]


def test_a_word_across_the_border_of_the_table_is_divided() -> None:
    page = Page().grid((100, 120, 140), (740, 720)).text(121, 726, "一二三四")
    document = read(page)
    assert (table(document), paragraphs(document)) == ([["", "一二"]], ["三四"])


def test_characters_drawn_out_of_order_stand_where_they_are_seen() -> None:
    page = Page().grid((100, 300), (740, 720, 700)).line(200, 700, 200, 740)
    page.text(122, 726, "”").text(102, 726, "“").text(112, 726, "一").text(132, 726, "二")
    page.text(102, 706, "2024").text(124.5, 706, "年").text(145, 706, "度")
    assert [row[0] for row in table(read(page))] == ["“一”二", "2024年 度"]


@settings(max_examples=40, deadline=None)
@given(
    widths=st.lists(st.integers(30, 90), min_size=1, max_size=6),
    heights=st.lists(st.integers(16, 40), min_size=1, max_size=8),
    data=st.data(),
)
def test_every_cell_drawn_is_read(widths: list[int], heights: list[int], data: st.DataObject) -> None:
    xs = [50 + sum(widths[:place]) for place in range(len(widths) + 1)]
    ys = [780 - sum(heights[:place]) for place in range(len(heights) + 1)]
    if len(widths) * len(heights) == 1:
        return  # a frame, not a table
    page = Page().grid(xs, ys)
    drawn = [[data.draw(st.text("甲乙12.5%", max_size=2)) for _ in widths] for _ in heights]
    for row, top in zip(drawn, ys, strict=False):
        for text, left in zip(row, xs, strict=False):
            if text:
                page.text(left + 3, top - 13, text)
    page.text(50, 30, "尾")
    assert table(read(page)) == drawn
