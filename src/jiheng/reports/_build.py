"""FilledForm → typed report. Every value keeps its printed text, what it says, and its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from jiheng.documents import Problem
from jiheng.forms import FilledForm, FilledRow, label_key, split_points, without_row_number
from jiheng.reports._narrative import (
    above_title,
    as_printed,
    filing_line,
    fiscal_year,
    notes,
    report_name,
    sections,
    split_between,
)
from jiheng.reports._types import (
    BaseData,
    Buildings,
    ExpenditureRow,
    FormKind,
    FundLine,
    Indicator,
    Objective,
    Section,
    SelfEvaluation,
    Staff,
    Total,
)
from jiheng.values import (
    AchievedText,
    Described,
    Figure,
    Missing,
    Printed,
    QualitativeTarget,
    TargetText,
    collapse,
    read_achieved,
    read_date,
    read_figure,
    read_target,
    read_year,
    squeeze,
)

NOWHERE = Printed("", "")
MONEY = "万元"
"""The unit of the official forms where their header prints none."""


class Fields:
    """Reads cells of one row or form, and notes the figures that are none."""

    def __init__(self, cells: Mapping[str, Printed], problems: list[Problem], unit: str = "") -> None:
        self._cells = cells
        self._problems = problems
        self._unit = unit

    def text(self, name: str) -> Printed:
        """Return a field's text with white space collapsed, blank where there is no such cell."""
        cell = self._cells.get(name, NOWHERE)
        return Printed(collapse(cell.text), cell.at)

    def figure(self, name: str, unit: str | None = None) -> Figure:
        """Return a field's figure, in the unit given or the one of all."""
        cell = self._cells.get(name, NOWHERE)
        figure = read_figure(cell.text, cell.at, self._unit if unit is None else unit)
        if figure.number is Missing.UNREADABLE:
            self._problems.append(Problem("figure_unreadable", figure.text, figure.at))
        return figure


def build_evaluation(form: FilledForm, document: int) -> SelfEvaluation:
    """Build a department's or a project's self-evaluation."""
    problems = list(form.problems)
    kind = FormKind(form.card.kind)
    between = split_between(above_title(form), form.title)
    after = split_between(as_printed(form.after), NOWHERE)
    filing = filing_line(after.tail, form.notes)
    money = form.units.get("funds", MONEY)
    fields = Fields(form.fields, problems)
    total = Fields(form.total, problems, "分")
    narrative = (*(sections(between.body) if kind is FormKind.PROJECT else ()), *own_sections(form))
    return SelfEvaluation(
        kind=kind,
        document=document,
        tables=tuple(grid.number for grid in form.grids),
        fiscal_year=_year(form, between.title.text),
        title=Printed(collapse(form.title.text), form.title.at),
        name=fields.text("name"),
        supervising_department=fields.text("supervising_department"),
        implementing_unit=fields.text("implementing_unit"),
        funds=tuple(build_fund(row, problems, money) for row in form.of("funds")),
        objectives=tuple(build_objective(row, problems) for row in form.of("objectives")),
        indicators=build_indicators(form.of("indicators"), problems),
        total=Total(total.figure("max_score"), total.figure("score")),
        narrative_title=between.title if kind is FormKind.PROJECT else NOWHERE,
        narrative=narrative,
        filing_date=date_of(filing),
        filing_line=filing,
        unread=form.unread,
        problems=tuple(problems),
    )


def own_sections(form: FilledForm) -> tuple[Section, ...]:
    """Return the texts that the table itself holds under a label (评价结论)."""
    return tuple(
        Section(Printed(heading, text.at), collapse(text.text), (Printed(collapse(text.text), text.at),))
        for heading, text in form.sections
        if squeeze(text.text)
    )


def _year(form: FilledForm, report_title: str) -> int | None:
    return fiscal_year(form) or read_year(report_name(report_title))


def date_of(filing: Printed) -> dt.date | None:
    """Return the date of a filing line, or None."""
    return read_date(filing.text) if filing.text else None


def build_fund(row: FilledRow, problems: list[Problem], money: str) -> FundLine:
    """Build a line of the funds; ``money`` is its unit."""
    cells = Fields(row.cells, problems, money)
    return FundLine(
        source=row.line or label_key(row.label.text),
        label=Printed(collapse(row.label.text), row.label.at),
        original_budget=cells.figure("original_budget"),
        final_budget=cells.figure("final_budget"),
        actual_expenditure=cells.figure("actual_expenditure"),
        max_score=cells.figure("max_score", "分"),
        execution_rate=cells.figure("execution_rate", ""),
        score=cells.figure("score", "分"),
        amount=cells.figure("amount"),
    )


def build_objective(row: FilledRow, problems: list[Problem]) -> Objective:
    """Build an objective with what came of it."""
    cells = Fields(row.cells, problems)
    return Objective(cells.text("expected"), cells.text("achieved"))


def build_indicators(rows: tuple[FilledRow, ...], problems: list[Problem]) -> tuple[Indicator, ...]:
    """Build the indicator rows; a level holds until the next one is printed."""
    indicators = []
    category = subcategory = NOWHERE
    points = Figure("", "", Missing.BLANK, "分")
    for row in rows:
        cells = Fields(row.cells, problems, "分")
        printed = cells.text("category")
        if printed.text:
            name, marks = split_points(printed.text)
            if (name, printed.at) != (category.text, category.at):
                category, subcategory = Printed(name, printed.at), NOWHERE
                points = read_figure(marks, printed.at, "分")
        if (level := cells.text("subcategory")).text:
            subcategory = Printed(split_points(level.text)[0], level.at)
        name_cell = cells.text("name")
        target, achieved = target_of(row.cells), achieved_of(row.cells)
        problems.extend(kept_as_text(target, achieved))
        indicators.append(
            Indicator(
                category=category,
                category_max_score=points,
                subcategory=subcategory,
                name=Printed(without_row_number(name_cell.text), name_cell.at),
                target=target,
                achieved=achieved,
                max_score=cells.figure("max_score"),
                score=cells.figure("score"),
                deviation_reason=cells.text("deviation_reason"),
                at=row.at,
            )
        )
    return tuple(indicators)


def target_of(cells: Mapping[str, Printed]) -> TargetText:
    """Join a target printed in three columns (符号, 值, 单位) and read it."""
    parts = [cells[name] for name in ("target_sign", "target", "target_unit") if name in cells]
    text = "".join(collapse(part.text) for part in parts)
    at = cells["target"].at if "target" in cells else ""
    reading = read_target(text)
    return TargetText(text if isinstance(reading, QualitativeTarget) else squeeze(text), at, reading)


def achieved_of(cells: Mapping[str, Printed]) -> AchievedText:
    """Read the achieved value."""
    cell = cells.get("achieved", NOWHERE)
    text = collapse(cell.text)
    reading = read_achieved(text)
    return AchievedText(text if isinstance(reading, Described) else squeeze(text), cell.at, reading)


def kept_as_text(target: TargetText, achieved: AchievedText) -> list[Problem]:
    """List values that hold digits and were still read as words: figures may hide in them."""
    words = [
        value
        for value in (target, achieved)
        if isinstance(value.reading, QualitativeTarget | Described) and any(c.isdigit() for c in value.text)
    ]
    return [Problem("value_kept_as_text", value.text, value.at) for value in words]


def build_base_data(form: FilledForm, document: int) -> BaseData:
    """Build the base data."""
    problems = list(form.problems)
    after = split_between(as_printed(form.after), NOWHERE)
    filing = filing_line(after.tail, form.notes)
    staff = Fields(_cells_of(form, "staff"), problems, "人")
    return BaseData(
        document=document,
        tables=tuple(grid.number for grid in form.grids),
        fiscal_year=_year(form, ""),
        title=Printed(collapse(form.title.text), form.title.at),
        staff=Staff(
            staff.figure("authorized_headcount"),
            staff.figure("serving_staff"),
            staff.figure("control_rate", ""),
        ),
        expenditure=_expenditure(form, problems),
        buildings=_buildings(form, problems),
        austerity_measures=Fields(form.fields, problems).text("austerity_measures"),
        notes=notes(after.tail, form.notes),
        filing_date=date_of(filing),
        filing_line=filing,
        unread=form.unread,
        problems=tuple(problems),
    )


def _cells_of(form: FilledForm, block: str) -> Mapping[str, Printed]:
    rows = form.of(block)
    return rows[0].cells if rows else {}


def _buildings(form: FilledForm, problems: list[Problem]) -> Buildings:
    cells = Fields(_cells_of(form, "buildings"), problems)
    money = form.units.get("buildings", MONEY)
    return Buildings(
        cells.figure("approved_scale", "㎡"),
        cells.figure("actual_scale", "㎡"),
        cells.figure("scale_control_rate"),
        cells.figure("budgeted_investment", money),
        cells.figure("actual_investment", money),
        cells.figure("investment_control_rate"),
    )


def _expenditure(form: FilledForm, problems: list[Problem]) -> tuple[ExpenditureRow, ...]:
    """Give every row its level: the card's for known lines; other rows are parts of the group they follow."""
    rows: list[ExpenditureRow] = []
    money = form.units.get("expenditure", MONEY)
    open_lines: dict[int, int] = {}
    inner = 1
    for filled in form.of("expenditure"):
        known = form.card.levels.get(filled.line)
        level = known or inner
        inner = level + (filled.line in form.card.groups) if known else inner
        parent = open_lines.get(level - 1)
        open_lines = {lvl: i for lvl, i in open_lines.items() if lvl < level} | {level: len(rows)}
        cells = Fields(filled.cells, problems, money)
        rows.append(
            ExpenditureRow(
                label=Printed(collapse(filled.label.text), filled.label.at),
                level=level,
                parent=parent,
                term=filled.line,
                previous_actual=cells.figure("previous_actual"),
                budget=cells.figure("budget"),
                actual=cells.figure("actual"),
            )
        )
    return tuple(rows)
