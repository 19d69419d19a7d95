"""The first day of a site in a real browser: three administrators, a second factor, a body, a person."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import Page, sync_playwright

from tests.web.site import ROOT, serving

pytestmark = pytest.mark.slow
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = Path("/usr/bin/chromium")
INITIAL, NEW = "Kaishi-0001-ab", "Gaiguo-7788-cd"


@pytest.fixture
def page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip("没有 /usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        # The checker is put into pages from outside, which their policy would refuse.
        yield browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True).new_page()
        browser.close()


def _look(page: Page) -> None:
    """No violation of accessibility, nothing wider than the telephone's screen."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    if AXE.exists():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("async rules => (await axe.run(document, {runOnly: rules})).violations", RULES)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], page.url


def _send(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    _look(page)
    page.click("main .button--primary")
    page.wait_for_load_state()


def test_the_first_day(page: Page, tmp_path: Path) -> None:
    failed: list[str] = []
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    with serving(tmp_path / "home") as site:
        page.goto(next(line.strip() for line in site.said if "/first/" in line))
        names = {
            f"{key}_{part}": value
            for key in ("system", "security", "audit")
            for part, value in (("username", f"{key}-admin"), ("name", f"{key}管理员"), ("password", INITIAL))
        }
        _send(page, city="示例市", **names)
        _send(page, username="System-Admin", password=INITIAL)
        _send(page, present=INITIAL, new=NEW, again=NEW)

        assert page.locator("svg.qr").is_visible()
        letters = page.locator(".enrol__letters code").inner_text().replace(" ", "")
        generator = TOTP(base64.b32decode(letters + "=" * (-len(letters) % 8)))
        generator.time = time.time()
        _send(page, code=f"{generator.token():06d}")
        assert page.locator(".codes li").count() == 10
        recovery = page.locator(".codes code").first.inner_text()
        _look(page)

        page.goto(f"{site.address}/bodies/add")
        _send(page, name="示例市工业和信息化局", code="105")
        page.goto(f"{site.address}/people/add")
        _send(page, username="zhangsan", full_name="张三")
        assert page.locator(".once__secret").is_visible()
        _look(page)
        for path in ("/people/", "/people/4/", "/bodies/", "/bodies/2/", "/lists/bodies/import", "/account/",
                     "/account/sessions", "/account/keys", "/account/second-factor"):  # fmt: skip
            page.goto(f"{site.address}{path}")
            _look(page)

        page.context.clear_cookies()
        page.goto(f"{site.address}/people/")
        _send(page, username="system-admin", password=NEW)
        _send(page, code=recovery)
        assert page.url == f"{site.address}/people/"
    assert failed == []
