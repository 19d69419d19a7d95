"""A package brought in whole through a real browser, then its projects, text, evidence and documents."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import EXAMPLE, SEED
from tests.web.browser.small_city import PASSWORD, build
from tests.web.site import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAME = "department-2024.docx"
PROJECT = "产业链发展专项资金"
WAIT = 30_000


@dataclass(frozen=True)
class Sitting:
    """A clerk before an empty package, and the file that is to fill it."""

    page: Page
    filing: int
    source: Path
    trouble: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(f"/filings/{self.filing}/{path}")
        return self.page


@pytest.fixture(params=["example", "seed"])
def sitting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sitting]:
    if CHROMIUM is None:
        pytest.skip("没有安装 chromium：apt-get install chromium 后再运行")
    source = (EXAMPLE if request.param == "example" else SEED) / NAME
    if not source.exists():
        pytest.skip("the real package is not beside this repository (../shared/seed)")
    city = build(tmp_path)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with serving(tmp_path) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=site.address)
        page.set_default_timeout(WAIT)
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        page.goto("/sign-in")
        page.fill("[name=username]", "clerk")
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/")
        yield Sitting(page, city.filing, source, trouble)
        browser.close()


def _bring(sitting: Sitting) -> None:
    """Put the one table away that is there, and take the file's 21 over."""
    page = sitting.open("projects/")
    page.get_by_role("button", name="删除").click()
    page.locator("dialog[open]").get_by_role("button", name="删除").click()
    expect(page.get_by_text("还没有项目自评表。")).to_be_visible()

    page = sitting.open("import/")
    page.set_input_files("#files", sitting.source)
    page.get_by_role("button", name="上传并读取").click()
    expect(page.get_by_role("heading", name="先核对：读得没把握的")).to_be_visible(timeout=WAIT)
    expect(page.locator("input[name=form]")).to_have_count(21)
    page.get_by_role("button", name="采用勾选的表").click()
    expect(page.get_by_text("已采用 21 张表")).to_be_visible()


def _fits_a_phone(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return wide


def test_a_file_becomes_a_filled_package(sitting: Sitting) -> None:
    _bring(sitting)

    page = sitting.open("projects/")
    expect(page.locator(".project")).to_have_count(19)
    project = page.locator(".project", has=page.get_by_role("heading", name=PROJECT))
    expect(project.get_by_text("与基础数据一致")).to_be_visible()
    key = project.get_attribute("id")

    page = sitting.open(f"forms/{key}/text")
    body = page.locator("[data-body]").first
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n合计")
    figure = page.locator("[data-reference='funds.total.actual_expenditure']")
    amount = figure.locator("b").inner_text()
    figure.click()
    page.keyboard.type("，{funds.totl}")
    expect(page.locator("[data-printed]").first).to_contain_text(f"合计{amount}，")
    expect(page.locator("[data-wrong]").first).to_contain_text("funds.totl")
    for _ in "，{funds.totl}":
        page.keyboard.press("Backspace")
    expect(page.locator("[data-wrong]").first).to_be_empty()
    expect(page.locator("[data-saving]")).to_contain_text("已保存")
    page.reload()
    expect(page.locator("[data-body]").first).to_have_value(_ending("合计{funds.total.actual_expenditure}"))

    page = sitting.open(f"preview/{key}")
    expect(page.frame_locator("iframe").get_by_text(f"合计{amount}")).to_be_visible()

    page = sitting.open("attachments/")
    line = page.locator(f"tr[id^='{key}-']").first
    line.get_by_text("附文件").click()
    line.locator("input[type=file]").set_input_files(
        {"name": "现场.png", "mimeType": "x", "buffer": _picture()}
    )
    line.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="现场.png", exact=True).click()
    expect(page.locator("figure img")).to_be_visible()
    page.wait_for_function("document.querySelector('figure img').naturalWidth === 1")

    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("import/", "projects/", "attachments/", "documents/", "history/", f"forms/{key}/text"):
        assert _fits_a_phone(sitting.open(path)), path
    assert sitting.trouble == []


def _ending(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text) + r"$")


def _picture() -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\x80"))
        + chunk(b"IEND", b"")
    )
