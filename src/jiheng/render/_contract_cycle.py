"""The entries of the other forms of the cycle: targets set, progress at mid-year, transfer payments."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from jiheng.render._contract_parts import (
    FundEntry,
    IndicatorEntry,
    ObjectiveEntry,
    ProblemEntry,
    SectionEntry,
    TotalEntry,
    UnreadEntry,
)

Horizon = Literal["mid_term", "annual"]


class IdentityEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose form it is and what project it is about; "" where the form has no such field."""

    project_attribute: str
    project_category: str
    project_period: str
    start_date: str
    end_date: str
    central_department: str
    provincial_finance_department: str
    provincial_department: str
    local_department: str


class DeclaredFundEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the funds asked for; ``horizon`` is null where the form does not tell."""

    source: str
    label: str
    horizon: Horizon | None
    amount: str


class DeclaredTaskEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A main task of the year (年度主要任务)."""

    name: str
    content: str
    amount: str
    fiscal_appropriation: str
    other_funds: str


class DeclaredObjectiveEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The objective for the whole period (中期) or for the year (年度)."""

    horizon: Horizon
    text: str


class DeclaredIndicatorEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator with the target set for it; a row with two targets gives two entries."""

    horizon: Horizon
    category: str
    subcategory: str
    name: str
    target: str
    max_score: str
    explanation: str
    at: str


class _Declaration(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    document: int
    fiscal_year: int | None
    name: str
    supervising_department: str
    implementing_unit: str
    identity: IdentityEntry
    funds: tuple[DeclaredFundEntry, ...]
    tasks: tuple[DeclaredTaskEntry, ...]
    objectives: tuple[DeclaredObjectiveEntry, ...]
    indicators: tuple[DeclaredIndicatorEntry, ...]
    narrative: tuple[SectionEntry, ...]
    filing_date: str | None
    unread: tuple[UnreadEntry, ...]
    problems: tuple[ProblemEntry, ...]


class ProjectDeclarationEntry(_Declaration, frozen=True, tag="project_target_declaration"):
    """Targets of a project when the budget is made (项目支出绩效目标申报表)."""


class DepartmentDeclarationEntry(_Declaration, frozen=True, tag="department_target_declaration"):
    """Targets of a department when the budget is made (部门整体支出绩效目标申报表)."""


class TransferTargetsEntry(_Declaration, frozen=True, tag="transfer_payment_targets"):
    """Targets of a transfer payment (转移支付绩效目标表)."""


class MonitoredFundEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the funds at mid-year."""

    source: str
    label: str
    original_budget: str
    final_budget: str
    actual_to_date: str
    execution_rate: str
    expected_actual: str
    expected_rate: str


class CauseEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of 偏差原因分析 that is marked, with the mark or the words in it."""

    cause: Literal["funding", "institutions", "staffing", "facilities", "other"]
    mark: str


class MonitoredIndicatorEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator at mid-year; ``likelihood`` is null where none is marked, or more than one."""

    category: str
    subcategory: str
    name: str
    target: str
    achieved_to_date: str
    expected: str
    causes: tuple[CauseEntry, ...]
    deviation_reason: str
    improvement_measures: str
    likelihood: Literal["certain", "possible", "impossible"] | None
    max_score: str
    remark: str
    at: str


class _Monitoring(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    document: int
    fiscal_year: int | None
    months: int | None
    name: str
    supervising_department: str
    implementing_unit: str
    identity: IdentityEntry
    funds: tuple[MonitoredFundEntry, ...]
    objectives: tuple[DeclaredObjectiveEntry, ...]
    indicators: tuple[MonitoredIndicatorEntry, ...]
    narrative: tuple[SectionEntry, ...]
    filing_date: str | None
    unread: tuple[UnreadEntry, ...]
    problems: tuple[ProblemEntry, ...]


class ProjectMonitoringEntry(_Monitoring, frozen=True, tag="project_in_year_monitoring"):
    """A project at mid-year (项目支出绩效运行监控表); ``months`` is the last one counted."""


class DepartmentMonitoringEntry(_Monitoring, frozen=True, tag="department_in_year_monitoring"):
    """A department at mid-year (部门整体支出绩效运行监控表); ``months`` is the last one counted."""


class ManagementEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of 资金管理情况."""

    term: str
    label: str
    description: str
    improvement_measures: str


class TransferSelfEvaluationEntry(
    Struct,
    frozen=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="transfer_payment_self_evaluation",
):
    """Self-evaluation of a transfer payment (转移支付绩效目标自评表)."""

    document: int
    fiscal_year: int | None
    name: str
    supervising_department: str
    implementing_unit: str
    identity: IdentityEntry
    funds: tuple[FundEntry, ...]
    management: tuple[ManagementEntry, ...]
    objectives: tuple[ObjectiveEntry, ...]
    indicators: tuple[IndicatorEntry, ...]
    total: TotalEntry
    narrative: tuple[SectionEntry, ...]
    filing_date: str | None
    unread: tuple[UnreadEntry, ...]
    problems: tuple[ProblemEntry, ...]
