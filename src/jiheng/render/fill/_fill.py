"""Template and report → the filled template, and what was done to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from jiheng.documents import Cell, Document, Grid, SourceFile, read_document
from jiheng.errors import RenderError
from jiheng.forms import FilledForm, find_forms
from jiheng.render.fill._base_data import fill_base_data
from jiheng.render.fill._docx import WordTemplate
from jiheng.render.fill._evaluation import fill_evaluation
from jiheng.render.fill._form import FormFilling
from jiheng.render.fill._indicators import level_key
from jiheng.render.fill._pairing import Pairing, Report
from jiheng.render.fill._parts import Parts
from jiheng.render.fill._plan import Change, Place, Plan, Value
from jiheng.render.fill._xlsx import WorkbookTemplate
from jiheng.reports import BaseData, Indicator, Package, SelfEvaluation, build_report
from jiheng.values import read_figure, read_year, squeeze

_NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WORD = "wordprocessingml"
_WORKBOOK = "spreadsheetml"


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller allows."""

    project: str = ""
    """Name or number of the project for a template with one project form."""
    replace_formulas: bool = False
    """Whether formulas and fields give way to values."""
    partial: bool = False
    """Whether what the template has no cell for is left out and noted, instead of being an error."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template."""

    content: bytes
    forms: tuple[str, ...]
    """What was filled, in words."""
    changes: tuple[Change, ...]
    """Every cell that was blank or held something else, in the file's order."""
    added_rows: int
    notes: tuple[str, ...]
    """What a person should know, in plain Chinese."""


def fill_template(template: SourceFile, package: Package, options: Options | None = None) -> Filled:
    """Fill a bureau's own file with a report.

    Args:
        template: A .docx or .xlsx with forms of the catalogue, blank or filled.
        package: The report.
        options: What is allowed; nothing unusual by default.

    Returns:
        The file, in which every byte that is no filled cell is as it was, and what was done.

    Raises:
        DocumentError: The template cannot be read.
        RenderError: It holds no form the report has, or a cell cannot take its value.
    """
    chosen = options or Options()
    document = read_document(template)
    forms = find_forms(document).forms
    pairing = Pairing(template.name, forms, package, project=chosen.project, partial=chosen.partial)
    pairs = pairing.pairs()
    plan, notes = _plan(template.name, pairs, partial=chosen.partial)
    plan = _only_changes(plan, document)
    for place, value in plan.written().items():
        if found := _NOT_TEXT.search(value.text):
            code = f"U+{ord(found[0]):04X}"
            raise RenderError(
                template.name, f"{place.address}（{value.words}）", f"含有不能写入的字符 {code}。"
            )
    content, remarks = _carried_out(template, document, plan, chosen)
    changes = _changes(plan, document)
    filled = read_document(SourceFile(template.name, content))
    _check(template.name, filled, plan)
    if not chosen.partial:
        _check_indicators(template.name, filled, document, pairs)
    return Filled(
        content=content,
        forms=tuple(_called(report) for _, report in pairs),
        changes=changes,
        added_rows=len(plan.added),
        notes=tuple(dict.fromkeys((*pairing.notes, *notes, *remarks))),
    )


def _plan(name: str, pairs: list[tuple[FilledForm, Report]], *, partial: bool) -> tuple[Plan, list[str]]:
    values: dict[Place, Value] = {}
    plan = Plan(values, ())
    notes: list[str] = []
    texts = 0
    for form, report in pairs:
        filling = FormFilling(name, form)
        if isinstance(report, BaseData):
            fill_base_data(filling, report)
        else:
            fill_evaluation(filling, report)
        if filling.missing:
            missing = "、".join(dict.fromkeys(filling.missing))
            if not partial:
                raise RenderError(
                    name,
                    f"《{form.card.title}》",
                    f"模板里没有位置填：{missing}。请换用有这些栏目的模板，或加 --partial 略过。",
                )
            notes.append(f"模板里没有位置，未填：{missing}。")
        values |= filling.values
        plan = Plan(values, (*plan.added, *filling.added))
        notes += [*filling.notes, *_year_notes(form, report)]
        notes += _left_over(form, values)
        texts += filling.has_chapters
    if texts:
        notes.append(f"自评报告正文（{texts} 份）在表格之外，不填入模板。")
    return plan, notes


def _year_notes(form: FilledForm, report: Report) -> list[str]:
    year = read_year(form.title.text)
    if year is None or report.fiscal_year is None or year == report.fiscal_year:
        return []
    return [
        f"模板的表名是{year}年度，报告是{report.fiscal_year}年度：表名、表头在单元格之外或是栏目名，未改动。"
    ]


def _left_over(form: FilledForm, values: Mapping[Place, Value]) -> list[str]:
    """List what a template holds in cells that are of no field: last year's values may be among it."""
    left = [cell for cell in form.unread if squeeze(cell.text) and cell.at not in {p.address for p in values}]
    if not left:
        return []
    words = "、".join(f"{cell.at}“{squeeze(cell.text)[:20]}”" for cell in left[:10])
    return [f"模板中有 {len(left)} 格不属于任何栏目，未改动，请核对：{words}。"]


def _only_changes(plan: Plan, document: Document) -> Plan:
    """Leave out what the template holds already."""
    cells = _cells(document)
    values = {}
    for place, value in plan.values.items():
        cell = cells.get(place)
        if cell is None or squeeze(cell.text) != squeeze(value.text):
            values[place] = value
    return Plan(values, plan.added)


def _cells(document: Document) -> dict[Place, Cell]:
    return {
        Place(grid.number, cell.row, cell.column): cell
        for grid in document.blocks
        if isinstance(grid, Grid)
        for cell in grid.cells
    }


def _carried_out(
    template: SourceFile, document: Document, plan: Plan, options: Options
) -> tuple[bytes, tuple[str, ...]]:
    parts = Parts(template.name, template.content) if template.content.startswith(b"PK") else None
    if parts is not None and _WORD in document.media_type:
        word = WordTemplate(parts, document)
        return word.fill(plan, replace_formulas=options.replace_formulas), ()
    if parts is not None and _WORKBOOK in document.media_type:
        return _filled_workbook(WorkbookTemplate(parts, document), template.name, plan, options)
    raise RenderError(
        template.name,
        "全文",
        "只能填写 .docx 和 .xlsx 模板。请用 Word、Excel 或 WPS 另存为这两种格式后再填。",
    )


def _filled_workbook(
    workbook: WorkbookTemplate, name: str, plan: Plan, options: Options
) -> tuple[bytes, tuple[str, ...]]:
    """Fill a workbook; where a cell's format would show a number as another, it is written as text."""
    content, notes = workbook.fill(plan, replace_formulas=options.replace_formulas)
    cells = _cells(read_document(SourceFile(name, content)))
    otherwise = {
        place: value for place, value in plan.written().items() if not _shows(cells.get(place), value.text)
    }
    if not otherwise:
        return content, notes
    as_text = frozenset(otherwise)
    content, notes = workbook.fill(plan, replace_formulas=options.replace_formulas, as_text=as_text)
    words = "、".join(f"{place.address}“{value.text}”" for place, value in sorted(otherwise.items()))
    return content, (*notes, f"按单元格的格式会显示成另一个数，已按文字写入：{words}。")


def _shows(cell: Cell | None, text: str) -> bool:
    shown = cell.text if cell else ""
    return squeeze(shown) == squeeze(text) or _same_number(shown, text)


def _changes(plan: Plan, document: Document) -> tuple[Change, ...]:
    cells = _cells(document)
    back = {plan.moved(place): cells[place].text for place in plan.values if place in cells}
    return tuple(
        Change(place.address, value.words, back.get(place, ""), value.text)
        for place, value in sorted(plan.written().items())
        if place in back or value.text
    )


def _check(name: str, filled: Document, plan: Plan) -> None:
    """Hold the filled file, as it is read back, against what was to be put in: else it is not given out."""
    cells = _cells(filled)
    for place, value in plan.written().items():
        cell = cells.get(place)
        if not _shows(cell, value.text):
            shown = cell.text if cell else ""
            raise RenderError(
                name,
                f"{place.address}（{value.words}）",
                f"填入“{value.text}”后读出的是“{shown}”，未采用。请检查这一格的格式和其中的其他内容。",
            )


def _check_indicators(
    name: str, filled: Document, template: Document, pairs: list[tuple[FilledForm, Report]]
) -> None:
    """Hold the indicators of the filled file, as a report is read from it, against the report's own."""
    before, after = find_forms(template).forms, find_forms(filled).forms
    report_of = {form.grids[0].number: report for form, report in pairs if form.grids}
    for place, form in zip(before, after, strict=False):
        wanted = report_of.get(place.grids[0].number) if place.grids else None
        found = build_report(form, 0) if wanted is not None else None
        if not isinstance(wanted, SelfEvaluation) or not isinstance(found, SelfEvaluation):
            continue
        there = Counter(map(_indicator_key, found.indicators))
        for indicator in wanted.indicators:
            key = _indicator_key(indicator)
            there[key] -= 1
            if there[key] < 0:
                raise RenderError(
                    name,
                    f"指标“{indicator.name.text}”",
                    "填好后读回的一级、二级指标或名称与报告不同，未采用。请检查模板中指标表的合并和表头。",
                )


def _indicator_key(indicator: Indicator) -> tuple[str, str, str]:
    category, subcategory = level_key(indicator.category.text), level_key(indicator.subcategory.text)
    return category, subcategory, squeeze(indicator.name.text)


def _same_number(one: str, other: str) -> bool:
    number = read_figure(one, "").value
    return number is not None and number == read_figure(other, "").value


def _called(report: Report) -> str:
    if isinstance(report, BaseData):
        return "基础数据表"
    return f"“{report.name.text}”"
