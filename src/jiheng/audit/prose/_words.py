"""The word lists of ``words.yaml`` as patterns."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from jiheng.cards import read_card


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    card = read_card(files("jiheng.audit.prose") / "words.yaml")
    lists = {name: card.texts(name) for name in card.keys()}  # noqa: SIM118 - a card is not a dict
    card.close()
    return lists


def words(name: str) -> tuple[str, ...]:
    """Return a list of words."""
    return _lists()[name]


@cache
def first_signs(name: str) -> frozenset[str]:
    """Return the signs that words of a list start with: asked for before the words are tried."""
    return frozenset(word[0] for word in words(name))


@cache
def last_signs(name: str) -> frozenset[str]:
    """Return the signs that words of a list end with."""
    return frozenset(word[-1] for word in words(name))


def one_of(name: str) -> str:
    """Return a pattern that matches any word of a list, the longest first.

    Their first signs are asked for before the words are tried: a search passes over most of a text quickly.
    """
    longest_first = sorted(words(name), key=len, reverse=True)
    signs = "".join(sorted({re.escape(word[0]) for word in longest_first}))
    return f"(?=[{signs}])(?:" + "|".join(map(re.escape, longest_first)) + ")"
