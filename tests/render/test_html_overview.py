"""The page of many packages: the worst first, sorted and narrowed in a browser, whole without its script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from jiheng.audit import Audit
from jiheng.errors import DocumentError
from jiheng.render import OverviewEntry, overview_entry, render_html, render_overview
from jiheng.reports import Package
from tests.render._sample import UNIT, sample

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>"""


def entry(name: str, counts: tuple[int, ...], gap: str = "0", reported: str = "") -> OverviewEntry:
    plain = OverviewEntry(name, name, "2024年度", name, counts, "得分与完成情况不符（1）")
    return replace(
        plain,
        gap=Decimal(gap),
        reported=Decimal(reported) if reported else None,
        interval=(Decimal(80), Decimal(90)),
        page=f"{name}.html",
    )


def parse(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


ENTRIES = (
    entry("安静局", (0, 0, 1)),
    entry("存疑局", (0, 9, 0)),
    entry("偏离局", (2, 0, 0), "6.5", "96.5"),
    entry("错误局", (11, 0, 0), "0", "85"),
    replace(entry("同错局", (2, 8, 0), "-1", "79"), doubts=3),
    replace(entry("坏件局", ()), interval=None, worst="没有读出表", unread=("扫描件.pdf",), page=""),
)
WORST_FIRST = ["坏件局", "错误局", "偏离局", "同错局", "存疑局", "安静局"]


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    path = tmp_path / "index.html"
    path.write_text(render_overview(ENTRIES), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.goto(path.as_uri())
    yield opened
    opened.close()
    assert trouble == []


def names(page: Page) -> list[str]:
    rows = page.locator("tbody th").evaluate_all(
        "nodes => nodes.filter(n => n.offsetHeight).map(n => n.dataset.value)"
    )
    return [str(name) for name in rows]


# What it takes of an audit ---------------------------------------------------------------------------


def test_an_entry_is_what_the_audit_says() -> None:
    found = overview_entry(sample())
    assert (found.unit, found.counts, found.doubts, found.unread) == (UNIT, (8, 6, 8), 1, ())
    assert (found.reported, found.gap) == (Decimal(90), Decimal(6))
    assert found.interval == (Decimal(64), Decimal(84))
    assert found.worst == "得分与完成情况不符（7）；分项之和与合计不符（1）"


def test_a_package_of_nothing_is_not_counted_as_sound() -> None:
    empty = Audit(Package("空", (), (), (), (DocumentError("坏.docx", "打不开。"),)), (), ())
    found = overview_entry(empty)
    assert (found.counts, found.worst, found.unread) == ((), "没有读出表", ("坏.docx",))
    assert min(overview_entry(sample()), found, key=lambda each: each.rank) is found


# The page --------------------------------------------------------------------------------------------


def test_text_never_becomes_markup_and_links_are_quoted() -> None:
    found = replace(entry("局", (1, 0, 0)), name=HOSTILE, unit=HOSTILE, worst=HOSTILE, unread=(HOSTILE,))
    text = render_overview([replace(found, page='a b#%"甲.html')])
    tree = parse(text)
    assert (text.count("<script"), "<img" in text) == (1, False)
    assert tree.xpath("//tbody//a/@href") == ["./a%20b%23%25%22%E7%94%B2.html"]


def test_the_worst_stand_first_without_script() -> None:
    tree = parse(render_overview(reversed(ENTRIES)))
    assert tree.xpath("//tbody//th/@data-value") == WORST_FIRST
    figures = [str(node.text_content()) for node in tree.xpath("//p[@class='figure']")]
    assert figures == ["3／6 套", "2／6 套", "1／6 套"]
    assert [str(node.text_content()) for node in tree.xpath("//ul[@class='counts']//b")] == ["15", "17", "1"]


def test_no_package_at_all_still_gives_a_page() -> None:
    assert "0 套绩效自评材料的审核" in render_overview([])


def test_a_heading_sorts_figures_down_and_names_up(page: Page) -> None:
    assert names(page) == WORST_FIRST
    page.locator("[data-sort=gap] button").click()
    assert names(page)[:2] == ["偏离局", "同错局"]
    assert page.locator("[data-sort=gap]").get_attribute("aria-sort") == "descending"
    page.locator("[data-sort=reported] button").click()
    assert names(page)[:3] == ["偏离局", "错误局", "同错局"]
    page.locator("[data-sort=reported] button").click()
    assert names(page)[:3] == ["同错局", "错误局", "偏离局"]  # what reports nothing stays last
    page.locator("[data-sort=error] button").click()
    assert names(page)[0] == "错误局"
    assert page.locator("[aria-sort]").count() == 1
    page.locator("[data-sort=unit] button").click()
    assert names(page)[0] == "安静局"


def test_rows_are_narrowed(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("存疑")
    assert names(page) == ["存疑局"]
    page.locator("[name=text]").fill("")
    page.locator("[value=errors]").check()
    assert names(page) == ["错误局", "偏离局", "同错局"]
    page.locator("[value=gap]").check()
    assert page.locator(".shown").text_content() == "显示 2 套，共 6 套"
    page.locator("[value=doubts]").check()
    assert names(page) == ["同错局"]
    page.emulate_media(media="print")
    assert len(names(page)) == 6


def test_a_phone_does_not_scroll_sideways(page: Page) -> None:
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_marks_made_on_a_page_are_counted(browser: Browser, tmp_path: Path) -> None:
    audit = sample()
    (tmp_path / "a.html").write_text(render_html(audit), encoding="utf-8")
    listed = replace(overview_entry(audit), page="a.html")
    (tmp_path / "index.html").write_text(render_overview([listed]), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert page.locator(".progress").text_content() == ""
    page.locator("tbody a").click()
    page.locator("#f1 [value=accepted]").click()
    page.go_back()
    page.wait_for_function("document.querySelector('.progress').textContent === '已标记 1 条（此浏览器）'")
    context.close()
