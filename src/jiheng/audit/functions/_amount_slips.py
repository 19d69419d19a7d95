"""Rules on how amounts are written: units, columns left out, marks in the wrong row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from jiheng.audit._amounts import in_unit, plain
from jiheng.audit._dossier import Dossier, Hit, Params, Scored, evidence
from jiheng.audit._types import Evidence
from jiheng.audit.functions._funds import explains
from jiheng.reports import ExpenditureRow, FormKind, FundLine
from jiheng.values import Figure

Pair = tuple[int, Figure, int, Figure]
_COLUMNS = ("original_budget", "final_budget", "actual_expenditure")


def unit_slip(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Two prints of one amount of which one is ten thousand times the other."""
    times, slack = params.number("times"), params.number("slack")
    for left_form, left, right_form, right in _pairs(dossier):
        one, other = left.value, in_unit(right, left.unit)
        if not one or not other or one < 0 or other < 0:
            continue
        large, small = max(one, other), min(one, other)
        if abs(large / small - times) <= times * slack:
            words = {"one": left.text, "other": right.text, "times": plain(times)}
            places = (*evidence(left_form, left), *evidence(right_form, right))
            yield Hit(words, places)


def _pairs(dossier: Dossier) -> Iterator[Pair]:
    """Yield amounts that are the same amount: a project and its row, a total and its one source."""
    for match in dossier.package.matches:
        base = dossier.base_data
        table = next((entry for entry in dossier.scored if entry.index == match.form), None)
        total = table.form.fund("total") if table else None
        if base and table and total and len(match.rows) == 1 and match.base_data == base[0]:
            row = base[1].expenditure[match.rows[0]]
            yield table.index, total.actual_expenditure, base[0], row.actual
            yield table.index, total.final_budget, base[0], row.budget
    for entry in dossier.scored:
        yield from _within(entry)
        yield from _department(dossier, entry)


def _within(entry: Scored) -> Iterator[Pair]:
    total = entry.form.fund("total")
    for name in _COLUMNS if total else ():
        own = [line for line in entry.form.funds if line is not total and getattr(line, name).value]
        if len(own) == 1:
            yield entry.index, getattr(total, name), entry.index, getattr(own[0], name)


def _department(dossier: Dossier, entry: Scored) -> Iterator[Pair]:
    base, line = dossier.base_data, entry.form.fund("project_expenditure")
    if base is None or line is None or entry.form.kind is not FormKind.DEPARTMENT:
        return
    rows: Iterable[ExpenditureRow] = base[1].expenditure
    for row in rows:
        if row.term == "project_expenditure":
            yield entry.index, line.amount, base[0], row.actual


def source_row_marks(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Marks of the execution repeated in the row of a source of money."""
    for entry in dossier.scored:
        total = entry.form.fund("total")
        if total is None or total.max_score.value is None:
            continue
        cells = [cell for line in entry.form.funds if line is not total for cell in _marks(line)]
        if cells:
            yield Hit({"total": total.max_score.text}, evidence(entry.index, *cells))


def _marks(line: FundLine) -> list[Figure]:
    return [cell for cell in (line.max_score, line.score) if cell.value is not None]


def low_execution_unexplained(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Much of the budget not spent, and no word on why."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        if line is None or not line.final_budget.value or line.actual_expenditure.value is None:
            continue
        rate = line.actual_expenditure.value / line.final_budget.value
        if 0 <= rate < params.number("least") and not explains(entry, params):
            words = {"actual": line.actual_expenditure.text, "final": line.final_budget.text}
            words |= {"rate": f"{plain(rate * 100)}%", "least": f"{plain(params.number('least') * 100)}%"}
            cells = (line.execution_rate, line.actual_expenditure, line.final_budget)
            yield Hit(words, evidence(entry.index, *cells))


def same_total_everywhere(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """All projects of a package with one total, and not the full one."""
    totals = [(entry.index, entry.form.total) for entry in dossier.projects]
    known = [(index, total.score) for index, total in totals if total.score.value is not None]
    values = {score.value for _, score in known}
    full = {total.max_score.value or Decimal(100) for _, total in totals}
    if len(known) >= params.number("fewest") and len(known) == len(totals) and len(values) == 1:
        if values & full:
            return
        places: tuple[Evidence, ...] = tuple(p for index, score in known for p in evidence(index, score))
        yield Hit({"count": str(len(known)), "score": known[0][1].text}, places)
