"""The package of the year before, from this year's and ``package-2023.yaml``: changes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml
from msgspec.structs import replace

from examples.builder._source import (
    DepartmentForm,
    ExpenditureRow,
    Indicator,
    Objective,
    PackageSource,
    ProjectForm,
    Record,
    Section,
)

_PROJECT_LEVEL = 3
_SPECIAL = "一个专项一行"


class Changes(Record, frozen=True):
    """What was different in the earlier year, by the printed names of this year's package."""

    fiscal_year: int
    projects: tuple[str, ...]
    base_data: dict[str, str]
    indicators: dict[str, dict[str, dict[str, str]]]
    added: dict[str, tuple[Indicator, ...]]
    paragraphs: dict[str, dict[str, str]]
    basic_expenditure: str
    project_expenditure: str
    objective: Objective
    total_score: str


def load_earlier(path: Path, source: PackageSource) -> PackageSource:
    """Return the earlier year's package.

    Args:
        path: The YAML file of changes.
        source: This year's package.

    Raises:
        msgspec.ValidationError: A key is unknown, missing or of another shape.
    """
    loader = yaml.BaseLoader(path.read_text(encoding="utf-8"))
    changes = msgspec.convert(loader.get_single_data(), Changes, strict=False)
    projects = tuple(_project(form, changes) for form in source.projects if form.name in changes.projects)
    base = source.base_data
    earlier = replace(
        source,
        fiscal_year=changes.fiscal_year,
        base_data=replace(base, expenditure=_expenditure(base.expenditure, changes)),
        department=_department(source.department, source.unit, changes),
        projects=projects,
    )
    return _a_year_earlier(earlier)


def _expenditure(rows: tuple[ExpenditureRow, ...], changes: Changes) -> tuple[ExpenditureRow, ...]:
    kept: list[ExpenditureRow] = []
    in_projects = False
    for row in rows:
        in_projects = row.level == _PROJECT_LEVEL if in_projects else _SPECIAL in row.label
        if in_projects and row.level == _PROJECT_LEVEL:
            continue
        in_projects = in_projects or _SPECIAL in row.label
        spent = changes.base_data.get(row.label.strip(), row.previous_actual)
        spent = "" if spent == "——" else spent
        kept.append(ExpenditureRow(row.label, row.level, budget=spent, actual=spent))
    return tuple(kept)


def _project(form: ProjectForm, changes: Changes) -> ProjectForm:
    paragraphs = changes.paragraphs.get(form.name, {})
    return replace(
        form,
        indicators=_indicators(form.indicators, form.name, changes),
        narrative=tuple(_section(section, paragraphs) for section in form.narrative),
    )


def _department(form: DepartmentForm, unit: str, changes: Changes) -> DepartmentForm:
    funds = replace(
        form.funds,
        basic_expenditure=changes.basic_expenditure,
        project_expenditure=changes.project_expenditure,
    )
    return replace(
        form,
        funds=funds,
        indicators=_indicators(form.indicators, unit, changes),
        objective=changes.objective,
        total=replace(form.total, score=changes.total_score),
    )


def _indicators(rows: tuple[Indicator, ...], form: str, changes: Changes) -> tuple[Indicator, ...]:
    changed = changes.indicators.get(form, {})
    kept = (replace(row, **changed.get(row.name, {})) for row in rows)
    return (*changes.added.get(form, ()), *kept)


def _section(section: Section, changed: dict[str, str]) -> Section:
    paragraphs = tuple(
        next((text for start, text in changed.items() if paragraph.startswith(start)), paragraph)
        for paragraph in section.paragraphs
    )
    return replace(section, paragraphs=paragraphs)


def _a_year_earlier(source: PackageSource) -> PackageSource:
    text = msgspec.json.encode(source).decode()
    for year in (2023, 2024, 2025):  # upwards, so that no year is moved twice
        text = text.replace(str(year), str(year - 1))
    moved = msgspec.json.decode(text.encode(), type=PackageSource)
    return replace(moved, fiscal_year=source.fiscal_year)
