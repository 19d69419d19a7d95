"""The closed set of relations that a rule card may name. Each takes figures and says whether they fit.

A relation returns None where the figures fit or cannot be compared, else the words for the card's message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from jiheng.audit._amounts import (
    PERCENT,
    equal_slack,
    fraction,
    half_unit,
    in_unit,
    percent,
    plain,
    ratio_slack,
    shown,
    sum_slack,
)
from jiheng.audit._dossier import is_blank
from jiheng.audit._paths import Leaf
from jiheng.values import Figure, Missing

_MANY = 6


class Check(StrEnum):
    """What a card's ``check`` may say."""

    EQUALS = "equals"
    SUM_OF = "sum_of"
    RATIO_OF = "ratio_of"
    CHANGE_OF = "change_of"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    BOTH_OR_NEITHER = "both_or_neither"
    REQUIRED_WHEN = "required_when"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a card sets beside its fields."""

    constant: Figure | None
    """A figure of the rule's own, in place of the second field (weights add up to 100)."""
    tolerance: Decimal
    """Allowed beyond what printed precision explains."""
    whole_exact: bool
    """Whether whole numbers in a sum are exact: marks are, amounts of money may be rounded."""
    fewest_parts: int
    """How many parts of a sum must hold a figure before it says anything."""
    report_missing: bool
    """Whether a blank or unreadable checked figure is itself reported where it can be computed."""


Bound = Mapping[str, Sequence[Leaf]]
Words = dict[str, str]
Relation = Callable[[Bound, Terms], Words | None]


def equals(bound: Bound, terms: Terms) -> Words | None:
    """One figure in two places, or a figure that a rule fixes."""
    value, other = _figure(bound, "value"), _other(bound, "other", terms)
    if value is None or other is None or value.value is None or other.value is None:
        return None
    right = in_unit(other, value.unit)
    if right is None:
        return None
    slack = terms.tolerance + (0 if terms.constant is not None else equal_slack(value.value, right))
    difference = abs(value.value - right)
    if difference <= slack:
        return None
    return {"expected": plain(right), "difference": plain(difference)}


def sum_of(bound: Bound, terms: Terms) -> Words | None:
    """A total and its parts. Where several totals are given, one that fits is enough."""
    parts = _present(bound, "parts")
    totals = _figures(bound, "total")
    if len(parts) < terms.fewest_parts or not totals:
        return None
    checked = [total for total in totals if total.value is not None]
    if not checked:
        return _missing(totals[0], parts) if terms.report_missing else None
    if any(_sum_fits(total, parts, terms) for total in checked):
        return None
    numbers = [in_unit(part, checked[0].unit) or Decimal(0) for part in parts]
    expected = sum(numbers, Decimal(0))
    return {"expected": plain(expected), "difference": plain(abs(expected - _number(checked[0])))}


def _sum_fits(total: Figure, parts: Sequence[Figure], terms: Terms) -> bool:
    numbers = [in_unit(part, total.unit) for part in parts]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        return True
    own = _number(total)
    gap = abs(own - sum(known, Decimal(0)))
    return not gap or gap <= sum_slack(own, known, whole_exact=terms.whole_exact) + terms.tolerance


def _missing(total: Figure, parts: Sequence[Figure]) -> Words | None:
    if not total.at or total.number is Missing.NOT_APPLICABLE:
        return None
    expected = sum((_number(part) for part in parts), Decimal(0))
    return {"expected": plain(expected), "difference": plain(expected)}


def ratio_of(bound: Bound, terms: Terms) -> Words | None:
    """A rate and the two figures it is the quotient of. A denominator of zero has no rate.

    Where several denominators are given, one that fits is enough.
    """
    rate, numerator = _figure(bound, "rate"), _figure(bound, "numerator")
    unders = [under.value for under in _figures(bound, "denominator") if under.value]
    if rate is None or numerator is None or numerator.value is None or not unders:
        return None
    over = numerator.value
    found = [_rate_differs(rate, over / under, ratio_slack_of(rate, over, under), terms) for under in unders]
    return None if None in found else found[0]


def ratio_slack_of(rate: Figure, over: Decimal, under: Decimal) -> Decimal:
    """Return the slack of a rate: see ``ratio_slack``. A missing rate has none."""
    printed = fraction(rate)
    return Decimal(0) if printed is None else ratio_slack(printed, over, under)


def change_of(bound: Bound, terms: Terms) -> Words | None:
    """A change and the two figures it leads from and to: (after − before) ÷ before."""
    rate = _figure(bound, "rate")
    before, after = _figure(bound, "before"), _figure(bound, "after")
    if rate is None or before is None or after is None:
        return None
    old, new = before.value, after.value
    if old is None or new is None or not old:
        return None
    return _rate_differs(rate, (new - old) / old, ratio_slack_of(rate, new, old), terms)


def _rate_differs(rate: Figure, expected: Decimal, slack: Decimal, terms: Terms) -> Words | None:
    printed = fraction(rate)
    if printed is None:
        if not terms.report_missing or not rate.at or rate.number is Missing.NOT_APPLICABLE:
            return None
        return {"expected": percent(expected), "difference": percent(expected)}
    readings = [(printed, slack)]
    if rate.unit != PERCENT:
        # A percent column may leave the sign to its header: 86.2 and 0.862 are both read.
        own = half_unit(printed)
        readings.append((printed.scaleb(-2), slack - own + own.scaleb(-2)))
    gaps = [abs(value - expected) for value, _ in readings]
    allowed = [reach + terms.tolerance for _, reach in readings]
    if any(gap <= most for gap, most in zip(gaps, allowed, strict=True)):
        return None
    return {"expected": percent(expected), "difference": percent(min(gaps))}


def at_most(bound: Bound, terms: Terms) -> Words | None:
    """A figure, or the sum of several, that may not exceed another."""
    return _exceeds(bound, terms, 1)


def at_least(bound: Bound, terms: Terms) -> Words | None:
    """A figure, or the sum of several, that may not fall short of another."""
    return _exceeds(bound, terms, -1)


def _exceeds(bound: Bound, terms: Terms, sign: int) -> Words | None:
    limit = _other(bound, "limit", terms)
    most = limit.value if limit else None
    values = _present(bound, "value") if most is not None else ()
    if limit is None or most is None or not values:
        return None
    known = [number for value in values if (number := in_unit(value, limit.unit)) is not None]
    if len(known) < len(values):
        return None
    total = sum(known, Decimal(0)) if len(known) > 1 else known[0]
    over = (total - most) * sign
    slack = terms.tolerance
    if over > slack and terms.constant is None:
        slack += sum_slack(most, known, whole_exact=terms.whole_exact)
    if over <= slack:
        return None
    return {"expected": plain(most), "sum": plain(total), "difference": plain(over)}


def both_or_neither(bound: Bound, _terms: Terms) -> Words | None:
    """Two cells that are filled in together or left blank together."""
    left, right = _leaf(bound, "left"), _leaf(bound, "right")
    if left is None or right is None or not (left.at and right.at):
        return None
    return {} if is_blank(left.text) != is_blank(right.text) else None


def required_when(bound: Bound, _terms: Terms) -> Words | None:
    """A cell that must be filled in where another one is, zero not counting as filled in."""
    value, when = _leaf(bound, "value"), _leaf(bound, "when")
    if value is None or when is None or not value.at or not is_blank(value.text):
        return None
    if is_blank(when.text) or (isinstance(when, Figure) and not when.value):
        return None
    return {}


def _leaf(bound: Bound, name: str) -> Leaf | None:
    cells = bound.get(name, ())
    return cells[0] if cells else None


def _figures(bound: Bound, name: str) -> list[Figure]:
    return [cell for cell in bound.get(name, ()) if isinstance(cell, Figure)]


def _present(bound: Bound, name: str) -> list[Figure]:
    """Return the figures that hold a number: a blank is absent, not zero."""
    return [
        cell for cell in bound.get(name, ()) if isinstance(cell, Figure) and isinstance(cell.number, Decimal)
    ]


def _figure(bound: Bound, name: str) -> Figure | None:
    cells = bound.get(name)
    return cells[0] if cells and isinstance(cells[0], Figure) else None


def _other(bound: Bound, name: str, terms: Terms) -> Figure | None:
    return terms.constant or _figure(bound, name)


def _number(figure: Figure) -> Decimal:
    return figure.value if figure.value is not None else Decimal(0)


# Several figures under these names are alternatives, not parts of a sum.
_ALTERNATIVES = frozenset({"total", "denominator"})


def words_of(bound: Bound) -> Words:
    """Return the cells of a relation as a message shows them; a long list is named by its length."""
    words = {}
    for name, cells in bound.items():
        texts = [shown(cell) if isinstance(cell, Figure) else cell.text or "空白" for cell in cells]
        texts = [text for text in texts if text != "空白"] if len(texts) > 1 else texts
        between = "、" if name in _ALTERNATIVES else " + "
        words[name] = between.join(texts) if len(texts) <= _MANY else f"{len(texts)}个数"
    return words


@dataclass(frozen=True, slots=True)
class Shape:
    """A relation's fields: the checked one first, then the rest."""

    relation: Relation
    fields: tuple[str, ...]
    many: frozenset[str]
    """Fields that may hold several figures."""


RELATIONS: Mapping[Check, Shape] = MappingProxyType(
    {
        Check.EQUALS: Shape(equals, ("value", "other"), frozenset()),
        Check.SUM_OF: Shape(sum_of, ("total", "parts"), frozenset({"total", "parts"})),
        Check.RATIO_OF: Shape(ratio_of, ("rate", "numerator", "denominator"), frozenset({"denominator"})),
        Check.CHANGE_OF: Shape(change_of, ("rate", "before", "after"), frozenset()),
        Check.AT_MOST: Shape(at_most, ("value", "limit"), frozenset({"value"})),
        Check.AT_LEAST: Shape(at_least, ("value", "limit"), frozenset({"value"})),
        Check.BOTH_OR_NEITHER: Shape(both_or_neither, ("left", "right"), frozenset()),
        Check.REQUIRED_WHEN: Shape(required_when, ("value", "when"), frozenset()),
    }
)
SECOND_FIELD = frozenset({"other", "limit"})
"""Fields that a constant of the card may stand for."""
