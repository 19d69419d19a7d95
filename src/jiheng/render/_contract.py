"""The JSON that other programs rely on, as types: schema ``jiheng/1``.

Additions are free; a change of meaning needs a new schema number. Every figure is the text as printed with
white space removed, "" for a blank cell. What has no counterpart here (a filing line with names and telephone
numbers) is left out on purpose.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import UNSET, Struct, UnsetType

from jiheng.render._contract_cycle import (
    DepartmentDeclarationEntry,
    DepartmentMonitoringEntry,
    ProjectDeclarationEntry,
    ProjectMonitoringEntry,
    TransferSelfEvaluationEntry,
    TransferTargetsEntry,
)
from jiheng.render._contract_parts import (
    FundEntry,
    IndicatorEntry,
    ObjectiveEntry,
    ProblemEntry,
    SectionEntry,
    TotalEntry,
    UnreadEntry,
)

SCHEMA: Final = "jiheng/1"


class ReadingEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """How the text at one address was obtained.

    ``origin``: ``cell`` as the file holds it, ``merged`` one cell for several rows, ``joined`` over a page
    break, ``split`` out of text without borders, ``ocr`` recognised. ``confidence`` is a share of one, ""
    where nothing was recognised.
    """

    origin: str
    confidence: str
    note: str


class DocumentEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was read.

    ``readings`` says by address (T3R12C5, P17) how a text was obtained; an address that is not there was read
    plainly from its cell.
    """

    name: str
    sha256: str
    media_type: str
    readings: dict[str, ReadingEntry]


class DoubtEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A place to compare with the original before what was read there is relied on.

    ``form`` and ``document`` are indices, null where it stands in none. ``field`` names it in Chinese, ""
    where it is no field of the form. ``cause``, the worst first: ``form_ambiguous``, ``not_read``,
    ``recognition``, ``unreadable``, ``inferred``, ``unplaced``, ``kept_as_text``, ``missing``.
    """

    form: int | None
    document: int | None
    field: str
    text: str
    at: str
    origin: str
    confidence: str
    cause: str
    why: str
    remedy: str


class FailureEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that could not be read, and why."""

    document: str
    reason: str


class Interval(Struct, frozen=True, forbid_unknown_fields=True):
    """The lowest and the highest figure that can be proved."""

    low: str
    high: str


class GradeEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Grades (优良中差) of the reported and of the recomputed total."""

    reported: str
    low: str
    high: str


class ScoreLineEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One recomputed line. ``max_score`` and ``reported`` are "" where none is printed.

    ``change`` says what would change the marks; absent where they are whole or nothing can be said.
    """

    name: str
    max_score: str
    reported: str
    low: str
    high: str
    why: str
    kind: str
    at: str
    change: str | UnsetType = UNSET


class UsedCellEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure put into a computed indicator, as printed; ``missing`` says why there is none.

    ``form`` is null where the cell stands in another package or in no form.
    """

    label: str
    text: str
    form: int | None
    at: str
    missing: str


class PrintedRateEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The same rate as a form prints it; ``agrees`` is null where that cannot be told."""

    text: str
    form: int
    at: str
    agrees: bool | None


class ComputedIndicatorEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A department-level indicator computed from the base data and the department's funds.

    ``value`` is a fraction of one, rounded to six digits, "" where it cannot be computed; ``working`` then
    says why. ``max_score``, ``low`` and ``high`` are "" where the pack gives no marks.
    """

    code: str
    name: str
    formula: str
    cells: tuple[UsedCellEntry, ...]
    value: str
    working: str
    max_score: str
    low: str
    high: str
    why: str
    printed: tuple[PrintedRateEntry, ...]
    basis: str
    note: str


class IndicatorTableEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Which pack of indicators was used, and why; ``left_out`` names those with no form to compute from."""

    pack: str
    pack_title: str
    chosen_because: str
    left_out: str


class ScoreSheetEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A form's marks, reported against recomputed. ``judged_share`` is a share of one.

    A department's sheet also holds the indicators computed from the base data, where there are any.
    """

    standard: str
    reported_total: str
    recomputed_total: Interval
    lines: tuple[ScoreLineEntry, ...]
    standard_title: str
    chosen_because: str
    grade: GradeEntry
    judged_share: str
    computed_indicators: tuple[ComputedIndicatorEntry, ...] | UnsetType = UNSET
    computed_by: IndicatorTableEntry | UnsetType = UNSET


class _Evaluation(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    document: int
    fiscal_year: int | None
    name: str
    supervising_department: str
    implementing_unit: str
    funds: tuple[FundEntry, ...]
    objectives: tuple[ObjectiveEntry, ...]
    indicators: tuple[IndicatorEntry, ...]
    total: TotalEntry
    narrative: tuple[SectionEntry, ...]
    filing_date: str | None
    unread: tuple[UnreadEntry, ...]
    problems: tuple[ProblemEntry, ...]
    score_sheet: ScoreSheetEntry | UnsetType = UNSET


class ProjectEntry(_Evaluation, frozen=True, tag="project_self_evaluation"):
    """A project's self-evaluation (附件3)."""


class DepartmentEntry(_Evaluation, frozen=True, tag="department_self_evaluation"):
    """The department's overall self-evaluation (附件2)."""


class StaffEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """财政供养人员情况."""

    authorized_headcount: str
    serving_staff: str
    control_rate: str


class ExpenditureEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of 经费控制情况; ``at`` is the cell of its label."""

    label: str
    level: int
    previous_actual: str
    budget: str
    actual: str
    at: str


class BuildingsEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """楼堂馆所控制情况."""

    approved_scale: str
    actual_scale: str
    scale_control_rate: str
    budgeted_investment: str
    actual_investment: str
    investment_control_rate: str


class BaseDataEntry(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="base_data"):
    """The department's base data (附件1)."""

    document: int
    fiscal_year: int | None
    staff: StaffEntry
    expenditure: tuple[ExpenditureEntry, ...]
    buildings: BuildingsEntry
    austerity_measures: str
    notes: tuple[str, ...]
    filing_date: str | None
    unread: tuple[UnreadEntry, ...]
    problems: tuple[ProblemEntry, ...]


FormEntry = (
    ProjectEntry
    | DepartmentEntry
    | BaseDataEntry
    | ProjectDeclarationEntry
    | DepartmentDeclarationEntry
    | TransferTargetsEntry
    | ProjectMonitoringEntry
    | DepartmentMonitoringEntry
    | TransferSelfEvaluationEntry
)


class MatchEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A project form (an index into ``forms``) and the rows of ``expenditure`` it reports on."""

    form: int
    base_data: int
    rows: tuple[int, ...]
    method: str
    why: str


class EvidenceEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell (T3R12C5) or paragraph (P17) of a form, with its text as printed."""

    form: int
    cell: str
    text: str


class ElsewhereEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A place in another package; ``form`` counts that package's forms, ``where`` names it in Chinese."""

    package: str
    where: str
    form: int
    cell: str
    text: str


class ChangeEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell of a form: its address, its field in the record, what it says and what it has to say."""

    at: str
    field: str
    old: str
    new: str
    why: str


class FixEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A safe fix: the changed cell, and cells of the same form that change with it (``along``)."""

    form: int
    at: str
    field: str
    old: str
    new: str
    why: str
    along: tuple[ChangeEntry, ...] | UnsetType = UNSET


class FindingEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is wrong or doubtful. ``elsewhere`` holds what it is held against in another package.

    ``fixes`` are changes that settle it, to be accepted one by one; absent where only a person can tell.
    """

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    basis: str
    remedy: str
    at: tuple[EvidenceEntry, ...]
    title: str
    elsewhere: tuple[ElsewhereEntry, ...] | UnsetType = UNSET
    fixes: tuple[FixEntry, ...] | UnsetType = UNSET


class SharesEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Shares of one, "" where a package has none.

    ``full_marks``: rows with all their weight; ``attainment``: mean of achieved over target, at most 2 each;
    ``over_achievement``: rows above 130 %; ``measurable``: rows whose target is a number or a date.
    """

    full_marks: str
    attainment: str
    over_achievement: str
    measurable: str


class PeerEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One package of a comparison; ``rows`` is the number of its indicators."""

    package: str
    unit: str
    fiscal_year: int | None
    rows: int
    shares: SharesEntry


class ComparisonEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The last line of ``audit --peers``: the packages of the call held against each other."""

    schema: Literal["jiheng/1"]
    comparison: tuple[PeerEntry, ...]
    medians: SharesEntry
    findings: tuple[FindingEntry, ...]


class SwitchedOffEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule that the project's settings file switches off, with the reason it gives."""

    rule: str
    title: str
    reason: str


class PackageEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``read``, ``score`` and ``audit`` print for one package.

    ``doubts`` are the worst first, over all forms and documents; what stands there may also be among a form's
    ``unread`` and ``problems``.
    ``score`` adds a ``score_sheet`` to each scored form; ``audit`` also adds ``findings``, the ``profile``
    they were chosen by, and ``switched_off`` where a settings file switches rules off.
    """

    schema: Literal["jiheng/1"]
    package: str
    documents: tuple[DocumentEntry, ...]
    forms: tuple[FormEntry, ...]
    matches: tuple[MatchEntry, ...]
    problems: tuple[ProblemEntry, ...]
    failures: tuple[FailureEntry, ...]
    doubts: tuple[DoubtEntry, ...]
    findings: tuple[FindingEntry, ...] | UnsetType = UNSET
    profile: str | UnsetType = UNSET
    switched_off: tuple[SwitchedOffEntry, ...] | UnsetType = UNSET
