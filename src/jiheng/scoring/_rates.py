"""A formula and its cells → a rate, written out. A cell without a figure gives no rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.scoring._outcome import NOTHING, plain
from jiheng.scoring._types import UsedCell
from jiheng.standards import Formula, IndicatorCard
from jiheng.values import round_half_up

_PLACES = 2
_FINEST = Decimal("0.05")
"""Amounts in 万元 are not rounded to whole units: with no decimals printed they are exact to one."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A computed rate with its way there, or the way's end."""

    value: Decimal | None
    working: str
    slack: Decimal = NOTHING
    """How far the rate may move with what rounding of its amounts hides."""


def compute_rate(card: IndicatorCard, cells: Sequence[UsedCell]) -> Rate:
    """Compute a card's rate from its cells, all in one unit."""
    missing = [cell.missing for cell in cells if cell.missing]
    if missing:
        return Rate(None, f"{'，'.join(missing)}，没有计算")
    numbers = {cell.name: cell.number for cell in cells if cell.number is not None}
    formula, under = card.formula, numbers[card.formula.under]
    if under <= 0:
        label = card.operand(formula.under).label
        return Rate(None, f"{label}为 {plain(under)}，比率不存在")
    over = sum((numbers[name] for name in formula.plus), NOTHING)
    over -= sum((numbers[name] for name in formula.minus), NOTHING)
    value = over / under
    written = write_out(formula, {name: plain(number) for name, number in numbers.items()})
    return Rate(value, f"{written} {_equals(value)}", _slack(formula, numbers, value))


def write_out(formula: Formula, words: Mapping[str, str]) -> str:
    """Return a formula with words or figures in it: ``(59.33 − 64.45) ÷ 64.45``."""
    over = " + ".join(words[name] for name in formula.plus)
    over += "".join(f" − {words[name]}" for name in formula.minus)
    if len(formula.plus) + len(formula.minus) > 1:
        over = f"({over})"
    return f"{over} ÷ {words[formula.under]}"


def formula_words(card: IndicatorCard) -> str:
    """Return a card's formula in words: ``实际在职人数 ÷ 编制数``."""
    return write_out(card.formula, {operand.name: operand.label for operand in card.operands})


def rate_words(value: Decimal) -> str:
    """Return a rate as a percentage with at most two digits, a real minus before it."""
    rounded = round_half_up(value * 100, _PLACES)
    return f"−{plain(-rounded)}%" if rounded < 0 else f"{plain(rounded)}%"


def _equals(value: Decimal) -> str:
    exact = round_half_up(value * 100, _PLACES) == value * 100
    return f"{'=' if exact else '≈'} {rate_words(value)}"


def _slack(formula: Formula, numbers: Mapping[str, Decimal], value: Decimal) -> Decimal:
    """Return what half a unit of the finest printed digit in every amount does to the rate."""
    if value == 1 and len(formula.plus) + len(formula.minus) == 1:
        return NOTHING
    half = min(_FINEST, *(half_unit(number) for number in numbers.values()))
    terms = len(formula.plus) + len(formula.minus)
    return half * (terms + abs(value)) / numbers[formula.under]


def half_unit(number: Decimal) -> Decimal:
    """Return half a unit of the last digit a number is printed with; whole numbers have half of one."""
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb(min(exponent if isinstance(exponent, int) else 0, 0) - 1)
