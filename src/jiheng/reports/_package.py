"""Files → package: every form of every file, what could not be read, and how the parts belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from jiheng.documents import PLAIN, Document, Problem, SourceFile, read_document
from jiheng.errors import DocumentError, FormNotRecognized
from jiheng.forms import FilledForm, find_forms
from jiheng.reports._choice import build_report
from jiheng.reports._cycle_figures import context_figures
from jiheng.reports._doubts import DocumentProblem
from jiheng.reports._match import match_projects
from jiheng.reports._types import BaseData, Form, Package, SelfEvaluation


@dataclass(slots=True)
class _Collection:
    documents: list[Document] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    failures: list[DocumentError] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)

    def add(self, document: Document) -> None:
        """Take the forms of one document; a form that already stands in another file is counted once."""
        number = len(self.documents)
        found = find_forms(document)
        self.documents.append(_with_readings(document, found.forms))
        self.failures.extend(found.ambiguous)
        self.problems.extend(DocumentProblem(p.code, p.text, p.at, number) for p in found.problems)
        if not found.forms and not found.ambiguous:
            self.failures.append(FormNotRecognized(document.name))
        for filled in found.forms:
            form = build_report(filled, number)
            content = tuple(_figures(form))
            earlier = self.seen.setdefault(content, number)
            if earlier != number:
                self.problems.append(self._copy(form, earlier, document))
            else:
                self.forms.append(form)

    def _copy(self, form: Form, earlier: int, document: Document) -> Problem:
        name = form.title.text if isinstance(form, BaseData) else form.name.text
        first = self.documents[earlier].name
        return Problem("form_copied", f"{document.name} 中的“{name}”与 {first} 中的相同，只计一次。", "")


def _with_readings(document: Document, forms: Iterable[FilledForm]) -> Document:
    """Add to a document's readings what finding the forms has added to how values were obtained."""
    readings = dict(document.readings)
    for form in forms:
        for at, reading in form.readings.items():
            readings[at] = readings.get(at, PLAIN).combined(reading)
    return replace(document, readings=readings)


def read_package(
    sources: Iterable[SourceFile], name: str = "", failures: tuple[DocumentError, ...] = ()
) -> Package:
    """Read files as one package.

    Args:
        sources: The files.
        name: The package's name; the budget unit's by default.
        failures: Files of the package that could not even be had.

    Returns:
        What was read. A file that cannot be read, or holds no form, is listed in ``failures``; the others are
        still read.
    """
    collection = _Collection(failures=list(failures))
    for source in sources:
        try:
            collection.add(read_document(source))
        except DocumentError as failure:
            collection.failures.append(failure)
    forms = tuple(collection.forms)
    return Package(
        name=name or _unit_name(forms),
        documents=tuple(collection.documents),
        forms=forms,
        matches=match_projects(forms),
        failures=tuple(collection.failures),
        problems=tuple(collection.problems),
    )


def _unit_name(forms: tuple[Form, ...]) -> str:
    """Return the budget unit: the department's own name, else the department the first project names."""
    evaluations = [form for form in forms if isinstance(form, SelfEvaluation)]
    names = [form.name.text for form in evaluations if form.kind == "department_self_evaluation"]
    names += [form.supervising_department.text for form in evaluations]
    return next((name for name in names if name), "")


def _figures(form: Form) -> Iterator[str]:
    """Yield what makes two forms the same: kind, name and every printed figure, not their addresses."""
    yield form.kind.value
    if isinstance(form, BaseData):
        for row in form.expenditure:
            yield from (row.label.text, row.previous_actual.text, row.budget.text, row.actual.text)
        return
    yield form.name.text
    if not isinstance(form, SelfEvaluation):
        yield from context_figures(form)
        return
    for line in form.funds:
        yield from (line.source, line.original_budget.text, line.final_budget.text)
        yield from (line.actual_expenditure.text, line.score.text, line.amount.text)
    for indicator in form.indicators:
        yield from (indicator.name.text, indicator.target.text, indicator.achieved.text)
        yield from (indicator.max_score.text, indicator.score.text, indicator.deviation_reason.text)
    yield form.total.score.text
