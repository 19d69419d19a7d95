"""What a new form holds before anyone typed: the official rows, from ``starting_rows.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jiheng.cards import read_card
from jiheng_web.filings.content import FormJson, RowJson, blank_form, blank_row


@dataclass(frozen=True, slots=True)
class StartingRows:
    """The official rows, each as its printed parts."""

    expenditure: tuple[tuple[str, ...], ...]
    department_funds: tuple[tuple[str, ...], ...]
    project_funds: tuple[tuple[str, ...], ...]
    indicators: tuple[tuple[str, ...], ...]
    narrative: tuple[tuple[str, ...], ...]


@cache
def starting_rows() -> StartingRows:
    """Return the official rows; read once.

    Raises:
        StandardError: The file is wrong.
    """
    card = read_card(files("jiheng_web.filings") / "starting_rows.yaml")
    found = {
        name: tuple(tuple(part.strip() for part in line.split("|")) for line in card.texts(name))
        for name in ("expenditure", "department_funds", "project_funds", "indicators", "narrative")
    }
    card.close()
    return StartingRows(**found)


def new_base_data(fiscal_year: int) -> FormJson:
    """Return a base-data table with its official rows."""
    form = blank_form("base_data", fiscal_year)
    form["expenditure"] = [
        {**blank_row("base_data", "expenditure"), "level": int(level), "label": label}
        for level, label in starting_rows().expenditure
    ]
    return form


def new_department(fiscal_year: int, name: str) -> FormJson:
    """Return a department's table with its official rows."""
    rows = starting_rows()
    form = _evaluation("department_self_evaluation", fiscal_year, rows.department_funds)
    form["name"] = name
    return form


def new_project(fiscal_year: int, name: str, department: str, unit: str) -> FormJson:
    """Return a project's table and report with their official rows and headings."""
    rows = starting_rows()
    form = _evaluation("project_self_evaluation", fiscal_year, rows.project_funds)
    form.update(name=name, supervising_department=department, implementing_unit=unit)
    form["narrative"] = [
        {**blank_row("project_self_evaluation", "narrative"), "heading": heading}
        for (heading,) in rows.narrative
    ]
    return form


def _evaluation(kind: str, fiscal_year: int, funds: tuple[tuple[str, ...], ...]) -> FormJson:
    form = blank_form(kind, fiscal_year)
    form["funds"] = [
        {**blank_row(kind, "funds"), "source": source, "label": label, "max_score": marks}
        for source, label, marks in funds
    ]
    form["objectives"] = [blank_row(kind, "objectives")]
    form["indicators"] = [
        _indicator(kind, category, marks, subcategory)
        for category, marks, subcategory in starting_rows().indicators
    ]
    form["total"] = {"max_score": "100", "score": ""}
    return form


def _indicator(kind: str, category: str, marks: str, subcategory: str) -> RowJson:
    row = blank_row(kind, "indicators")
    return {**row, "category": category, "category_max_score": marks, "subcategory": subcategory}
