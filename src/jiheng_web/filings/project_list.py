"""The base data's project rows beside the projects' tables: which has which, and whether amounts agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.reports import BaseData, ExpenditureRow, Package, SelfEvaluation
from jiheng_web import engine
from jiheng_web.filings.contents import inputs_of
from jiheng_web.filings.models import Filing, FilledForm, FormKind


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row of the base data that names a project, and the table that reports on it."""

    row: str
    label: str
    budget: Decimal | None
    actual: Decimal | None
    table: FilledForm | None
    is_known: bool = True
    """False where a table names a row that the base data does not count as a project's."""


@dataclass(frozen=True, slots=True)
class ProjectTable:
    """A project's table with its rows."""

    form: FilledForm
    rows: tuple[ProjectRow, ...]
    actual: Decimal | None
    suggested: tuple[ProjectRow, ...] = ()
    """Rows without a table that the engine finds to be this one's."""
    why: str = ""

    @property
    def rows_actual(self) -> Decimal | None:
        """What its rows come to; None where one of them is not filled in."""
        amounts = [row.actual for row in self.rows]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None

    @property
    def agrees(self) -> bool | None:
        """Whether table and rows have the same amount; None where one is not known."""
        if self.actual is None or self.rows_actual is None:
            return None
        return self.actual == self.rows_actual


@dataclass(frozen=True, slots=True)
class ProjectList:
    """The whole."""

    rows: tuple[ProjectRow, ...]
    tables: tuple[ProjectTable, ...]

    @property
    def open_rows(self) -> tuple[ProjectRow, ...]:
        """The rows without a table."""
        return tuple(row for row in self.rows if row.table is None)


def project_list(filing: Filing) -> ProjectList:
    """Return the projects of a filing; one query."""
    forms = list(filing.forms.all())
    package = engine.package_of(inputs_of(forms), filing.body.name)
    holders = {row: form for form in forms for row in form.rows if form.kind == FormKind.PROJECT}
    bases = package.base_data()
    listed = bases[0][1].projects() if bases else ()
    rows = {row_id(one): _row(one, holders.get(row_id(one))) for one in listed}
    others = {row_id(one): one for one in (bases[0][1].expenditure if bases else ())}
    tables = []
    for index, form in enumerate(forms):
        record = package.forms[index]
        if form.kind == FormKind.PROJECT and isinstance(record, SelfEvaluation):
            own = tuple(
                rows.get(one) or _row(others[one], form, is_known=False)
                for one in form.rows
                if one in rows or one in others
            )
            suggested, why = _suggestion(package, index, rows) if not own else ((), "")
            tables.append(ProjectTable(form, own, _actual(record), suggested, why))
    return ProjectList(tuple(rows.values()), tuple(tables))


def row_id(row: ExpenditureRow) -> str:
    """Return the id of a row whose cells are addressed by their paths."""
    return row.label.at.split("/")[1]


def _row(row: ExpenditureRow, table: FilledForm | None, *, is_known: bool = True) -> ProjectRow:
    return ProjectRow(row_id(row), row.label.text, row.budget.value, row.actual.value, table, is_known)


def _actual(form: SelfEvaluation) -> Decimal | None:
    total = form.fund("total")
    return total.actual_expenditure.value if total else None


def _suggestion(
    package: Package, index: int, rows: dict[str, ProjectRow]
) -> tuple[tuple[ProjectRow, ...], str]:
    match = next((one for one in package.matches if one.form == index), None)
    base = package.forms[match.base_data] if match else None
    if match is None or match.method is None or not isinstance(base, BaseData):
        return (), ""
    found = tuple(rows[row_id(base.expenditure[one])] for one in match.rows)
    return (found, match.why) if all(row.table is None for row in found) else ((), "")


def suggested_links(filing: Filing) -> dict[str, list[str]]:
    """Return the rows the engine finds for each table that has none, by the form's key."""
    return {
        table.form.key: [row.row for row in table.suggested]
        for table in project_list(filing).tables
        if table.suggested
    }
