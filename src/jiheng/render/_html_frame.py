"""The frame of a page: its head with the one style and script, each allowed by its hash and nothing else.

The page may fetch nothing, send nothing and run nothing but the script it was written with.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from jiheng.render._html_markup import Markup, element


def page(title: str, style: str, script: str, *body: Markup) -> str:
    """Return a complete page.

    Args:
        title: The title in the browser's bar.
        style: The text of its style sheet.
        script: The text of its script, run when the body stands.
        body: What stands in the body.

    Returns:
        A single HTML file.
    """
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("meta", {"http-equiv": "Content-Security-Policy", "content": policy}),
        element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        element("meta", {"name": "color-scheme", "content": "light dark"}),
        element("title", {}, title),
        Markup(f"<style>{style}</style>"),
    )
    whole = element("body", {}, *body, Markup(f"<script>{script}</script>"))
    return f"<!DOCTYPE html>\n{element('html', {'lang': 'zh-CN'}, head, whole).text}\n"


def source_text(name: str) -> str:
    """Return a style sheet or script that ships beside this module."""
    return (files("jiheng.render") / name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
