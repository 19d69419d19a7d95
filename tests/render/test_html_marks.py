"""What the page's script does: narrow, group, walk and mark the findings, and carry the marks along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page

from jiheng.audit import Audit
from jiheng.render import render_html
from tests.render._sample import sample

TRAINING = "特色产业培训经费"
SCHEMA = "jiheng-marks/1"


def write(folder: Path, name: str, audit: Audit) -> str:
    path = folder / name
    path.write_text(render_html(audit), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write(tmp_path_factory.mktemp("page"), "audit.html", sample())


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never seen the page."""
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("console", lambda message: trouble.append(message.text))
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.goto(address)
    yield opened
    assert trouble == []


def shown(page: Page) -> list[int]:
    """Return the numbers of the findings that can be seen, from top to bottom."""
    numbers = "nodes => nodes.filter(node => node.offsetHeight).map(node => Number(node.id.slice(1)))"
    return [int(number) for number in page.locator("article.finding").evaluate_all(numbers)]


def count(node: Locator) -> str:
    """Return a count as it is read on the screen: 3 / 8."""
    return str(
        node.evaluate("node => (node.dataset.shown ? `${node.dataset.shown} / ` : '') + node.textContent")
    )


# Filter --------------------------------------------------------------------------------------------


def test_counts_follow_the_filter(page: Page) -> None:
    heading, errors = page.locator("h2 .count").first, page.locator("label.error .count")
    assert (count(heading), count(errors)) == ("22", "8")
    page.locator(".filter [name=form]").select_option("in-2")
    # One error, one warning and one hint stand in that table.
    assert (count(heading), count(errors), len(shown(page))) == ("3 / 22", "1 / 8", 3)
    page.locator(".show-info").uncheck()
    assert (count(heading), count(errors), len(shown(page))) == ("2 / 22", "1 / 8", 2)
    assert count(page.locator("label.info .count")) == "1 / 8"
    assert page.locator(".shown").text_content() == "显示 2 条，共 22 条"
    assert page.locator("table.rules tbody tr:visible").count() == 2
    assert page.locator("table.rules .links a:visible").count() == 2
    page.locator("[name=reset]").click()
    assert (count(heading), len(shown(page))) == ("22", 22)


def test_a_choice_says_how_many_it_would_show(page: Page) -> None:
    page.locator(".filter [name=rule]").select_option("SCO")
    options = page.locator(".filter [name=form] option").all_text_contents()
    assert options[0] == "全部表（7）"
    assert f"{TRAINING}（1）" in options
    assert (
        page.locator('.filter [name=rule] option[value="TGT-002"]').text_content()
        == "TGT-002 效益目标只有文字（7）"
    )


def test_text_is_searched_in_what_a_finding_says_and_quotes(page: Page) -> None:
    search = page.locator("[name=text]")
    search.fill("开展实训")
    assert len(shown(page)) == 1
    search.fill("sco-003\u3000\uff33\uff23\uff2f 实训")  # wide letters and spaces, any order
    assert len(shown(page)) == 1
    search.fill("资金到位时效")  # stands beside a quoted cell, is not quoted itself
    assert shown(page) == []
    assert page.locator("section.group:visible").count() == 0


def test_findings_are_grouped_by_form_or_by_rule(page: Page) -> None:
    before = shown(page)
    page.locator("[value=form][name=group]").check()
    headings = page.locator(".regrouped h3")
    assert headings.first.text_content() == "整套材料 1 条"
    assert headings.nth(3).text_content() == f"{TRAINING} 3 条"
    assert sorted(shown(page)) == before
    page.locator(".show-info").uncheck()
    assert count(headings.nth(3).locator(".count")) == "2 / 3"
    page.locator("[value=rule][name=group]").check()
    assert headings.first.text_content() == "错误 · 得分与完成情况不符 SCO-003 7 条"
    assert page.locator("#f3 .place").is_visible()
    page.locator(".show-info").check()
    page.locator("[value=severity][name=group]").check()
    assert shown(page) == before


def test_a_link_to_a_hidden_finding_shows_it(page: Page) -> None:
    page.locator(".show-error").uncheck()
    cell = page.locator("td:has(> a.back[href='#f3'])").first
    cell.locator("a.back[href='#f3']").click()
    assert page.locator("#f3").is_visible()
    assert page.locator(".show-error").is_checked()
    assert "已清除筛选" in str(page.locator(".shown").text_content())


def test_paper_shows_everything_whatever_the_screen_shows(page: Page) -> None:
    page.locator(".show-info").uncheck()
    page.locator(".filter [name=rule]").select_option("SCO")
    page.locator("#f3 [value=disputed]").click()
    page.locator("#f3 [value=note]").click()
    page.locator("#f3 .note").fill("原件为二十场")
    page.emulate_media(media="print")
    assert len(shown(page)) == 22
    assert page.locator(".on-paper").is_visible()
    assert page.locator("#f3 .said").inner_text() == "审核意见：有异议。备注：原件为二十场"
    assert page.locator(".filter, .marks, .opinion, .note").locator("visible=true").count() == 0
    assert (
        page.locator("h2 .count").first.evaluate("node => getComputedStyle(node, '::before').content")
        == "none"
    )


# Keys ----------------------------------------------------------------------------------------------


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            "document.activeElement.id || document.activeElement.name || document.activeElement.className"
        )
    )


def test_the_keys_walk_search_and_mark(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == "f2"
    box, bar = page.locator("#f2").bounding_box(), page.locator(".filter").bounding_box()
    assert box
    assert bar
    assert bar["y"] + bar["height"] <= box["y"] < 450  # below the bar that stays in view
    page.keyboard.press("a")
    assert page.locator("#f2 [value=accepted]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("d")
    assert page.locator("#f2").get_attribute("data-mark") == "disputed"
    page.keyboard.press("d")
    assert page.locator("#f2").get_attribute("data-mark") == ""
    page.keyboard.press("k")
    assert focused(page) == "f1"
    page.keyboard.press("n")
    page.keyboard.type("jjad/?")  # written, not obeyed
    assert page.locator("#f1 .note").input_value() == "jjad/?"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert focused(page) == "text"


def test_the_list_of_keys_opens_and_turns_them_off(page: Page, context: BrowserContext, address: str) -> None:
    page.keyboard.press("?")
    assert page.locator("dialog.keys").is_visible()
    page.locator("[name=use-keys]").uncheck()
    page.locator("[name=close]").click()
    page.keyboard.press("j")
    assert page.locator(".finding.current").count() == 0
    later = context.new_page()
    later.goto(address)
    later.keyboard.press("?")
    assert later.locator("dialog.keys").is_hidden()
    later.locator("[name=keys]").click()
    assert later.locator("dialog.keys").is_visible()


def test_marking_what_leaves_the_list_goes_to_the_next(page: Page) -> None:
    page.locator(".filter [name=mark]").select_option("open")
    page.keyboard.press("j")
    page.keyboard.press("a")
    assert focused(page) == "f2"
    page.keyboard.press("a")
    assert focused(page) == "f3"
    assert len(shown(page)) == 20
    page.locator(".filter [name=mark]").select_option("accepted")
    assert shown(page) == [1, 2]


def test_a_key_leads_to_the_cell_and_its_number_back(page: Page) -> None:
    for key in "jjc":
        page.keyboard.press(key)
    cell = page.locator("td:target")
    assert cell.is_visible()
    cell.locator("a.back[href='#f2']").click()
    assert page.locator("#f2.current").is_visible()


# Marks ---------------------------------------------------------------------------------------------


def exported(page: Page) -> tuple[str, dict[str, object]]:
    """Return the name and content of the file of marks."""
    if not page.locator("details.marks[open]").count():
        page.locator("details.marks summary").click()
    with page.expect_download() as download:
        page.locator("[name=export]").click()
    found: dict[str, object] = json.loads(download.value.path().read_text(encoding="utf-8"))
    return download.value.suggested_filename, found


def take(page: Page, content: str) -> str:
    """Import a file of marks and return what the page says."""
    file = FilePayload(name="标记.json", mimeType="application/json", buffer=content.encode())
    page.locator(".marks [type=file]").set_input_files(file)
    page.wait_for_function("document.querySelector('.marks output').textContent")
    return str(page.locator(".marks output").text_content())


def mark_three(page: Page) -> None:
    page.locator("#f1 [value=accepted]").click()
    page.locator("#f3 [value=disputed]").click()
    page.locator("#f3 [value=note]").click()
    page.locator("#f3 .note").fill("<b>原件</b>")


def test_marks_stay_in_this_browser_and_the_page_says_so(
    page: Page, context: BrowserContext, address: str
) -> None:
    mark_three(page)
    later = context.new_page()
    later.goto(address)
    assert later.locator("#f1").get_attribute("data-mark") == "accepted"
    assert later.locator("#f3 .note").input_value() == "<b>原件</b>"
    assert later.locator(".tally").text_content() == "2 / 22 条已标（采纳 1，有异议 1）"
    assert later.locator(".only-here").inner_text() == "只保存在这个浏览器里"
    later.locator("#f1 [value=accepted]").click()
    page.wait_for_function("document.querySelector('#f1').dataset.mark === ''")  # the other tab follows


def test_marks_are_kept_apart_by_package(context: BrowserContext, page: Page, tmp_path: Path) -> None:
    mark_three(page)
    audit = sample()
    (document,) = audit.package.documents
    package = replace(audit.package, documents=(replace(document, sha256="ab" * 32),))
    other = context.new_page()
    other.goto(write(tmp_path, "other.html", replace(audit, package=package)))
    assert other.locator(".tally").text_content() == "0 / 22 条已标（采纳 0，有异议 0）"
    _, file = exported(page)
    other.on("dialog", lambda dialog: dialog.dismiss())
    assert take(other, json.dumps(file)) == "没有带入。"
    assert other.locator(".tally").text_content() == "0 / 22 条已标（采纳 0，有异议 0）"


def test_marks_are_exported_and_imported_in_another_browser(
    page: Page, browser: Browser, address: str
) -> None:
    mark_three(page)
    name, file = exported(page)
    assert (name[:5], name[-5:], file["schema"]) == ("审核标记-", ".json", SCHEMA)
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    other.goto(address)
    assert take(other, json.dumps(file)).startswith("带入 2 条；0 条早于现有标记")
    assert other.locator("#f3").get_attribute("data-mark") == "disputed"
    assert other.locator("#f3 b:text('原件')").count() == 0
    elsewhere.close()


def test_the_later_of_two_marks_stays(page: Page) -> None:
    mark_three(page)
    _, file = exported(page)
    page.locator("#f1 [value=disputed]").click()
    key = page.locator("#f2").get_attribute("data-key")
    assert key
    marks = {
        key: {"state": "accepted", "note": "", "at": "2000-01-01T00:00:00.000Z"},
        "SCO-999-abc": {"state": "accepted", "note": "", "at": "2999-01-01T00:00:00.000Z"},
    }
    said = take(page, json.dumps({**file, "marks": {**_marks(file), **marks}}))
    assert said == "带入 2 条；1 条早于现有标记，未带入；1 条在本报告中没有对应的问题。"
    assert page.locator("#f1").get_attribute("data-mark") == "disputed"


def _marks(file: dict[str, object]) -> dict[str, object]:
    marks = file["marks"]
    assert isinstance(marks, dict)
    return marks


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"schema": "jiheng-marks/1", "package": "a"}',
        '{"schema": "jiheng/1", "marks": {}}',
    ],
)
def test_a_file_of_something_else_is_refused(page: Page, content: str) -> None:
    assert "不是从本报告导出的标记文件" in take(page, content)
    assert page.locator(".tally").text_content() == "0 / 22 条已标（采纳 0，有异议 0）"


def test_what_is_no_mark_in_a_file_is_left_out(page: Page) -> None:
    keys = [page.locator(f"#f{number}").get_attribute("data-key") for number in range(1, 6)]
    at = "2025-05-16T00:00:00.000Z"
    wrong = (
        {"state": "toString", "note": "", "at": at},
        {"state": "accepted", "note": 1, "at": at},
        None,
        "x",
    )
    good = {"state": "accepted", "note": "", "at": at}
    package = page.locator(".findings").get_attribute("data-package")
    marks = dict(zip(keys, (*wrong, good), strict=True))
    assert take(page, json.dumps({"schema": SCHEMA, "package": package, "marks": marks})).startswith(
        "带入 1 条"
    )


def test_a_browser_that_keeps_nothing_is_told(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        "{ get() { throw new DOMException('off', 'SecurityError'); } })"
    )
    page = context.new_page()
    page.goto(address)
    assert "不让本页保存" in page.locator(".only-here").inner_text()
    page.locator("#f1 [value=accepted]").click()
    assert page.locator("#f1").get_attribute("data-mark") == "accepted"
    context.close()
