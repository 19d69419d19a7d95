"""What a text is made of once it is in a file: the characters that every container can hold.

Takes texts; gives them without what is no text. What goes is what the readers leave out as well, so a text
that was read is written as it is.
"""

from __future__ import annotations

import re

_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, halves of characters and what Unicode says is none: XML cannot hold most of them."""


def printable(text: str) -> str:
    """Return a text without control characters; tabs and line feeds stay."""
    # Nearly every text is printable as it is, which is quick to ask.
    return text if text.isprintable() else _NO_TEXT.sub("", text)


def escaped(text: str) -> str:
    """Return a printable text as XML and HTML write it between tags and in quoted attributes."""
    text = printable(text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    return text.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def spoken(name: str) -> str:
    """Return a name as an attribute for those who hear the page: one line, escaped."""
    return escaped(" ".join(name.split()))
