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
    change: str = ""
    """What would change the marks: the achieved value that earns all of them, or the next band; "" where they
    are whole, or nothing can be said."""

    @property
    def agrees(self) -> bool | None:
        """Whether the reported marks lie in the interval, within half a unit of their last printed digit."""
        if self.reported is None or self.kind is LineKind.NOT_SCORED:
            return None
        if self.low <= self.reported <= self.high:
            return True
        exponent = self.reported.as_tuple().exponent
        slack = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
        return self.low - slack <= self.reported <= self.high + slack


@dataclass(frozen=True, slots=True)
class UsedCell:
    """A cell that a computed indicator takes a figure from."""

    name: str
    """The operand's name on the card."""
    label: str
    """What it is called, in Chinese."""
    form: int
    """Index into ``Package.forms``; -1 where it stands in another package, or nowhere."""
    at: str
    text: str
    """As printed; "" where nothing is."""
    number: Decimal | None
    missing: str
    """Why there is no number, naming the cell; "" where there is one."""


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """The same rate as a form prints it."""

    form: int
    at: str
    text: str
    in_table: bool
    """Whether it is a row of the department's own table, not a cell of the base data."""
    agrees: bool | None
    """Whether the computed rate rounds to it; None where either cannot be told."""


@dataclass(frozen=True, slots=True)
class ComputedIndicator:
    """A department-level indicator computed from the base data and the department's funds."""

    code: str
    title: str
    basis: str
    is_certain: bool
    """Whether the formula's source was seen."""
    formula: str
    """In words: ``实际在职人数 ÷ 编制数``."""
    cells: tuple[UsedCell, ...]
    value: Decimal | None
    """A fraction of one; None where it cannot be computed."""
    working: str
    """``90 ÷ 96 = 93.75%``, or why there is no value."""
    max_score: Decimal | None
    """None where the pack gives no marks."""
    low: Decimal | None
    high: Decimal | None
    why: str
    """How the marks follow, or why there are none."""
    printed: tuple[PrintedRate, ...]
    note: str


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The indicators computed for one department form, by one pack of cards."""

    pack: str
    """The pack's id, ``cn/hunan``."""
    title: str
    chosen_because: str
    rows: tuple[ComputedIndicator, ...]
    left_out: str
    """Which indicators had no form to take figures from; "" where none."""


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
    computed: IndicatorTable | None = None
    """The indicators computed from the base data, for a department's form."""

    @property
    def judged_share(self) -> Decimal:
        """Share of the weight that was judged, 0 … 1."""
        return self.judged_weight / self.total_weight if self.total_weight else Decimal(0)
