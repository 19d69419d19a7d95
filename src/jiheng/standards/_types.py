"""What a scoring standard says. Everything that changes with the law is dated."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

from jiheng.cards import Citation
from jiheng.reports import FormKind, SelfEvaluation

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value for each period: (first day in force, value), oldest first."""

    entries: tuple[tuple[dt.date, T], ...]

    @property
    def first_day(self) -> dt.date:
        """The first day for which a value is known."""
        return self.entries[0][0]

    def on(self, day: dt.date | None) -> T:
        """Return the value in force on a day.

        Args:
            day: None asks for the newest value. A day before the first entry gets the oldest value: an older
                one is not known, and the score sheet says so.
        """
        if day is None:
            return self.entries[-1][1]
        return next((value for first, value in reversed(self.entries) if first <= day), self.entries[0][1])


@dataclass(frozen=True, slots=True)
class Cited(Generic[T]):
    """A rule's value with what that rule alone rests on."""

    value: Dated[T]
    citation: tuple[Citation, ...]


class VersionDate(Enum):
    """Which date picks the version of a standard."""

    FISCAL_YEAR_END = "fiscal_year_end"
    FILING_DATE = "filing_date"


class AtMostMethod(Enum):
    """How an at-most target that is exceeded is scored."""

    TARGET_OVER_ACTUAL = "target_over_actual"
    """Weight × target ÷ actual."""
    LINEAR_TO_ZERO_AT_DOUBLE = "linear_to_zero_at_double"
    """Full at the target, 0 at twice the target and beyond, linear between."""


class Missed(Enum):
    """What a target without a size earns when it is missed (a deadline, a direction)."""

    ZERO = "zero"
    """Nothing: no proportion exists."""
    UNSETTLED = "unsettled"
    """The standard does not say how much: the whole weight is open."""


class Category(Enum):
    """What weights are given to, by the name that forms print."""

    EXECUTION = "预算执行"
    OUTPUT = "产出指标"
    BENEFIT = "效益指标"
    SATISFACTION = "满意度指标"
    COST = "成本指标"
    INDICATORS = "指标合计"
    """All indicators together, where the standard leaves their split free."""


@dataclass(frozen=True, slots=True)
class Grades:
    """Lower limits of the grades (优、良、中、差), best first."""

    limits: tuple[tuple[str, Decimal], ...]

    def of(self, score: Decimal) -> str:
        """Return the grade of a score on the standard's own scale."""
        return next((name for name, limit in self.limits if score >= limit), self.limits[-1][0])


@dataclass(frozen=True, slots=True)
class Bands:
    """Where the bands for qualitative indicators part, as shares of the weight: met, partly, not met."""

    met_from: Decimal
    partly_from: Decimal


@dataclass(frozen=True, slots=True)
class Version:
    """A standard on one day: plain values, ready to score with."""

    total: Decimal
    grades: Grades
    weights: tuple[tuple[Category, Decimal], ...]
    at_most_exceeded: AtMostMethod
    missed_deadline: Missed
    missed_direction: Missed
    bands: Bands
    overshoot_needs_reason_above: Decimal
    """Completion (1 is exactly met) above which a reason is due."""
    execution_needs_reason_below: Decimal | None
    """Execution rate below which a reason is due; None where the standard names none."""


@dataclass(frozen=True, slots=True)
class Standard:
    """A scoring standard with its dated rules; ``version_on`` gives the values of one day."""

    id: str
    """The folder below ``standards/``: ``cn/hunan``."""
    title: str
    citation: tuple[Citation, ...]
    applies: tuple[FormKind, ...]
    version_date: VersionDate
    form_numbers: tuple[str, ...]
    """Printed form numbers that identify it: ``510000_0013zp``."""
    places: tuple[str, ...]
    """Place names of the units that follow it."""
    identified_by_weights: bool
    """Whether its weights are so unlike the usual ones that they identify it."""
    notes: tuple[tuple[FormKind, str], ...]
    """What a reader of a sheet must know where it is used for this kind of form, in plain Chinese."""
    total: Cited[Decimal]
    grades: Cited[Grades]
    weights: Cited[tuple[tuple[Category, Decimal], ...]]
    at_most_exceeded: Cited[AtMostMethod]
    missed_deadline: Cited[Missed]
    missed_direction: Cited[Missed]
    bands: Cited[Bands]
    overshoot_needs_reason_above: Cited[Decimal]
    execution_needs_reason_below: Cited[Decimal] | None

    @property
    def first_day(self) -> dt.date:
        """The first day for which all its rules are known."""
        return max(self.total.value.first_day, self.grades.value.first_day, self.weights.value.first_day)

    def note_for(self, kind: FormKind) -> str:
        """Return what must be said where it is used for a kind of form, or ""."""
        if kind not in self.applies:
            return "该标准没有写明适用于这种表，参照使用。"
        return dict(self.notes).get(kind, "")

    def day_for(self, form: SelfEvaluation) -> dt.date | None:
        """Return the day that picks the version for a form, or None where the form does not print it."""
        return day_for(self.version_date, form)

    def version_on(self, day: dt.date | None) -> Version:
        """Return the values in force on a day; None asks for the newest."""
        below = self.execution_needs_reason_below
        return Version(
            total=self.total.value.on(day),
            grades=self.grades.value.on(day),
            weights=self.weights.value.on(day),
            at_most_exceeded=self.at_most_exceeded.value.on(day),
            missed_deadline=self.missed_deadline.value.on(day),
            missed_direction=self.missed_direction.value.on(day),
            bands=self.bands.value.on(day),
            overshoot_needs_reason_above=self.overshoot_needs_reason_above.value.on(day),
            execution_needs_reason_below=below.value.on(day) if below else None,
        )


def day_for(version_date: VersionDate, form: SelfEvaluation) -> dt.date | None:
    """Return the day that picks a version for a form, or None where the form does not print it."""
    if version_date is VersionDate.FILING_DATE:
        return form.filing_date
    return dt.date(form.fiscal_year, 12, 31) if form.fiscal_year else None
