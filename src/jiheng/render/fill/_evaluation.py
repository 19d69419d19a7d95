"""A department's or a project's self-evaluation → what goes into which cell of a template's form."""

from __future__ import annotations

import re

from jiheng.forms import FilledRow, label_key
from jiheng.render.fill._form import FormFilling
from jiheng.render.fill._indicators import fill_indicators
from jiheng.render.fill._words import word
from jiheng.reports import SelfEvaluation
from jiheng.values import squeeze

_SECTION = "section:"
_LABEL = re.compile(r".*[:：]", re.DOTALL)
_FUND_COLUMNS = (
    "original_budget",
    "final_budget",
    "actual_expenditure",
    "max_score",
    "execution_rate",
    "score",
    "amount",
)


def fill_evaluation(filling: FormFilling, report: SelfEvaluation) -> None:
    """Put a self-evaluation into a template's form.

    Raises:
        RenderError: Rows share a cell that would have to hold different values, or there is no row for
            indicators.
    """
    for name, value in (
        ("name", report.name),
        ("supervising_department", report.supervising_department),
        ("implementing_unit", report.implementing_unit),
    ):
        filling.keep_or_put(
            filling.field_at(name), value.text, word(name) if name != "name" else "项目或单位名称"
        )
    _sections(filling, report)
    _funds(filling, report)
    _objectives(filling, report)
    fill_indicators(filling, report.indicators)
    _total(filling, report)


def _sections(filling: FormFilling, report: SelfEvaluation) -> None:
    """Put the texts that the table itself holds under a label; the report's chapters stand outside it."""
    for section in report.narrative:
        key = label_key(section.heading.text)
        if key in filling.form.card.sections:
            filling.put(filling.field_at(f"{_SECTION}{key}"), section.text, section.heading.text)
        else:
            filling.has_chapters = True


def _funds(filling: FormFilling, report: SelfEvaluation) -> None:
    waiting = [row for row in filling.rows("funds") if squeeze(row.label.text)]
    for line in report.funds:
        row = next((row for row in waiting if _source(row) == line.source), None)
        if row is not None:
            waiting.remove(row)
        for column in _FUND_COLUMNS:
            cell = row.cells.get(column) if row else None
            text: str = getattr(line, column).text
            at = cell.at if cell else ""
            if row is not None and cell is not None and at == row.label.at:
                text = _behind_label(filling.text_at(at), text)
            filling.put(at, text, f"“{line.label.text}”的{word(column)}")
    for row in waiting:
        for column in row.cells.keys() & set(_FUND_COLUMNS):
            at = row.cells[column].at
            text = _behind_label(filling.text_at(at), "") if at == row.label.at else ""
            filling.put(at, text, f"“{row.label.text}”的{word(column)}")


def _source(row: FilledRow) -> str:
    return row.line or label_key(row.label.text)


def _behind_label(printed: str, amount: str) -> str:
    """Return an amount as it stands in a cell that holds its label too (其中：一般公共预算：2917.75)."""
    label = _LABEL.match(printed)
    return f"{label[0]}{amount}" if label else amount


def _objectives(filling: FormFilling, report: SelfEvaluation) -> None:
    rows = filling.rows("objectives")
    for number, objective in enumerate(report.objectives):
        row = rows[number] if number < len(rows) else None
        for name, text in (("expected", objective.expected.text), ("achieved", objective.achieved.text)):
            cell = row.cells.get(name) if row else None
            words = "预期目标" if name == "expected" else "年度总体目标的实际完成情况"
            filling.put(cell.at if cell else "", text, words)


def _total(filling: FormFilling, report: SelfEvaluation) -> None:
    total = filling.form.total
    above = "" if total else filling.total_at()
    score = total["score"].at if "score" in total else above
    filling.put(score, report.total.score.text, "总分的得分")
    if "max_score" in total:
        filling.put(total["max_score"].at, report.total.max_score.text, "总分的分值")
