"""What the engine says of a filing, and the columns that lists and pictures show of it.

The columns follow from the contents and are computed anew whenever these differ from what they speak of; they
are no act of a person and have no line in the journal.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from jiheng.audit import Severity
from jiheng.reports import FormKind, SelfEvaluation
from jiheng_web import engine
from jiheng_web.engine import Checked
from jiheng_web.filings.contents import present
from jiheng_web.filings.models import Filing
from jiheng_web.writing import writing

REVIEWER, CLERK = "reviewer", "clerk"
_MOST = Decimal(10) ** 15
"""No body's money in 万元 is more: such a figure is a slip, a finding, and no column."""


def check_filing(filing: Filing, *, profile: str = REVIEWER) -> Checked:
    """Score and audit a filing whole; bring its columns up to date where the contents moved on.

    Args:
        filing: The filing.
        profile: For whom findings are chosen; the columns always speak of the reviewer's.
    """
    inputs = present(filing)
    name, standard = filing.body.name, filing.task.standard
    if filing.checked_hash != filing.content_hash:
        store_check(filing, engine.check_package(inputs, name, standard=standard, profile=REVIEWER))
    return engine.check_package(inputs, name, standard=standard, profile=profile)


def store_check(filing: Filing, checked: Checked) -> None:
    """Write the columns that follow from a check of the contents that the filing names now."""
    columns = _columns(checked)
    with writing():
        # Whoever saved meanwhile has other contents: their own check writes the columns.
        same = Filing.objects.filter(pk=filing.pk, content_hash=filing.content_hash)
        same.update(**columns, checked_hash=filing.content_hash)
    for name, value in columns.items():
        setattr(filing, name, value)
    filing.checked_hash = filing.content_hash


def _columns(checked: Checked) -> dict[str, Decimal | int | str | dict[str, int] | None]:
    package, audit = checked.audit.package, checked.audit
    departments = package.evaluations(FormKind.DEPARTMENT)
    index, department = departments[0] if departments else (-1, None)
    sheet = audit.sheet(index)
    budget, spent = _money(department)
    return {
        "projects": len(package.evaluations(FormKind.PROJECT)),
        "score": sheet.reported_total if sheet else None,
        "score_low": sheet.low if sheet else None,
        "score_high": sheet.high if sheet else None,
        "grade": sheet.reported_grade if sheet else "",
        "grade_low": sheet.low_grade if sheet else "",
        "grade_high": sheet.high_grade if sheet else "",
        "budget": budget,
        "spent": spent,
        "errors": audit.count(Severity.ERROR),
        "warnings": audit.count(Severity.WARNING),
        "infos": audit.count(Severity.INFO),
        "rules": dict(Counter(finding.rule for finding in audit.findings)),
    }


def _money(department: SelfEvaluation | None) -> tuple[Decimal | None, Decimal | None]:
    total = department.fund("total") if department else None
    if total is None:
        return None, None
    figures = (total.final_budget.value, total.actual_expenditure.value)
    budget, spent = (None if value is None or abs(value) >= _MOST else value for value in figures)
    return budget, spent
