"""Reads the glossary, ``terms.yaml``: the authority for identifiers and the Chinese that users see."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from jiheng.cards import read_card


class TermKind(StrEnum):
    """What a term measures."""

    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    POINTS = "points"
    FIGURE = "figure"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Term:
    """One identifier and the one Chinese term it stands for."""

    code: str
    chinese: str
    kind: TermKind


@cache
def all_terms() -> dict[str, Term]:
    """Return every term by its identifier.

    Raises:
        StandardError: The glossary is wrong, or one Chinese term has two identifiers.
    """
    card = read_card(files("jiheng.terms") / "terms.yaml")
    terms: dict[str, Term] = {}
    taken: dict[str, str] = {}
    for code in card.keys():  # noqa: SIM118 - a card is not a dict
        entry = card.card(code)
        term = Term(code, entry.text("term"), entry.choice("kind", TermKind))
        entry.close()
        if taken.setdefault(term.chinese, code) != code:
            raise card.error(code, f"{term.chinese} already stands for {taken[term.chinese]}")
        terms[code] = term
    return terms


def chinese(code: str) -> str:
    """Return the Chinese of an identifier, or the identifier where the glossary does not have it."""
    term = all_terms().get(code)
    return term.chinese if term else code
