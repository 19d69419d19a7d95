"""The other forms of the budget cycle as records: targets set, progress at mid-year, transfer payments.

They stand beside the self-evaluation: what was promised when the budget was made, and how far it had come
before the year was over. Nothing here is scored.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from jiheng.documents import Problem
from jiheng.reports._parts import FormKind, FundLine, Indicator, Objective, Section, Total
from jiheng.values import AchievedText, Figure, Printed, TargetText


class Horizon(StrEnum):
    """What a target of the declaration is set for."""

    MID_TERM = "mid_term"
    """中期, 实施期: the whole life of a project of several years."""
    ANNUAL = "annual"
    """年度."""


class Likelihood(StrEnum):
    """How likely the target is to be met (完成目标可能性)."""

    CERTAIN = "certain"
    """确定能."""
    POSSIBLE = "possible"
    """有可能."""
    IMPOSSIBLE = "impossible"
    """完全不可能."""


class DeviationCause(StrEnum):
    """Where a deviation comes from (偏差原因分析), as the columns of the form name it."""

    FUNDING = "funding"
    """经费保障."""
    INSTITUTIONS = "institutions"
    """制度保障."""
    STAFFING = "staffing"
    """人员保障."""
    FACILITIES = "facilities"
    """硬件条件保障."""
    OTHER = "other"
    """其他."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose form it is and what project it is about; blank where the form has no such field."""

    name: Printed
    """项目名称, 部门名称, 专项名称."""
    supervising_department: Printed
    implementing_unit: Printed
    project_attribute: Printed
    """项目属性 (新增、延续)."""
    project_category: Printed
    """项目类别."""
    project_period: Printed
    """项目期, 起止时间."""
    start_date: Printed
    end_date: Printed
    central_department: Printed
    """中央主管部门."""
    provincial_finance_department: Printed
    """省级财政部门."""
    provincial_department: Printed
    """省级主管部门."""
    local_department: Printed
    """市县主管部门."""


@dataclass(frozen=True, slots=True)
class DeclaredFund:
    """A line of the funds asked for."""

    source: str
    """As in ``FundLine.source``."""
    label: Printed
    horizon: Horizon | None
    """None where the form does not say which of the two columns the amount stands in."""
    amount: Figure


@dataclass(frozen=True, slots=True)
class DeclaredTask:
    """A department's main task of the year (年度主要任务) and what it costs."""

    name: Printed
    content: Printed
    amount: Figure
    fiscal_appropriation: Figure
    other_funds: Figure


@dataclass(frozen=True, slots=True)
class DeclaredObjective:
    """The objective for the whole period or for the year (中期目标, 年度目标)."""

    horizon: Horizon
    text: Printed


@dataclass(frozen=True, slots=True)
class DeclaredIndicator:
    """An indicator with the target set for it; a row with two targets gives two."""

    horizon: Horizon
    category: Printed
    subcategory: Printed
    name: Printed
    target: TargetText
    max_score: Figure
    """权重, 分值."""
    explanation: Printed
    """指标解释, 备注."""
    at: str
    """The row: ``T3R12``."""


@dataclass(frozen=True, slots=True)
class TargetDeclaration:
    """Targets set when the budget is made (绩效目标申报表, 转移支付绩效目标表)."""

    kind: FormKind
    document: int
    tables: tuple[int, ...]
    fiscal_year: int | None
    title: Printed
    identity: Identity
    funds: tuple[DeclaredFund, ...]
    tasks: tuple[DeclaredTask, ...]
    objectives: tuple[DeclaredObjective, ...]
    indicators: tuple[DeclaredIndicator, ...]
    texts: tuple[Section, ...]
    """Texts under labels of their own (部门职能概述)."""
    filing_date: dt.date | None
    filing_line: Printed
    unread: tuple[Printed, ...]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> Printed:
        """The project, department or special fund."""
        return self.identity.name

    def set_for(self, horizon: Horizon) -> tuple[DeclaredIndicator, ...]:
        """Return the indicators of one horizon."""
        return tuple(row for row in self.indicators if row.horizon is horizon)


@dataclass(frozen=True, slots=True)
class MonitoredFund:
    """A line of the funds at mid-year."""

    source: str
    label: Printed
    original_budget: Figure
    final_budget: Figure
    actual_to_date: Figure
    """1—N月执行数."""
    execution_rate: Figure
    """1—N月执行率."""
    expected_actual: Figure
    """全年预计执行数."""
    expected_rate: Figure


@dataclass(frozen=True, slots=True)
class MarkedCause:
    """A column of 偏差原因分析 that is not blank: a tick, or words in its place."""

    cause: DeviationCause
    mark: Printed


@dataclass(frozen=True, slots=True)
class MonitoredIndicator:
    """An indicator at mid-year."""

    category: Printed
    subcategory: Printed
    name: Printed
    target: TargetText
    achieved_to_date: AchievedText
    """1—N月完成值."""
    expected: AchievedText
    """全年预计完成情况."""
    causes: tuple[MarkedCause, ...]
    deviation_reason: Printed
    """原因说明."""
    improvement_measures: Printed
    """纠偏措施."""
    likelihood: Likelihood | None
    """None where none is marked, or more than one (then there is a problem)."""
    likelihood_text: Printed
    max_score: Figure
    remark: Printed
    at: str


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How far targets and spending had come before the year was over (绩效运行监控表)."""

    kind: FormKind
    document: int
    tables: tuple[int, ...]
    fiscal_year: int | None
    months: int | None
    """The last month counted (1—N月); None where the form does not say, or says two."""
    title: Printed
    identity: Identity
    funds: tuple[MonitoredFund, ...]
    objectives: tuple[DeclaredObjective, ...]
    indicators: tuple[MonitoredIndicator, ...]
    texts: tuple[Section, ...]
    filing_date: dt.date | None
    filing_line: Printed
    unread: tuple[Printed, ...]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> Printed:
        """The project or department."""
        return self.identity.name


@dataclass(frozen=True, slots=True)
class ManagementLine:
    """A line of 资金管理情况: what is said of it, and what is wrong."""

    term: str
    """``allocation``, ``timely_release``, ``compliant_payment``, ``proper_use``, ``accurate_execution``,
    ``performance_management``, ``expenditure_responsibility``, or an id made from the label."""
    label: Printed
    description: Printed
    """情况说明."""
    improvement_measures: Printed
    """存在问题和改进措施."""


@dataclass(frozen=True, slots=True)
class TransferSelfEvaluation:
    """Self-evaluation of a transfer payment by a region or for a project (转移支付绩效目标自评表).

    A record of its own and no ``SelfEvaluation``: the form prints neither the ten marks for execution nor,
    as a rule, any weights, so that there is nothing to score anew; it has a block on how the money was
    managed, and four levels of government in place of one department and one unit.
    """

    document: int
    tables: tuple[int, ...]
    fiscal_year: int | None
    title: Printed
    identity: Identity
    funds: tuple[FundLine, ...]
    management: tuple[ManagementLine, ...]
    objectives: tuple[Objective, ...]
    indicators: tuple[Indicator, ...]
    total: Total
    texts: tuple[Section, ...]
    filing_date: dt.date | None
    filing_line: Printed
    unread: tuple[Printed, ...]
    problems: tuple[Problem, ...]
    kind: FormKind = FormKind.TRANSFER_SELF_EVALUATION

    @property
    def name(self) -> Printed:
        """The special fund or the project."""
        return self.identity.name
