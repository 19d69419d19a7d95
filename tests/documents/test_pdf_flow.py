"""What runs over lines and pages of a PDF: paragraphs, tables and rows, and what only belongs to the page."""

from __future__ import annotations

import pytest

from jiheng.documents import Document, Origin
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


def prose(page: Page, top: float, *lines: tuple[float, str]) -> Page:
    for number, (x, line) in enumerate(lines):
        page.text(x, top - 18 * number, line)
    return page


FULL = "一" * 40
"""A line from margin to margin: 40 × 10 points from 100."""


def test_lines_become_paragraphs() -> None:
    page = prose(
        Page(),
        750,
        (120, FULL[:38]),  # indented, full
        (100, FULL),
        (100, "二二"),  # ends a paragraph
        (120, FULL[:38]),
        (120, "三三"),  # full before it, but indented: a new one
        (100, "四四"),  # room enough before it
    )
    assert paragraphs(read(page)) == [FULL[:38] + FULL + "二二", FULL[:38], "三三", "四四"]


def test_a_paragraph_goes_on_over_the_page_break_and_page_numbers_do_not() -> None:
    first = prose(Page(), 110, (120, FULL[:38]), (100, FULL)).text(280, 30, "— 1 —")
    second = prose(Page(), 750, (100, "尾")).text(280, 30, "— 2 —")
    assert paragraphs(read(first, second)) == [FULL[:38] + FULL + "尾"]


def test_running_heads_are_left_out_and_titles_are_not() -> None:
    pages = [
        Page().text(100, 800, "某市财政局").text(100, 785, f"标题{mark}", 16).text(100, 700, f"正文{mark}")
        for mark in "甲乙丙"
    ]
    assert paragraphs(read(*pages)) == ["标题甲", "正文甲", "标题乙", "正文乙", "标题丙", "正文丙"]


def test_the_same_title_over_the_table_of_every_page_is_kept() -> None:
    pages = [
        rows_of(
            Page().text(150, 770, "项目支出绩效自评表", 16).grid(XS, (740, 720)), 740, ("项目", mark, "1")
        )
        for mark in "甲乙"
    ]
    document = read(*pages)
    assert paragraphs(document) == ["项目支出绩效自评表"] * 2
    assert len(grids(document)) == 2


def broken_table(head: tuple[str, ...], tail: tuple[str, ...], *, room: float = 0) -> Document:
    first = Page().text(100, 780, "标题").grid(XS, (140 + room, 120 + room, 100 + room))
    second = Page().grid(XS, (780, 760, 740))
    return read(
        rows_of(first, 140 + room, ("项目", "预算", "说明"), head),
        rows_of(second, 780, tail, ("末", "1", "无")),
    )


def test_a_table_goes_on_over_the_page_break() -> None:
    document = broken_table(("甲", "20", "是"), ("乙", "30", "否"))
    assert table(document) == [
        ["项目", "预算", "说明"],
        ["甲", "20", "是"],
        ["乙", "30", "否"],
        ["末", "1", "无"],
    ]


def test_a_row_with_a_label_alone_is_no_part_of_the_row_before_the_break() -> None:
    document = broken_table(("项目支出", "20", "19"), ("工资", "", ""))
    assert table(document)[2] == ["工资", "", ""]


def test_a_cut_row_is_joined_where_text_goes_on() -> None:
    document = broken_table(("甲", "20", "因政策调整收紧企业"), ("", "", "评数下滑"))
    assert table(document)[1:] == [["甲", "20", "因政策调整收紧企业评数下滑"], ["末", "1", "无"]]


def test_a_cut_row_is_joined_where_a_ruling_is_missing() -> None:
    first = Page().text(100, 780, "标题").across((140, 120), 100, 400).down(XS, 100, 140)
    second = Page().across((760, 740), 100, 400).down(XS, 740, 780)
    rows_of(first, 140, ("项目", "预算", "说明"), ("甲", "20", "无"))
    rows_of(second, 780, ("", "", "有"), ("末", "1", "无"))
    assert table(read(first, second)) == [["项目", "预算", "说明"], ["甲", "20", "无\n有"], ["末", "1", "无"]]


def test_a_cut_row_is_joined_where_the_halves_are_a_cell_elsewhere() -> None:
    first = Page().text(100, 780, "标题").grid(XS, (160, 140, 120, 100))
    second = Page().grid(XS, (780, 760, 740))
    rows_of(first, 160, ("生态效益", "预算", "说明"), ("项", "1", "无"), ("生态", "20", "是"))
    rows_of(second, 780, ("效益", "", ""), ("末", "1", "无"))
    assert table(read(first, second))[2:] == [["生态\n效益", "20", "是"], ["末", "1", "无"]]


def cut_row(head: tuple[str, ...], tail: tuple[str, ...]) -> Document:
    """Return a table of which a page break cuts the second row, with no ruling at the cut."""
    first = Page().text(100, 780, "标题").across((140, 120), 100, 400).down(XS, 100, 140)
    second = Page().across((760, 740), 100, 400).down(XS, 740, 780)
    rows_of(first, 140, ("项目", "预算", "说明"), head)
    return read(first, rows_of(second, 780, tail, ("末", "1", "无")))


def test_what_two_pages_hold_together_says_so() -> None:
    document = cut_row(("甲", "20", "因政策"), ("", "", "调整"))
    assert {at: (r.origin, r.certain) for at, r in document.readings.items()} == {
        "T1R2C3": (Origin.JOINED, True)
    }


def test_a_figure_of_two_pages_is_doubtful() -> None:
    document = cut_row(("甲", "2", "无"), ("", "0.5", ""))
    assert table(document)[1][1].replace("\n", "") == "20.5"
    assert {at: (r.origin, r.certain) for at, r in document.readings.items()} == {
        "T1R2C2": (Origin.JOINED, False)
    }


def test_a_paragraph_of_two_pages_says_so() -> None:
    first = prose(Page(), 110, (120, FULL[:38]), (100, FULL))
    second = prose(Page(), 750, (100, "尾"), (120, "另起一段"))
    readings = read(first, second).readings
    assert {at: reading.origin for at, reading in readings.items()} == {"P1": Origin.JOINED}


def test_a_merged_cell_goes_on_over_the_page_break() -> None:
    first = Page().text(100, 780, "标题").across((160, 100), 100, 400).across((140, 120), 200, 400)
    first.down(XS, 100, 160)
    second = Page().across((780, 740), 100, 400).line(200, 760, 400, 760).down(XS, 740, 780)
    rows_of(first, 160, ("产出", "甲", "1"), ("", "乙", "2"), ("", "丙", "3"))
    rows_of(second, 780, ("", "丁", "4"), ("", "戊", "5"))
    (grid,) = grids(read(first, second))
    assert spans(grid)["产出"] == (1, 1, 5, 1)
    assert spans(grid)["5"] == (5, 3, 1, 1)


def test_a_row_is_cut_whatever_a_merged_cell_beside_it_says() -> None:
    first = Page().text(100, 780, "标题").grid(XS, (160, 140, 100))
    rows_of(first, 160, ("一级指标", "得分", "三级指标"), ("", "", ""))
    first.text(102, 126, "产出指标").text(202, 126, "20").text(302, 106, "因政策调整收紧企业")
    second = Page().grid((100, 400), (780, 740)).down((200, 300), 740, 780).line(200, 760, 400, 760)
    rows_of(second, 780, ("（40分）", "", "评数下滑"), ("", "5", "乙"))
    (grid,) = grids(read(first, second))
    assert [cell.text for cell in grid.cells][3:] == [
        "产出指标\n（40分）",
        "20",
        "因政策调整收紧企业评数下滑",
        "5",
        "乙",
    ]
    assert spans(grid)["产出指标\n（40分）"] == (2, 1, 2, 1)


def test_columns_that_only_one_page_has_count_on_both() -> None:
    first = Page().text(100, 780, "标题").across((120, 100), 100, 400).down((100, 200, 400), 100, 120)
    second = Page().grid(XS, (780, 760))
    rows_of(first, 120, ("项目", "甲"))
    rows_of(second, 780, ("分值", "10", "9"))
    (grid,) = grids(read(first, second))
    assert spans(grid)["甲"] == (1, 2, 1, 2)
    assert spans(grid)["9"] == (2, 3, 1, 1)


def test_a_repeated_head_is_dropped_only_where_it_is_the_same() -> None:
    again = broken_table(("甲", "20", "是"), ("项目", "预算", "说明"))
    assert table(again) == [["项目", "预算", "说明"], ["甲", "20", "是"], ["末", "1", "无"]]
    other = broken_table(("甲", "20", "是"), ("项目", "预算", "备注"))
    assert table(other)[2] == ["项目", "预算", "备注"]


def test_a_title_or_room_for_another_row_ends_a_table() -> None:
    deep = Page().text(100, 60, "尾")
    first = rows_of(Page().grid(XS, (740, 720)), 740, ("甲", "1", "2"))
    second = rows_of(Page().grid(XS, (780, 760)), 780, ("乙", "3", "4"))
    assert len(grids(read(deep, first, second))) == 2
    low = rows_of(Page().grid(XS, (120, 100)), 120, ("甲", "1", "2"))
    titled = rows_of(Page().text(100, 790, "标题").grid(XS, (780, 760)), 780, ("乙", "3", "4"))
    assert len(grids(read(low, titled))) == 2


def test_a_ruling_missing_on_one_side_of_the_break_cuts_no_row() -> None:
    """Browsers draw the border between two rows on one of the pages only."""
    first = Page().text(100, 780, "标题").across((140, 120), 100, 400).down(XS, 100, 140)
    second = Page().grid(XS, (780, 760, 740))
    rows_of(first, 140, ("项目", "预算", "说明"), ("甲", "20", "无"))
    rows_of(second, 780, ("乙", "30", "有"), ("末", "1", "无"))
    assert table(read(first, second))[1:] == [["甲", "20", "无"], ["乙", "30", "有"], ["末", "1", "无"]]


def test_a_row_in_which_every_cell_speaks_again_is_a_row_of_its_own() -> None:
    first = ("质量指标完成情况良", "10", "成本指标完成情况良")
    second = ("时效指标完成情况良", "20", "效益指标完成情况良")
    assert table(broken_table(first, second))[1:3] == [list(first), list(second)]


@pytest.mark.parametrize("foot", ["第{}页 共3页", "{}/3", "file.html {}/3", "某市财政局 第 {} 页"])
def test_page_numbers_are_left_out_however_written(foot: str) -> None:
    pages = [
        Page().text(100, 700, f"正文{number}").text(100, 20, foot.format(number)) for number in (1, 2, 3)
    ]
    assert paragraphs(read(*pages)) == ["正文1", "正文2", "正文3"]


def test_figures_in_the_margin_that_do_not_count_pages_are_kept() -> None:
    pages = [Page().text(100, 700, "正文").text(100, 800, f"附件{number}") for number in (1, 5, 7)]
    assert paragraphs(read(*pages)) == ["附件1", "正文", "附件5", "正文", "附件7", "正文"]


def test_every_page_has_margins_of_its_own() -> None:
    wide = prose(Page(), 750, *[(50, "一" * 50)] * 3, (50, "二"))
    narrow = prose(Page(), 750, *[(100, FULL)] * 3, (100, "三"))
    assert paragraphs(read(wide, narrow)) == ["一" * 150 + "二", FULL * 3 + "三"]


def test_a_mark_may_hang_beyond_the_margin() -> None:
    page = prose(Page(), 750, (100, FULL), (100, FULL[:39] + "二，"), (100, FULL), (100, "尾。"))
    assert paragraphs(read(page)) == [FULL + FULL[:39] + "二，" + FULL + "尾。"]


def test_a_centered_line_after_a_full_one_is_a_title() -> None:
    page = prose(Page(), 750, *[(100, FULL)] * 3, (240, "自评报告题目字样甲乙"))
    assert paragraphs(read(page)) == [FULL * 3, "自评报告题目字样甲乙"]


def test_a_centered_title_of_two_lines_is_one_paragraph() -> None:
    page = prose(Page(), 750, *[(100, FULL)] * 3).text(108, 600, "题" * 24, 16).text(220, 576, "题" * 10, 16)
    assert paragraphs(read(page)) == [FULL * 3, "题" * 34]
