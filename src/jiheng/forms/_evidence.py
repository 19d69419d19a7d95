"""How well a form card fits a title and a set of labels, and which card is chosen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from jiheng.documents import Problem
from jiheng.errors import FormAmbiguous
from jiheng.forms._catalogue import all_form_cards
from jiheng.forms._labels import plain
from jiheng.forms._types import FormCard
from jiheng.values import collapse

_RECOGNIZED = 3
"""Least evidence for a form: its title or a key label and a block, or three blocks."""
_TITLE = 4
_KEY_FIELD = 3
_ONLY_HERE = 6
"""What only this kind prints outweighs a wrong title: a form is what its columns are."""
_TITLE_LENGTH = 60
_YEAR_LENGTH = 5
_NOTE = re.compile(r"（[^（）]*）")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a form shows of itself."""

    title: str
    keys: frozenset[str]
    """Keys of its labels."""


def title_key(text: str) -> str:
    """Return a title without notes in brackets, for comparison."""
    return _NOTE.sub("", plain(collapse(text)))


@lru_cache(maxsize=1024)
def is_title(text: str) -> bool:
    """Return whether a line is the title of a form of the catalogue."""
    if len(text) > _TITLE_LENGTH or "表" not in text:
        return False
    key = title_key(text)
    return any(words in key for card in all_form_cards() for words in card.titles)


def recognize(evidence: Evidence, document: str, place: str) -> FormCard | None:
    """Return the card that fits, or None where none does.

    Args:
        evidence: The title and the labels.
        document: Name of the document, for the message.
        place: Where in it, for the message.

    Raises:
        FormAmbiguous: Several cards fit equally well; it names them all.
    """
    title = _title_in(title_key(evidence.title))
    weighed = sorted(
        ((_weigh(card, evidence, title), card.code, card) for card in all_form_cards()),
        key=lambda item: item[:2],
        reverse=True,
    )
    best, _, card = weighed[0]
    if best < _RECOGNIZED:
        return None
    equal = tuple(rival.title for weight, _, rival in weighed if weight == best)
    if len(equal) > 1:
        raise FormAmbiguous(document, place, equal)
    return card


def _title_in(key: str) -> str:
    """Return the longest title in a line: 转移支付绩效目标自评表, not the 绩效目标自评表 it ends in."""
    return max(
        (words for card in all_form_cards() for words in card.titles if words in key), key=len, default=""
    )


def has_block(keys: frozenset[str]) -> bool:
    """Return whether the labels of a whole block of some form stand among these."""
    return any(_blocks(card, keys) for card in all_form_cards())


def part_of_a_form(place: str) -> Problem:
    """Return the problem of a table that looks like a part of a form but names none."""
    return Problem("form_unnamed", f"{place} 像是表的一部分，但没有表名和单位、项目名称，未采用。", place)


def _blocks(card: FormCard, keys: frozenset[str]) -> int:
    count = 0
    for block in card.blocks:
        labels = {block.columns.get(key) or block.columns.get(key[_YEAR_LENGTH:]) for key in keys}
        known = labels - {None} if block.columns else keys & block.lines.keys()
        count += len(known) >= block.at_least
    return count


def _weigh(card: FormCard, evidence: Evidence, title: str) -> int:
    """Weigh a card: its title, its key labels, and the blocks whose header labels stand there.

    A card that says what only its kind prints, or never prints, is told by that before anything else.
    """
    blocks = _blocks(card, evidence.keys)
    if not blocks or card.without & evidence.keys or (card.needs and not card.needs & evidence.keys):
        return 0
    titled = bool(title) and title in card.titles
    named = any(card.identity.get(key) in card.key_fields for key in evidence.keys)
    own = bool(card.needs) + bool(card.without) if titled or named or blocks > 1 else 0
    return blocks + _TITLE * titled + _KEY_FIELD * named + _ONLY_HERE * own
