"""The parts in a real browser: no width scrolls sideways, the policy holds, keys reach everything."""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.web.front.conftest import Visit

PHONE, TABLET, DESK = 390, 768, 1440
CHECKED = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  const where = (one) => one.nodes.map((node) => node.target.join(" ")).join(", ");
  return found.violations.map((one) => `${one.id}: ${where(one)}`);
}"""


def violations(page: Page, axe: str) -> list[str]:
    # By the debugger, as the policy rightly refuses a script that is put into the page.
    page.evaluate(axe)
    found: list[str] = page.evaluate(CHECKED)
    return found


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_no_width_scrolls_sideways_and_the_policy_holds(visit: Visit, width: int) -> None:
    site = visit(width)
    assert site.page.evaluate("document.documentElement.scrollWidth") == width
    figures = (
        "[...document.querySelectorAll('.tile__figure')].filter((one) => one.scrollWidth > one.clientWidth)"
    )
    assert site.page.evaluate(f"{figures}.map((one) => one.textContent)") == []
    assert site.trouble == []


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_the_accessibility_checker_finds_nothing(
    visit: Visit, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    assert violations(visit(width, scheme).page, axe) == []


@pytest.mark.parametrize(
    "opener", ["[data-dialog-open=send-back]", "[data-palette-open]", ".menu--right summary"]
)
def test_the_accessibility_checker_finds_nothing_in_what_opens(visit: Visit, axe: str, opener: str) -> None:
    page = visit().page
    page.locator(opener).click()
    assert violations(page, axe) == []


def test_keys_reach_everything_that_can_be_pressed(visit: Visit) -> None:
    page = visit().page
    wanted: int = page.evaluate("""() => {
      const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
      const all = document.querySelectorAll(kinds);
      const seen = [...all].filter((one) => one.checkVisibility() && !one.disabled && one.type !== "hidden");
      seen.forEach((one) => one.addEventListener("focus", () => { one.dataset.reached = ""; }));
      return seen.length;
    }""")
    assert wanted > 50
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
    assert page.locator("[data-reached]").count() == wanted


def test_the_skip_link_comes_first_and_leads_to_the_contents(visit: Visit) -> None:
    page = visit().page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_without_script_the_page_reads_and_menus_open(visit: Visit) -> None:
    page = visit(script=False).page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    page.locator(".menu--right summary").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def test_a_chosen_scheme_stays(visit: Visit) -> None:
    page = visit(scheme="light").page
    page.locator("[data-theme-switch]").click()
    dark = "rgb(25, 23, 21)"
    expect(page.locator("body")).to_have_css("background-color", dark)
    page.reload()
    expect(page.locator("body")).to_have_css("background-color", dark)
    expect(page.locator("[data-theme-word]")).to_have_text("换成浅色")


def test_a_dialog_takes_the_focus_and_gives_it_back(visit: Visit) -> None:
    page = visit().page
    opener = page.locator("[data-dialog-open=send-back]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#send-back textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#send-back")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_press_beside_a_dialog_does_not_lose_what_was_written(visit: Visit) -> None:
    page = visit().page
    page.locator("[data-dialog-open=send-back]").click()
    page.locator("#send-back textarea").fill("第二行金额请核对。")
    page.mouse.click(5, 5)
    expect(page.locator("#send-back")).to_be_visible()


def test_the_palette_finds_pages_and_what_the_server_knows(visit: Visit) -> None:
    site = visit()
    page = site.page
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    expect(page.locator("#palette [role=option]")).to_have_count(10)
    page.keyboard.type("示例市")
    expect(page.locator("#palette [role=option]")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("示例市无线电监测站")
    page.keyboard.press("Enter")
    page.wait_for_url("**/found/2")


def test_the_palette_says_where_nothing_is_found(visit: Visit) -> None:
    site = visit()
    site.answers["/search"] = lambda route: route.fulfill(json={"results": []})
    site.page.keyboard.press("Control+k")
    site.page.keyboard.type("没有的单位")
    expect(site.page.locator("#palette [role=status]")).to_contain_text("没有找到“没有的单位”")


def test_rows_move_by_arrows(visit: Visit) -> None:
    page = visit().page
    page.locator("[data-row-link]").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(":focus")).to_have_text("示例市中小企业服务中心")
    page.keyboard.press("End")
    expect(page.locator(":focus")).to_have_text("示例市企业诉求受理中心")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    expect(page.locator(":focus")).to_have_text("示例市工业和信息化局本级")


def test_a_filter_asks_for_its_own_conditions_and_puts_the_answer_in_place(visit: Visit) -> None:
    site = visit()
    page = site.page
    page.evaluate("history.replaceState(null, '', '/gallery?page=3&state=filed')")
    page.evaluate("document.querySelector('#filings').dataset.old = ''")
    page.locator(".tools [name=state]").select_option("returned")
    expect(page.locator("#filings[data-old]")).to_have_count(0)
    page.evaluate("document.querySelector('#filings').dataset.old = ''")
    page.locator(".tools [name=q]").press_sequentially("中心")
    expect(page.locator("#filings[data-old]")).to_have_count(0)
    expect(page.locator(".tools [name=q]")).to_be_focused()
    asked = [parse_qs(urlsplit(one.url).query, keep_blank_values=True) for one in site.sent[-2:]]
    assert asked == [
        {"q": [""], "state": ["returned"], "order": ["body"]},
        {"q": ["中心"], "state": ["returned"], "order": ["body"]},
    ]
    assert "page" not in page.url
    assert site.trouble == []


def test_a_form_is_sent_once_however_often_it_is_pressed(visit: Visit) -> None:
    site = visit()
    site.answers["/discard"] = lambda route: route.fulfill(status=204)
    site.page.locator("[data-dialog-open=discard]").click()
    button = site.page.locator("#discard button[type=submit]")
    # Two presses in one turn of the browser's loop, before anything can be disabled; later a press and a key.
    button.evaluate("(one) => { one.click(); one.click(); }")
    expect(button).to_be_disabled()
    button.dispatch_event("click")
    button.evaluate("(one) => one.form.requestSubmit()")
    site.page.wait_for_timeout(100)
    assert [request.method for request in site.sent if request.url.endswith("/discard")] == ["POST"]


def test_leaving_with_unsaved_words_is_asked_about(visit: Visit) -> None:
    page = visit().page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#id_reason").fill("尾款未付")
    page.locator(".masthead__name").click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/gallery")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 409, "json": {"error": "材料已由单位负责人提交。"}}, "材料已由单位负责人提交。"),
        ({"status": 500, "body": "<h1>oops</h1>"}, "系统出错了，刚才的操作没有生效。请稍后再试。"),
        (
            {"status": 403, "body": "<p class='notice-page__reason'>只有财政可以归档。</p>"},
            "只有财政可以归档。",
        ),
    ],
)
def test_what_a_request_failed_of_is_said_plainly(
    visit: Visit, answer: dict[str, object], words: str
) -> None:
    site = visit()
    site.answers["/part"] = lambda route: route.fulfill(**answer)  # type: ignore[arg-type]
    site.page.evaluate("htmx.ajax('POST', '/part', {target: '#messages'})")
    expect(site.page.locator(".toast--error")).to_contain_text(words)
    assert site.sent[-1].headers["x-csrftoken"]
    site.page.locator(".toast__close").click()
    expect(site.page.locator(".toast")).to_have_count(0)


def test_a_lost_line_is_said_plainly(visit: Visit) -> None:
    site = visit()
    site.answers["/part"] = lambda route: route.abort()
    site.page.evaluate("htmx.ajax('GET', '/part', {target: '#messages'}).catch(() => 0)")
    expect(site.page.locator(".toast--error")).to_contain_text("连不上服务器")


def test_a_version_is_copied_where_the_browser_has_no_clipboard(visit: Visit) -> None:
    page = visit().page
    assert page.evaluate("window.isSecureContext") is False
    page.locator("[data-copy]").click()
    expect(page.locator(".toast")).to_contain_text("已复制")


def test_paper_has_no_navigation(visit: Visit) -> None:
    page = visit().page
    page.emulate_media(media="print", color_scheme="dark")
    for part in (".navigation", ".masthead__tools", ".tools", ".pager", ".menu__panel", ".button"):
        for found in page.locator(part).all():
            expect(found).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_chart_is_drawn_in_the_colours_of_the_scheme_and_drawn_anew(visit: Visit) -> None:
    site = visit()
    page = site.page
    drawn = page.evaluate("""async () => {
      const load = document.createElement("script");
      const files = new URL(".", document.querySelector("script[type=module]").src).href;
      load.src = `${files}vendor/echarts.js`;
      await new Promise((done) => { load.onload = done; document.head.append(load); });
      const { drawChart } = await import(`${files}app/chart.js`);
      const place = document.createElement("div");
      place.className = "chart";
      place.id = "chart";
      document.querySelector("main").prepend(place);
      drawChart(place, (colours) => ({
        title: { text: "执行率", textStyle: { color: colours.ink } },
        xAxis: { data: ["甲", "乙"] },
        yAxis: {},
        series: [{ type: "bar", data: [1, 2] }],
        tooltip: { trigger: "axis" },
      }));
      return echarts.getInstanceByDom(place).getOption().title[0].textStyle.color;
    }""")
    assert drawn == "#1d1b19"
    place = page.locator("#chart canvas").first
    box = place.bounding_box()
    assert box
    assert box["height"] == 320
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + 200)
    page.locator("[data-theme-switch]").click()
    redrawn = (
        "echarts.getInstanceByDom(document.querySelector('#chart')).getOption().title[0].textStyle.color"
    )
    assert page.evaluate(redrawn) == "#ebe6df"
    assert site.trouble == []
