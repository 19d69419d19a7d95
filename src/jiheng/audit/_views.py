"""Named parts of forms that rule cards may address beside the records' own fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from jiheng.audit._amounts import PERCENT, plain
from jiheng.audit._texts import (
    StatedBreakdown,
    StatedBudget,
    StatedChange,
    StatedInput,
    StatedRate,
    StatedRatio,
    stated_amounts,
    stated_breakdowns,
    stated_budget,
    stated_changes,
    stated_execution,
    stated_inputs,
    stated_listings,
    stated_rates,
    stated_shares,
    stated_uses,
)
from jiheng.reports import (
    BaseData,
    ExpenditureRow,
    FormKind,
    FundLine,
    Indicator,
    Package,
    SelfEvaluation,
)
from jiheng.values import Figure, Measured, Missing, Printed, squeeze


@dataclass(frozen=True, slots=True)
class Placed:
    """A part of another form than the one the path came from."""

    form: int
    part: object


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators under one first-level heading (产出指标) and the marks printed with it."""

    label: Printed
    max_score: Figure
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """A project table and the rows of the base data it reports on."""

    table: SelfEvaluation
    placed: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """A line of the base data and the lines it is the sum of."""

    line: ExpenditureRow
    parts: tuple[ExpenditureRow, ...]


def groups(form: SelfEvaluation) -> tuple[Group, ...]:
    """Return the indicators by first-level heading, in order."""
    by_heading = [tuple(rows) for _, rows in groupby(form.indicators, lambda row: row.category.text)]
    return tuple(Group(rows[0].category, rows[0].category_max_score, rows) for rows in by_heading)


def marks(form: SelfEvaluation) -> tuple[Figure, ...]:
    """Return every mark that counts towards the total.

    Where the execution's marks cell holds a percentage, the marks meant are that share of its weight; the
    percentage itself is another rule's business. () where a mark that must be there is not: a sum over what
    is left would say nothing about the total.
    """
    total = form.fund("total")
    pairs = [(row.max_score, row.score) for row in form.indicators if not row.is_stroke]
    wanting = [
        pair for pair in pairs if pair[1].value is None and pair[0].number is not Missing.NOT_APPLICABLE
    ]
    if wanting or not pairs or (total and total.max_score.value and total.score.value is None):
        return ()
    return (*_execution_marks(form), *(score for _, score in pairs))


def _execution_marks(form: SelfEvaluation) -> tuple[Figure, ...]:
    total = form.fund("total")
    if total is None:
        return ()
    share, weight = total.score.value, total.max_score.value
    if total.score.unit != PERCENT or share is None or weight is None:
        return (total.score,)
    meant = (weight * share / 100).normalize()
    return (Figure(f"{meant:f}", total.score.at, meant, "分"),)


def weights(form: SelfEvaluation) -> tuple[Figure, ...]:
    """Return every weight of the table, the execution's first; () where one cannot be read."""
    total = form.fund("total")
    own = (total.max_score,) if total else ()
    found = (*own, *(indicator.max_score for indicator in form.indicators))
    return () if any(weight.number is Missing.UNREADABLE for weight in found) else found


_SOURCES = frozenset(
    {"current_appropriation", "carry_over", "other_funds", "special_account_funds", "unit_funds"}
)
_INCOME = frozenset(
    {"general_public_budget", "government_funds", "special_account_non_tax_revenue", "other_funds"}
)
_SPENDING = frozenset({"basic_expenditure", "project_expenditure"})


def fund_sources(form: SelfEvaluation) -> tuple[FundLine, ...]:
    """Return the lines that make up the total; () where a line is printed that may overlap the others."""
    lines = tuple(line for line in form.funds if line.source != "total")
    return lines if {line.source for line in lines} <= _SOURCES else ()


def income(form: SelfEvaluation) -> tuple[Figure, ...]:
    """Return the amounts by nature of income (按收入性质分)."""
    return tuple(line.amount for line in form.funds if line.source in _INCOME)


def spending(form: SelfEvaluation) -> tuple[Figure, ...]:
    """Return the amounts by nature of spending (按支出性质分); () unless both are printed."""
    amounts = tuple(line.amount for line in form.funds if line.source in _SPENDING)
    return amounts if all(a.value is not None for a in amounts) and len(amounts) == len(_SPENDING) else ()


@dataclass(frozen=True, slots=True)
class Achievement:
    """An indicator's achieved value as a figure."""

    name: Printed
    achieved: Figure


_PAYMENT = ("支付进度", "拨付进度", "支付率", "执行率")


def payment_rates(form: SelfEvaluation) -> tuple[Achievement, ...]:
    """Return the indicators that say which share of the project's money was paid."""
    found = [_achievement(row) for row in form.indicators if squeeze(row.name.text).endswith(_PAYMENT)]
    return tuple(entry for entry in found if entry is not None and entry.achieved.unit == PERCENT)


def cost_amounts(form: SelfEvaluation) -> tuple[Achievement, ...]:
    """Return the indicators of the cost group that say an amount of money."""
    found = [
        _achievement(row)
        for row in form.indicators
        if "成本" in row.category.text or "成本" in row.subcategory.text
    ]
    return tuple(entry for entry in found if entry is not None and entry.achieved.unit.endswith("元"))


def _achievement(row: Indicator) -> Achievement | None:
    """Return an achieved value that is one exact figure, or None."""
    reading = row.achieved.reading
    if not isinstance(reading, Measured) or reading.bound is not None:
        return None
    shown = f"{plain(reading.number)}{reading.unit}"
    return Achievement(row.name, Figure(shown, row.achieved.at, reading.number, reading.unit))


def main_lines(form: BaseData) -> tuple[ExpenditureRow, ...]:
    """Return the lines of the first level: their parts would only say the same again."""
    return tuple(row for row in form.expenditure if row.level == 1)


def personnel_costs(form: SelfEvaluation) -> tuple[Figure, ...]:
    """Return the achieved value of the indicator that says what personnel costs."""
    return tuple(
        Figure(plain(reading.number), row.achieved.at, reading.number, reading.unit)
        for row in form.indicators
        if any(word in row.name.text for word in ("人员成本", "人员经费", "人员支出"))
        and isinstance(reading := row.achieved.reading, Measured)
        and reading.unit.endswith("元")
    )


def summed_lines(form: BaseData) -> tuple[Summed, ...]:
    """Return the project lines that are the sum of lines below them (项目支出, 市级专项资金)."""
    parts: dict[int, list[ExpenditureRow]] = {}
    for row in form.expenditure:
        if row.parent is not None:
            parts.setdefault(row.parent, []).append(row)
    return tuple(
        Summed(line, tuple(parts[i]))
        for i, line in enumerate(form.expenditure)
        if i in parts and _root_term(form, line) == "project_expenditure"
    )


def _root_term(form: BaseData, row: ExpenditureRow) -> str:
    while row.parent is not None:
        row = form.expenditure[row.parent]
    return row.term


def operating_parts(form: BaseData) -> tuple[ExpenditureRow, ...]:
    """Return the rows printed as 其中 under operating costs (公用经费)."""
    parents = {i for i, row in enumerate(form.expenditure) if row.term == "operating_costs"}
    return tuple(row for row in form.expenditure if row.parent in parents)


def matched(package: Package) -> tuple[Placed, ...]:
    """Return every project table that was tied to rows of the base data, with those rows."""
    found = []
    for match in package.matches:
        table, base = package.forms[match.form], package.forms[match.base_data]
        if match.rows and isinstance(table, SelfEvaluation) and isinstance(base, BaseData):
            rows = tuple(Placed(match.base_data, base.expenditure[i]) for i in match.rows)
            found.append(Placed(match.form, Matched(table, rows)))
    return tuple(found)


def matched_rows(pair: Matched) -> tuple[Placed, ...]:
    """Return the base-data rows of a matched table."""
    return pair.placed


def all_projects(package: Package) -> tuple[Placed, ...]:
    """Return the project tables; () unless they cover every project row of the one base-data form."""
    bases = package.base_data()
    if len(bases) != 1:
        return ()
    index, base = bases[0]
    covered = {i for match in package.matches if match.base_data == index for i in match.rows}
    projects = set(map(id, base.projects()))
    wanted = {i for i, row in enumerate(base.expenditure) if id(row) in projects}
    tables = package.evaluations(FormKind.PROJECT)
    return tuple(Placed(i, form) for i, form in tables) if wanted and wanted <= covered else ()


@dataclass(frozen=True, slots=True)
class View:
    """A named part: how to find it, and the record type of its elements."""

    find: Callable[..., tuple[object, ...]]
    gives: type


VIEWS: Mapping[tuple[type, str], View] = MappingProxyType(
    {
        (SelfEvaluation, "groups"): View(groups, Group),
        (SelfEvaluation, "marks"): View(marks, Figure),
        (SelfEvaluation, "weights"): View(weights, Figure),
        (SelfEvaluation, "fund_sources"): View(fund_sources, FundLine),
        (SelfEvaluation, "income"): View(income, Figure),
        (SelfEvaluation, "spending"): View(spending, Figure),
        (SelfEvaluation, "personnel_costs"): View(personnel_costs, Figure),
        (SelfEvaluation, "payment_rates"): View(payment_rates, Achievement),
        (SelfEvaluation, "cost_amounts"): View(cost_amounts, Achievement),
        (SelfEvaluation, "stated_budget"): View(stated_budget, StatedBudget),
        (SelfEvaluation, "stated_amounts"): View(stated_amounts, StatedBudget),
        (SelfEvaluation, "stated_execution"): View(stated_execution, StatedRatio),
        (SelfEvaluation, "stated_breakdowns"): View(stated_breakdowns, StatedBreakdown),
        (SelfEvaluation, "stated_listings"): View(stated_listings, StatedBreakdown),
        (SelfEvaluation, "stated_shares"): View(stated_shares, StatedBreakdown),
        (SelfEvaluation, "stated_rates"): View(stated_rates, StatedRate),
        (SelfEvaluation, "stated_uses"): View(stated_uses, StatedBreakdown),
        (SelfEvaluation, "stated_inputs"): View(stated_inputs, StatedInput),
        (SelfEvaluation, "stated_changes"): View(stated_changes, StatedChange),
        (BaseData, "main_lines"): View(main_lines, ExpenditureRow),
        (BaseData, "summed_lines"): View(summed_lines, Summed),
        (BaseData, "operating_parts"): View(operating_parts, ExpenditureRow),
        (Package, "matched"): View(matched, Matched),
        (Matched, "rows"): View(matched_rows, ExpenditureRow),
        (Package, "all_projects"): View(all_projects, SelfEvaluation),
    }
)
