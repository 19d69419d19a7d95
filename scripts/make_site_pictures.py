"""Takes the README's pictures of the site: starts the example city, signs in, and photographs two pages."""
# ruff: noqa: INP001 - a script, started by its path

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images"
PORT = 8911
SITE = f"http://127.0.0.1:{PORT}"
WIDTH, HEIGHT = 1280, 860
WAIT_MS = 2500
"""Until scores, findings and charts stand still."""


def main() -> int:
    """Take the pictures, or say what is missing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    browser_path = next(filter(None, map(shutil.which, names)), None)
    if browser_path is None:
        sys.stderr.write("chromium is needed\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "jiheng", "serve", "--demo", "--home", folder, "--port", str(PORT)]
        site = subprocess.Popen(call, stdout=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603 - our own command
        try:
            password = _password(site)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
                _take(browser, "clerk2", password, "/", "部门整体支出绩效自评表", "site-form.png")
                _take(browser, "finance", password, "/overview/", "", "site-overview.png")
                browser.close()
        finally:
            os.killpg(site.pid, signal.SIGTERM)
            site.wait(30)
    return 0


def _password(site: subprocess.Popen[str]) -> str:
    """Return the example city's password, once the site serves."""
    password = ""
    for line in site.stdout or ():
        if found := re.search(r"密码都是 ([^，]+)，", line):
            password = found[1]
        if "绩衡已启动" in line:
            break
    return password


def _take(browser: Browser, who: str, password: str, path: str, form: str, name: str) -> None:
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
    page.goto(f"{SITE}/sign-in")
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.goto(SITE + path)
    if form:
        page.get_by_role("link", name=re.compile("2024")).first.click()
        page.get_by_role("link", name=form).first.click()
        page.get_by_role("heading", name="绩效指标").scroll_into_view_if_needed()
    page.wait_for_timeout(WAIT_MS)
    page.screenshot(path=PICTURES / name)
    page.close()
    sys.stdout.write(f"docs/images/{name}  {(PICTURES / name).stat().st_size // 1024} kB\n")


if __name__ == "__main__":
    sys.exit(main())
