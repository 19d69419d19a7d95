"""Rules on the funds block (项目资金) that no relation can say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import PERCENT, percent, plain
from jiheng.audit._dossier import Dossier, Hit, Params, Scored, evidence
from jiheng.reports import FundLine

_SENTENCE = re.compile(r"[^。；;]+")
_MONEY = ("预算", "资金", "经费", "指标")
_FEWEST = 3
_WHOLE = 100


def execution_score_is_percentage(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A percentage where the execution's marks should stand."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        if line is None or line.score.unit != PERCENT or line.score.value is None:
            continue
        weight = line.max_score.value
        meant = f"（{plain(weight * line.score.value / 100)}分）" if weight is not None else ""
        yield Hit(
            {"score": line.score.text, "max_score": line.max_score.text, "meant": meant},
            evidence(entry.index, line.score, line.max_score),
        )


def execution_score_mismatch(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Execution marks that are not weight × min(1, rate)."""
    for entry in dossier.scored:
        line, sheet = entry.form.fund("total"), entry.execution
        if line is None or sheet is None or sheet.agrees is not False or line.score.unit == PERCENT:
            continue
        words = {"score": line.score.text, "why": sheet.why}
        yield Hit(
            words,
            evidence(entry.index, line.score, line.actual_expenditure, line.final_budget, line.max_score),
        )


def unexplained_budget_cut(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A final budget well under the original one, full execution marks, and no word on why."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        change = _change(line) if line else None
        if line is None or change is None or change >= -params.number("cut") or not _is_full(line):
            continue
        if not explains(entry, params):
            words = {**_budgets(line), "change": percent(-change), "score": line.score.text}
            yield Hit(words, evidence(entry.index, line.final_budget, line.original_budget, line.score))


def unexplained_budget_increase(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A final budget well above the original one, and no word on why."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        change = _change(line) if line else None
        if line is None or change is None or change <= params.number("increase"):
            continue
        if not explains(entry, params):
            words = {**_budgets(line), "change": percent(change)}
            yield Hit(words, evidence(entry.index, line.final_budget, line.original_budget))


def _change(line: FundLine) -> Decimal | None:
    original, final = line.original_budget.value, line.final_budget.value
    return (final - original) / original if original and final is not None and original > 0 else None


def _is_full(line: FundLine) -> bool:
    score, weight = line.score.value, line.max_score.value
    if score is None or weight is None:
        return False
    return score >= (_WHOLE if line.score.unit == PERCENT else weight)


def _budgets(line: FundLine) -> dict[str, str]:
    return {
        "original": line.original_budget.text,
        "final": line.final_budget.text,
        "unit": line.final_budget.unit or "万元",
    }


def explains(entry: Scored, params: Params) -> bool:
    """Whether a sentence of a form's report or reasons speaks of money in one of the card's words."""
    texts = [paragraph.text for section in entry.form.narrative for paragraph in section.paragraphs]
    texts += [row.indicator.deviation_reason.text for row in entry.rows]
    words, name = params.words("explained_by"), entry.form.name.text
    return any(
        any(word in sentence for word in words) and any(word in sentence for word in _MONEY)
        for text in [text.replace(name, "") for text in texts]
        if any(word in text for word in words)
        for sentence in _SENTENCE.findall(text)
    )


def final_budget_equals_spending(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Every project's final budget is exactly what was spent, though budgets were changed."""
    lines = [(entry.index, line) for entry in dossier.projects if (line := entry.form.fund("total"))]
    known = [
        (index, line)
        for index, line in lines
        if line.final_budget.value is not None and line.actual_expenditure.value is not None
    ]
    changed = [line for _, line in known if line.original_budget.value not in {None, line.final_budget.value}]
    if len(known) < _FEWEST or not changed:
        return
    if all(line.final_budget.value == line.actual_expenditure.value for _, line in known):
        yield Hit(
            {"count": str(len(known)), "changed": str(len(changed))},
            tuple(place for index, line in known for place in evidence(index, line.final_budget)),
        )


def base_budget_equals_accounts(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Every line of the base data has the accounts for its budget, though projects began with others."""
    base = dossier.base_data
    rows = [row for row in base[1].expenditure if row.budget.value and row.actual.value] if base else []
    lines = [line for entry in dossier.projects if (line := entry.form.fund("total"))]
    pairs = [(line.original_budget.value, line.actual_expenditure.value) for line in lines]
    changed = sum(bool(before and spent and before != spent) for before, spent in pairs)
    same = all(row.budget.value == row.actual.value for row in rows)
    if base and same and changed and len(rows) >= params.number("fewest"):
        words = {"count": str(len(rows)), "changed": str(changed)}
        yield Hit(words, tuple(place for row in rows for place in evidence(base[0], row.budget)))


def other_funds_not_in_projects(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The department's other funds are what one project spends, but no project prints other funds."""
    lines = [
        (entry, line)
        for entry in dossier.scored
        if entry not in dossier.projects and (line := entry.form.fund("other_funds"))
    ]
    projects = [
        (entry, entry.form.fund("total"), entry.form.fund("other_funds")) for entry in dossier.projects
    ]
    if len(lines) != 1 or any(other and other.actual_expenditure.value for _, _, other in projects):
        return
    entry, line = lines[0]
    same = [
        (project, total)
        for project, total, _ in projects
        if total and line.amount.value and total.actual_expenditure.value == line.amount.value
    ]
    if len(same) == 1:
        project, total = same[0]
        words = {"amount": line.amount.text, "project": project.form.name.text}
        places = (*evidence(entry.index, line.amount), *evidence(project.index, total.actual_expenditure))
        yield Hit(words, places)
