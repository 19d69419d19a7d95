"""The editor in a real browser, against a running site: typed, pasted, undone, alone and by two."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.conftest import ROOT
from tests.web.browser.small_city import PASSWORD, SmallCity, build
from tests.web.site import Site, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DEPARTMENT, PROJECT, BASE = "department_self_evaluation", "project_self_evaluation", "base_data"
WAIT = 15_000
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("editor")


@pytest.fixture(scope="module")
def city(home: Path) -> SmallCity:
    return build(home)


@pytest.fixture(scope="module")
def site(home: Path, city: SmallCity) -> Iterator[Site]:  # noqa: ARG001 - the city is there before the site
    with serving(home) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("没有安装 chromium：apt-get install chromium 后再运行")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield opened
        opened.close()


Opened = Callable[[str], BrowserContext]


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: Site) -> Opened:
    """Return a context of the browser in which someone is signed in, the same one each time."""
    kept: dict[str, BrowserContext] = {}

    def opened(name: str) -> BrowserContext:
        if name not in kept:
            kept[name] = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=site.address)
            page = kept[name].new_page()
            page.goto("/sign-in")
            page.fill("[name=username]", name)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/")
            page.close()
        return kept[name]

    return opened


@pytest.fixture
def opened(signed_in: Opened, city: SmallCity) -> Iterator[Callable[[str, str], Page]]:
    """Open a form as someone; complaints of any page fail the test."""
    pages: list[Page] = []
    trouble: list[str] = []

    def open_form(name: str, kind: str) -> Page:
        page = signed_in(name).new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None
        )
        page.goto(city.path(kind))
        page.wait_for_selector("html[data-editor=ready]")
        pages.append(page)
        return page

    yield open_form
    for page in pages:
        page.context.set_offline(offline=False)
        page.close()
    assert trouble == []


def cell(page: Page, row: int, column: str, table: str = "indicators") -> Locator:
    return page.locator(f".grid--{table} tbody .grid__row").nth(row).locator(f"[data-path$='/{column}']")


def text_of(page: Page, row: int, column: str, table: str = "indicators") -> str:
    return cell(page, row, column, table).locator(".grid__text").inner_text()


def saved(page: Page) -> None:
    expect(page.locator("[data-part=state]")).to_contain_text("已保存")


def paste(page: Page, text: str, html: str = "") -> None:
    page.evaluate(
        """([text, html]) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          if (html) data.setData("text/html", html);
          const how = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        [text, html],
    )


def test_typed_by_keyboard_alone_and_scored(opened: Callable[[str, str], Page]) -> None:
    page = opened("clerk", DEPARTMENT)
    cell(page, 0, "name").click()
    for text in ("培训企业", "≥40家", "30家", "10", "10"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator(".grid--indicators .is-current")).to_have_attribute(
        "data-name", "偏差原因分析及改进措施"
    )
    saved(page)
    expect(cell(page, 0, "target")).to_contain_text("不少于 40 家")
    expect(cell(page, 0, "score")).to_contain_text("≠ 复算 7.5")
    expect(page.locator("[data-rule=SCO-003]")).to_contain_text("培训企业")
    expect(page.locator(".group").first).to_contain_text("还剩 30 分")

    page.locator("[data-rule=SCO-003] button", has_text="改为 7.5").click()

    expect(cell(page, 0, "score").locator(".grid__text")).to_have_text("7.5")
    expect(page.locator("[data-rule=SCO-003]")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(cell(page, 0, "score").locator(".grid__text")).to_have_text("10")
    page.keyboard.press("Control+y")
    expect(cell(page, 0, "score").locator(".grid__text")).to_have_text("7.5")
    saved(page)
    page.reload()
    assert text_of(page, 0, "score") == "7.5"


def test_keys_of_a_spreadsheet(opened: Callable[[str, str], Page]) -> None:
    page = opened("clerk", PROJECT)
    cell(page, 1, "name").click()
    page.keyboard.type("办件满意")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("F2")
    page.keyboard.type("率")
    page.keyboard.press("Tab")
    assert text_of(page, 1, "name") == "办件满意率"
    page.keyboard.type("作废")
    page.keyboard.press("Escape")
    assert text_of(page, 1, "target") == ""
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    assert text_of(page, 1, "name") == ""
    page.keyboard.press("Control+z")
    assert text_of(page, 1, "name") == "办件满意率"
    count = page.locator(".grid--indicators .grid__row").count()
    page.keyboard.press("Control+Enter")
    page.keyboard.type("第二项")
    page.keyboard.press("Alt+ArrowUp")
    assert text_of(page, 1, "name") == "第二项"
    assert text_of(page, 2, "name") == "办件满意率"
    page.keyboard.press("Control+Delete")
    assert page.locator(".grid--indicators .grid__row").count() == count
    page.keyboard.press("Control+z")
    assert text_of(page, 1, "name") == "第二项"
    # The only row under a printed subcategory stays, emptied; and it does not move away from it.
    cell(page, 0, "name").click()
    page.keyboard.type("只有一行")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Control+Delete")
    assert page.locator(".grid--indicators .grid__row").count() == count + 1
    assert text_of(page, 0, "name") == ""
    expect(page.locator("[data-part=heard]")).to_contain_text("留一个空行")
    saved(page)
    page.reload()
    assert [text_of(page, row, "name") for row in (1, 2)] == ["第二项", "办件满意率"]
    # Tab leaves the table behind its last cell: nobody is caught in it.
    cell(page, count, "deviation_reason").click()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.matches('.grid--indicators .grid__field')")


def test_a_block_from_a_spreadsheet(opened: Callable[[str, str], Page]) -> None:
    page = opened("clerk", BASE)
    rows = page.locator(".grid--expenditure .grid__row").count()
    cell(page, rows - 1, "label", "expenditure").click()
    paste(page, '部门基本支出预算调整\t1.5\t2\t2.25\r\n"上年\n结转"\t0\t3\t3\r\n临时项目\t\t4\t"4"\r\n')
    texts = [
        [
            text_of(page, row, column, "expenditure")
            for column in ("label", "previous_actual", "budget", "actual")
        ]
        for row in range(rows - 1, rows + 2)
    ]
    assert texts == [
        ["部门基本支出预算调整", "1.5", "2", "2.25"],
        ["上年\n结转", "0", "3", "3"],
        ["临时项目", "", "4", "4"],
    ]
    copied = page.evaluate(
        """() => {
          const data = new DataTransfer();
          const how = { clipboardData: data, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("copy", how));
          return data.getData("text/plain");
        }"""
    )
    assert copied.split("\r\n")[1:] == ['"上年\n结转"\t0\t3\t3', "临时项目\t\t4\t4"] or copied.startswith(
        "部门"
    )
    page.keyboard.press("Control+z")
    assert page.locator(".grid--expenditure .grid__row").count() == rows
    cell(page, 0, "previous_actual", "expenditure").click()
    paste(
        page, "", "<table><tr><td rowspan=2>64.45</td><td>59<br>.33</td></tr><tr><td> 12 </td></tr></table>"
    )
    assert text_of(page, 0, "previous_actual", "expenditure") == "64.45"
    assert text_of(page, 0, "budget", "expenditure") == "59\n.33"
    assert text_of(page, 1, "budget", "expenditure") == "12"
    page.keyboard.press("Control+z")
    saved(page)


def test_two_at_one_form(opened: Callable[[str, str], Page]) -> None:
    mine, theirs = opened("clerk", PROJECT), opened("second", PROJECT)
    expect(mine.locator("[data-part=people]")).to_have_text("王填报正在编辑")
    cell(theirs, 3, "name").click()
    theirs.keyboard.type("服务企业家数")
    saved(theirs)
    expect(cell(mine, 3, "name")).to_contain_text("服务企业家数")

    # Both write in one cell before either hears of the other.
    mine.context.set_offline(offline=True)
    cell(mine, 3, "achieved").click()
    mine.keyboard.type("41家")
    expect(mine.locator("[data-part=state]")).to_contain_text("离线，改动在本机")
    cell(theirs, 3, "achieved").click()
    theirs.keyboard.type("40家")
    theirs.keyboard.press("Tab")
    expect(theirs.locator("[data-part=state]")).to_have_attribute("data-tone", "good")
    mine.context.set_offline(offline=False)

    conflict = mine.locator(".conflict")
    expect(conflict).to_contain_text("40家")
    expect(conflict).to_contain_text("41家")
    conflict.get_by_role("button", name="用我的").press("Enter")
    expect(conflict).to_have_count(0)
    expect(cell(theirs, 3, "achieved").locator(".grid__text")).to_have_text("41家")


def enter(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/")


def leave(page: Page) -> None:
    page.goto("/")
    page.click("details.menu--right summary")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")


def test_a_queue_outlives_its_page_and_goes_out_in_no_other_name(
    browser: Browser, site: Site, city: SmallCity
) -> None:
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    enter(page, "clerk")
    page.goto(city.path(DEPARTMENT))
    page.wait_for_selector("html[data-editor=ready]")
    context.set_offline(offline=True)
    cell(page, 4, "name").click()
    page.keyboard.type("断网时填的指标")
    expect(page.locator("[data-part=state]")).to_contain_text("离线，改动在本机")
    page.close()
    context.set_offline(offline=False)

    # The same machine, another person: neither shown nor sent.
    page = context.new_page()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.url.endswith("/save") else None)
    leave(page)
    enter(page, "second")
    page.goto(city.path(DEPARTMENT))
    page.wait_for_selector("html[data-editor=ready]")
    assert text_of(page, 4, "name") == ""
    leave(page)
    assert sent == []

    enter(page, "clerk")
    page.goto(city.path(DEPARTMENT))
    saved(page)
    assert text_of(page, 4, "name") == "断网时填的指标"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('jiheng-queue'))") == []
    page.reload()
    assert text_of(page, 4, "name") == "断网时填的指标"
    context.close()


def test_an_input_method_begins_in_the_cell(opened: Callable[[str, str], Page]) -> None:
    page = opened("clerk", PROJECT)
    cell(page, 5, "name").click()
    devtools = page.context.new_cdp_session(page)
    for text in ("p", "pei", "pei xun"):
        devtools.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
    # Half-composed letters are nobody's text yet.
    assert text_of(page, 5, "name") == ""
    devtools.send("Input.insertText", {"text": "培训"})
    page.keyboard.press("Enter")
    assert text_of(page, 5, "name") == "培训"
    page.keyboard.press("Control+z")
    assert text_of(page, 5, "name") == ""
    saved(page)


def test_on_a_telephone(opened: Callable[[str, str], Page]) -> None:
    page = opened("clerk", DEPARTMENT)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    name = cell(page, 0, "name")
    box = name.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert name.evaluate("one => getComputedStyle(one, '::before').content") == '"三级指标"'


@pytest.mark.parametrize(("width", "scheme"), [(1440, "dark"), (390, "light")])
def test_the_accessibility_checker_finds_nothing(
    browser: Browser,
    signed_in: Opened,
    site: Site,
    city: SmallCity,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    if not AXE.is_file():
        pytest.skip("没有 axe-core：先运行 scripts/front_end.sh")
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        storage_state=signed_in("clerk").storage_state(),
        bypass_csp=True,
    )
    page = context.new_page()
    for path in (f"/filings/{city.filing}/", city.path(BASE), city.path(DEPARTMENT)):
        page.goto(path)
        if "forms" in path:
            page.wait_for_selector("html[data-editor=ready]")
            page.locator(".grid .grid__row td").nth(3).click()
            page.keyboard.press("F2")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(
            "async (rules) => (await axe.run(document, { runOnly: rules })).violations", RULES
        )
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_what_was_handed_in_meanwhile_can_only_be_read(
    opened: Callable[[str, str], Page], signed_in: Opened, city: SmallCity
) -> None:
    page = opened("clerk", BASE)
    other = signed_in("second").new_page()
    other.goto(f"/filings/{city.filing}/")
    other.get_by_role("button", name="提交").first.click()
    other.locator("dialog[open] button[type=submit]").click()
    expect(page.locator("[data-part=closed]")).to_be_visible()
    expect(page.locator(".grid--expenditure .grid__field")).to_have_attribute("readonly", "")
    cell(page, 0, "label", "expenditure").click()
    page.keyboard.type("不能改")
    assert text_of(page, 0, "label", "expenditure") == "三公经费"
    other.close()
