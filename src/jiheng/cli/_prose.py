"""Chinese text in lines: breaks between any two characters, but never before a comma or inside a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.text import Text

_NEVER_FIRST = "，。、；：？！）》〉】〕”’％%…—～)],.;:!?"
_NEVER_LAST = "（《〈【〔“‘([≥≤＞＜＝±"
_NARROWEST = 12
"""Below this a column of words is no longer readable."""
_TOKEN = re.compile(
    r"\s+|"  # spaces end the line before; what stands behind them begins anew (.docx .xlsx)
    rf"[{re.escape(_NEVER_LAST)}]*"  # an opening mark stays with what it opens
    r"(?:[!-~°-ʯ]+|.)"  # a number or Latin word stays whole
    rf"[{re.escape(_NEVER_FIRST)}]*"  # a closing mark stays with what it closes
)


class Prose:
    """Text that wraps as Chinese is set, in whatever width it gets; later lines keep the indent."""

    def __init__(self, text: str | Text, *, indent: int = 0, bullet: str = "") -> None:
        self._text = text if isinstance(text, Text) else Text(text)
        self._indent = indent + cell_len(bullet)
        self._first = " " * indent + bullet

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Return between a few characters and the longest line."""
        widest = self._indent + max(map(cell_len, self._text.plain.split("\n")), default=0)
        return Measurement(min(widest, _NARROWEST + self._indent), widest).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Yield one text per line."""
        room = max(options.max_width - self._indent, 2)
        before = self._first
        for paragraph in self._text.split("\n", allow_blank=True):
            for line in paragraph.divide(breaks(paragraph.plain, room)):
                line.rstrip()
                yield Text(before, no_wrap=True, overflow="ignore").append_text(line)
                before = " " * self._indent


def breaks(text: str, width: int) -> list[int]:
    """Return where to break a line of text so that no piece is wider, each token kept whole where it fits."""
    found: list[int] = []
    used = 0
    for token in _TOKEN.finditer(text):
        room = cell_len(token.group().rstrip())
        if used and used + room > width:
            found.append(token.start())
            used = 0
        if room > width:  # a token wider than a line breaks anywhere
            for index, character in enumerate(token.group(), token.start()):
                size = cell_len(character)
                if used and used + size > width:
                    found.append(index)
                    used = 0
                used += size
        else:
            used += cell_len(token.group())
    return found
