"""What one line earns, and how numbers are written into the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.scoring._types import LineKind
from jiheng.values import round_half_up

PLACES = 2
"""Marks are rounded half up to this many digits, once, at the end of each line."""
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
    rounded = round_half_up(min(max(exact, NOTHING), weight), PLACES)
    # A weight with more digits than PLACES may round up past itself.
    return min(rounded, weight)


def equals(exact: Decimal, marks: Decimal) -> str:
    """Return ``= 2.88`` or, where rounding or clamping changed it, ``≈ 1.87`` or ``→ 0``."""
    if exact == marks:
        return f"= {plain(marks)}"
    if round_half_up(exact, PLACES) == marks:
        return f"≈ {plain(marks)}"
    return f"→ {plain(marks)}"


def plain(number: Decimal) -> str:
    """Return a number with no more digits than it needs: 3.60 is 3.6, 2E+1 is 20."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MOST_PLACES:
        number = round_half_up(number, _MOST_PLACES)
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal) -> str:
    """Return a share as a percentage with at most two digits: 290%, 96.67%."""
    return f"{plain(round_half_up(share * 100, 2))}%"
