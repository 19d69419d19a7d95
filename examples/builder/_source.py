"""``package.yaml`` as records: the texts of the official forms, nothing computed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the package; a key it does not know is refused."""


class Staff(Record, frozen=True):
    """财政供养人员情况."""

    authorized_headcount: str
    serving_staff: str
    control_rate: str


class ExpenditureRow(Record, frozen=True):
    """A row of 经费控制情况; ``level`` 1 is a main line, 2 and 3 its parts."""

    label: str
    level: int
    previous_actual: str = ""
    budget: str = ""
    actual: str = ""


class Buildings(Record, frozen=True):
    """楼堂馆所控制情况."""

    approved_scale: str = ""
    actual_scale: str = ""
    scale_control_rate: str = ""
    budgeted_investment: str = ""
    actual_investment: str = ""
    investment_control_rate: str = ""


class BaseDataForm(Record, frozen=True):
    """附件1."""

    title: str
    staff: Staff
    expenditure: tuple[ExpenditureRow, ...]
    buildings: Buildings
    austerity_measures: str
    notes: tuple[str, ...]


class FundLine(Record, frozen=True):
    """One line of the funds block."""

    original_budget: str = ""
    final_budget: str = ""
    actual_expenditure: str = ""
    max_score: str = ""
    execution_rate: str = ""
    score: str = ""


class Objective(Record, frozen=True):
    """年度总体目标."""

    expected: str
    achieved: str


class Indicator(Record, frozen=True):
    """One indicator row."""

    category: str
    subcategory: str
    name: str
    target: str = ""
    achieved: str = ""
    max_score: str = ""
    score: str = ""
    deviation_reason: str = ""


class Total(Record, frozen=True):
    """总分."""

    max_score: str
    score: str


class DepartmentFunds(Record, frozen=True):
    """年度预算申请: the total and the amounts by source and by use."""

    total: FundLine
    general_public_budget: str
    government_funds: str
    special_account_non_tax_revenue: str
    other_funds: str
    basic_expenditure: str
    project_expenditure: str


class DepartmentForm(Record, frozen=True):
    """附件2."""

    title: str
    funds: DepartmentFunds
    objective: Objective
    indicators: tuple[Indicator, ...]
    total: Total


class Section(Record, frozen=True):
    """A heading of a report and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


class ProjectFunds(Record, frozen=True):
    """项目资金."""

    current_appropriation: FundLine
    carry_over: FundLine
    other_funds: FundLine
    total: FundLine


class ProjectForm(Record, frozen=True):
    """One project of 附件3: its report and its table."""

    name: str
    report_title: tuple[str, ...]
    narrative: tuple[Section, ...]
    funds: ProjectFunds
    objective: Objective
    indicators: tuple[Indicator, ...]
    total: Total


class PackageSource(Record, frozen=True):
    """The whole package."""

    fiscal_year: int
    unit: str
    implementing_unit: str
    filing_line: str
    category_max_scores: dict[str, str]
    base_data: BaseDataForm
    department: DepartmentForm
    projects: tuple[ProjectForm, ...]


def load_source(path: Path) -> PackageSource:
    """Return the package a YAML file describes; every scalar is kept as the text that is written there.

    Args:
        path: The YAML file.

    Returns:
        The package.

    Raises:
        msgspec.ValidationError: A key is unknown, missing or of another shape.
    """
    # BaseLoader knows no numbers, dates or booleans: 20 stays "20" and 0.00 stays "0.00".
    loader = yaml.BaseLoader(path.read_text(encoding="utf-8"))
    return msgspec.convert(loader.get_single_data(), PackageSource, strict=False)
