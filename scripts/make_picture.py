"""Takes docs/images/report.png, the README's picture, from the page that ``make demo`` writes."""
# ruff: noqa: INP001 - a script, started by its path

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "out" / "demo" / "department-2024.html"
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1200, 900
FINDING = 3
"""The finding that the picture shows first: with its cells, under the bar that narrows the findings."""


def main() -> int:
    """Take the picture, or say what is missing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser_path = next(filter(None, map(shutil.which, names)), None)
    if browser_path is None or not PAGE.exists():
        sys.stderr.write("chromium and the page of make demo are needed\n")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(PAGE.as_uri())
        for _ in range(FINDING):
            page.keyboard.press("j")
        page.screenshot(path=PICTURE)
        browser.close()
    sys.stdout.write(f"{PICTURE.relative_to(ROOT)}  {PICTURE.stat().st_size // 1024} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
