"""What a card of a department-level indicator says: which cells, which formula, how it is marked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from jiheng.cards import Certainty, Citation
from jiheng.reports import SelfEvaluation
from jiheng.standards._types import Dated, VersionDate, day_for


class Root(Enum):
    """The form that a cell stands in."""

    BASE_DATA = "base_data"
    PREVIOUS_BASE_DATA = "previous_base_data"
    """The base data of the year before, where the caller gave that package."""
    DEPARTMENT = "department_self_evaluation"


@dataclass(frozen=True, slots=True)
class CellPath:
    """A checked address: ``base_data.expenditure[procurement].budget``."""

    text: str
    root: Root
    block: str
    """``staff``, ``buildings``, ``expenditure`` or ``funds``."""
    key: str
    """Which line of the block, by its term or source; "" where the block has no lines."""
    field: str


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell of the formula with the name people know it by."""

    name: str
    label: str
    path: CellPath


@dataclass(frozen=True, slots=True)
class Formula:
    """(sum of ``plus`` − sum of ``minus``) ÷ ``under``: what both relations of a card come to."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]
    under: str


class Bound(Enum):
    """Which side of its limit a rate must keep for full marks."""

    AT_MOST = "full_at_most"
    AT_LEAST = "full_at_least"


@dataclass(frozen=True, slots=True)
class Limit:
    """The rate up to or from which full marks are due."""

    bound: Bound
    rate: Decimal

    def passed_by(self, rate: Decimal) -> Decimal:
        """Return how far a rate lies on the wrong side; 0 or less where it keeps the limit."""
        return rate - self.rate if self.bound is Bound.AT_MOST else self.rate - rate


@dataclass(frozen=True, slots=True)
class AllOrNothing:
    """Full marks within the limit, else none."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class Proportional:
    """Full marks within the limit, else weight × the smaller of rate and limit ÷ the larger."""

    limit: Limit


@dataclass(frozen=True, slots=True)
class DeductPerPoint:
    """Full marks within the limit, else ``deduct`` off for each ``step`` beyond it."""

    limit: Limit
    step: Decimal
    deduct: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """The marks of rates up to a limit, the limit itself included."""

    at_most: Decimal
    score: Decimal


@dataclass(frozen=True, slots=True)
class Banded:
    """Marks by bands, the lowest rates first; above the last one ``above`` is due."""

    bands: tuple[Band, ...]
    above: Decimal
    silent_below: Decimal | None
    """Rates below this are in no band of the source; None where the first band is open below."""


Method = AllOrNothing | Proportional | DeductPerPoint | Banded


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the indicator is marked from one day on."""

    max_score: Decimal
    method: Method


@dataclass(frozen=True, slots=True)
class IndicatorCase:
    """An example of the card: the texts of its cells, and the rate (or why there is none) and marks."""

    name: str
    texts: tuple[tuple[str, str], ...]
    result: str
    marks: str


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """One department-level indicator as one pack computes it."""

    code: str
    """Its term in the glossary: ``headcount_control_rate``."""
    title: str
    also_called: tuple[str, ...]
    citation: tuple[Citation, ...]
    note: str
    """What a reader must know about how the formula was applied to the printed cells; usually ""."""
    operands: tuple[Operand, ...]
    formula: Formula
    printed: tuple[CellPath, ...]
    """Cells of the forms that print the same rate."""
    marks: Dated[Scheme] | None
    """None where the pack gives the indicator no marks."""
    cases: tuple[IndicatorCase, ...]

    @property
    def is_certain(self) -> bool:
        """Whether another result can be called wrong.

        Every source of the formula must have been seen, and its own cells be the printed ones: a note says
        where others stand in for them.
        """
        seen = all(citation.source.certainty is Certainty.SEEN for citation in self.citation)
        return seen and not self.note

    def operand(self, name: str) -> Operand:
        """Return an operand by its name."""
        return next(operand for operand in self.operands if operand.name == name)

    def scheme_on(self, day: dt.date | None) -> Scheme | None:
        """Return how it is marked on a day, or None where it is not."""
        return self.marks.on(day) if self.marks else None


class ChosenBy(Enum):
    """How a package that follows a pack is known."""

    STANDARD = "standard"
    """Its department form is scored by the standard of the same folder."""
    MARKS = "marks"
    """Its department form prints at least two of the indicators with the pack's marks."""
    BASE_DATA_FORM = "base_data_form"
    """Nothing else fits, and the cells are those of the base data form that the pack was made from."""


@dataclass(frozen=True, slots=True)
class IndicatorPack:
    """The department-level indicators of one place or one published table."""

    id: str
    """The folder below ``standards/``: ``cn/hunan``."""
    title: str
    citation: tuple[Citation, ...]
    version_date: VersionDate
    chosen_by: tuple[ChosenBy, ...]
    indicators: tuple[IndicatorCard, ...]

    def day_for(self, form: SelfEvaluation) -> dt.date | None:
        """Return the day that picks the version for a department form, or None where none is printed."""
        return day_for(self.version_date, form)
