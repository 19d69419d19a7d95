"""Typed reports: every value keeps its printed text, what it says, and its address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from jiheng.documents import PLAIN, Document, Problem, Reading
from jiheng.errors import DocumentError
from jiheng.reports._cycle import Monitoring, TargetDeclaration, TransferSelfEvaluation
from jiheng.reports._doubts import Doubt, Doubts, find_doubts
from jiheng.reports._parts import (
    FormKind,
    FundLine,
    Indicator,
    Objective,
    Section,
    Total,
)
from jiheng.values import Figure, Printed

__all__ = [
    "BaseData",
    "Buildings",
    "ContextForm",
    "ExpenditureRow",
    "Form",
    "FormKind",
    "FundLine",
    "Indicator",
    "Match",
    "MatchMethod",
    "Objective",
    "Package",
    "Section",
    "SelfEvaluation",
    "Staff",
    "Total",
]


@dataclass(frozen=True, slots=True)
class SelfEvaluation:
    """A department's or a project's scored table with the report text that goes with it."""

    kind: FormKind
    document: int
    tables: tuple[int, ...]
    fiscal_year: int | None
    title: Printed
    name: Printed
    supervising_department: Printed
    implementing_unit: Printed
    funds: tuple[FundLine, ...]
    objectives: tuple[Objective, ...]
    indicators: tuple[Indicator, ...]
    total: Total
    narrative_title: Printed
    narrative: tuple[Section, ...]
    filing_date: dt.date | None
    filing_line: Printed
    unread: tuple[Printed, ...]
    problems: tuple[Problem, ...]

    def fund(self, source: str) -> FundLine | None:
        """Return the first fund line of a source, or None."""
        return next((line for line in self.funds if line.source == source), None)


@dataclass(frozen=True, slots=True)
class Staff:
    """财政供养人员情况."""

    authorized_headcount: Figure
    serving_staff: Figure
    control_rate: Figure


@dataclass(frozen=True, slots=True)
class ExpenditureRow:
    """A row of 经费控制情况, in 万元.

    ``level`` 1 is a main line, 2 and 3 its parts; ``parent`` is the index of the line it is part of.
    """

    label: Printed
    level: int
    parent: int | None
    term: str
    """What the label means where the catalogue knows it: ``three_public_expenses``,
    ``official_vehicles``, ``vehicle_purchase``, ``vehicle_operation``, ``overseas_travel``,
    ``official_hospitality``, ``project_expenditure``, ``operating_costs``, ``procurement``,
    ``basic_expenditure_adjustment``; else ""."""
    previous_actual: Figure
    budget: Figure
    actual: Figure


@dataclass(frozen=True, slots=True)
class Buildings:
    """楼堂馆所控制情况."""

    approved_scale: Figure
    actual_scale: Figure
    scale_control_rate: Figure
    budgeted_investment: Figure
    actual_investment: Figure
    investment_control_rate: Figure


@dataclass(frozen=True, slots=True)
class BaseData:
    """The department's base data (基础数据表)."""

    document: int
    tables: tuple[int, ...]
    fiscal_year: int | None
    title: Printed
    staff: Staff
    expenditure: tuple[ExpenditureRow, ...]
    buildings: Buildings
    austerity_measures: Printed
    notes: tuple[Printed, ...]
    filing_date: dt.date | None
    filing_line: Printed
    unread: tuple[Printed, ...]
    problems: tuple[Problem, ...]
    kind: FormKind = FormKind.BASE_DATA

    def projects(self) -> tuple[ExpenditureRow, ...]:
        """Return the rows that each name one project: under 项目支出, with a label that is no line."""
        parents = {row.parent for row in self.expenditure}
        return tuple(
            row
            for i, row in enumerate(self.expenditure)
            if i not in parents and not row.term and self._root(row).term == "project_expenditure"
        )

    def _root(self, row: ExpenditureRow) -> ExpenditureRow:
        while row.parent is not None:
            row = self.expenditure[row.parent]
        return row


ContextForm = TargetDeclaration | Monitoring | TransferSelfEvaluation
"""Forms of the same cycle that are read, and neither scored nor audited."""
Form = BaseData | SelfEvaluation | ContextForm


class MatchMethod(StrEnum):
    """How a project table was tied to rows of the base data."""

    NAME = "name"
    """The names are the same once white space, quotation marks, a year or an amount are put aside."""
    NAME_AND_AMOUNT = "name_and_amount"
    """The names resemble each other and the amount is the same."""
    SUM = "sum"
    """Several rows that the report's text names add up to the amount."""
    AMOUNT = "amount"
    """The names differ; the amount is the same and fits no other row and no other project."""


@dataclass(frozen=True, slots=True)
class Match:
    """A project table (index into ``Package.forms``) and the base-data rows it reports on."""

    form: int
    base_data: int
    rows: tuple[int, ...]
    """Indices into ``BaseData.expenditure``; empty where none was found."""
    method: MatchMethod | None
    why: str
    """How the match was made, in plain Chinese."""


@dataclass(frozen=True, slots=True)
class Package:
    """One budget unit's package: what was read, how the parts belong together, what could not be read."""

    name: str
    documents: tuple[Document, ...]
    forms: tuple[Form, ...]
    matches: tuple[Match, ...]
    failures: tuple[DocumentError, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What concerns no single form: a table that is no form, a form that stands twice in the package."""

    def reading(self, form: int, at: str) -> Reading:
        """Return how the value at an address of a form was obtained; plainly where nothing is noted."""
        return self.documents[self.forms[form].document].readings.get(at, PLAIN)

    def doubts(self) -> tuple[Doubt, ...]:
        """Return every place that has to be compared with the original, the worst first."""
        return self.remarks().doubts

    def remarks(self) -> Doubts:
        """Return what was noted while reading, parted into doubts and mere notes."""
        return find_doubts(self.documents, self.forms, self.problems, self.failures)

    def base_data(self) -> tuple[tuple[int, BaseData], ...]:
        """Return the base-data forms with their indices."""
        return tuple((i, form) for i, form in enumerate(self.forms) if isinstance(form, BaseData))

    def evaluations(self, kind: FormKind | None = None) -> tuple[tuple[int, SelfEvaluation], ...]:
        """Return the scored forms (of one kind) with their indices."""
        return tuple(
            (i, form)
            for i, form in enumerate(self.forms)
            if isinstance(form, SelfEvaluation) and (kind is None or form.kind is kind)
        )

    def audited(self) -> tuple[tuple[int, BaseData | SelfEvaluation], ...]:
        """Return the forms of the self-evaluation itself with their indices."""
        return tuple(
            (i, form) for i, form in enumerate(self.forms) if isinstance(form, BaseData | SelfEvaluation)
        )

    def context(self) -> tuple[tuple[int, ContextForm], ...]:
        """Return the forms that are read but neither scored nor audited, with their indices."""
        return tuple((i, form) for i, form in enumerate(self.forms) if isinstance(form, ContextForm))
