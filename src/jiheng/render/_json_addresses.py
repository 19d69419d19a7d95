"""Addresses for records that come from JSON: every cell's address is its path in the JSON.

A program that keeps the contract's JSON and lets people edit it (the web application) has no tables to count
rows in. With paths as addresses, each step of a score and each finding leads to the cell it speaks of:
``indicators/k3f9a2/achieved``, ``total/score``, ``narrative/9b1c/text#2`` for the second paragraph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, overload

from jiheng.reports import BaseData, ExpenditureRow, FundLine, Indicator, Objective, Section, SelfEvaluation
from jiheng.values import AchievedText, Figure, Printed, TargetText

RowIds = Mapping[str, Sequence[str]]
"""For each list of a form (``indicators``), the id of each of its rows, in order."""
_Cell = TypeVar("_Cell", Printed, Figure, TargetText, AchievedText)


@overload
def with_paths(form: BaseData, rows: RowIds) -> BaseData: ...
@overload
def with_paths(form: SelfEvaluation, rows: RowIds) -> SelfEvaluation: ...
def with_paths(form: BaseData | SelfEvaluation, rows: RowIds) -> BaseData | SelfEvaluation:
    """Return a form whose cells are addressed by their paths.

    Args:
        form: A record made by ``package_from_json``.
        rows: The ids that stand for the rows' positions.

    Raises:
        KeyError: A list of the form has no ids.
        ValueError: A list has more or fewer ids than rows.
    """
    return _base_data(form, rows) if isinstance(form, BaseData) else _evaluation(form, rows)


def _at(cell: _Cell, at: str) -> _Cell:
    return replace(cell, at=at)


def _evaluation(form: SelfEvaluation, rows: RowIds) -> SelfEvaluation:
    return replace(
        form,
        name=_at(form.name, "name"),
        supervising_department=_at(form.supervising_department, "supervising_department"),
        implementing_unit=_at(form.implementing_unit, "implementing_unit"),
        funds=tuple(_fund(line, f"funds/{row}") for line, row in _paired(form.funds, rows["funds"])),
        objectives=tuple(
            Objective(
                _at(o.expected, f"objectives/{row}/expected"), _at(o.achieved, f"objectives/{row}/achieved")
            )
            for o, row in _paired(form.objectives, rows["objectives"])
        ),
        indicators=tuple(
            _indicator(line, f"indicators/{row}")
            for line, row in _paired(form.indicators, rows["indicators"])
        ),
        total=replace(
            form.total,
            max_score=_at(form.total.max_score, "total/max_score"),
            score=_at(form.total.score, "total/score"),
        ),
        narrative=tuple(
            _section(section, f"narrative/{row}")
            for section, row in _paired(form.narrative, rows["narrative"])
        ),
    )


_Row = TypeVar("_Row")


def _paired(lines: Sequence[_Row], ids: Sequence[str]) -> list[tuple[_Row, str]]:
    return list(zip(lines, ids, strict=True))


def _fund(line: FundLine, place: str) -> FundLine:
    return replace(
        line,
        label=_at(line.label, f"{place}/label"),
        original_budget=_at(line.original_budget, f"{place}/original_budget"),
        final_budget=_at(line.final_budget, f"{place}/final_budget"),
        actual_expenditure=_at(line.actual_expenditure, f"{place}/actual_expenditure"),
        max_score=_at(line.max_score, f"{place}/max_score"),
        execution_rate=_at(line.execution_rate, f"{place}/execution_rate"),
        score=_at(line.score, f"{place}/score"),
        # Most forms have no such column: a blank there is no cell.
        amount=_at(line.amount, f"{place}/amount" if line.amount.text else ""),
    )


def _indicator(line: Indicator, place: str) -> Indicator:
    return replace(
        line,
        category=_at(line.category, f"{place}/category"),
        category_max_score=_at(line.category_max_score, f"{place}/category_max_score"),
        subcategory=_at(line.subcategory, f"{place}/subcategory"),
        name=_at(line.name, f"{place}/name"),
        target=_at(line.target, f"{place}/target"),
        achieved=_at(line.achieved, f"{place}/achieved"),
        max_score=_at(line.max_score, f"{place}/max_score"),
        score=_at(line.score, f"{place}/score"),
        deviation_reason=_at(line.deviation_reason, f"{place}/deviation_reason"),
        at=place,
    )


def _section(section: Section, place: str) -> Section:
    paragraphs = enumerate(section.paragraphs, start=1)
    return replace(
        section,
        heading=_at(section.heading, f"{place}/heading"),
        paragraphs=tuple(_at(paragraph, f"{place}/text#{number}") for number, paragraph in paragraphs),
    )


def _base_data(form: BaseData, rows: RowIds) -> BaseData:
    staff, buildings = form.staff, form.buildings
    return replace(
        form,
        staff=replace(
            staff,
            authorized_headcount=_at(staff.authorized_headcount, "staff/authorized_headcount"),
            serving_staff=_at(staff.serving_staff, "staff/serving_staff"),
            control_rate=_at(staff.control_rate, "staff/control_rate"),
        ),
        expenditure=tuple(
            _expenditure(line, f"expenditure/{row}")
            for line, row in _paired(form.expenditure, rows["expenditure"])
        ),
        buildings=replace(
            buildings,
            approved_scale=_at(buildings.approved_scale, "buildings/approved_scale"),
            actual_scale=_at(buildings.actual_scale, "buildings/actual_scale"),
            scale_control_rate=_at(buildings.scale_control_rate, "buildings/scale_control_rate"),
            budgeted_investment=_at(buildings.budgeted_investment, "buildings/budgeted_investment"),
            actual_investment=_at(buildings.actual_investment, "buildings/actual_investment"),
            investment_control_rate=_at(
                buildings.investment_control_rate, "buildings/investment_control_rate"
            ),
        ),
        austerity_measures=_at(form.austerity_measures, "austerity_measures"),
    )


def _expenditure(line: ExpenditureRow, place: str) -> ExpenditureRow:
    return replace(
        line,
        label=_at(line.label, f"{place}/label"),
        previous_actual=_at(line.previous_actual, f"{place}/previous_actual"),
        budget=_at(line.budget, f"{place}/budget"),
        actual=_at(line.actual, f"{place}/actual"),
    )
