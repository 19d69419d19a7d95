"""Cuts HTML into text and tags, in time linear in its length whatever it holds.

Takes the text of a page; gives tokens. Comments, declarations, scripts, styles and other things that show
nothing are left out here. Does not know which element stands in which.

Own code and no HTML5 parser: building the tree the standard asks for takes time that grows with the square of
the page for nested blocks, links or attributes (270 kB of attributes keep selectolax busy for 13 seconds),
and reading tables and paragraphs needs no tree.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+)>""",
)
_INLINE = re.compile(
    r"""(?<!<)(?<!</)</?(?:font|span|b|i|u|em|strong|a|o:p|big|small)"""
    r"""(?:\s[^<>"']*+(?:"[^"<>]*+"[^<>"']*+|'[^'<>]*+'[^<>"']*+)*+)?+>""",
    re.IGNORECASE,
)
"""Tags that show nothing and are most of a page: taken out in one go."""
_ATTRIBUTE = re.compile(r"""([^\s=/>"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++))""")
_RAW = frozenset(
    {"script", "style", "title", "textarea", "noscript", "iframe", "noembed", "noframes", "template"}
)
"""Elements whose content is no text of the page and may hold what looks like tags."""
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_LETTERS = re.compile("[a-zA-Z]")


class Token(NamedTuple):
    """A piece of text, or a tag."""

    name: str
    """The element's name in small letters; "" for text."""
    text: str
    """The text with its entities replaced, or a tag's attributes."""
    is_end: bool = False


def tokens(page: str) -> Iterator[Token]:
    """Yield the tokens of a page up to its end, or to a tag that never ends (name ``<``)."""
    is_xml = page.lstrip("\ufeff \t\r\n").startswith("<?xml")
    page = _INLINE.sub("", page)
    at = 0
    while (start := page.find("<", at)) >= 0:
        if start > at:
            yield Token("", unescaped(page[at:start]))
        tag = _TAG.match(page, start)
        if tag is None and _LETTERS.match(page[start + 1 : start + 3].removeprefix("/")):
            yield Token("<", page[start : start + 40])
            return
        if tag is None:
            at = _behind_no_tag(page, start)
            if at == start + 1:
                yield Token("", "<")
            continue
        name, attributes, is_end = tag[2].lower(), tag[3], bool(tag[1])
        at = tag.end()
        is_closed = is_xml and attributes.endswith("/")
        if name not in _RAW:
            yield Token(name, attributes, is_end)
            if is_closed and not is_end:
                yield Token(name, "", is_end=True)
        elif not is_end and not is_closed:
            end = _RAW_END[name].search(page, at)
            at = end.start() if end else len(page)
    yield Token("", unescaped(page[at:]))


def attribute(attributes: str, name: str) -> str:
    """Return the value of an attribute; "" where it is absent."""
    for key, *values in _ATTRIBUTE.findall(attributes):
        if key.lower() == name:
            return unescaped("".join(values))
    return ""


def _behind_no_tag(page: str, start: int) -> int:
    """Return where the text goes on behind a "<" that begins no tag: a comment, a declaration, or itself."""
    if page.startswith("<!--", start):
        end = page.find("-->", start + 4)
        return len(page) if end < 0 else end + 3
    if page.startswith(("<!", "<?", "</"), start):
        end = page.find(">", start)
        return len(page) if end < 0 else end + 1
    return start + 1


def unescaped(text: str) -> str:
    """Return a text with its entities replaced."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a character number of thousands of digits
        return text
