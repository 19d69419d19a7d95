"""Figures as exact numbers with the precision they are printed in. All of the audit's tolerance is here.

A figure printed with one decimal may stand for anything within half a unit of that decimal. Two figures that
could be the same amount, once that is allowed for, are no finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from jiheng.values import Figure, Missing, convert

PERCENT = "%"
_HUNDRED = Decimal(100)
_SHOWN = -2
_WHOLE = Decimal("0.5")


def half_unit(number: Decimal) -> Decimal:
    """Return half a unit of the last digit a number is printed with; whole numbers have half of one."""
    exponent = number.as_tuple().exponent
    return _half(exponent) if isinstance(exponent, int) and exponent < 0 else _WHOLE


@cache
def _half(exponent: int) -> Decimal:
    return Decimal(5).scaleb(exponent - 1)


def fraction(figure: Figure) -> Decimal | None:
    """Return a rate as a fraction of one: 93.75 % is 0.9375, printed precision kept."""
    number = figure.value
    if number is None or figure.unit != PERCENT:
        return number
    return number.scaleb(-2)


def in_unit(figure: Figure, unit: str) -> Decimal | None:
    """Return a figure's number in a unit, or None where it measures something else.

    A figure without a unit fits any but a percentage.
    """
    number, own = figure.value, figure.unit
    if own == unit:
        return number
    if PERCENT in {unit, own}:
        return None
    return number if number is None or not unit or not own else convert(number, own, unit)


def sum_slack(total: Decimal, parts: Sequence[Decimal], *, whole_exact: bool) -> Decimal:
    """Return how far a printed total may lie from the sum of its printed parts without being wrong.

    Half a unit of the total's last digit, and half a unit of the finest digit for each part that is printed
    to it: authors drop trailing zeros, so 110 beside 9.64 is exact.

    Args:
        total: The printed total.
        parts: The printed parts.
        whole_exact: Whether whole numbers were never rounded (marks are not, amounts may be).
    """
    own = half_unit(total)
    halves = [half_unit(part) for part in parts]
    if halves == [own]:
        return Decimal(0)
    finest = min(own, *halves)
    if whole_exact:
        own = own if own < _WHOLE else Decimal(0)
        return own if finest == _WHOLE else own + halves.count(finest) * finest
    slack = own + halves.count(finest) * finest
    # Amounts in whole 万元 are seldom rounded; more than one unit off is a mistake, however many parts.
    return min(slack, Decimal(1)) if finest == _WHOLE else slack


def equal_slack(left: Decimal, right: Decimal) -> Decimal:
    """Return how far two prints of one figure may differ: half a unit of the coarser, if one is coarser."""
    halves = half_unit(left), half_unit(right)
    return Decimal(0) if halves[0] == halves[1] else max(halves)


def ratio_slack(rate: Decimal, numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return how far a printed rate may lie from the quotient of two printed figures.

    Half a unit of the rate's last digit, and what rounding of both figures to the finer precision of the two
    (at least one decimal: amounts in 万元 are not rounded to whole units) does to the quotient.
    """
    rounding = min(half_unit(numerator), half_unit(denominator), Decimal("0.05"))
    if numerator == denominator:
        return half_unit(rate)
    return half_unit(rate) + rounding * (1 + abs(numerator / denominator)) / abs(denominator)


def plain(number: Decimal) -> str:
    """Return a number as a person writes it: no exponent, no trailing zeros, at most two decimals."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < _SHOWN:
        number = number.quantize(Decimal(1).scaleb(_SHOWN), ROUND_HALF_UP)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(number: Decimal) -> str:
    """Return a fraction of one as ``93.75%``."""
    return plain(number * _HUNDRED) + PERCENT


def shown(figure: Figure) -> str:
    """Return a figure as printed, or the word for what is there instead."""
    return figure.text if figure.number is not Missing.BLANK else "空白"
