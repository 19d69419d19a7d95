"""Text as runs of a Word document, plain and as tracked changes, and millimetres as Word measures them.

Takes texts; gives markup that stands inside a paragraph.
"""

from __future__ import annotations

import re

from jiheng.render.official._characters import escaped

AUTHOR = "绩衡"
"""Who tracked changes are by; they have no date, as the engine has no clock."""
_PART = re.compile("([\n\t])")
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def twips(millimetres: int) -> int:
    """Return millimetres in twentieths of a point, rounded."""
    return (millimetres * 14400 + 127) // 254


def run_of(text: str) -> str:
    """Return one run; line breaks and tabs are elements of it. Nothing for no text."""
    return f"<w:r>{_content(text, 't')}</w:r>" if text else ""


class Changes:
    """Numbers the tracked changes of one document."""

    def __init__(self) -> None:
        self._count = 0

    def markup(self, was: str, text: str) -> str:
        """Return the old text as deleted, then the new one as inserted."""
        return self._change("del", was, "delText") + self._change("ins", text, "t")

    def _change(self, kind: str, text: str, name: str) -> str:
        if not text:
            return ""
        self._count += 1
        run = f"<w:r>{_content(text, name)}</w:r>"
        return f'<w:{kind} w:id="{100_000 + self._count}" w:author="{AUTHOR}">{run}</w:{kind}>'


def _content(text: str, name: str) -> str:
    text = escaped(text)
    if "\n" not in text and "\t" not in text:
        return f'<w:{name} xml:space="preserve">{text}</w:{name}>'
    parts = _PART.split(text)
    return "".join(
        _BREAKS.get(part) or f'<w:{name} xml:space="preserve">{part}</w:{name}>' for part in parts if part
    )
