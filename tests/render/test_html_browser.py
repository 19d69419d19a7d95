"""The page in a real browser: nothing leaves, links arrive, a phone does not scroll sideways, paper is A4."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from jiheng.render import render_html
from tests.render._sample import sample

PHONE = 390
DESK = 1440


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "audit.html"
    path.write_text(render_html(sample()), encoding="utf-8")
    return path.as_uri()


def open_page(browser: Browser, address: str, width: int) -> tuple[Page, list[str]]:
    """Open the page; return it with everything it asked for or complained about."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: trouble.append(request.url) if request.url != address else None)
    page.goto(address)
    return page, trouble


@pytest.mark.parametrize("width", [PHONE, 768, DESK])
def test_no_width_scrolls_sideways_and_nothing_leaves(browser: Browser, address: str, width: int) -> None:
    page, trouble = open_page(browser, address, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert trouble == []
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_finding_leads_to_its_marked_cell_and_back(browser: Browser, address: str, width: int) -> None:
    page, _ = open_page(browser, address, width)
    jump = page.locator("article .hit a").first
    target = jump.get_attribute("href")
    assert target
    jump.click()
    cell = page.locator(f"[id='{target[1:]}']")
    assert page.evaluate("document.querySelector(':target').id") == target[1:]
    box = cell.bounding_box()
    assert box
    assert 0 <= box["x"] < width
    assert 0 <= box["y"] < 900
    cell.locator("a.back").first.click()
    assert page.evaluate("document.querySelector(':target').tagName") == "ARTICLE"
    page.close()


def test_findings_are_filtered_by_severity_and_form_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    shown = page.locator("article:visible")
    assert shown.count() == 22
    page.locator(".show-info").uncheck()
    assert shown.count() == 14
    page.locator(".filter [name=form]").select_option(label="特色产业培训经费")
    assert shown.count() == 2
    assert page.locator(".needs-script:visible").count() == 0
    page.emulate_media(media="print")
    assert shown.count() == 22
    context.close()


def test_a_row_of_a_folded_table_is_reached(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, DESK)
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = false)")
    page.goto(f"{address}#d0-T3R9C8")
    assert page.locator("#d0-T3R9C8").is_visible()
    page.close()


def test_the_first_tab_offers_the_way_to_the_findings(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到问题"
    box = page.locator("a.skip").bounding_box()
    assert box
    assert box["x"] >= 0
    page.close()


def test_paper_is_a4_and_unfolds_everything(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, DESK)
    page.emulate_media(media="print")
    hidden = "[...document.querySelectorAll('details ol')].filter(list => list.offsetHeight === 0).length"
    assert page.locator("details.steps ol").count() > 0
    assert page.evaluate(hidden) == 0
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)}
    assert len(boxes) == 1
    assert boxes.pop() == pytest.approx((0, 0, 595.28, 841.89), abs=1)
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    page.locator(".opinion button").first.click()
    pairs = page.evaluate(
        """() => [...document.querySelectorAll('main *, nav *')]
            .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
            .map(node => {
                let ground = node;
                while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)')
                    ground = ground.parentElement;
                return getComputedStyle(node).color + ' on '
                    + (ground ? getComputedStyle(ground).backgroundColor : 'rgb(255, 255, 255)');
            })"""
    )
    assert len(pairs) > 500
    grounds = {pair.split(" on ")[1] for pair in pairs}
    assert ("rgb(25, 23, 21)" in grounds) is (scheme == "dark")
    for pair in set(pairs):
        colour, ground = (_luminance(part) for part in pair.split(" on "))
        assert (max(colour, ground) + 0.05) / (min(colour, ground) + 0.05) >= 4.5, pair
    context.close()


def _luminance(colour: str) -> float:
    """Return the relative luminance of rgb(…), by WCAG 2."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
