"""What of a package is in doubt: everything a reader may have got wrong, the worst first.

Takes documents, forms and problems; gives each doubt with its field, address and reason. A doubt is where
what was read may not be what is printed, or where something printed was not used; a mere note (a hidden
sheet, a file of another kind than its name says) is none. Nothing is mended here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from jiheng.documents import PLAIN, Document, Origin, Paragraph, Problem, Reading
from jiheng.errors import DocumentError, FormAmbiguous
from jiheng.reports._fields import Field, fields_of, words_of
from jiheng.values import Printed

_TABLE = re.compile(r"T\d+")
_TOLD_BY_UNREAD = "cells_doubtful"
"""A problem whose cells are among what was not read, each with its address."""
_SURE = Decimal(1)


class Cause(StrEnum):
    """Why something is in doubt, the worst first: what may make more of the result wrong."""

    FORM_AMBIGUOUS = "form_ambiguous"
    """A table fits two forms; neither was chosen."""
    NOT_READ = "not_read"
    """A page, or a table that looks like a part of a form, was not read."""
    RECOGNITION = "recognition"
    """The recognition of a picture was not sure."""
    UNREADABLE = "unreadable"
    """What should be a figure is none."""
    INFERRED = "inferred"
    """Which field or row it belongs to was concluded, not seen, or could not even be concluded."""
    UNPLACED = "unplaced"
    """Text in a form that fits no field."""
    KEPT_AS_TEXT = "kept_as_text"
    """Words that hold figures: the value was read as words."""
    MISSING = "missing"
    """A part of the form was not found."""

    @property
    def heading(self) -> str:
        """The cause in a few words."""
        return _HEADINGS[self][0]

    @property
    def remedy(self) -> str:
        """What to do."""
        return _HEADINGS[self][1]


_RANK = {cause: rank for rank, cause in enumerate(Cause)}
_HEADINGS = {
    Cause.FORM_AMBIGUOUS: ("不能确定是哪种表", "请核对表名和表头后重新读取。"),
    Cause.NOT_READ: ("没有读到的内容", "请提供清晰、完整的原文件。"),
    Cause.RECOGNITION: ("识别把握不大", "请对照扫描件核对。"),
    Cause.UNREADABLE: ("应为数字，读不出数值", "请对照原件，确认应填的数字。"),
    Cause.UNPLACED: ("没有归入任何栏目", "请确认它属于哪一栏；如是表外的说明，可不处理。"),
    Cause.INFERRED: ("位置不能确定", "请对照原件核对是哪一栏、哪一行。"),
    Cause.KEPT_AS_TEXT: ("含有数字，但不是单个数值，按文字读取", "如应为数值，请改成单个数字。"),
    Cause.MISSING: ("没有找到的部分", "请确认材料里确实没有这一部分。"),
}

_OF_FORMS = {
    "figure_unreadable": (Cause.UNREADABLE, Cause.UNREADABLE.heading),
    "value_kept_as_text": (Cause.KEPT_AS_TEXT, Cause.KEPT_AS_TEXT.heading),
    "block_missing": (Cause.MISSING, ""),
    "cells_doubtful": (Cause.UNPLACED, ""),
    "horizon_unknown": (Cause.INFERRED, ""),
    "likelihood_unclear": (Cause.UNREADABLE, ""),
}
_OF_CELLS = {
    "formula_without_value": (Cause.UNREADABLE, "公式没有保存计算结果"),
    "cell_error": (Cause.UNREADABLE, "公式出错，没有数值"),
    "unreadable_cell": (Cause.UNREADABLE, "单元格的内容无法读取"),
    "covered_text": (Cause.UNPLACED, "被合并单元格盖住的文字，未采用"),
    "merge_ignored": (Cause.INFERRED, "合并区域有误，按未合并读取"),
    "hidden_text": (Cause.INFERRED, "这里有隐藏的文字，打印出来看不到"),
    "repetition_cut": (Cause.NOT_READ, ""),
}
"""Problems of a document that matter where they stand in a form's table."""

_OF_PAGES = frozenset(
    {
        *("page_damaged", "page_too_complex", "page_unreadable", "page_without_text", "damaged_markup"),
        *("form_unnamed", "borders_lost", "more_problems"),
    }
)
"""Problems that leave a part of a document unread, wherever it is; their text says why."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One place that has to be compared with the original before what was read there is relied on."""

    cause: Cause
    form: int | None
    """Index into ``Package.forms``; None where it stands in none."""
    document: int | None
    """Index into ``Package.documents``; None where that is not known."""
    field: str
    """指标“参会人数”的实际完成值; "" where the place is no field."""
    text: str
    """As printed."""
    at: str
    origin: Origin
    confidence: Decimal | None
    why: str
    """In plain Chinese, without a full stop."""

    @property
    def badness(self) -> tuple[int, bool, Decimal, bool]:
        """What doubts are sorted by: cause, whether it is a field, confidence, whether it holds figures."""
        sure = _SURE if self.confidence is None else self.confidence
        return _RANK[self.cause], not self.field, sure, not any(map(str.isdigit, self.text))


@dataclass(frozen=True, slots=True)
class DocumentProblem(Problem):
    """A problem that concerns no single form, with the document (an index) it stands in."""

    document: int = 0


class _Form(Protocol):
    """What every kind of form has."""

    @property
    def document(self) -> int: ...
    @property
    def tables(self) -> tuple[int, ...]: ...
    @property
    def unread(self) -> tuple[Printed, ...]: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...


@dataclass(frozen=True, slots=True)
class Doubts:
    """Everything that was noted while reading, parted into what is in doubt and what is not."""

    doubts: tuple[Doubt, ...]
    """The worst first."""
    notes: tuple[tuple[int | None, Problem], ...]
    """Problems that put nothing in doubt, each with its form or None."""


def find_doubts(
    documents: Sequence[Document],
    forms: Sequence[_Form],
    problems: Iterable[Problem],
    failures: Iterable[DocumentError],
) -> Doubts:
    """Part what was noted while reading into doubts and notes. Linear in cells and problems.

    Args:
        documents: The documents, with how their values were obtained.
        forms: The forms in them.
        problems: What concerns no single form.
        failures: What could not be read; an ambiguous table is a doubt as well.
    """
    search = _Search(documents, forms)
    search.add_ambiguous(failures)
    for number, form in enumerate(forms):
        search.add_form(number, form)
    for number, document in enumerate(documents):
        search.add_document(number, document)
    for problem in problems:
        where = problem.document if isinstance(problem, DocumentProblem) else None
        search.add_problem(problem, None, where)
    return Doubts(tuple(sorted(search.found.values(), key=lambda doubt: doubt.badness)), tuple(search.notes))


@dataclass(slots=True)
class _Search:
    documents: Sequence[Document]
    forms: Sequence[_Form]
    found: dict[tuple[int | None, str], Doubt] = dataclass_field(default_factory=dict)
    """Doubts by document and address: what stands at one place is one doubt."""
    notes: list[tuple[int | None, Problem]] = dataclass_field(default_factory=list)
    owners: dict[tuple[int, str], list[int]] = dataclass_field(default_factory=dict)
    """Document and table (``T3``) → the forms in it."""
    fields: dict[int, Mapping[str, Sequence[Field]]] = dataclass_field(default_factory=dict)
    """Form → address → the fields there; made where it is asked for."""
    texts: dict[int, Mapping[str, str]] = dataclass_field(default_factory=dict)
    """Document → address → what stands there; made where it is asked for."""

    def __post_init__(self) -> None:
        for number, form in enumerate(self.forms):
            for table in form.tables:
                self.owners.setdefault((form.document, f"T{table}"), []).append(number)

    def add_ambiguous(self, failures: Iterable[DocumentError]) -> None:
        numbers = {document.name: number for number, document in enumerate(self.documents)}
        for failure in failures:
            if isinstance(failure, FormAmbiguous):
                number = numbers.get(failure.document)
                self._add(_new(Cause.FORM_AMBIGUOUS, None, number, failure.address, failure.reason))

    def add_form(self, number: int, form: _Form) -> None:
        texts: dict[str, list[str]] = {}
        for cell in form.unread:
            texts.setdefault(cell.at, []).append(cell.text)
        for at, found in texts.items():
            reading = self.documents[form.document].readings.get(at, PLAIN)
            known = reading.note if _is_whole_line(reading) else ""
            doubt = _new(Cause.UNPLACED, number, form.document, at, known or Cause.UNPLACED.heading)
            self._add(replace(doubt, text="、".join(found)))
        for problem in form.problems:
            if problem.code != _TOLD_BY_UNREAD or problem.at not in texts:
                self.add_problem(problem, number, form.document)

    def add_document(self, number: int, document: Document) -> None:
        for at, reading in document.readings.items():
            if reading.certain:
                continue
            why = reading.note
            cause = Cause.INFERRED
            if reading.origin is Origin.RECOGNIZED:
                cause = Cause.RECOGNITION
                why = "；".join(filter(None, (f"{cause.heading}（{reading.confidence}）", why)))
            form = self._form_at(number, at)
            self._add(_new(cause, form, number, at, why))
        for problem in document.problems:
            self.add_problem(problem, self._form_at(number, problem.at) if problem.at else None, number)

    def add_problem(self, problem: Problem, form: int | None, document: int | None) -> None:
        """Take a problem as a doubt, or as a note."""
        if problem.code in _OF_FORMS:
            cause, why = _OF_FORMS[problem.code]
        elif problem.code in _OF_CELLS and form is not None:
            cause, why = _OF_CELLS[problem.code]
        elif problem.code in _OF_PAGES:
            cause, why = Cause.NOT_READ, ""
        else:
            self.notes.append((form, problem))
            return
        doubt = _new(cause, form, document, problem.at, why or problem.text.rstrip("。"))
        self._add(replace(doubt, text=problem.text if why else ""))

    def _form_at(self, document: int, at: str) -> int | None:
        """Return the form an address belongs to: the one in its table, or the one that has a field there."""
        table = _TABLE.match(at)
        nearest = self.owners.get((document, table[0]), []) if table else range(len(self.forms))
        if table and len(nearest) == 1:
            return nearest[0]
        owners = (i for i in nearest if self.forms[i].document == document and at in self._fields(i))
        return next(owners, nearest[0] if table and nearest else None)

    def _fields(self, form: int) -> Mapping[str, Sequence[Field]]:
        if form not in self.fields:
            found: dict[str, list[Field]] = {}
            for field in fields_of(self.forms[form]):
                found.setdefault(field.at, []).append(field)
            self.fields[form] = found
        return self.fields[form]

    def _add(self, doubt: Doubt) -> None:
        """Keep a doubt; a second one at the same place adds its reason to the first."""
        key = (doubt.document, doubt.at or f"{doubt.form} {doubt.why}")
        before = self.found.get(key)
        if before is None:
            self.found[key] = self._described(doubt)
            return
        worst = min(before, doubt, key=lambda one: _RANK[one.cause])
        whys = dict.fromkeys((*before.why.split("；"), *doubt.why.split("；")))
        text = before.text
        if doubt.at.startswith("P") and doubt.text not in text:
            text += f"、{doubt.text}"
        self.found[key] = replace(before, cause=worst.cause, text=text, why="；".join(whys))

    def _described(self, doubt: Doubt) -> Doubt:
        """Add to a doubt what stands at its address, and how that was obtained."""
        if doubt.document is None or not doubt.at:
            return doubt
        reading = self.documents[doubt.document].readings.get(doubt.at, PLAIN)
        is_line = doubt.at.startswith("P") and _is_whole_line(reading)
        field = ""
        if doubt.form is not None and (is_line or doubt.cause is not Cause.UNPLACED):
            field = words_of(self._fields(doubt.form).get(doubt.at, ()))
        return replace(
            doubt,
            field=field,
            text=self._text(doubt) if is_line or not doubt.text else doubt.text,
            origin=reading.origin,
            confidence=reading.confidence,
        )

    def _text(self, doubt: Doubt) -> str:
        """Return all that stands at a doubt's address."""
        if doubt.document is None:
            return doubt.text
        if doubt.document not in self.texts:
            self.texts[doubt.document] = dict(_texts(self.documents[doubt.document]))
        return self.texts[doubt.document].get(doubt.at, doubt.text)


def _is_whole_line(reading: Reading) -> bool:
    """Whether all of a line is in doubt, as its cells may have been parted wrongly."""
    return reading.origin is Origin.SPLIT and not reading.certain


def _texts(document: Document) -> Iterator[tuple[str, str]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.address, block.text
        else:
            yield from ((block.address(cell), cell.text) for cell in block.cells)


def _new(cause: Cause, form: int | None, document: int | None, at: str, why: str) -> Doubt:
    return Doubt(cause, form, document, "", "", at, Origin.CELL, None, why)
