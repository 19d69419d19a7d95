"""Spacing and width of printed text. Nothing here changes what a text says."""

from __future__ import annotations

import re

STROKES = frozenset({"/", "\\", "／", "＼", "—", "——", "-", "--", "－", "–", "无", "不适用"})
"""What authors print where a cell does not apply."""

_WIDTH = {ord(full): chr(ord(full) - 0xFEE0) for full in map(chr, range(0xFF01, 0xFF5F))}
# Chinese punctuation keeps its width: it carries no figure, and texts are quoted as printed.
for _keep in "！（），：；？":
    del _WIDTH[ord(_keep)]
_WIDTH |= {
    ord("≧"): "≥",
    ord("⩾"): "≥",
    ord("≦"): "≤",
    ord("⩽"): "≤",
    ord("−"): "-",
    ord("﹪"): "%",
    ord("═"): "=",
}
_INVISIBLE = re.compile("[\u200b\ufeff]")
_WIDE = re.compile("[" + "".join(map(chr, _WIDTH)) + "]")


def squeeze(text: str) -> str:
    """Return the text with every white space removed (figures and labels)."""
    joined = "".join(text.split())
    return _INVISIBLE.sub("", joined) if "\u200b" in joined or "\ufeff" in joined else joined


def collapse(text: str) -> str:
    """Return the text with line breaks removed and other runs of white space as one space (names, sentences).

    A line break inside a Chinese label is only where the cell was too narrow, so it is not a space.
    """
    joined = "".join(line.strip() for line in text.splitlines()) if "\n" in text else text
    return _INVISIBLE.sub("", " ".join(joined.split()))


def halve(text: str) -> str:
    """Return the text squeezed, with full-width digits, letters and signs at half width, for reading."""
    squeezed = squeeze(text)
    # Most texts hold none of these signs, and looking a sign up costs more than searching for all.
    return squeezed.translate(_WIDTH) if _WIDE.search(squeezed) else squeezed
