"""The only way markup is made: text is always escaped, and only what is built here is trusted.

A plain string is text. A `Markup` is finished HTML, and nothing but `element`, `join` and `lines` makes
one, so a string of a user's document cannot become markup wherever it is put.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

_VOID = frozenset({"br", "col", "input", "meta"})
# What HTML does not allow as a character at all; \t \n \r stay.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Markup:
    """Finished HTML."""

    text: str


Content = str | Markup
NOTHING = Markup("")


def escaped(content: Content) -> str:
    """Return HTML for text or finished markup."""
    if isinstance(content, Markup):
        return content.text
    return escape(_FORBIDDEN.sub("", content))


def element(tag: str, attributes: Mapping[str, str], *children: Content) -> Markup:
    """Return one element; children that are strings are text."""
    opening = "".join(f' {name}="{escaped(str(value))}"' for name, value in attributes.items())
    if tag in _VOID:
        return Markup(f"<{tag}{opening}>")
    return Markup(f"<{tag}{opening}>{''.join(map(escaped, children))}</{tag}>")


def join(parts: Iterable[Content]) -> Markup:
    """Return the parts one after the other."""
    return Markup("".join(map(escaped, parts)))


def lines(text: str) -> Markup:
    """Return text whose line breaks are kept."""
    return Markup("<br>".join(map(escaped, text.split("\n"))))


def link(target: str, *children: Content) -> Markup:
    """Return a link to an anchor of this page."""
    return element("a", {"href": f"#{target}"}, *children)


def table(caption: Content, head: Iterable[Content], rows: Iterable[Markup], kind: str) -> Markup:
    """Return a table of ours in its own scrolling box, with a head that repeats on each printed page.

    A head cell that is a string becomes a column heading; finished markup is taken as it is.
    """
    cells = (cell if isinstance(cell, Markup) else element("th", {"scope": "col"}, cell) for cell in head)
    return scroller(
        element(
            "table",
            {"class": kind},
            element("caption", {}, caption) if caption else NOTHING,
            element("thead", {}, element("tr", {}, *cells)),
            element("tbody", {}, *rows),
        )
    )


def scroller(content: Markup, label: str = "") -> Markup:
    """Return a box that scrolls sideways by itself.

    With a label it is a stop of the keyboard; what holds links needs none, since they are stops already.
    """
    reachable = {"role": "region", "aria-label": label, "tabindex": "0"} if label else {}
    return element("div", {"class": "scroll"} | reachable, content)
