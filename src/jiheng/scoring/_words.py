"""A qualitative text taken apart: the matter it speaks of, how strongly, and whether it denies.

The vocabulary is ``words.yaml``. Nothing is judged here; phrase cards do that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jiheng.cards import Card, read_card, read_citations
from jiheng.values import halve

_PUNCTUATION = re.compile(r"[，。、；：！？“”‘’（）《》【】…,.;:!?\"'()\[\]<>·\-—]")


class _Role(Enum):
    MODIFIER = auto()
    SLIGHT = auto()
    WEAKENER = auto()
    RESERVATION = auto()
    NEGATOR = auto()
    HARMLESS = auto()
    FILLER = auto()
    SYNONYM = auto()


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart."""

    plain: str
    """Without white space and punctuation."""
    core: str
    """What is left once modifiers, negators and fillers are taken out and synonyms made one word."""
    modifiers: frozenset[str]
    """Groups of the modifiers it holds: 程度, 持续."""
    is_slight: bool
    is_weak: bool
    is_negated: bool
    is_reserved: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of ``words.yaml`` as one expression, longest word first."""

    pattern: re.Pattern[str]
    meaning: dict[str, tuple[_Role, str]]

    def take_apart(self, text: str) -> Words:
        """Return a text taken apart."""
        plain = _PUNCTUATION.sub("", halve(text))
        found = [self.meaning[word] for word in self.pattern.findall(plain)]
        roles = {role for role, _ in found}
        return Words(
            plain=plain,
            core=self.pattern.sub(self._keep, plain),
            modifiers=frozenset(group for role, group in found if role is _Role.MODIFIER),
            is_slight=_Role.SLIGHT in roles,
            is_weak=_Role.WEAKENER in roles,
            is_negated=_Role.NEGATOR in roles,
            is_reserved=_Role.RESERVATION in roles,
        )

    def _keep(self, found: re.Match[str]) -> str:
        role, value = self.meaning[found[0]]
        return value if role in {_Role.HARMLESS, _Role.SYNONYM} else ""


@lru_cache(maxsize=4096)
def take_apart(text: str) -> Words:
    """Return a text taken apart with the shipped vocabulary."""
    return _vocabulary().take_apart(text)


@cache
def _vocabulary() -> Vocabulary:
    return read_vocabulary(files("jiheng.scoring") / "words.yaml")


def read_vocabulary(file: Traversable) -> Vocabulary:
    """Read ``words.yaml``.

    Raises:
        StandardError: A word has two roles, or a key is unknown.
    """
    card = read_card(file)
    card.text("title")
    read_citations(card)
    meaning: dict[str, tuple[_Role, str]] = {}
    for key, role in (
        ("slight", _Role.SLIGHT),
        ("weakeners", _Role.WEAKENER),
        ("reservations", _Role.RESERVATION),
        ("negators", _Role.NEGATOR),
        ("harmless", _Role.HARMLESS),
        ("fillers", _Role.FILLER),
    ):
        for word in card.texts(key):
            _add(card, key, meaning, (word, role, word))
    for key, role in (("modifiers", _Role.MODIFIER), ("same", _Role.SYNONYM)):
        groups = card.card(key)
        for group in groups.keys():  # noqa: SIM118 - a card is not a dict
            for word in groups.texts(group):
                _add(groups, group, meaning, (word, role, group))
    card.close()
    alternatives = "|".join(map(re.escape, sorted(meaning, key=len, reverse=True)))
    return Vocabulary(re.compile(alternatives), meaning)


def _add(card: Card, key: str, meaning: dict[str, tuple[_Role, str]], entry: tuple[str, _Role, str]) -> None:
    word, role, value = entry
    if word in meaning:
        raise card.error(key, f"{word} has two roles")
    meaning[word] = (role, value)
