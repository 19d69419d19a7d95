"""What the editor is answered, as JSON: typed here, so that script and server read the same words."""

from __future__ import annotations

import uuid

import msgspec

from jiheng.audit import Evidence, Finding, Fix, Severity
from jiheng.reports import BaseData, SelfEvaluation
from jiheng.scoring import ScoreLine, ScoreSheet
from jiheng_web.engine import Checked
from jiheng_web.filings.actions import Saved
from jiheng_web.filings.content import Conflict, FormJson, Operation, RowJson
from jiheng_web.filings.layouts import Section
from jiheng_web.filings.targets import understood

BatchName = uuid.UUID


class PlaceAnswer(msgspec.Struct, frozen=True):
    """A cell that a finding speaks of: the form's key and the path in it."""

    form: str
    path: str
    words: str
    """The row in words, with the form's name."""
    cell: str
    """Row and column in words, for whoever has the form before them."""
    text: str


class FixAnswer(msgspec.Struct, frozen=True):
    """A change that settles a finding; ``changes`` are cells to write, all or none."""

    why: str
    form: str
    changes: tuple[tuple[str, str, str], ...]
    """Path, old text, new text."""


class FindingAnswer(msgspec.Struct, frozen=True):
    """One finding."""

    rule: str
    severity: Severity
    title: str
    message: str
    remedy: str
    basis: str
    at: tuple[PlaceAnswer, ...]
    fixes: tuple[FixAnswer, ...]


class LineAnswer(msgspec.Struct, frozen=True):
    """The recomputed marks of one line."""

    path: str
    name: str
    reported: str
    low: str
    high: str
    agrees: bool | None
    why: str
    steps: tuple[str, ...]
    change: str


class SheetAnswer(msgspec.Struct, frozen=True):
    """The recomputed marks of a form."""

    standard: str
    reported: str
    low: str
    high: str
    grade: str
    lines: tuple[LineAnswer, ...]


class SavedAnswer(msgspec.Struct, frozen=True):
    """What a batch of changes came to."""

    version: int
    was_known: bool
    conflicts: tuple[Conflict, ...]
    others: tuple[Operation, ...]
    sheet: SheetAnswer | None
    findings: tuple[FindingAnswer, ...]
    understood: dict[str, str]
    """What each target was understood as, by the path of its cell."""


class SaidAnswer(msgspec.Struct, frozen=True):
    """What the engine says of one form by itself."""

    sheet: SheetAnswer | None
    findings: tuple[FindingAnswer, ...]
    understood: dict[str, str]


class SinceAnswer(msgspec.Struct, frozen=True):
    """What others did since a version, and who is here."""

    version: int
    others: tuple[Operation, ...]
    people: tuple[str, ...]
    may_edit: bool
    said: SaidAnswer | None
    """None where nothing changed."""


class WholeAnswer(msgspec.Struct, frozen=True):
    """What the engine says of a whole filing."""

    findings: tuple[FindingAnswer, ...]


class Setup(msgspec.Struct, frozen=True):
    """What the editor starts from."""

    person: int
    form: str
    version: int
    content: FormJson
    layout: tuple[Section, ...]
    blanks: dict[str, RowJson]
    """A row of each list with nothing filled in."""
    may_edit: bool
    save: str
    since: str
    check: str
    forms: dict[str, tuple[str, str]]
    """Title and address of every form of the filing, by its key."""
    said: SaidAnswer


def encode(answer: SinceAnswer | Setup) -> bytes:
    """Return an answer as JSON."""
    return msgspec.json.encode(answer)


def saved(result: Saved, checked: Checked) -> bytes:
    """Return the answer to a batch."""
    told = said(checked)
    answer = SavedAnswer(
        version=result.form.version,
        was_known=result.was_known,
        conflicts=result.conflicts,
        others=result.others,
        sheet=told.sheet,
        findings=told.findings,
        understood=told.understood,
    )
    return msgspec.json.encode(answer)


def said(checked: Checked) -> SaidAnswer:
    """Return what the engine says of the only form of a check."""
    form = checked.audit.package.forms[0]
    assert isinstance(form, BaseData | SelfEvaluation)  # noqa: S101 - the three kinds that are filled in
    return SaidAnswer(sheet_answer(checked.audit.sheet(0)), finding_answers(checked), understood(form))


def checked_whole(checked: Checked) -> bytes:
    """Return what the engine says of a whole filing."""
    return msgspec.json.encode(WholeAnswer(finding_answers(checked)))


def sheet_answer(sheet: ScoreSheet | None) -> SheetAnswer | None:
    """Return a score sheet as the editor reads it."""
    if sheet is None:
        return None
    low, high = sheet.low_grade, sheet.high_grade
    return SheetAnswer(
        standard=sheet.standard_title,
        reported="" if sheet.reported_total is None else f"{sheet.reported_total:f}",
        low=f"{sheet.low:f}",
        high=f"{sheet.high:f}",
        grade=low if low == high else f"{low}至{high}",
        lines=tuple(map(_line, sheet.lines)),
    )


def _line(line: ScoreLine) -> LineAnswer:
    return LineAnswer(
        path=line.at,
        name=line.name,
        reported="" if line.reported is None else f"{line.reported:f}",
        low=f"{line.low:f}",
        high=f"{line.high:f}",
        agrees=line.agrees,
        why=line.why,
        steps=line.steps,
        change=line.change,
    )


def finding_answers(checked: Checked) -> tuple[FindingAnswer, ...]:
    """Return findings as the editor reads them, worst first."""
    return tuple(_finding(finding, checked) for finding in checked.audit.findings)


def _finding(finding: Finding, checked: Checked) -> FindingAnswer:
    return FindingAnswer(
        rule=finding.rule,
        severity=finding.severity,
        title=finding.title,
        message=finding.message,
        remedy=finding.remedy,
        basis=finding.basis,
        at=tuple(_place(one, checked) for one in finding.at if one.form >= 0),
        fixes=tuple(_fix(fix, checked) for fix in finding.fixes),
    )


def _place(one: Evidence, checked: Checked) -> PlaceAnswer:
    place = checked.places.place(one)
    cell = " ".join(part for part in (place.row, place.column) if part)
    return PlaceAnswer(checked.keys[one.form], one.cell.partition("#")[0], place.row_words, cell, one.text)


def _fix(fix: Fix, checked: Checked) -> FixAnswer:
    return FixAnswer(
        why=fix.why,
        form=checked.keys[fix.form],
        changes=tuple((one.at, one.old, one.new) for one in (fix, *fix.along)),
    )
