"""The whole way of a package by four people in a real browser, from its first cell to the public page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.browser.four_people import build
from tests.web.browser.small_city import PASSWORD, SmallCity
from tests.web.site import Site, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DEPARTMENT = "department_self_evaluation"
WAIT = 15_000
Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("whole-way")


@pytest.fixture(scope="module")
def city(home: Path) -> SmallCity:
    if CHROMIUM is None:
        pytest.skip("没有安装 chromium：apt-get install chromium 后再运行")
    return build(home)


@pytest.fixture(scope="module")
def site(home: Path, city: SmallCity) -> Iterator[Site]:  # noqa: ARG001 - the city is there before the site
    with serving(home) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """Return a page of someone's own browser; what a page complains of fails the test."""
    pages: dict[str, Page] = {}
    trouble: list[str] = []

    def page_of(name: str) -> Page:
        if name not in pages:
            page = browser.new_context(
                base_url=site.address, viewport={"width": 1440, "height": 900}
            ).new_page()
            page.set_default_timeout(WAIT)
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.on(
                "console", lambda said: trouble.append(said.text) if "Content Security" in said.text else None
            )
            if name:
                page.goto("/sign-in")
                page.fill("[name=username]", name)
                page.fill("[name=password]", PASSWORD)
                page.click("main button[type=submit]")
                page.wait_for_url("**/")
            pages[name] = page
        return pages[name]

    yield page_of
    for page in pages.values():
        page.context.close()
    assert trouble == []


def _take(page: Page, button: str, comment: str = "") -> None:
    """Press a step's button, write the comment, confirm, and wait for the word that it is done."""
    page.get_by_role("button", name=button, exact=True).first.click()
    dialog = page.locator("dialog[open]")
    if comment:
        dialog.locator("textarea").fill(comment)
    dialog.locator("button[type=submit]").click()
    expect(page.locator("#messages")).to_contain_text("已办理")


def _type(page: Page, city: SmallCity, cells: tuple[str, ...]) -> None:
    page.goto(city.path(DEPARTMENT))
    page.wait_for_selector("html[data-editor=ready]")
    page.locator(".grid--indicators tbody .grid__row").first.locator("[data-path$='/name']").click()
    for text in cells:
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("[data-part=state]")).to_contain_text("已保存", timeout=WAIT)


def _open_from_desk(page: Page) -> None:
    """Open the package that waits, from the first page."""
    page.goto("/")
    page.get_by_role("link", name="示例市中小企业服务中心").first.click()
    expect(page.locator("h1")).to_have_text("示例市中小企业服务中心")


def test_a_package_by_four_people(visit: Visit, city: SmallCity) -> None:
    _submitted_and_returned(visit, city)
    _mended(visit, city)
    _approved_and_filed(visit, city)
    _published(visit, city)


def _submitted_and_returned(visit: Visit, city: SmallCity) -> None:
    """The department pins a remark to a cell, by keyboard from the one beside it, and returns the package."""
    clerk, head, reviewer = map(visit, ("clerk", "head", "reviewer"))
    filing = f"/filings/{city.filing}/"
    _type(clerk, city, ("培训企业", "≥40家", "30家", "10", "10"))
    clerk.goto(filing)
    _take(clerk, "提交")
    expect(head.locator("h1")).to_have_text("我的工作")
    _open_from_desk(head)
    _take(head, "同意并报主管部门", "同意上报")

    reviewer.goto(f"{filing}review?view=tables&form={city.forms[DEPARTMENT]}")
    reviewer.locator("[data-path$='/achieved'] .read__text", has_text="30家").click()
    dialog = reviewer.locator("dialog#remark")
    expect(dialog).to_contain_text("培训企业 · 实际完成值")
    expect(dialog.locator("q")).to_have_text("30家")
    reviewer.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    reviewer.keyboard.press("ArrowRight")
    reviewer.keyboard.press("ArrowLeft")
    reviewer.keyboard.press("Enter")
    dialog.locator("textarea").fill("签到表是 41 家，请核实。")
    dialog.get_by_role("button", name="记为要点").click()
    expect(reviewer.locator(".pin")).to_have_text("要点 1")
    _take(reviewer, "退回", "请按要点修改后重新提交。")


def _mended(visit: Visit, city: SmallCity) -> None:
    """The clerk cannot hand it in again before the point is answered."""
    clerk, filing = visit("clerk"), f"/filings/{city.filing}/"
    clerk.goto(filing)
    clerk.get_by_role("button", name="提交", exact=True).first.click()
    clerk.locator("dialog[open] button[type=submit]").click()
    expect(clerk.locator("main")).to_contain_text("还有 1 条整改要点没有答复")
    _type(clerk, city, ("培训企业", "≥40家", "41家"))
    clerk.goto(f"{filing}points")
    clerk.locator("textarea").fill("已核实，改为 41 家。")
    clerk.get_by_role("button", name="答复第 1 条").click()
    expect(clerk.locator("main")).to_contain_text("各条都已答复")
    clerk.goto(filing)
    _take(clerk, "提交")


def _approved_and_filed(visit: Visit, city: SmallCity) -> None:
    """What changed is shown, the point settled; the finance bureau gives its own mark and files it."""
    head, reviewer, finance = map(visit, ("head", "reviewer", "finance"))
    filing = f"/filings/{city.filing}/"
    _open_from_desk(head)
    _take(head, "同意并报主管部门")
    _open_from_desk(reviewer)
    changes = reviewer.locator(".changes tbody")
    expect(changes.locator("del")).to_have_text(["30家"])
    expect(changes.locator("ins")).to_have_text(["41家"])
    reviewer.goto(f"{filing}review?view=points")
    reviewer.get_by_role("button", name="确认已整改").click()
    expect(reviewer.locator(".points__status")).to_have_text("已了结")
    _take(reviewer, "同意并报财政", "同意")
    finance.goto(f"{filing}review?view=tables&form={city.forms[DEPARTMENT]}")
    finance.get_by_label("培训企业的复核得分").fill("9.5")
    finance.get_by_label("培训企业的复核理由").fill("佐证只够 38 家")
    finance.get_by_role("button", name="保存复核得分").click()
    expect(finance.locator("#messages")).to_contain_text("已保存 1 行复核得分")
    _take(finance, "同意并归档")


def _published(visit: Visit, city: SmallCity) -> None:
    """Whoever comes reads it and takes its documents; marks and names of reviewers stay inside."""
    finance, anybody = visit("finance"), visit("")
    _take(finance, "公开")
    anybody.goto("/public/")
    anybody.get_by_role("link", name="示例市中小企业服务中心").click()
    expect(anybody.locator("main")).to_contain_text("41家")
    expect(anybody.locator("body")).not_to_contain_text("佐证只够")
    with anybody.expect_download() as started:
        anybody.get_by_role("link", name="全文 PDF").click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF-")
    finance.goto(f"/filings/{city.filing}/")
    expect(finance.locator(".timeline__title")).to_contain_text(["提交", "同意并报主管部门", "退回"])
    expect(finance.locator(".void")).to_have_count(1)


def test_many_at_once_from_the_board(visit: Visit, city: SmallCity) -> None:
    """Ticked, reminded, extended; the buttons wait for a choice."""
    finance = visit("finance")
    finance.goto("/tasks/")
    finance.get_by_role("link", name="2024年度部门整体支出绩效自评").click()
    remind = finance.get_by_role("button", name="催办", exact=True)
    expect(remind).to_be_disabled()
    finance.get_by_label("选中 示例市工业和信息化局").check()
    expect(finance.locator("[data-bulk-words]")).to_have_text("已选 1 个单位")
    remind.click()
    expect(finance.locator("#messages")).to_contain_text("已催办 1 个单位")
    finance.get_by_label("选中本页全部单位").check()
    finance.get_by_role("button", name="延期", exact=True).click()
    finance.locator("dialog[open] input[type=date]").fill("2099-01-31")
    finance.locator("dialog[open] button[type=submit]").click()
    expect(finance.locator("#messages")).to_contain_text("2 个单位延期至 2099-01-31")
    assert city.filing


CHECKED = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  const where = (one) => one.nodes.map((node) => node.target.join(" ")).join(", ");
  return found.violations.map((one) => `${one.id}: ${where(one)}`);
}"""


def test_pages_and_dialogs_are_accessible_and_fit_a_phone(visit: Visit, city: SmallCity) -> None:
    script = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("没有 axe-core：先运行 scripts/front_end.sh")
    page, review = visit("finance"), f"/filings/{city.filing}/review"
    looked_at: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("/tasks/1/", ("tbody input[name=filing]", "[data-dialog-open=extend-some]")),
        ("/tasks/new", ()),
        (f"{review}?view=tables&form={city.forms[DEPARTMENT]}", (".why summary",)),
        (f"{review}?view=points", ("main [data-dialog-open]",)),
        (f"/public/{city.filing}/", ()),
    )
    page.set_viewport_size({"width": 390, "height": 844})
    for address, openers in looked_at:
        page.goto(address)
        for opener in openers:
            page.locator(opener).first.click()
        # By the debugger, as the policy rightly refuses a script that is put into the page.
        page.evaluate(script.read_text(encoding="utf-8"))
        assert page.evaluate(CHECKED) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_of_many_clicks_at_once_one_counts(visit: Visit, city: SmallCity, site: Site) -> None:
    """Several at one desk, or one who presses again and again: one step is taken, the others are told."""
    page = visit("finance")
    page.goto(f"/filings/{city.filing}/")
    if not page.locator("dialog#move-unpublish").count():
        # Run by itself, or on another worker than the test above: the package has its way to go first.
        test_a_package_by_four_people(visit, city)
        page.goto(f"/filings/{city.filing}/")
    dialog = page.locator("dialog#move-unpublish form")
    sent = {
        name: dialog.locator(f"[name={name}]").input_value()
        for name in ("csrfmiddlewaretoken", "act", "seen_state", "seen_hash")
    }
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}

    def post(number: int) -> tuple[int, str]:
        connection = HTTPConnection(site.address.removeprefix("http://"), timeout=30)
        body = urlencode({**sent, "comment": f"第 {number} 次"})
        connection.request("POST", f"/filings/{city.filing}/move", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(8)))

    assert sorted(status for status, _ in answers) == [302] + [409] * 7
    assert all("周财政 已于" in text for status, text in answers if status == 409)
    page.reload()
    expect(page.locator(".timeline__title", has_text="撤下公开")).to_have_count(1)
