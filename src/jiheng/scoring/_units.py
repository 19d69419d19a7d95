"""Numbers of one unit in another: synonyms and factors from ``units.yaml``, money from ``values``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from jiheng.cards import Card, read_card, read_citations
from jiheng.values import convert, halve

MONEY = ("元", "千元", "万元", "亿元")


@dataclass(frozen=True, slots=True)
class UnitCase:
    """A case of the card: a number of ``unit`` said in ``into``; None where they cannot be compared."""

    name: str
    number: Decimal
    unit: str
    into: str
    expect: Decimal | None


@dataclass(frozen=True, slots=True)
class Units:
    """The words of ``units.yaml``."""

    canonical: dict[str, str]
    """Each word → the first word of its group."""
    general: frozenset[str]
    counting: frozenset[str]
    factors: tuple[dict[str, Decimal], ...]
    cases: tuple[UnitCase, ...]

    def convert(self, number: Decimal, unit: str, into: str) -> Decimal | None:
        """Return a number in another unit, or None where the two units do not measure one thing."""
        if unit == into:
            return number
        money = convert(number, unit, into)
        if money is not None:
            return money
        one, other = self._canonical(unit), self._canonical(into)
        if one == other or self._counts(one, other) or self._counts(other, one):
            return number
        for group in self.factors:
            if one in group and other in group:
                return number * group[one] / group[other]
        return None

    def _canonical(self, unit: str) -> str:
        plain = halve(unit)
        return self.canonical.get(plain, plain)

    def _counts(self, general: str, word: str) -> bool:
        return general in self.general and word in self.counting


@cache
def all_units() -> Units:
    """Return the units that scoring knows."""
    return read_units(files("jiheng.scoring") / "units.yaml")


def read_units(file: Traversable) -> Units:
    """Read ``units.yaml``.

    Raises:
        StandardError: A word stands in two groups, a factor is not a number, a key is unknown.
    """
    card = read_card(file)
    card.text("title")
    read_citations(card)
    units = Units(
        _groups(card),
        frozenset(card.texts("general")),
        frozenset(card.texts("counting")),
        tuple(_factors(group) for group in card.cards("factors")),
        tuple(_case(case) for case in card.cards("cases")),
    )
    card.close()
    return units


def _groups(card: Card) -> dict[str, str]:
    same = card.card("same")
    canonical: dict[str, str] = {}
    for unit in same.keys():  # noqa: SIM118 - a card is not a dict
        for word in (unit, *same.texts(unit)):
            if word in canonical:
                raise same.error(unit, f"{word} stands in two groups")
            canonical[word] = unit
    return canonical


def _factors(group: Card) -> dict[str, Decimal]:
    return {name: group.decimal(name) for name in group.keys()}  # noqa: SIM118 - a card is not a dict


def _case(case: Card) -> UnitCase:
    silent = case.text("expect") == "silent"
    read = UnitCase(
        case.text("name"),
        case.decimal("number"),
        case.text("unit"),
        case.text("into"),
        None if silent else case.decimal("expect"),
    )
    case.close()
    return read
