"""What a package leaves behind for comparing it with others of the same call.

A few counts, and its passages as samples of hashes with the words to quote. Nothing else is kept, so a call
over thousands of packages stays flat but for some ten kilobytes each.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from decimal import Decimal

from jiheng.audit._dossier import Dossier, Row
from jiheng.audit._passages import excerpt, passages
from jiheng.audit._types import Elsewhere
from jiheng.audit._years import fiscal_year, form_words
from jiheng.reports import FormKind, Package
from jiheng.scoring import ScoreSheet
from jiheng.values import DeadlineTarget, NumericTarget, collapse

_CAP = Decimal(2)
"""An attainment above 200 % counts as that much, lest one row of 80 000 % make a unit's mean."""
_OVER = Decimal("1.3")


@dataclass(frozen=True, slots=True)
class Trace:
    """What a package leaves behind for comparing it with others."""

    package: str
    unit: str
    year: int | None
    rows: int
    full_marks: Decimal | None
    """Share of the scored rows that were given their whole weight; None where there are none, as below."""
    attainment: Decimal | None
    """Mean of achieved over target, each at most 200 %."""
    over_achievement: Decimal | None
    """Share of the rows with an attainment that have more than 130 %."""
    measurable: Decimal | None
    """Share of the rows whose target is a number or a date."""
    places: tuple[Elsewhere, ...] = ()
    """The passages, each cut to what a finding quotes."""
    sketches: tuple[array[int], ...] = field(default=(), repr=False)
    """The passages' sampled shingles as numbers of 32 bits, in the same order."""

    def metric(self, name: str) -> Decimal | None:
        """Return one of the four shares by its name."""
        return {
            "full_marks": self.full_marks,
            "attainment": self.attainment,
            "over_achievement": self.over_achievement,
            "measurable": self.measurable,
        }[name]


METRICS = ("full_marks", "attainment", "over_achievement", "measurable")


def trace_of(package: Package, sheets: tuple[ScoreSheet, ...]) -> Trace:
    """Return what a package leaves behind.

    Args:
        package: The forms of one budget unit.
        sheets: Their score sheets.
    """
    rows = Dossier(package, sheets).rows
    completions = [row.completion for row in rows if row.completion is not None]
    marked = [row for row in rows if row.weight and row.indicator.score.value is not None]
    found = passages(package)
    name = package.name or unit_of(package) or "材料"
    return Trace(
        package=name,
        unit=unit_of(package),
        year=fiscal_year(package),
        rows=len(rows),
        full_marks=_share(sum(row.has_full_marks for row in marked), len(marked)),
        attainment=_share(sum(min(c, _CAP) for c in completions), len(completions)),
        over_achievement=_share(sum(c > _OVER for c in completions), len(completions)),
        measurable=_share(sum(map(_is_measurable, rows)), len(rows)),
        places=tuple(
            Elsewhere(name, form_words(package, p.form), p.form, p.cell.at, excerpt(p.cell.text))
            for p in found
        ),
        sketches=tuple(array("I", passage.sketch()) for passage in found),
    )


def unit_of(package: Package) -> str:
    """Return whose package it is: the department's name, else the supervising department's."""
    departments = [form.name.text for _, form in package.evaluations(FormKind.DEPARTMENT)]
    others = [form.supervising_department.text for _, form in package.evaluations()]
    return next((collapse(text) for text in (*departments, *others) if text), "")


def _is_measurable(row: Row) -> bool:
    return isinstance(row.indicator.target.reading, NumericTarget | DeadlineTarget)


def _share(part: Decimal | int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
