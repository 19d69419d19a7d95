"""A package's audit as a workbook to work through: summary, findings, their places, the tables as printed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]  # the library ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]  # the library ships no types

from jiheng.audit import Audit, Severity
from jiheng.render._html_figures import NONE, gap, grades, plain
from jiheng.render._html_head import fiscal_year, unit_name
from jiheng.render._html_index import SEVERITY_SHAPES, SEVERITY_WORDS, Index, build_index
from jiheng.render._xlsx_cells import HEAD, SEVERITY_FILLS, Book, Style
from jiheng.render._xlsx_findings import (
    FINDINGS,
    OPINION_COLUMN,
    OPINIONS,
    PLACES,
    write_findings,
    write_places,
)
from jiheng.render._xlsx_tables import write_tables

SUMMARY = "汇总"
_WIDTHS = (44.0, 14.0, 14.0, 14.0, 18.0, 30.0)
_CELL: Style = {"border": 1}
_MIDDLE: Style = {"border": 1, "align": "center"}
_MADE = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""When the file says it was made: always the same, so that the same package gives the same bytes."""
_DIGEST = 12


def render_xlsx(audit: Audit) -> bytes:
    """Return the workbook of one package's audit."""
    stream = BytesIO()
    index = build_index(audit)
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as opened:
        # The zone is dropped: the format keeps none, and the library would refuse it.
        opened.set_properties({"title": "绩效自评审核工作表", "created": _MADE.replace(tzinfo=None)})
        book = Book(opened)
        summary = book.sheet(SUMMARY, _WIDTHS)
        book.sheet(FINDINGS, ())
        book.sheet(PLACES, ())
        tables = write_tables(book, index)
        write_findings(book, tables)
        write_places(book, tables)
        _summary(book, summary, index)
    return stream.getvalue()


def _summary(book: Book, sheet: Worksheet, index: Index) -> None:
    title = f"{unit_name(index.audit.package)} {fiscal_year(index.audit.package)}绩效自评审核工作表"
    book.spread(sheet, (0, 0, 0, len(_WIDTHS) - 1), title, {"bold": True, "font_size": 15})
    sheet.set_row(0, 26)
    row = _facts(book, sheet, index, 1)
    row = _counts(book, sheet, index, row + 1)
    row = _rules(book, sheet, index, row + 1)
    _scores(book, sheet, index, row + 1)


def _facts(book: Book, sheet: Worksheet, index: Index, row: int) -> int:
    """Write what was read, what was not, and what kept findings from being listed; return the next row."""
    audit, package = index.audit, index.audit.package
    facts = [("文件", f"{d.name}（SHA-256 {d.sha256[:_DIGEST]}）") for d in package.documents]
    facts += [("没有读成", f"{failure.document}：{failure.reason}") for failure in package.failures]
    if index.remarks.doubts:
        facts.append(
            ("没有把握", f"有 {len(index.remarks.doubts)} 处要与原件核对，见 HTML 报告或 jiheng read")
        )
    facts += [("停用的规则", f"{off.rule} {off.title}。理由：{off.reason}") for off in audit.switched_off]
    for number, (name, text) in enumerate(facts, row):
        book.text(sheet, (number, 0), name, {**_CELL, "bold": True})
        book.spread(sheet, (number, 1, number, len(_WIDTHS) - 1), text, _CELL)
    return row + len(facts)


def _counts(book: Book, sheet: Worksheet, index: Index, row: int) -> int:
    """Write how many findings there are, and how many have been dealt with, which the sheet counts itself."""
    head = ("程度", "条数", *OPINIONS, "未处理")
    book.row(sheet, row, head, HEAD)
    last = max(2, len(index.findings) + 1)
    levels, opinions = (f"'{FINDINGS}'!${c}$2:${c}${last}" for c in ("B", OPINION_COLUMN))
    for number, severity in enumerate(Severity, row + 1):
        words = f"{SEVERITY_SHAPES[severity]} {SEVERITY_WORDS[severity]}"
        count = index.audit.count(severity)
        fill: Style = {**_CELL, "bg_color": SEVERITY_FILLS[severity]}
        book.text(sheet, (number, 0), words, fill)
        sheet.write_number(number, 1, count, book.style(_MIDDLE))
        for column, opinion in enumerate((*OPINIONS, ""), 2):
            counted = f'=COUNTIFS({levels},"{words}",{opinions},"{opinion}")'
            sheet.write_formula(number, column, counted, book.style(_MIDDLE), 0 if opinion else count)
    return row + len(Severity) + 1


def _rules(book: Book, sheet: Worksheet, index: Index, row: int) -> int:
    """Write how many findings each rule gave; return the next row."""
    book.row(sheet, row, ("问题", "规则", "程度", "条数"), HEAD)
    counted = Counter((n.finding.severity, n.finding.rule, n.finding.title) for n in index.findings)
    ordered = sorted(counted.items(), key=lambda item: (item[0][0].rank, item[0][1]))
    for number, ((severity, rule, title), count) in enumerate(ordered, row + 1):
        book.row(sheet, number, (title, rule, SEVERITY_WORDS[severity]), _MIDDLE)
        book.text(sheet, (number, 0), title, {**_CELL, "bg_color": SEVERITY_FILLS[severity]})
        sheet.write_number(number, 3, count, book.style(_MIDDLE))
    return row + len(ordered) + 1


def _scores(book: Book, sheet: Worksheet, index: Index, row: int) -> None:
    """Write each form's total beside what its figures give."""
    book.row(sheet, row, ("表", "自评总分", "重算下限", "重算上限", "自评／重算等级", "结论"), HEAD)
    sheets = sorted(index.audit.score_sheets, key=lambda found: found.form)
    for number, found in enumerate(sheets, row + 1):
        outside = gap(found)
        verdict = "自评总分在区间内"
        if found.reported_total is None:
            verdict = "没有自评总分可比"
        elif outside:
            verdict = f"≠ {'高出上限' if outside > 0 else '低于下限'} {plain(abs(outside))} 分"
        grade = f"{found.reported_grade or NONE}／{grades(found)}"
        figures = tuple(plain(figure) for figure in (found.reported_total, found.low, found.high))
        look: Style = {**_MIDDLE, "bold": bool(outside)}
        book.row(sheet, number, (index.label(found.form), *figures, grade, verdict), look)
        book.text(sheet, (number, 0), index.label(found.form), {**look, "align": "left"})
