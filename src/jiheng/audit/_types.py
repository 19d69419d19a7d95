"""What the audit gives: findings with their addresses, basis and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jiheng.reports import Package
from jiheng.scoring import ScoreSheet


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    """The document contradicts itself or a rule: it must be put right before it is filed."""
    WARNING = "warning"
    """A reviewer would ask; a reason or a correction is expected."""
    INFO = "info"
    """Worth a look; may well be in order."""

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A cell (``T3R12C5``) or paragraph (``P17``) of a form, with its text as printed."""

    form: int
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in another package: last year's, or another unit's. ``form`` counts that package's forms."""

    package: str
    """That package's name."""
    where: str
    """The form in words: ``项目表《会务服务》``."""
    form: int
    cell: str
    text: str
    """As printed; cut where only an excerpt was kept."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A cell that follows from others, and what it has to say: to be accepted by a person, one by one."""

    form: int
    """Index into ``Package.forms``."""
    at: str
    """The cell's address."""
    field: str
    """The cell's place in the form's record: ``funds[0].execution_rate``."""
    old: str
    """What is printed there; a fix no longer applies where something else is."""
    new: str
    why: str
    """The arithmetic that gives it."""
    along: tuple[Fix, ...] = ()
    """Cells of the same form that change with it: the total along with a mark."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or doubtful."""

    rule: str
    """The rule card's code, ``SCO-003``."""
    severity: Severity
    title: str
    message: str
    basis: str
    """The citation to print: document number or printed form, with how sure we are."""
    remedy: str
    at: tuple[Evidence, ...]
    elsewhere: tuple[Elsewhere, ...] = ()
    """What the finding is held against in other packages: never an address of this one."""
    fixes: tuple[Fix, ...] = ()
    """Changes that settle it, where nothing but the printed figures decides what is right."""


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that a project's settings switch off, and why."""

    rule: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A package with its score sheets and findings, worst first."""

    package: Package
    score_sheets: tuple[ScoreSheet, ...]
    findings: tuple[Finding, ...]
    profile: str = ""
    """The profile the findings were chosen by; "" where nothing was audited."""
    switched_off: tuple[SwitchedOff, ...] = ()

    def sheet(self, form: int) -> ScoreSheet | None:
        """Return the score sheet of a form, or None where it is not scored."""
        return next((sheet for sheet in self.score_sheets if sheet.form == form), None)

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)
