"""FilledForm → TargetDeclaration: what was asked for and promised when the budget was made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiheng.documents import Problem
from jiheng.forms import FilledForm, FilledRow, label_key, split_points, without_row_number
from jiheng.reports._build import MONEY, NOWHERE, Fields, date_of, own_sections, target_of
from jiheng.reports._cycle import (
    DeclaredFund,
    DeclaredIndicator,
    DeclaredTask,
    Horizon,
    TargetDeclaration,
)
from jiheng.reports._framing import column_of, filing_of, identity_of, objectives_of
from jiheng.reports._narrative import fiscal_year
from jiheng.reports._parts import FormKind
from jiheng.values import Figure, Printed, collapse, read_figure, squeeze

_LEFT = "mid_term_"
"""Prefix that the form cards give to the left one of two equal labels."""
_MID_TERM_TOTAL = "mid_term_total"
_SUMS = frozenset({"金额合计", "合计", "总计"})
_TASK_FIGURES = ("amount", "fiscal_appropriation")
_PLACEHOLDER = re.compile(r"[….·]*")


def build_declaration(form: FilledForm, document: int) -> TargetDeclaration:
    """Build a declaration of targets."""
    problems = list(form.problems)
    filing = filing_of(form)
    money = form.units.get("funds", MONEY)
    tasks = _tasks(form, problems)
    sums = [task for task in tasks if label_key(task.name.text) in _SUMS]
    return TargetDeclaration(
        kind=FormKind(form.card.kind),
        document=document,
        tables=tuple(grid.number for grid in form.grids),
        fiscal_year=fiscal_year(form),
        title=Printed(collapse(form.title.text), form.title.at),
        identity=identity_of(form),
        funds=(
            *_funds(form.of("funds"), money, problems),
            *(line for task in sums for line in _summed(task)),
        ),
        tasks=tuple(task for task in tasks if task not in sums),
        objectives=objectives_of(form, problems),
        indicators=tuple(_Indicators(form, problems).read()),
        texts=own_sections(form),
        filing_date=date_of(filing),
        filing_line=filing,
        unread=form.unread,
        problems=tuple(problems),
    )


def _funds(rows: Sequence[FilledRow], money: str, problems: list[Problem]) -> Iterator[DeclaredFund]:
    """Yield the lines of the funds; which column an amount stands in says what it is for.

    Two columns of labels (中期 | 年度) stand in the order of their totals. Where the labels of both stand one
    under the other, a line belongs to the total above it.
    """
    totals = {row.line: column_of(row.label.at) for row in reversed(rows)}
    beside = {_MID_TERM_TOTAL, "total"} <= totals.keys() and totals[_MID_TERM_TOTAL] != totals["total"]
    order = sorted(Horizon, key=lambda horizon: totals.get(_TOTALS[horizon], 0))
    above = Horizon.ANNUAL
    for row in rows:
        cells = Fields(row.cells, problems, money)
        if "amount" in row.cells and "mid_term_amount" in row.cells:
            yield _fund(row, Horizon.MID_TERM, cells.figure("mid_term_amount"))
        above = _HORIZONS.get(row.line, above)
        horizon: Horizon | None = above
        if beside and row.line not in _HORIZONS:
            mine = [other.label.at for other in rows if (other.at, other.line) == (row.at, row.line)]
            known = {totals[_TOTALS[h]]: h for h in Horizon}.get(column_of(row.label.at))
            horizon = order[mine.index(row.label.at)] if len(mine) == len(order) else known
        if horizon is None:
            text = f"{collapse(row.label.text)}：不能确定是中期还是年度的金额。"
            problems.append(Problem("horizon_unknown", text, row.label.at))
        yield _fund(row, horizon, cells.figure("amount"))


_TOTALS: Mapping[Horizon, str] = {Horizon.MID_TERM: _MID_TERM_TOTAL, Horizon.ANNUAL: "total"}
_HORIZONS: Mapping[str, Horizon] = {line: horizon for horizon, line in _TOTALS.items()}


def _fund(row: FilledRow, horizon: Horizon | None, amount: Figure) -> DeclaredFund:
    source = "total" if row.line == _MID_TERM_TOTAL else row.line or label_key(row.label.text)
    return DeclaredFund(source, Printed(collapse(row.label.text), row.label.at), horizon, amount)


def _tasks(form: FilledForm, problems: list[Problem]) -> tuple[DeclaredTask, ...]:
    tasks = []
    money = form.units.get("tasks", MONEY)
    for row in form.of("tasks"):
        cells = Fields(_under_sum(row.cells), problems, money)
        figures = (cells.figure(name) for name in ("amount", "fiscal_appropriation", "other_funds"))
        tasks.append(DeclaredTask(cells.text("name"), cells.text("content"), *figures))
    return tuple(tasks)


def _under_sum(cells: Mapping[str, Printed]) -> Mapping[str, Printed]:
    """Put the figures of the sum into their columns where no positions are known.

    金额合计 spans the task and its content: in a text export its first figure stands where the content would.
    """
    content = cells.get("content", NOWHERE)
    is_sum = label_key(cells.get("name", NOWHERE).text) in _SUMS
    if not is_sum or "other_funds" in cells or read_figure(content.text, "").value is None:
        return cells
    moved = zip(("amount", "fiscal_appropriation", "other_funds"), ("content", *_TASK_FIGURES), strict=True)
    return {"name": cells["name"], **{to: cells[name] for to, name in moved if name in cells}}


def _summed(task: DeclaredTask) -> Iterator[DeclaredFund]:
    """Yield the row 金额合计 below the tasks as lines of the funds."""
    lines = (
        ("total", task.amount),
        ("current_appropriation", task.fiscal_appropriation),
        ("other_funds", task.other_funds),
    )
    for source, figure in lines:
        yield DeclaredFund(source, task.name, Horizon.ANNUAL, figure)


@dataclass(slots=True)
class _Levels:
    """The levels in force for one of the two sides; each holds until the next is printed."""

    category: Printed = NOWHERE
    subcategory: Printed = NOWHERE

    def take(self, cells: Fields, prefix: str) -> None:
        category = cells.text(f"{prefix}category")
        if not category.text:
            category = cells.text("category")
        if category.text and category.at != self.category.at:
            self.category, self.subcategory = Printed(split_points(category.text)[0], category.at), NOWHERE
        subcategory = cells.text(f"{prefix}subcategory")
        if subcategory.text:
            self.subcategory = Printed(split_points(subcategory.text)[0], subcategory.at)


class _Indicators:
    """Reads the indicator rows, one or two targets from each."""

    def __init__(self, form: FilledForm, problems: list[Problem]) -> None:
        self._rows = form.of("indicators")
        self._problems = problems
        twice = any(f"{_LEFT}name" in row.cells for row in self._rows)
        both = [row.cells for row in form.of("objectives")]
        columns = [
            [
                column_of(cells[f"{horizon.value}_objective"].at)
                for horizon in (Horizon.ANNUAL, Horizon.MID_TERM)
            ]
            for cells in both
            if all(f"{horizon.value}_objective" in cells for horizon in Horizon)
        ]
        # The objectives above say which side is which; the official form has the mid-term at the left.
        annual_first = twice and any(annual < mid_term for annual, mid_term in columns)
        self._left = Horizon.ANNUAL if annual_first else Horizon.MID_TERM
        self._right = Horizon.MID_TERM if annual_first else Horizon.ANNUAL
        self._twice = twice

    def read(self) -> Iterator[DeclaredIndicator]:
        left, right = _Levels(), _Levels()
        for row in self._rows:
            cells = Fields(row.cells, self._problems, "分")
            right.take(cells, "")
            if self._twice:
                left.take(cells, _LEFT)
                yield from self._indicator(row, _side(row.cells, _LEFT), self._left, left)
            elif f"{_LEFT}target" in row.cells:
                mid_term = {**row.cells, "target": row.cells[f"{_LEFT}target"]}
                yield from self._indicator(row, mid_term, self._left, right)
            yield from self._indicator(row, row.cells, self._right, right)

    def _indicator(
        self, row: FilledRow, side: Mapping[str, Printed], horizon: Horizon, levels: _Levels
    ) -> Iterator[DeclaredIndicator]:
        cells = Fields(side, self._problems, "分")
        name, target = cells.text("name"), target_of(side)
        bare = without_row_number(name.text)
        if _PLACEHOLDER.fullmatch(squeeze(bare)) and not squeeze(target.text):
            return
        yield DeclaredIndicator(
            horizon=horizon,
            category=levels.category,
            subcategory=levels.subcategory,
            name=Printed(bare, name.at),
            target=target,
            max_score=cells.figure("max_score"),
            explanation=cells.text("explanation"),
            at=row.at,
        )


def _side(cells: Mapping[str, Printed], prefix: str) -> dict[str, Printed]:
    """Return the cells of the left side, without their prefix."""
    return {name.removeprefix(prefix): cell for name, cell in cells.items() if name.startswith(prefix)}
