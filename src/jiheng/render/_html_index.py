"""Where everything stands on the page: names of forms, anchors of cells, numbers of findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from jiheng.audit import Audit, Evidence, Finding, Severity
from jiheng.documents import Cell, Grid, Paragraph
from jiheng.render._where import KIND_TITLES, Places
from jiheng.reports import BaseData, Doubt, Doubts, Form, FormKind, Package

_CELL = re.compile(r"T(\d+)R(\d+)C(\d+)")
_ROW = re.compile(r"T(\d+)R(\d+)")
_PARAGRAPH = re.compile(r"P(\d+)")

SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "存疑", Severity.INFO: "提示"}
SEVERITY_SHAPES = {Severity.ERROR: "■", Severity.WARNING: "▲", Severity.INFO: "○"}
NO_FORM = -1
"""Stands for a finding that names no cell of any form, or cells of many."""
_MANY_FORMS = 3
_KEY_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number on the page and the forms its cells are in (in order, no repeats)."""

    number: int
    finding: Finding
    forms: tuple[int, ...]
    key: str
    """What a reviewer's mark is kept under: the rule and its cells, whatever the number or the wording."""

    @property
    def first_form(self) -> int:
        """The form it is listed under."""
        return _first_form(self.forms)


@dataclass(frozen=True, slots=True)
class GridView:
    """A grid with, for each row, every cell that covers it (anchored there or above)."""

    grid: Grid
    rows: tuple[tuple[Cell, ...], ...]
    width: int

    def at(self, row: int, column: int) -> Cell | None:
        """Return the cell that answers at a position."""
        if not 1 <= row <= len(self.rows):
            return None
        return next((c for c in self.rows[row - 1] if c.column <= column < c.column + c.column_span), None)


@dataclass(frozen=True, slots=True)
class Index:
    """Everything the sections of the page look up."""

    audit: Audit
    labels: tuple[str, ...]
    places: Places
    findings: tuple[Numbered, ...]
    views: dict[tuple[int, int], GridView]
    paragraphs: dict[tuple[int, int], Paragraph]
    marks: dict[str, tuple[Numbered, ...]]
    """The findings of each anchor that has any."""
    by_form: dict[int, tuple[Numbered, ...]]
    """The findings of each form that has any."""
    remarks: Doubts
    doubts: dict[str, tuple[int, Doubt]]
    """The doubt of each anchor that has one, with its number from 1."""

    def label(self, form: int) -> str:
        """Return the name a form goes by on the page."""
        return self.labels[form] if form != NO_FORM else "整套材料"

    def document(self, form: int) -> int:
        """Return the document a form stands in."""
        return self.audit.package.forms[form].document

    def cell(self, evidence: Evidence) -> tuple[GridView, Cell] | None:
        """Return the cell that evidence names, or None where it names a paragraph or nothing."""
        found = _CELL.fullmatch(evidence.cell)
        if found is None:
            return None
        grid, row, column = (int(part) for part in found.groups())
        view = self.views.get((self.document(evidence.form), grid))
        cell = view.at(row, column) if view else None
        return (view, cell) if view and cell else None

    def paragraph(self, evidence: Evidence) -> Paragraph | None:
        """Return the paragraph that evidence names, or None."""
        found = _PARAGRAPH.fullmatch(evidence.cell)
        if found is None:
            return None
        return self.paragraphs.get((self.document(evidence.form), int(found.group(1))))

    def has(self, document: int, at: str) -> bool:
        """Return whether an address is an anchor of the page."""
        if found := _CELL.fullmatch(at):
            grid, row, column = (int(part) for part in found.groups())
            view = self.views.get((document, grid))
            cell = view.at(row, column) if view else None
            return cell is not None and (cell.row, cell.column) == (row, column)
        if found := _PARAGRAPH.fullmatch(at):
            return (document, int(found.group(1))) in self.paragraphs
        return False

    def anchor(self, evidence: Evidence) -> str:
        """Return the anchor of the place that evidence names; "" where the page has none."""
        document = self.document(evidence.form)
        found = self.cell(evidence)
        if found:
            return anchor(document, found[0].grid.address(found[1]))
        if self.paragraph(evidence):
            return anchor(document, evidence.cell)
        row = _ROW.fullmatch(evidence.cell)
        view = self.views.get((document, int(row.group(1)))) if row else None
        if row and view and 1 <= int(row.group(2)) <= len(view.rows):
            return anchor(document, evidence.cell)
        return ""


def _first_form(forms: tuple[int, ...]) -> int:
    return forms[0] if 0 < len(forms) <= _MANY_FORMS else NO_FORM


def anchor(document: int, address: str) -> str:
    """Return the id of a cell, row or paragraph on the page."""
    return f"d{document}-{address}"


def place_name(address: str) -> str:
    """Return an address in words: 表3 第12行第5列, 第17段."""
    if found := _CELL.fullmatch(address):
        return "表{} 第{}行第{}列".format(*found.groups())
    if found := _ROW.fullmatch(address):
        return "表{} 第{}行".format(*found.groups())
    if found := _PARAGRAPH.fullmatch(address):
        return f"第{found.group(1)}段"
    return ""


def short_name(form: Form) -> str:
    """Return what a form is called: the project's name, else the kind of form."""
    if form.kind is FormKind.PROJECT and not isinstance(form, BaseData):
        return form.name.text or "未写名称的项目"
    return KIND_TITLES[form.kind]


def view_of(grid: Grid) -> GridView:
    """Return a grid with the cells that cover each row. Linear in the positions covered."""
    height = max((cell.row + cell.row_span - 1 for cell in grid.cells), default=0)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            rows[row - 1].append(cell)
    width = max((cell.column + cell.column_span - 1 for cell in grid.cells), default=0)
    ordered = tuple(tuple(sorted(row, key=lambda cell: cell.column)) for row in rows)
    return GridView(grid, ordered, width)


def build_index(audit: Audit) -> Index:
    """Return the index of a page: one pass over cells, one over findings."""
    package = audit.package
    blocks = [(d, block) for d, document in enumerate(package.documents) for block in document.blocks]
    remarks = package.remarks()
    bare = Index(
        audit=audit,
        labels=_labels(package),
        places=Places.of(package),
        findings=_numbered(audit.findings),
        views={(d, b.number): view_of(b) for d, b in blocks if isinstance(b, Grid)},
        paragraphs={(d, b.number): b for d, b in blocks if isinstance(b, Paragraph)},
        marks={},
        by_form={},
        remarks=remarks,
        doubts={
            anchor(doubt.document, doubt.at): (number, doubt)
            for number, doubt in enumerate(remarks.doubts, 1)
            if doubt.document is not None and doubt.at
        },
    )
    marks: dict[str, list[Numbered]] = {}
    by_form: dict[int, list[Numbered]] = {}
    for numbered in bare.findings:
        for target in dict.fromkeys(map(bare.anchor, numbered.finding.at)):
            if target:
                marks.setdefault(target, []).append(numbered)
        for form in numbered.forms:
            by_form.setdefault(form, []).append(numbered)
    return replace(
        bare,
        marks={target: tuple(found) for target, found in marks.items()},
        by_form={form: tuple(found) for form, found in by_form.items()},
    )


def _numbered(findings: Iterable[Finding]) -> tuple[Numbered, ...]:
    """Number findings in the order of the page: by severity, then form, then as they came."""
    with_forms = [(finding, tuple(dict.fromkeys(e.form for e in finding.at))) for finding in findings]
    with_forms.sort(key=lambda pair: (pair[0].severity.rank, _first_form(pair[1])))
    seen: Counter[str] = Counter()
    numbered: list[Numbered] = []
    for number, (finding, forms) in enumerate(with_forms, 1):
        key = _key(finding)
        seen[key] += 1
        own = key if seen[key] == 1 else f"{key}-{seen[key]}"
        numbered.append(Numbered(number, finding, forms, own))
    return tuple(numbered)


def _key(finding: Finding) -> str:
    places = "|".join(f"{evidence.form}:{evidence.cell}" for evidence in finding.at)
    return f"{finding.rule}-{sha256(places.encode()).hexdigest()[:_KEY_DIGITS]}"


def package_digest(package: Package) -> str:
    """Return what tells this package's files from any other's, in whatever order they were given."""
    digests = sorted(document.sha256 for document in package.documents) or [package.name]
    return sha256("\n".join(digests).encode()).hexdigest()


def _labels(package: Package) -> tuple[str, ...]:
    names = [short_name(form) for form in package.forms]
    seen = Counter(names)
    return tuple(
        f"{name}（{package.documents[form.document].name} 表{'、'.join(map(str, form.tables))}）"
        if seen[name] > 1
        else name
        for name, form in zip(names, package.forms, strict=True)
    )
