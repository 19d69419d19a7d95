"""What the forms of the cycle have in common around their tables: identity, year, filing line, objectives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.documents import Problem
from jiheng.forms import FilledForm
from jiheng.reports._build import NOWHERE, Fields
from jiheng.reports._cycle import DeclaredObjective, Horizon, Identity
from jiheng.reports._narrative import as_printed, filing_line, split_between
from jiheng.values import Printed

_COLUMN = re.compile(r"T\d+R\d+C(\d+)")


def identity_of(form: FilledForm) -> Identity:
    """Return whose form it is."""
    fields = Fields(form.fields, [])
    return Identity(
        name=fields.text("name"),
        supervising_department=fields.text("supervising_department"),
        implementing_unit=fields.text("implementing_unit"),
        project_attribute=fields.text("project_attribute"),
        project_category=fields.text("project_category"),
        project_period=fields.text("project_period"),
        start_date=fields.text("start_date"),
        end_date=fields.text("end_date"),
        central_department=fields.text("central_department"),
        provincial_finance_department=fields.text("provincial_finance_department"),
        provincial_department=fields.text("provincial_department"),
        local_department=fields.text("local_department"),
    )


def filing_of(form: FilledForm) -> Printed:
    """Return the line with 填表人 and 填报日期."""
    return filing_line(split_between(as_printed(form.after), NOWHERE).tail, form.notes)


def objectives_of(form: FilledForm, problems: list[Problem]) -> tuple[DeclaredObjective, ...]:
    """Return the objectives, whether they stand under a header or behind a label; note if there are none."""
    found = tuple(dict.fromkeys(_objectives(form)))
    if not found:
        problems.append(Problem("block_missing", f"《{form.card.title}》中没有找到绩效目标。", ""))
    return found


def _objectives(form: FilledForm) -> Iterator[DeclaredObjective]:
    for cells in (form.fields, *(row.cells for row in form.of("objectives"))):
        fields = Fields(cells, [])
        for horizon in Horizon:
            text = fields.text(f"{horizon.value}_objective")
            if text.text:
                yield DeclaredObjective(horizon, text)


def column_of(at: str) -> int:
    """Return the column of a cell's address, 0 where it is none."""
    found = _COLUMN.fullmatch(at)
    return int(found[1]) if found else 0
