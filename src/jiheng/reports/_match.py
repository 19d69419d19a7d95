"""Which project table reports on which rows of the base data, and how that was found.

Names first, then names that resemble each other with the same amount, then several rows that the report's
text names and that add up, then the amount alone where it fits nothing else. Every match says how it was
made.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations

from jiheng.reports._narrative import report_name
from jiheng.reports._types import (
    BaseData,
    ExpenditureRow,
    Form,
    FormKind,
    Match,
    MatchMethod,
    SelfEvaluation,
)
from jiheng.values import halve

_ORNAMENT = re.compile(r"20\d\d年?度?|[“”\"'《》〈〉]|（[^（）]*）|\([^()]*\)|\d+(?:\.\d+)?万?元?$")
_YEARS = re.compile(r"20\d\d年?度?")
_RESEMBLES = 0.6
_MOST_ROWS = 5
_MOST_CANDIDATES = 16
"""Sums are only sought among so few rows: beyond that a sum by chance is likely and the search is long."""


def name_key(text: str) -> str:
    """Return a project's name without year, amount, quotation marks and notes, for comparison."""
    return _ORNAMENT.sub("", halve(text)) or halve(text)


@dataclass(slots=True)
class _Search:
    """Projects and rows not yet tied."""

    base_data: int
    rows: dict[int, ExpenditureRow]
    projects: dict[int, SelfEvaluation]
    found: dict[int, Match]

    def tie(self, form: int, rows: Sequence[int], method: MatchMethod, why: str) -> None:
        self.found[form] = Match(form, self.base_data, tuple(rows), method, why)
        self.projects.pop(form)
        for row in rows:
            self.rows.pop(row)


def match_projects(forms: Sequence[Form]) -> tuple[Match, ...]:
    """Tie every project table to rows of the first base data that lists projects; () where none does."""
    base = next(((i, f) for i, f in enumerate(forms) if isinstance(f, BaseData) and f.projects()), None)
    if base is None:
        return ()
    index, base_data = base
    listed = {id(row) for row in base_data.projects()}
    search = _Search(
        index,
        {i: row for i, row in enumerate(base_data.expenditure) if id(row) in listed},
        {
            i: form
            for i, form in enumerate(forms)
            if isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT
        },
        {},
    )
    for step in (_by_name, _by_resemblance, _by_sum, _by_amount, _by_sum_alone, _by_name_alone):
        step(search)
    for form, project in search.projects.items():
        why = f"基础数据表中没有与“{project.name.text}”名称或金额相符的项目。"
        search.found[form] = Match(form, index, (), None, why)
    return tuple(search.found[form] for form in sorted(search.found))


def _amount(project: SelfEvaluation) -> Decimal | None:
    total = project.fund("total")
    return total.actual_expenditure.value if total else None


def _by_name(search: _Search) -> None:
    rows: dict[str, list[int]] = defaultdict(list)
    for i, row in search.rows.items():
        rows[name_key(row.label.text)].append(i)
    for form, project in list(search.projects.items()):
        names = {name_key(project.name.text), name_key(report_name(project.narrative_title.text))} - {""}
        fitting = [i for name in sorted(names) for i in rows.get(name, ()) if i in search.rows]
        same = [i for i in fitting if search.rows[i].actual.value == _amount(project)]
        chosen = (same or fitting)[:1] if len(set(fitting)) == 1 or same else []
        if chosen:
            search.tie(form, chosen, MatchMethod.NAME, _same_name(project, search.rows[chosen[0]]))


def _same_name(project: SelfEvaluation, row: ExpenditureRow) -> str:
    """Say which name is the same (the table's or only its report's) and whether the amount is."""
    amount = _amount(project)
    same = row.actual.value == amount
    note = "金额也相同" if same else f"但金额不同（表内 {amount}，基础数据 {row.actual.text}）"
    if name_key(project.name.text) == name_key(row.label.text):
        return f"名称相同（不计年份、金额和引号），{note}。"
    return f"报告标题与基础数据名称相同（表内名称为“{project.name.text}”），{note}。"


def _rows_by_amount(search: _Search) -> dict[Decimal, list[int]]:
    rows: dict[Decimal, list[int]] = defaultdict(list)
    for i, row in search.rows.items():
        if row.actual.value is not None:
            rows[row.actual.value].append(i)
    return rows


def _resemblance(project: SelfEvaluation, row: ExpenditureRow) -> float:
    label = name_key(row.label.text)
    names = (name_key(project.name.text), name_key(report_name(project.narrative_title.text)))
    return max(
        1.0 if n and (n in label or label in n) else SequenceMatcher(None, n, label).ratio() for n in names
    )


def _by_resemblance(search: _Search) -> None:
    rows = _rows_by_amount(search)
    for form, project in list(search.projects.items()):
        amount = _amount(project)
        candidates = [i for i in rows.get(amount, ()) if i in search.rows] if amount is not None else []
        scored = sorted(((_resemblance(project, search.rows[i]), i) for i in candidates), reverse=True)
        if scored and scored[0][0] >= _RESEMBLES:
            row = search.rows[scored[0][1]]
            why = f"名称相近（基础数据为“{row.label.text}”），金额同为 {amount}。"
            search.tie(form, (scored[0][1],), MatchMethod.NAME_AND_AMOUNT, why)


def _by_sum(search: _Search) -> None:
    for form, project in list(search.projects.items()):
        amount = _amount(project)
        text = _YEARS.sub("", halve("".join(section.text for section in project.narrative)))
        named = [i for i, row in search.rows.items() if name_key(row.label.text) in text]
        rows = _adding_up(search, named, amount)
        if rows and amount is not None:
            parts = " + ".join(search.rows[i].actual.text for i in rows)
            names = "、".join(f"“{search.rows[i].label.text}”" for i in rows)
            why = f"报告正文提到的 {len(rows)} 个项目{names}相加：{parts} = {amount}。"
            search.tie(form, rows, MatchMethod.SUM, why)


def _by_sum_alone(search: _Search) -> None:
    """Tie a project to the only set of rows left that adds up to its amount, with no word to support it."""
    for form, project in list(search.projects.items()):
        amount = _amount(project)
        rows = _adding_up(search, list(search.rows), amount)
        if rows and amount is not None:
            parts = " + ".join(search.rows[i].actual.text for i in rows)
            sums = f"{parts} = {amount}"
            why = f"基础数据中只有 {len(rows)} 个未对应的项目相加相符：{sums}（无文字依据，请核对）。"
            search.tie(form, rows, MatchMethod.SUM, why)


def _adding_up(search: _Search, candidates: list[int], amount: Decimal | None) -> tuple[int, ...]:
    """Return the one set of two to five rows that adds up to the amount; () where there is none, or more."""
    if amount is None or len(candidates) > _MOST_CANDIDATES:
        return ()
    values = {i: search.rows[i].actual.value for i in candidates}
    known = [i for i in candidates if values[i]]
    hits = [
        rows
        for size in range(2, _MOST_ROWS + 1)
        for rows in combinations(known, size)
        if sum((values[i] or Decimal(0) for i in rows), Decimal(0)) == amount
    ]
    return hits[0] if len(hits) == 1 else ()


def _by_amount(search: _Search) -> None:
    rows = _rows_by_amount(search)
    projects: dict[Decimal, list[int]] = defaultdict(list)
    for form, project in search.projects.items():
        if (amount := _amount(project)) is not None:
            projects[amount].append(form)
    for amount, forms in projects.items():
        candidates = [i for i in rows.get(amount, ()) if i in search.rows]
        if len(forms) == 1 and len(candidates) == 1:
            label = search.rows[candidates[0]].label.text
            why = f"名称不同（基础数据为“{label}”），金额同为 {amount}，且没有其他项目与之相符。"
            search.tie(forms[0], candidates, MatchMethod.AMOUNT, why)


def _by_name_alone(search: _Search) -> None:
    """Tie what is left by resembling names; the amounts differ, and the match says so."""
    for form, project in list(search.projects.items()):
        scored = sorted(((_resemblance(project, row), i) for i, row in search.rows.items()), reverse=True)
        if scored and scored[0][0] >= _RESEMBLES:
            row = search.rows[scored[0][1]]
            amounts = f"表内 {_amount(project)}，基础数据 {row.actual.text}"
            why = f"名称相近（基础数据为“{row.label.text}”），但金额不同：{amounts}。"
            search.tie(form, (scored[0][1],), MatchMethod.NAME, why)
