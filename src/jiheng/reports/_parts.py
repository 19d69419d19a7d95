"""What the records of several forms are made of: kinds, fund lines, objectives, indicators, sections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jiheng.values import AchievedText, Figure, Printed, TargetText


class FormKind(StrEnum):
    """The official forms of a package."""

    BASE_DATA = "base_data"
    """部门整体支出绩效评价基础数据表 (附件1)."""
    DEPARTMENT = "department_self_evaluation"
    """部门整体支出绩效自评表 (附件2)."""
    PROJECT = "project_self_evaluation"
    """项目支出绩效自评表 (附件3)."""
    PROJECT_DECLARATION = "project_target_declaration"
    """项目支出绩效目标申报表."""
    DEPARTMENT_DECLARATION = "department_target_declaration"
    """部门整体支出绩效目标申报表."""
    TRANSFER_TARGETS = "transfer_payment_targets"
    """转移支付区域（项目）绩效目标表."""
    PROJECT_MONITORING = "project_in_year_monitoring"
    """项目支出绩效运行监控表."""
    DEPARTMENT_MONITORING = "department_in_year_monitoring"
    """部门整体支出绩效运行监控表."""
    TRANSFER_SELF_EVALUATION = "transfer_payment_self_evaluation"
    """转移支付绩效目标自评表."""


@dataclass(frozen=True, slots=True)
class FundLine:
    """One line of the funds block (项目资金), amounts in the form's unit.

    A line that prints one amount without saying whether it is budget or spending (一般公共预算：2917.75)
    has it in ``amount`` and blanks elsewhere.
    """

    source: str
    """``total``, ``current_appropriation``, ``carry_over``, ``other_funds``, ``general_public_budget``,
    ``government_funds``, ``special_account_non_tax_revenue``, ``basic_expenditure``, ``project_expenditure``,
    or an id made from the label."""
    label: Printed
    original_budget: Figure
    final_budget: Figure
    actual_expenditure: Figure
    max_score: Figure
    execution_rate: Figure
    score: Figure
    amount: Figure


@dataclass(frozen=True, slots=True)
class Objective:
    """The year's overall objective (年度总体目标)."""

    expected: Printed
    achieved: Printed


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row (三级指标). Levels are the plain terms: 产出指标, 数量指标."""

    category: Printed
    category_max_score: Figure
    subcategory: Printed
    name: Printed
    target: TargetText
    achieved: AchievedText
    max_score: Figure
    score: Figure
    deviation_reason: Printed
    at: str
    """The row: ``T3R12``."""

    @property
    def is_stroke(self) -> bool:
        """Whether the row only says that no such indicator applies (``/``)."""
        return self.name.text in {"/", "\\", "／", "＼", "—", "——", "-", "无", ""}


@dataclass(frozen=True, slots=True)
class Total:
    """The total row (总分)."""

    max_score: Figure
    score: Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the report text and what stands under it (paragraphs joined by a line break)."""

    heading: Printed
    text: str
    paragraphs: tuple[Printed, ...]
