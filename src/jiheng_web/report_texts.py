"""Report texts with figures as references: what is kept, and what the engine makes of it.

A section's ``text`` is kept as written, references and all: ``全年预算{funds.total.final_budget}``.
So history, conflicts and the hash that an approval names are about the source, as they are about the figures
it takes. Whenever the engine is asked for something, the references are replaced first, by the table as it
stands then (``with_figures``); a reference that names nothing stays as it is written, and is told as wrong.

Of the engine's syntax only what stands in braces counts here, and ``{{`` and ``}}`` for braces: headings have
a cell of their own, so a line that begins with ``#`` or ``-`` is a paragraph like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jiheng.render.text import Quotable, link_text, quotable_figures, resolve_text
from jiheng.reports import Package, Section, SelfEvaluation
from jiheng.values import Printed
from jiheng_web.filings.content import FormJson, RowJson, rows_of


@dataclass(frozen=True, slots=True)
class WrongReference:
    """Something in a section's text that cannot be replaced."""

    row: str
    line: int
    """Counted from 1 in the section's text."""
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A section's text with references in place of figures that the table has."""

    row: str
    heading: str
    before: str
    after: str
    linked: int
    open_figures: tuple[tuple[str, tuple[str, ...]], ...]
    """Figures that stay, each with the references it may stand for."""


def has_references(text: str) -> bool:
    """Whether a text has anything that is replaced."""
    return "{" in text or "}" in text


def escaped(text: str) -> str:
    """Return finished text as it is kept: its braces doubled."""
    return text.replace("{", "{{").replace("}", "}}")


def with_figures(package: Package, contents: Sequence[FormJson]) -> Package:
    """Return a package whose report texts have figures in place of references.

    Args:
        package: The package whose forms' texts are sources.
        contents: The contents of its forms, in order.
    """
    forms = list(package.forms)
    for index, content in enumerate(contents):
        form = forms[index]
        rows = rows_of(content, "narrative")
        if isinstance(form, SelfEvaluation) and any(has_references(str(row["text"])) for row in rows):
            pairs = zip(form.narrative, rows, strict=True)
            narrative = tuple(_resolved(section, row, form, package)[0] for section, row in pairs)
            forms[index] = replace(form, narrative=narrative)
    return replace(package, forms=tuple(forms))


def wrong_references(
    package: Package, contents: Sequence[FormJson]
) -> Mapping[int, tuple[WrongReference, ...]]:
    """Return what is wrong with the references of each form's text, by the form's index.

    Args:
        package: The package as ``engine.package_of`` makes it, or before its texts were resolved.
        contents: The contents of its forms, in order.
    """
    found = {}
    for index, content in enumerate(contents):
        form = package.forms[index]
        if isinstance(form, SelfEvaluation):
            pairs = zip(form.narrative, rows_of(content, "narrative"), strict=True)
            wrong = [one for section, row in pairs for one in _resolved(section, row, form, package)[1]]
            if wrong:
                found[index] = tuple(wrong)
    return found


def _resolved(
    section: Section, row: RowJson, form: SelfEvaluation, package: Package
) -> tuple[Section, list[WrongReference]]:
    """Return a section with its references replaced and its paragraphs addressed, and what is wrong."""
    text, row_id = str(row["text"]), str(row["id"])
    if not has_references(text):
        return section, []
    lines: list[str] = []
    wrong: list[WrongReference] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not has_references(line):
            lines.append(line)
            continue
        # A backslash in front has the engine take a line for a paragraph, whatever it begins with.
        resolved = resolve_text(f"\\{line}", form, package)
        lines.append(resolved.text)
        wrong += (WrongReference(row_id, number, one.what, one.reason) for one in resolved.wrong)
    kept = [line for line in lines if line]
    paragraphs = tuple(
        Printed(line, f"narrative/{row_id}/text#{number}") for number, line in enumerate(kept, start=1)
    )
    return Section(section.heading, "\n".join(lines), paragraphs), wrong


def figures_to_pick(form: SelfEvaluation, package: Package) -> tuple[Quotable, ...]:
    """Return the figures that a form's text may refer to: those in columns that have a Chinese name."""
    return tuple(one for one in quotable_figures(form, package) if not one.column or not one.column.isascii())


def linked_texts(form: SelfEvaluation, package: Package, content: FormJson) -> tuple[LinkedText, ...]:
    """Return the sections of a form in which figures can be replaced by references, with the result.

    Paragraphs that hold references already stay as they are.

    Args:
        form: The form.
        package: Its package.
        content: The form's contents.
    """
    found = []
    for row in rows_of(content, "narrative"):
        linked = _linked(form, package, row)
        if linked.after != linked.before or linked.open_figures:
            found.append(linked)
    return tuple(found)


def _linked(form: SelfEvaluation, package: Package, row: RowJson) -> LinkedText:
    before = str(row["text"])
    lines = before.split("\n")
    count, open_figures = 0, []
    for place, line in enumerate(lines):
        if not line or has_references(line):
            continue
        section = Section(Printed("", ""), line, (Printed(line, ""),))
        linked = link_text(replace(form, narrative=(section,)), package)
        if linked.linked:
            lines[place] = linked.source.removesuffix("\n").removeprefix("\\")
        count += len(linked.linked)
        open_figures += [(f"{one.before}{one.text}", one.candidates) for one in linked.ambiguous]
    return LinkedText(
        str(row["id"]), str(row["heading"]), before, "\n".join(lines), count, tuple(open_figures)
    )
