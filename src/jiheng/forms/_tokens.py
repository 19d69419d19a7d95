"""Text whose tables have lost their borders → cells in reading order.

Three ways in which such text arrives: cells closed by a bar (``甲 | 乙 |``, blank cells between two bars), a
cell a line, and rows of words parted by spaces. What was one cell is kept as one; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from jiheng.documents import Paragraph
from jiheng.forms._labels import label_key, plain
from jiheng.values import squeeze

_BAR = "|"
_BARRED_SHARE = 0.3
_SPACES = re.compile(r"[ \t　]+")
_FEWEST_WORDS = 3
_MOST_PIECES = 3
_LONGEST_LABEL = 24
_NUMBERED = re.compile(r"指标[1-9]")
_PLACEHOLDER = re.compile(r"(?:指标[1-9][:：]?|…+|\.{3,6})")


@dataclass(frozen=True, slots=True)
class Token:
    """A cell of borderless text."""

    text: str
    """As printed; "" for a blank cell between two bars."""
    at: str
    starts_line: bool
    whole: bool = True
    """False where several cells could not be separated and stand together."""


def starts_numbered(text: str) -> bool:
    """Whether a cell is the numbered name of an indicator (指标1：…) or a template's dots."""
    return bool(_NUMBERED.match(plain(text)) or (text and is_placeholder(text)))


def is_placeholder(text: str) -> bool:
    """Whether a cell is only what a template prints for the author to fill in."""
    return bool(_PLACEHOLDER.fullmatch(plain(text)))


def tokens_of(paragraphs: Sequence[Paragraph], labels: Container[str]) -> tuple[Token, ...]:
    """Cut paragraphs into cells.

    Args:
        paragraphs: The text.
        labels: Keys of all labels: a label broken over two lines (年初 / 预算数) is put together again.
    """
    barred = sum(_BAR in paragraph.text for paragraph in paragraphs)
    if barred > _BARRED_SHARE * len(paragraphs):
        return tuple(_by_bars(paragraphs))
    return tuple(_whole_labels(tuple(_by_lines(paragraphs, labels)), labels))


def _whole_labels(tokens: Sequence[Token], labels: Container[str]) -> Iterator[Token]:
    position = 0
    while position < len(tokens):
        count = next((n for n in range(_MOST_PIECES, 1, -1) if _is_label(tokens[position:], n, labels)), 1)
        pieces = tokens[position : position + count]
        yield (
            pieces[0]
            if count == 1
            else Token("".join(p.text for p in pieces), pieces[0].at, starts_line=True)
        )
        position += count


def _is_label(tokens: Sequence[Token], count: int, labels: Container[str]) -> bool:
    """Whether the first tokens are one label in pieces, and not two labels side by side."""
    pieces = [token.text for token in tokens[:count]]
    whole = "".join(pieces)
    if (
        len(pieces) < count
        or len(whole) >= _LONGEST_LABEL
        or any(p[:1].isdigit() and p[-1:].isdigit() for p in pieces)
    ):
        return False
    key, first, last = label_key(whole), label_key(pieces[0]), label_key(pieces[-1])
    if key not in labels or key in {first, last}:
        return False
    return not (first in labels and last in labels and last != "指标")


def _by_bars(paragraphs: Sequence[Paragraph]) -> Iterator[Token]:
    """A cell ends at its bar and may run over lines; a line without any bar is a text of its own."""
    for paragraph in paragraphs:
        if _BAR not in paragraph.text:
            yield Token(paragraph.text, paragraph.address, starts_line=True)
            continue
        *closed, last = paragraph.text.split(_BAR)
        at_start = True
        for part in closed if not squeeze(last) else [*closed, last]:
            yield Token(part.strip(), paragraph.address, at_start)
            at_start = at_start and not squeeze(part)


def _by_lines(paragraphs: Sequence[Paragraph], labels: Container[str]) -> Iterator[Token]:
    for paragraph in paragraphs:
        words = _SPACES.split(paragraph.text.strip())
        enough = len(words) >= _FEWEST_WORDS or (len(words) > 1 and label_key(words[0]) in labels)
        row = enough and not any("。" in word[:-1] for word in words)
        for ordinal, part in enumerate(words if row else [paragraph.text]):
            yield Token(part, paragraph.address, starts_line=ordinal == 0)
