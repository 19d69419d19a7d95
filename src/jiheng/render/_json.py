"""Records → the contract's JSON. Copies and renames only; nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from jiheng.audit import METRICS, Comparison, Finding, Fix, SwitchedOff
from jiheng.documents import Document
from jiheng.render import _contract as contract
from jiheng.render._contract_parts import ObjectiveEntry, TotalEntry
from jiheng.render._json_computed import computed_by_entry, computed_entries
from jiheng.render._json_cycle import context_entry
from jiheng.render._json_parts import (
    date_text,
    fund_entry,
    indicator_entry,
    problem_entries,
    sections_of,
    unread_entries,
)
from jiheng.reports import BaseData, Doubt, Form, FormKind, Package, SelfEvaluation
from jiheng.scoring import ScoreSheet
from jiheng.values import collapse, round_half_up, squeeze

_SHARE_DIGITS = 4


def render_json(
    package: Package,
    *,
    score_sheets: Iterable[ScoreSheet] | None = None,
    findings: Iterable[Finding] | None = None,
    profile: str = "",
    switched_off: Iterable[SwitchedOff] = (),
) -> str:
    """Return one package as one line of JSON, schema ``jiheng/1``.

    Args:
        package: What was read.
        score_sheets: Added to their forms where given (``score``, ``audit``).
        findings: Added beside the forms where given (``audit``).
        profile: The profile the findings were chosen by, added where given.
        switched_off: The rules that the project's settings switch off, added where there are any.
    """
    sheets = {sheet.form: _sheet(sheet) for sheet in score_sheets or ()}
    entry = contract.PackageEntry(
        schema=contract.SCHEMA,
        package=package.name,
        documents=tuple(map(_document, package.documents)),
        forms=tuple(_form(form, sheets.get(index)) for index, form in enumerate(package.forms)),
        matches=tuple(
            contract.MatchEntry(m.form, m.base_data, m.rows, m.method.value if m.method else "", m.why)
            for m in package.matches
        ),
        problems=problem_entries(package.problems),
        failures=tuple(contract.FailureEntry(f.document, f.reason) for f in package.failures),
        doubts=tuple(_doubt(doubt, package.forms) for doubt in package.doubts()),
        findings=msgspec.UNSET if findings is None else tuple(_finding(finding) for finding in findings),
        profile=profile or msgspec.UNSET,
        switched_off=tuple(contract.SwitchedOffEntry(o.rule, o.title, o.reason) for o in switched_off)
        or msgspec.UNSET,
    )
    return msgspec.json.encode(entry).decode()


def render_comparison(comparison: Comparison) -> str:
    """Return what comparing the packages of a call gave as one line of JSON, schema ``jiheng/1``."""
    entry = contract.ComparisonEntry(
        schema=contract.SCHEMA,
        comparison=tuple(
            contract.PeerEntry(t.package, t.unit, t.year, t.rows, _shares({m: t.metric(m) for m in METRICS}))
            for t in comparison.traces
        ),
        medians=_shares(comparison.medians),
        findings=tuple(_finding(finding) for finding in comparison.findings),
    )
    return msgspec.json.encode(entry).decode()


def _shares(values: Mapping[str, Decimal | None]) -> contract.SharesEntry:
    rounded = {name: value and round_half_up(value, _SHARE_DIGITS) for name, value in values.items()}
    return contract.SharesEntry(*(_plain(rounded[name]) for name in METRICS))


def json_schema() -> str:
    """Return the JSON schema of a line of ``--format json``: a package, or a comparison of several."""
    kinds, parts = msgspec.json.schema_components(
        (contract.PackageEntry, contract.ComparisonEntry), ref_template="#/$defs/{name}"
    )
    schema = {"anyOf": kinds, "$defs": parts}
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"


def _document(document: Document) -> contract.DocumentEntry:
    readings = {
        at: contract.ReadingEntry(reading.origin.value, _share(reading.confidence), reading.note)
        for at, reading in document.readings.items()
    }
    return contract.DocumentEntry(document.name, document.sha256, document.media_type, readings)


def _doubt(doubt: Doubt, forms: Sequence[Form]) -> contract.DoubtEntry:
    form = forms[doubt.form] if doubt.form is not None else None
    is_private = form is not None and doubt.at == form.filing_line.at
    return contract.DoubtEntry(
        form=doubt.form,
        document=doubt.document,
        field=doubt.field,
        text="" if is_private else collapse(doubt.text),
        at=doubt.at,
        origin=doubt.origin.value,
        confidence=_share(doubt.confidence),
        cause=doubt.cause.value,
        why=doubt.why,
        remedy=doubt.cause.remedy,
    )


def _share(confidence: Decimal | None) -> str:
    return "" if confidence is None else str(confidence)


def _plain(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _form(form: Form, sheet: contract.ScoreSheetEntry | None) -> contract.FormEntry:
    if isinstance(form, BaseData):
        return _base_data(form)
    if not isinstance(form, SelfEvaluation):
        return context_entry(form)
    kind = contract.ProjectEntry if form.kind is FormKind.PROJECT else contract.DepartmentEntry
    return kind(
        document=form.document,
        fiscal_year=form.fiscal_year,
        name=collapse(form.name.text),
        supervising_department=collapse(form.supervising_department.text),
        implementing_unit=collapse(form.implementing_unit.text),
        funds=tuple(fund_entry(line) for line in form.funds),
        objectives=tuple(
            ObjectiveEntry(collapse(o.expected.text), collapse(o.achieved.text)) for o in form.objectives
        ),
        indicators=tuple(indicator_entry(indicator) for indicator in form.indicators),
        total=TotalEntry(squeeze(form.total.max_score.text), squeeze(form.total.score.text)),
        narrative=sections_of(form.narrative),
        filing_date=date_text(form.filing_date),
        unread=unread_entries(form.unread),
        problems=problem_entries(form.problems),
        score_sheet=sheet if sheet is not None else msgspec.UNSET,
    )


def _base_data(form: BaseData) -> contract.BaseDataEntry:
    staff, buildings = form.staff, form.buildings
    return contract.BaseDataEntry(
        document=form.document,
        fiscal_year=form.fiscal_year,
        staff=contract.StaffEntry(
            *(squeeze(f.text) for f in (staff.authorized_headcount, staff.serving_staff, staff.control_rate))
        ),
        expenditure=tuple(
            contract.ExpenditureEntry(
                collapse(row.label.text),
                row.level,
                squeeze(row.previous_actual.text),
                squeeze(row.budget.text),
                squeeze(row.actual.text),
                row.label.at,
            )
            for row in form.expenditure
        ),
        buildings=contract.BuildingsEntry(
            squeeze(buildings.approved_scale.text),
            squeeze(buildings.actual_scale.text),
            squeeze(buildings.scale_control_rate.text),
            squeeze(buildings.budgeted_investment.text),
            squeeze(buildings.actual_investment.text),
            squeeze(buildings.investment_control_rate.text),
        ),
        austerity_measures=collapse(form.austerity_measures.text),
        notes=tuple(collapse(note.text) for note in form.notes),
        filing_date=date_text(form.filing_date),
        unread=unread_entries(form.unread),
        problems=problem_entries(form.problems),
    )


def _sheet(sheet: ScoreSheet) -> contract.ScoreSheetEntry:
    return contract.ScoreSheetEntry(
        standard=sheet.standard,
        reported_total=_plain(sheet.reported_total),
        recomputed_total=contract.Interval(_plain(sheet.low), _plain(sheet.high)),
        lines=tuple(
            contract.ScoreLineEntry(
                name=collapse(line.name),
                max_score=_plain(line.max_score),
                reported=_plain(line.reported),
                low=_plain(line.low),
                high=_plain(line.high),
                why=line.why,
                kind=line.kind.value,
                at=line.at,
                change=line.change or msgspec.UNSET,
            )
            for line in sheet.lines
        ),
        standard_title=sheet.standard_title,
        chosen_because=sheet.chosen_because,
        grade=contract.GradeEntry(sheet.reported_grade, sheet.low_grade, sheet.high_grade),
        judged_share=_plain(sheet.judged_share),
        computed_indicators=computed_entries(sheet.computed) if sheet.computed else msgspec.UNSET,
        computed_by=computed_by_entry(sheet.computed) if sheet.computed else msgspec.UNSET,
    )


def _finding(finding: Finding) -> contract.FindingEntry:
    return contract.FindingEntry(
        rule=finding.rule,
        severity=finding.severity.value,
        message=finding.message,
        basis=finding.basis,
        remedy=finding.remedy,
        at=tuple(contract.EvidenceEntry(e.form, e.cell, e.text) for e in finding.at),
        title=finding.title,
        elsewhere=tuple(
            contract.ElsewhereEntry(e.package, e.where, e.form, e.cell, e.text) for e in finding.elsewhere
        )
        or msgspec.UNSET,
        fixes=tuple(_fix(fix) for fix in finding.fixes) or msgspec.UNSET,
    )


def _fix(fix: Fix) -> contract.FixEntry:
    along = tuple(contract.ChangeEntry(e.at, e.field, e.old, e.new, e.why) for e in fix.along)
    changed = (fix.form, fix.at, fix.field, fix.old, fix.new, fix.why)
    return contract.FixEntry(*changed, along=along or msgspec.UNSET)
