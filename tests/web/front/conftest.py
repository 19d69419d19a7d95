"""The gallery in a real browser: addresses are answered from memory and from the folder of static files."""

from __future__ import annotations

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from jiheng_web.settings import PACKAGE
from tests.conftest import ROOT
from tests.web.front._gallery import gallery

STATIC = PACKAGE / "static"
HOST = "http://jiheng.test"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SEARCH = {
    "results": [
        {"title": "示例市中小企业服务中心", "url": "/found/1", "kind": "单位", "note": "已退回"},
        {"title": "示例市无线电监测站", "url": "/found/2", "kind": "单位", "note": "已归档"},
    ]
}


def policy() -> str:
    """Return the content security policy as the application's settings have it."""
    directives: dict[str, list[str]] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


@dataclass
class Site:
    """A page, what it complained about, and what it sent."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)
    answers: dict[str, Callable[[Route], None]] = field(default_factory=dict)
    """What an address answers, where the gallery itself is not wanted."""


@pytest.fixture(scope="session")
def vendor() -> Path:
    """The front-end libraries, where they were fetched."""
    folder = STATIC / "vendor"
    if not (folder / "htmx.js").is_file():
        pytest.skip("没有前端库：先运行 scripts/front_end.sh")
    return folder


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's script."""
    script = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("没有 axe-core：先运行 scripts/front_end.sh")
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without anything of its own that goes out."""
    if CHROMIUM is None:
        pytest.skip("没有安装 chromium：apt-get install chromium 后再运行")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def content() -> str:
    """The gallery as the server would answer it."""
    with override_settings(ROOT_URLCONF="tests.web.front.urls"):
        return gallery()


Visit = Callable[..., Site]


@pytest.fixture
def visit(browser: Browser, content: str, vendor: Path) -> Iterator[Visit]:  # noqa: ARG001 - pages load it
    """Return a way to open the gallery at a width and in a scheme."""
    opened: list[Page] = []

    def go(width: int = 1440, scheme: Literal["light", "dark"] = "light", *, script: bool = True) -> Site:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        site = Site(context.new_page())
        opened.append(site.page)
        site.page.on("console", lambda said: site.trouble.append(said.text))
        site.page.on("pageerror", lambda error: site.trouble.append(str(error)))
        site.page.route("**/*", lambda route: _answer(site, route, content))
        site.page.goto(f"{HOST}/gallery")
        return site

    yield go
    for page in opened:
        page.context.close()


def _answer(site: Site, route: Route, content: str) -> None:
    path = urlsplit(route.request.url).path
    if path.startswith(settings.STATIC_URL):
        _static(route, STATIC / path.removeprefix(settings.STATIC_URL))
        return
    site.sent.append(route.request)
    if path in site.answers:
        site.answers[path](route)
    elif path == "/search":
        route.fulfill(json=SEARCH)
    else:
        route.fulfill(
            body=content,
            content_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": policy()},
        )


def _static(route: Route, file: Path) -> None:
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
    else:
        route.fulfill(status=404)
