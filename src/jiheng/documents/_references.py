"""Resolves the references (``&lt;``, ``&#24180;``) of XML text that was cut out of a part without a parser.

Takes text between tags; gives it as a parser would, or says that a parser has to look.
"""

from __future__ import annotations

import re
from functools import lru_cache

_REFERENCE = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_LABEL = 1024
"""Most labels of a form come back in every table and sheet; longer texts do not and would fill the memory."""


class NeedsTree(Exception):
    """The markup is not of the kind that can be read without a parser."""


def resolve(text: str) -> str:
    """Return the text with its references resolved.

    Raises:
        NeedsTree: A reference is unknown, or stands for a character that XML does not allow.
    """
    if "&" not in text:
        return text
    return _remembered(text) if len(text) <= _LABEL else _resolved(text)


def _resolved(text: str) -> str:
    return _REFERENCE.sub(_character, text)


_remembered = lru_cache(maxsize=4096)(_resolved)


def _character(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if code < ord(" ") or 0xD800 <= code <= 0xDFFF or code > 0xFFFD:  # noqa: PLR2004  # the tree decides on these
        raise NeedsTree
    return chr(code)
