"""Rules on what a package, a report or a form should hold and does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Scored, evidence
from jiheng.audit.functions._readings import listed
from jiheng.reports import FormKind
from jiheng.values import Missing, squeeze

_HINT = re.compile(r"不超过\d+字|\d+字(?:以内|左右)")
_BLANKS = re.compile(r"(?<![0-9A-Za-z])(?:[×＊*]{2,}|[Xx]{2,}|_{2,})(?![0-9A-Za-z])")
_NUMBERED = re.compile(r"指标\d+")
_SHOWN = 30


def template_left(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """What the printed form itself says where the author should have written."""
    words = params.words("hints")
    for entry in dossier.scored:
        for cell in _written(entry, _signs(words)):
            hint = _HINT.search(cell.text) or any(word in cell.text for word in words)
            if cell.at and (hint or _BLANKS.search(cell.text) or _NUMBERED.fullmatch(squeeze(cell.text))):
                yield Hit({"text": _shortened(cell.text)}, evidence(entry.index, cell))
        for section in entry.form.narrative:
            for paragraph in section.paragraphs:
                if any(word in paragraph.text for word in words):
                    yield Hit({"text": _shortened(paragraph.text)}, evidence(entry.index, paragraph))


@cache
def _signs(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that is in any text of which ``template_left`` may say something."""
    return re.compile(
        "|".join((r"\d字|[×＊*Xx_]{2}|指[\s\u200b\ufeff]*标[\s\u200b\ufeff]*\d", *map(re.escape, words)))
    )


def _written(entry: Scored, signs: re.Pattern[str]) -> tuple[Cell, ...]:
    """Return the cells that an author fills in; () where a sign is in none of them."""
    goals = [cell for goal in entry.form.objectives for cell in (goal.expected, goal.achieved)]
    rows = [row.indicator for row in entry.rows]
    own = [cell for row in rows for cell in (row.name, row.target, row.achieved, row.deviation_reason)]
    cells: tuple[Cell, ...] = (*goals, *own)
    return cells if signs.search("\n".join([cell.text for cell in cells])) else ()


def _shortened(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def report_sections_missing(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A report that says nothing of problems, or nothing of what comes next."""
    for entry in dossier.scored:
        text = "".join(section.heading.text + section.text for section in entry.form.narrative)
        if len(text) < params.number("least"):
            continue
        asked = {"存在的问题": params.words("problems"), "下一步计划": params.words("plans")}
        missing = [name for name, words in asked.items() if not any(word in text for word in words)]
        first = entry.form.narrative[0]
        title = entry.form.narrative_title if entry.form.narrative_title.at else first.heading
        if missing:
            yield Hit({"missing": listed(missing)}, evidence(entry.index, title))


def department_report_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The projects bring reports and the department's own table brings none."""
    reports = [entry for entry in dossier.projects if any(part.text for part in entry.form.narrative)]
    departments = [entry for entry in dossier.scored if entry.form.kind is FormKind.DEPARTMENT]
    if reports and len(departments) == 1 and not any(part.text for part in departments[0].form.narrative):
        yield Hit({"count": str(len(reports))}, evidence(departments[0].index, departments[0].form.title))


def department_table_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Base data and projects, and no table of the department between them."""
    base, projects = dossier.base_data, dossier.projects
    if base and projects and len(projects) == len(dossier.scored):
        yield Hit({"count": str(len(projects))}, evidence(base[0], base[1].title))


def indicator_groups_missing(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A project table without any row of a kind that such tables have."""
    for entry in dossier.projects:
        printed = "".join(row.category.text + row.subcategory.text for row in entry.form.indicators)
        missing = [
            name for name in params.words("groups") if not any(word in printed for word in name.split("或"))
        ]
        if printed and missing:
            yield Hit({"names": listed(missing)}, evidence(entry.index, entry.form.name, entry.form.title))


def base_lines_blank(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Lines of the base data that the printed form asks for and that hold nothing at all."""
    base = dossier.base_data
    for row in base[1].expenditure if base else ():
        figures = (row.previous_actual, row.budget, row.actual)
        nothing = all(figure.value is None for figure in figures)
        blank = [figure for figure in figures if figure.number is Missing.BLANK]
        if base and row.term in params.words("terms") and nothing and blank:
            yield Hit({"name": row.label.text}, evidence(base[0], row.label, *blank))


def indicator_left_blank(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """An indicator that is only a name: no target, no result."""
    for row in dossier.rows:
        indicator = row.indicator
        blank = indicator.target.reading is Missing.BLANK and indicator.achieved.reading is Missing.BLANK
        if blank and not row.weight and row.name not in params.words("no_indicators"):
            yield row.hit({}, indicator.name)
