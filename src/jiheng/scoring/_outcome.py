"""What one line earns, and how numbers are written into the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.scoring._types import LineKind
from jiheng.values import round_half_up

PLACES = 2
"""Marks are rounded half up to this many digits, once, at the end of each line."""
_HALF_STEP = Decimal(5).scaleb(-PLACES - 1)
_MOST_PLACES = 6
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The interval a line earns, with its reasons."""

    kind: LineKind
    low: Decimal
    high: Decimal
    why: str
    steps: tuple[str, ...]
    completion: Decimal | None = None
    met: bool | None = None

    def with_steps(self, steps: tuple[str, ...], completion: Decimal | None) -> Outcome:
        """Return the same outcome with other steps; a plain call, since every indicator passes here."""
        return Outcome(self.kind, self.low, self.high, self.why, steps, completion, self.met)


def unjudged(weight: Decimal, why: str, *steps: str, met: bool | None = None) -> Outcome:
    """Return the whole weight, open, with the reason."""
    return Outcome(
        LineKind.UNJUDGED,
        NOTHING,
        weight,
        why,
        (*steps, f"{why}，按 0–{plain(weight)} 分的整个区间列出。"),
        met=met,
    )


def marks_of(exact: Decimal, weight: Decimal) -> Decimal:
    """Return marks clamped to 0 … weight and rounded."""
    if exact >= weight:
        return weight
    # A weight with more digits than PLACES may be passed by rounding up.
    return min(round_half_up(exact, PLACES), weight) if exact > NOTHING else NOTHING


def equals(exact: Decimal, marks: Decimal) -> str:
    """Return ``= 2.88`` or, where rounding or clamping changed it, ``≈ 1.87`` or ``→ 0``."""
    if exact == marks:
        return f"= {plain(marks)}"
    is_rounded = abs(exact - marks) <= _HALF_STEP
    return f"{'≈' if is_rounded else '→'} {plain(marks)}"


def tidy(number: Decimal) -> Decimal:
    """Return the same number without empty digits: 25.00 is 25."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


def slack(reported: Decimal) -> Decimal:
    """Return half a unit of the last printed digit: 95.2 may stand for anything from 95.15 to 95.25."""
    exponent = reported.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def plain(number: Decimal) -> str:
    """Return a number with no more digits than it needs: 3.60 is 3.6, 2E+1 is 20."""
    text = f"{number:f}"
    if "." not in text:
        return text
    if len(text) - text.index(".") > _MOST_PLACES + 1:
        return plain(round_half_up(number, _MOST_PLACES))
    return text.rstrip("0").rstrip(".")


def span(low: Decimal, high: Decimal) -> str:
    """Return ``4–5``, or ``4`` where both are the same."""
    return plain(low) if low == high else f"{plain(low)}–{plain(high)}"


def percent(share: Decimal) -> str:
    """Return a share as a percentage with at most two digits: 290%, 96.67%."""
    return f"{plain(round_half_up(share * 100, 2))}%"
