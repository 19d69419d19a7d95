"""Package → official document, by layout cards. Computes nothing; says what a layout has no place for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from jiheng.errors import RenderError
from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._layouts import (
    ABOVE,
    LEFT,
    REFERENCE,
    Layout,
    LayoutRow,
    families,
    layout_of,
)
from jiheng.render.official._tokens import Token, draw, mark
from jiheng.render.official._values import Evaluated, Names, is_amount, names_of_form, names_of_row
from jiheng.reports import BaseData, FormKind, FundLine, Package, SelfEvaluation
from jiheng.terms import all_terms

_ORDER = (FormKind.BASE_DATA, FormKind.DEPARTMENT, FormKind.PROJECT)
_CHAPTER = re.compile(r"[一二三四五六七八九十]{1,3}、")
_SUBCHAPTER = re.compile(r"[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]")
_REPORT = "绩效自评报告"
_AT_START = frozenset({"expected", "achieved", "deviation_reason", "austerity_measures", "left", "right"})
_INDENT = "\u3000"
_DEFAULT = ("hunan", "national")
"""Families to take a form's layout from where none is named, the first that has one."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A document, and the values of the package that its layouts have no place for, in words."""

    document: OfficialDocument
    left_out: tuple[str, ...]


def compose(package: Package, family: str = "", only: int | None = None) -> Composition:
    """Return a package as the official document it is filed as.

    Args:
        package: What is to be written.
        family: Whose layouts; by default Hunan's, which have one for every form of a package.
        only: Index of the one form to write; all by default.

    Raises:
        RenderError: There is no such family, no such form, or no form that any layout draws.
    """
    if family and family not in families():
        raise RenderError(family, "版式", f"没有这个版式；现有：{'、'.join(families())}")
    if only is not None and not 0 <= only < len(package.forms):
        raise RenderError(package.name, f"第 {only + 1} 张表", f"材料中只有 {len(package.forms)} 张表")
    writer = _Writer(family)
    chosen = range(len(package.forms)) if only is None else (only,)
    forms = [package.forms[index] for index in chosen]
    for kind in _ORDER:
        for form in forms:
            if isinstance(form, SelfEvaluation | BaseData) and form.kind is kind:
                writer.add(form)
    writer.left_out += [
        f"《{form.title.text}》不是自评材料的表，没有写出"
        for form in forms
        if not isinstance(form, SelfEvaluation | BaseData)
    ]
    if not writer.sheets:
        raise RenderError(package.name, "全部", "没有可以写出的表（基础数据表、部门整体自评表、项目自评表）")
    return Composition(OfficialDocument(package.name, tuple(writer.sheets)), tuple(writer.left_out))


@dataclass(slots=True)
class _Writer:
    family: str
    sheets: list[Sheet] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, form: Evaluated) -> None:
        layout = self._layout(form.kind)
        if layout is None:
            self.left_out.append(f"版式 {self.family} 没有《{_title(form)}》这种表，没有写出")
            return
        page = _Page(layout, form, self._sheet_name(layout, form))
        self.sheets.append(page.sheet(1 + len(self.sheets)))
        self.left_out += [f"{page.name}：{words}，版式中没有位置" for words in page.left_out]

    def _layout(self, kind: FormKind) -> Layout | None:
        # A family without the form takes the default's: a province prints its project table, not every form.
        tried = (self.family, *_DEFAULT) if self.family else _DEFAULT
        return next((found for one in tried if (found := layout_of(kind, one))), None)

    def _sheet_name(self, layout: Layout, form: Evaluated) -> str:
        own = "" if isinstance(form, BaseData) else form.name.text if form.kind is FormKind.PROJECT else ""
        name = f"{layout.attachment or layout.title} {own or _SHORT[form.kind]}".strip()
        taken = {sheet.name for sheet in self.sheets}
        return next(one for one in (name, *(f"{name}（{n}）" for n in range(2, 10_000))) if one not in taken)


_SHORT = {FormKind.BASE_DATA: "基础数据表", FormKind.DEPARTMENT: "整体自评表", FormKind.PROJECT: "项目自评表"}


def _title(form: Evaluated) -> str:
    return form.title.text or _SHORT[form.kind]


@dataclass(slots=True)
class _Page:
    """One form drawn by its layout."""

    layout: Layout
    form: Evaluated
    name: str
    left_out: list[str] = field(default_factory=list)

    def sheet(self, number: int) -> Sheet:
        """Return the sheet: report text where there is one, headings, the table, what stands below it."""
        names = names_of_form(self.form)
        table = self._table(names, number)
        blocks: tuple[Line | Table, ...] = (*self._above(names), table, *self._below(names))
        self.left_out += [_words("", name, text) for name, text in names.left_out()]
        return Sheet(self.name, blocks, self.layout.landscape)

    def _above(self, names: Names) -> Iterator[Line]:
        if self.layout.attachment:
            yield Line(self.layout.attachment, Style.ATTACHMENT)
        yield from self._report()
        yield Line(names.fill(self.layout.heading), Style.TITLE)
        if subheading := names.fill(self.layout.subheading):
            yield Line(subheading, Style.SUBTITLE)

    def _report(self) -> Iterator[Line]:
        """Yield the report text of a project; what the table holds under a label of its own is not in it."""
        if not isinstance(self.form, SelfEvaluation):
            return
        in_table = {
            name for row in self.layout.rows for cell in row.cells for name in REFERENCE.findall(cell)
        }
        sections = [s for s in self.form.narrative if f"section.{s.heading.text}" not in in_table]
        if not sections:
            return
        title = self.form.narrative_title.text.removesuffix(_REPORT) or self.form.name.text
        yield Line(title, Style.TITLE)
        yield Line(_REPORT, Style.TITLE)
        for section in sections:
            if section.heading.text:
                yield Line(section.heading.text, _heading_style(section.heading.text))
            yield from (Line(text, Style.BODY) for text in section.text.split("\n") if text)

    def _below(self, names: Names) -> Iterator[Line]:
        own = self.form.notes if isinstance(self.form, BaseData) else ()
        for note in [printed.text for printed in own] or [self.layout.note]:
            if note:
                yield Line(note, Style.NOTE)
        printed = self.form.filing_line.text
        if signature := printed or names.fill(self.layout.signature).strip(_INDENT):
            yield Line(signature, Style.SIGNATURE)

    def _table(self, names: Names, number: int) -> Table:
        rows: list[list[Token]] = []
        for row in self.layout.rows:
            rows += self._rows(row, names)
        return draw(rows, self.layout.widths, number, self.layout.repeated_rows)

    def _rows(self, row: LayoutRow, names: Names) -> list[list[Token]]:
        if not row.block:
            return [[_token(cell, names) for cell in row.cells]]
        records = self._records(row.block)
        drawn = [[_token(cell, record) for cell in row.cells] for record in records]
        if row.block == "indicators":
            _join_levels(row, drawn)
        for record in records:
            called = record.values.get("name") or record.values.get("label") or ""
            self.left_out += [_words(called, name, text) for name, text in record.left_out()]
        return drawn

    def _records(self, block: str) -> list[Names]:
        form = self.form
        if isinstance(form, BaseData):
            rows = [names_of_row(row, 0) for row in form.expenditure] if block == "expenditure" else []
            return [_indented(names, row.level) for names, row in zip(rows, form.expenditure, strict=False)]
        if block == "funds":
            lines = [names_of_row(line, 0) for line in form.funds if not self._stands_in_pairs(line)]
            return lines or [Names({"label": label}) for label in self.layout.fund_lines]
        if block in {"amounts", "amount_heads"}:
            pairs = self._pairs(form.funds)
            return pairs if block == "amounts" else [Names({}) for _ in pairs[:1]]
        found: Sequence[object] = form.objectives if block == "objectives" else form.indicators
        return [names_of_row(record, n) for n, record in enumerate(found, start=1)] or [Names({})]

    def _stands_in_pairs(self, line: FundLine) -> bool:
        places = {**self.layout.amounts_left, **self.layout.amounts_right}
        return line.source in places and is_amount(line)

    def _pairs(self, funds: Iterable[FundLine]) -> list[Names]:
        """Return income beside spending, each line with its amount; both blank where there is no line."""
        lines = [line for line in funds if self._stands_in_pairs(line)]
        places = (self.layout.amounts_left, self.layout.amounts_right)
        sides = [
            [f"{one.label.text}：{one.amount.text}" for one in lines if one.source in side] for side in places
        ]
        if not lines:
            sides = [[f"{label}：" for label in side.values()] for side in places]
        # 其中 stands before the first part of each sum.
        left, right = ([f"其中：{side[0]}", *side[1:]] if side else [] for side in sides)
        return [Names({"left": one, "right": two}) for one, two in zip_longest(left, right, fillvalue="")]


def _indented(names: Names, level: int) -> Names:
    return Names({**names.values, "label": _INDENT * (level - 1) + names.values.get("label", "")})


def _token(cell: str, names: Names) -> Token:
    if cell in {LEFT, ABOVE}:
        return mark(cell)
    asked = REFERENCE.findall(cell)
    is_label = not asked or not cell.startswith("{")
    at_start = any(name in _AT_START for name in asked) or (
        asked == ["label"] and "previous_actual" in names.values
    )
    return Token(names.fill(cell), is_label=is_label, at_start=at_start)


def _join_levels(row: LayoutRow, drawn: list[list[Token]]) -> None:
    """Join a level's cell with the one above it that says the same, a second level within its first only."""
    first = next((c for c, cell in enumerate(row.cells) if cell.startswith("{category}")), None)
    second = next((c for c, cell in enumerate(row.cells) if cell.startswith("{subcategory}")), None)
    printed = [[token.text for token in line] for line in drawn]
    for r in range(len(drawn) - 1, 0, -1):
        same = first is None or printed[r][first] == printed[r - 1][first]
        for column in (first, second):
            if (
                column is not None
                and same
                and printed[r][column]
                and printed[r][column] == printed[r - 1][column]
            ):
                drawn[r][column] = mark(ABOVE)


def _heading_style(text: str) -> Style:
    if _CHAPTER.match(text):
        return Style.HEADING_1
    return Style.HEADING_2 if _SUBCHAPTER.match(text) else Style.HEADING_1


def _words(row: str, name: str, text: str) -> str:
    term = all_terms().get(name.rsplit(".", 1)[-1])
    called = term.chinese if term else name
    return f"{f'“{row}”的' if row else ''}{called}“{text}”"
