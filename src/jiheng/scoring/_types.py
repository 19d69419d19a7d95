"""What scoring gives: a sheet per scored form, each line with the interval it can prove and the steps."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class LineKind(StrEnum):
    """How a line's marks were found."""

    EXECUTION = "execution"
    """预算执行: weight × min(1, actual ÷ final budget)."""
    QUANTITATIVE = "quantitative"
    """One number follows from the figures."""
    AMBIGUOUS = "ambiguous"
    """The figures allow two readings (bare number, achieved bound); the interval spans them."""
    QUALITATIVE = "qualitative"
    """A phrase card chose the band; the interval is the band."""
    UNJUDGED = "unjudged"
    """No card could judge the words; the interval is the whole weight."""
    NOT_SCORED = "not_scored"
    """No weight is printed, or the weight is not a number."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One indicator or the execution line."""

    name: str
    at: str
    """The row, ``T3R12``."""
    kind: LineKind
    max_score: Decimal | None
    reported: Decimal | None
    low: Decimal
    high: Decimal
    why: str
    """The formula with its numbers (``3.6 ÷ 5 × 4 = 2.88``) or the reason in plain Chinese."""
    steps: tuple[str, ...]
    """The same in full, step by step, ready to print."""
    completion: Decimal | None = None
    """Achieved over target where both are numbers of one unit; 1 is exactly met. For at-most targets
    target over achieved."""
    met: bool | None = None
    """Whether the figures (or a phrase card) show the target met; None where that cannot be told."""

    @property
    def agrees(self) -> bool | None:
        """Whether the reported marks lie in the interval, within half a unit of their last printed digit."""
        if self.reported is None or self.kind is LineKind.NOT_SCORED:
            return None
        exponent = self.reported.as_tuple().exponent
        slack = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
        return self.low - slack <= self.reported <= self.high + slack


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A form's marks, reported against recomputed."""

    form: int
    """Index into ``Package.forms``."""
    standard: str
    """The standard's id, ``cn/hunan``."""
    standard_title: str
    chosen_because: str
    """Why this standard was used, in plain Chinese."""
    reported_total: Decimal | None
    low: Decimal
    high: Decimal
    lines: tuple[ScoreLine, ...]
    judged_weight: Decimal
    """Weight of the lines that are not UNJUDGED."""
    total_weight: Decimal
    reported_grade: str
    """优、良、中、差, or "" where no total is reported."""
    low_grade: str
    high_grade: str
    difference: tuple[str, ...]
    """Where reported and recomputed part, line by line, in plain Chinese; empty where they agree."""

    @property
    def judged_share(self) -> Decimal:
        """Share of the weight that was judged, 0 … 1."""
        return self.judged_weight / self.total_weight if self.total_weight else Decimal(0)
