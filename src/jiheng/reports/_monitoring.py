"""FilledForm → Monitoring: how far targets and spending had come before the year was over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from jiheng.documents import Problem
from jiheng.forms import FilledForm, FilledRow, label_key, months_of, split_points, without_row_number
from jiheng.reports._build import (
    MONEY,
    NOWHERE,
    Fields,
    achieved_of,
    date_of,
    kept_as_text,
    own_sections,
    target_of,
)
from jiheng.reports._cycle import (
    DeviationCause,
    Likelihood,
    MarkedCause,
    MonitoredFund,
    MonitoredIndicator,
    Monitoring,
)
from jiheng.reports._framing import filing_of, identity_of, objectives_of
from jiheng.reports._narrative import fiscal_year
from jiheng.reports._parts import FormKind
from jiheng.values import STROKES, AchievedText, Printed, collapse, halve

_NOT_MARKED = frozenset({"", *STROKES, "×", "✗", "✘", "x", "X", "否", "无", "□", "○", "0"})
_TICKED = re.compile(r"[☑√✓✔■●](\w+)")
_LIKELIHOOD = "likelihood_"
_ROW = re.compile(r"T(\d+)R(\d+)")


def build_monitoring(form: FilledForm, document: int) -> Monitoring:
    """Build a record of monitoring at mid-year."""
    problems = list(form.problems)
    filing = filing_of(form)
    money = form.units.get("funds", MONEY)
    return Monitoring(
        kind=FormKind(form.card.kind),
        document=document,
        tables=tuple(grid.number for grid in form.grids),
        fiscal_year=fiscal_year(form),
        months=_months(form),
        title=Printed(collapse(form.title.text), form.title.at),
        identity=identity_of(form),
        funds=tuple(_fund(row, problems, money) for row in form.of("funds")),
        objectives=objectives_of(form, problems),
        indicators=tuple(_indicators(form, problems)),
        texts=own_sections(form),
        filing_date=date_of(filing),
        filing_line=filing,
        unread=form.unread,
        problems=tuple(problems),
    )


def _months(form: FilledForm) -> int | None:
    """Return the month that the form's headers count to, where they all say the same one."""
    places = [row.at for row in form.rows] + [cell.at for cell in form.fields.values()]
    rows = {(int(found[1]), int(found[2])) for place in places if (found := _ROW.match(place))}
    first, last = min(rows, default=(0, 0)), max(rows, default=(0, 0))
    months = {
        months_of(cell.text)
        for grid in form.grids
        for cell in grid.cells
        if first <= (grid.number, cell.row) <= last and label_key(cell.text) in form.card.labels()
    } - {None}
    return months.pop() if len(months) == 1 else None


def _fund(row: FilledRow, problems: list[Problem], money: str) -> MonitoredFund:
    cells = Fields(row.cells, problems, money)
    # A line with one amount and no column for it (其中：财政拨款：30) is what the budget gave.
    budget = "original_budget" if "amount" not in row.cells else "amount"
    return MonitoredFund(
        source=row.line or label_key(row.label.text),
        label=Printed(collapse(row.label.text), row.label.at),
        original_budget=cells.figure(budget),
        final_budget=cells.figure("final_budget"),
        actual_to_date=cells.figure("actual_to_date"),
        execution_rate=cells.figure("execution_rate", ""),
        expected_actual=cells.figure("expected_actual"),
        expected_rate=cells.figure("expected_rate", ""),
    )


def _indicators(form: FilledForm, problems: list[Problem]) -> Iterator[MonitoredIndicator]:
    """Yield the indicator rows; a level holds until the next one is printed."""
    category = subcategory = NOWHERE
    words = {
        label: name
        for block in form.card.blocks
        for label, name in block.columns.items()
        if name.startswith(_LIKELIHOOD)
    }
    for row in form.of("indicators"):
        cells = Fields(row.cells, problems, "分")
        level = cells.text("category")
        if level.text and level.at != category.at:
            category, subcategory = Printed(split_points(level.text)[0], level.at), NOWHERE
        if (level := cells.text("subcategory")).text:
            subcategory = Printed(split_points(level.text)[0], level.at)
        target, so_far, expected = (
            target_of(row.cells),
            _value(row.cells, "achieved_to_date"),
            _value(row.cells, "expected"),
        )
        problems.extend(kept_as_text(target, so_far))
        likelihood, likelihood_text = _likelihood(row, words, problems)
        name = cells.text("name")
        yield MonitoredIndicator(
            category=category,
            subcategory=subcategory,
            name=Printed(without_row_number(name.text), name.at),
            target=target,
            achieved_to_date=so_far,
            expected=expected,
            causes=_causes(cells),
            deviation_reason=cells.text("deviation_reason"),
            improvement_measures=cells.text("improvement_measures"),
            likelihood=likelihood,
            likelihood_text=likelihood_text,
            max_score=cells.figure("max_score"),
            remark=cells.text("remark"),
            at=row.at,
        )


def _causes(cells: Fields) -> tuple[MarkedCause, ...]:
    found = ((cause, cells.text(cause.value)) for cause in DeviationCause)
    return tuple(MarkedCause(cause, mark) for cause, mark in found if _is_marked(mark))


def _value(cells: Mapping[str, Printed], name: str) -> AchievedText:
    return achieved_of({"achieved": cells.get(name, NOWHERE)})


def _is_marked(cell: Printed) -> bool:
    return halve(cell.text) not in _NOT_MARKED


def _likelihood(
    row: FilledRow, words: Mapping[str, str], problems: list[Problem]
) -> tuple[Likelihood | None, Printed]:
    """Read the likelihood from its three columns, or from the words or ticked boxes of its only one."""
    cells = Fields(row.cells, problems)
    marked = {name: cells.text(name) for name in set(words.values()) if _is_marked(cells.text(name))}
    only = cells.text("likelihood")
    text = next(iter(marked.values()), only)
    if not marked and _is_marked(only):
        said = halve(only.text)
        ticked = [word for word in _TICKED.findall(said) if word in words] or [said]
        marked = {words[word]: only for word in ticked if word in words}
    if len(marked) == 1:
        return Likelihood(next(iter(marked)).removeprefix(_LIKELIHOOD)), text
    if marked or _is_marked(only):
        said = "、".join(cell.text for cell in marked.values()) or only.text
        problems.append(Problem("likelihood_unclear", f"完成目标可能性“{said}”不能确定是哪一种。", text.at))
    return None, text
