"""FilledForm → TransferSelfEvaluation: what a transfer payment achieved and how its money was managed."""

from __future__ import annotations

from jiheng.forms import FilledForm, FilledRow, label_key
from jiheng.reports._build import (
    MONEY,
    Fields,
    build_fund,
    build_indicators,
    build_objective,
    date_of,
    own_sections,
)
from jiheng.reports._cycle import ManagementLine, TransferSelfEvaluation
from jiheng.reports._framing import filing_of, identity_of
from jiheng.reports._narrative import fiscal_year
from jiheng.reports._parts import Total
from jiheng.values import Printed, collapse


def build_transfer_self_evaluation(form: FilledForm, document: int) -> TransferSelfEvaluation:
    """Build the self-evaluation of a transfer payment."""
    problems = list(form.problems)
    money = form.units.get("funds", MONEY)
    total = Fields(form.total, problems, "分")
    filing = filing_of(form)
    return TransferSelfEvaluation(
        document=document,
        tables=tuple(grid.number for grid in form.grids),
        fiscal_year=fiscal_year(form),
        title=Printed(collapse(form.title.text), form.title.at),
        identity=identity_of(form),
        funds=tuple(build_fund(row, problems, money) for row in form.of("funds")),
        management=tuple(_management(row) for row in form.of("management")),
        objectives=tuple(build_objective(row, problems) for row in form.of("objectives")),
        indicators=build_indicators(form.of("indicators"), problems),
        total=Total(total.figure("max_score"), total.figure("score")),
        texts=own_sections(form),
        filing_date=date_of(filing),
        filing_line=filing,
        unread=form.unread,
        problems=tuple(problems),
    )


def _management(row: FilledRow) -> ManagementLine:
    cells = Fields(row.cells, [])
    return ManagementLine(
        term=row.line or label_key(row.label.text),
        label=Printed(collapse(row.label.text), row.label.at),
        description=cells.text("description"),
        improvement_measures=cells.text("improvement_measures"),
    )
