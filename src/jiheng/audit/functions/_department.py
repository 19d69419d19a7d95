"""Rules on the department table's own rates against those computed from the base data."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.audit._dossier import Dossier, Hit, Params
from jiheng.audit._types import Evidence
from jiheng.reports import FormKind
from jiheng.scoring import ComputedIndicator, PrintedRate, compute_indicators, rate_words
from jiheng.standards import all_packs


def department_rate_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A rate in the department table that its own cells, by a formula that is certain, do not give."""
    for _, row, rate in _printed_rows(dossier):
        if row.is_certain and rate.agrees is False:
            yield _hit(row, rate)


def department_rate_by_no_known_formula(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A rate in the department table that no known formula gives, where places compute it differently."""
    for form, row, rate in _printed_rows(dossier):
        if not row.is_certain and rate.agrees is False and not _fits_elsewhere(dossier, form, row.code):
            yield _hit(row, rate)


def department_rate_without_figures(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A rate in the department table whose cells in the base data hold no figure."""
    for _, row, rate in _printed_rows(dossier):
        blanks = [cell.missing for cell in row.cells if cell.missing and cell.form >= 0]
        if row.value is None and blanks:
            yield _hit(row, rate, missing="，".join(blanks))


def _printed_rows(dossier: Dossier) -> Iterator[tuple[int, ComputedIndicator, PrintedRate]]:
    """Yield the computed indicators that a department table prints, with the form and the printed rate."""
    for entry in dossier.scored:
        if entry.form.kind is not FormKind.DEPARTMENT:
            continue
        table = entry.sheet.computed if entry.sheet else None
        if table is None:
            previous = dossier.previous.package if dossier.previous else None
            standard = entry.sheet.standard if entry.sheet else ""
            table = compute_indicators(dossier.package, entry.index, standard, previous=previous)
        for row in table.rows if table else ():
            for rate in row.printed:
                if rate.in_table:
                    yield entry.index, row, rate


def _fits_elsewhere(dossier: Dossier, form: int, code: str) -> bool:
    previous = dossier.previous.package if dossier.previous else None
    tables = (
        compute_indicators(dossier.package, form, "", pack=pack.id, previous=previous) for pack in all_packs()
    )
    return any(
        rate.in_table and rate.agrees
        for table in tables
        if table
        for row in table.rows
        if row.code == code
        for rate in row.printed
    )


def _hit(row: ComputedIndicator, rate: PrintedRate, missing: str = "") -> Hit:
    places = [Evidence(rate.form, rate.at, rate.text)]
    places += [Evidence(cell.form, cell.at, cell.text) for cell in row.cells if cell.form >= 0 and cell.at]
    words = {
        "title": row.title,
        "printed": rate.text,
        "formula": row.formula,
        "working": row.working,
        "expected": rate_words(row.value) if row.value is not None else "",
        "missing": missing,
    }
    return Hit(words, tuple(places))
