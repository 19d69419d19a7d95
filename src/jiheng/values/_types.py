"""Printed figures and what they say. Records only; reading them is in the neighbouring modules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum


class Missing(Enum):
    """Why a figure is not there. Blank is not zero, and neither is the other."""

    BLANK = "blank"
    """Nothing is printed."""
    NOT_APPLICABLE = "not_applicable"
    """The author printed a stroke: ``/``, ``\\``, ``—``, 无."""
    UNREADABLE = "unreadable"
    """Something is printed that is not a figure."""


class Comparator(StrEnum):
    """How a figure bounds the other one."""

    AT_LEAST = "≥"
    MORE_THAN = ">"
    AT_MOST = "≤"
    LESS_THAN = "<"
    EQUAL = "="
    BARE = ""
    """A number stands alone: at least and equal are both possible readings."""
    BETWEEN = "~"

    @property
    def is_floor(self) -> bool:
        """Whether more is better."""
        return self in {Comparator.AT_LEAST, Comparator.MORE_THAN}

    @property
    def is_ceiling(self) -> bool:
        """Whether less is better."""
        return self in {Comparator.AT_MOST, Comparator.LESS_THAN}


class Direction(StrEnum):
    """Which way a figure moves."""

    UP = "上升"
    DOWN = "下降"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the year, the day, or both may not be printed (2024年12月, 1月12日)."""

    year: int | None
    month: int | None
    day: int | None

    def earliest(self, default_year: int) -> dt.date:
        """Return the first day the text may mean, in ``default_year`` where no year is printed."""
        return dt.date(self.year or default_year, self.month or 1, self.day or 1)

    def latest(self, default_year: int) -> dt.date:
        """Return the last day the text may mean, in ``default_year`` where no year is printed."""
        year = self.year or default_year
        month = self.month or 12
        if self.day is not None:
            return dt.date(year, month, self.day)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        return following - dt.timedelta(days=1)


# What a target (年度指标值) may say -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumericTarget:
    """A number to reach or to stay under: ``≥95%``, ``不超过3.32万元``, ``30场/期``."""

    comparator: Comparator
    number: Decimal
    unit: str
    upper: Decimal | None = None
    """The upper end where the comparator is BETWEEN."""


@dataclass(frozen=True, slots=True)
class DeadlineTarget:
    """To be done by a date: ``2024年5月30日前``."""

    by: PartialDate


@dataclass(frozen=True, slots=True)
class TrendTarget:
    """To move in a direction, with no size printed: ``较去年下降``."""

    direction: Direction


@dataclass(frozen=True, slots=True)
class QualitativeTarget:
    """Words: ``成效明显``, ``是否及时``."""

    text: str


Target = NumericTarget | DeadlineTarget | TrendTarget | QualitativeTarget | Missing


# What an achieved value (实际完成值) may say ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """A number: ``116家``. With a comparator it is only a bound: ``≥90%``, ``大于100人``."""

    number: Decimal
    unit: str
    bound: Comparator | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """A date on which it was done; ``by`` says that the text only bounds it (2024年12月前)."""

    date: PartialDate
    by: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """A change with its size where printed: ``下降4.14万元``."""

    direction: Direction
    number: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Described:
    """Words."""

    text: str


Achieved = Measured | Happened | Changed | Described | Missing


# A cell and what it says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printed:
    """Text as printed and the address it stands at (``T3R12C5``, ``P17``; "" where no cell exists)."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed, its address, and the exact number it says.

    ``number`` is in the printed unit: 93.75 for ``93.75%`` with unit ``%``. ``unit`` is the printed unit or,
    where none is printed in the cell, the one its label or the form gives (万元, 分), else "".
    """

    text: str
    at: str
    number: Decimal | Missing
    unit: str = ""

    @property
    def value(self) -> Decimal | None:
        """The number, or None where there is none for whatever reason."""
        return self.number if isinstance(self.number, Decimal) else None


@dataclass(frozen=True, slots=True)
class TargetText:
    """A target (年度指标值) as printed and as read."""

    text: str
    at: str
    reading: Target


@dataclass(frozen=True, slots=True)
class AchievedText:
    """An achieved value (实际完成值) as printed and as read."""

    text: str
    at: str
    reading: Achieved
