"""The annexes of the audit's opinion: scores reported and recomputed, and the list of findings to answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from jiheng.audit import Evidence, Finding
from jiheng.documents import Cell, Grid
from jiheng.render._html_figures import NONE, gap, grades, plain, span
from jiheng.render._html_index import SEVERITY_WORDS, Index, Numbered
from jiheng.render._where import Places
from jiheng.render.official._blocks import Align, Line, Look, Sheet, Style, Table
from jiheng.scoring import ScoreSheet
from jiheng.values import collapse

_SCORES = (("序号", 12), ("表", 52), ("自评总分", 18), ("重算范围", 26), ("自评／重算等级", 24), ("结论", 24))
_FINDINGS = (
    ("序号", 12),
    ("规则", 19),
    ("位置和原文", 64),
    ("问题", 66),
    ("依据", 28),
    ("处理办法", 28),
    ("单位答复", 24),
)
_START = frozenset({"表", "位置和原文", "问题", "依据", "处理办法"})
_MOST_ROWS = 3
_QUOTE = 40


def scores_sheet(index: Index) -> Sheet:
    """Return annex 1: every scored form's total beside what its figures give."""
    ordered = sorted(index.audit.score_sheets, key=lambda sheet: sheet.form)
    rows = [_score_row(index, number, sheet) for number, sheet in enumerate(ordered, 1)]
    return Sheet("附件1 自评得分复核表", _page("附件1", "自评得分复核表", _SCORES, rows, 1))


def findings_sheet(index: Index, annex: int) -> Sheet:
    """Return the annex that lists every finding, with room for the unit's answer."""
    rows = [_finding_row(index.places, numbered) for numbered in index.findings]
    title = "审核问题清单"
    blocks = _page(f"附件{annex}", title, _FINDINGS, rows, annex)
    return Sheet(f"附件{annex} {title}", blocks, landscape=True)


def _page(
    annex: str, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], number: int
) -> tuple[Line | Table, ...]:
    heads = tuple(name for name, _ in columns)
    cells = [Cell(1, column, name) for column, name in enumerate(heads, 1)]
    looks = [Look(strong=True) for _ in heads]
    for row, texts in enumerate(rows, 2):
        cells += [Cell(row, column, text) for column, text in enumerate(texts, 1)]
        looks += [Look(Align.START if name in _START else Align.CENTER) for name in heads]
    widths = tuple(width for _, width in columns)
    table = Table(Grid(number, tuple(cells)), widths, tuple(looks), frozenset({1}))
    return Line(annex, Style.ATTACHMENT), Line(title, Style.TITLE), table


def _score_row(index: Index, number: int, sheet: ScoreSheet) -> tuple[str, ...]:
    outside = gap(sheet)
    verdict = "在范围内"
    if sheet.reported_total is None:
        verdict = "没有自评总分"
    elif outside:
        verdict = f"{'高出' if outside > 0 else '低于'}{plain(abs(outside))}分"
    grade = f"{sheet.reported_grade or NONE}／{grades(sheet)}"
    total = plain(sheet.reported_total)
    return str(number), index.label(sheet.form), total, span(sheet.low, sheet.high), grade, verdict


def _finding_row(places: Places, numbered: Numbered) -> tuple[str, ...]:
    found = numbered.finding
    return (
        str(numbered.number),
        f"{found.rule}\n{SEVERITY_WORDS[found.severity]}",
        "\n".join(quoted_places(places, found.at, -1)) or "整套材料",
        f"{found.title}。{found.message}",
        found.basis,
        "\n".join((found.remedy, *(f"{change}。" for change in changes(places, found)))),
        "",
    )


def quoted_places(places: Places, at: Sequence[Evidence], form: int) -> list[str]:
    """Return where a finding stands and what stands there, a row of a form each; of many rows the first.

    Args:
        places: Names of forms and fields.
        at: The finding's cells.
        form: The form that is spoken of, which need not be named again; -1 for none.
    """
    cells = [(places.place(evidence), evidence) for evidence in at]
    rows = [list(run) for _, run in groupby(cells, key=lambda one: (one[1].form, one[0].row_words))]
    told: list[str] = []
    for row in rows[:_MOST_ROWS]:
        place, first = row[0]
        named = place.form if first.form != form else ""
        form = first.form
        where = "".join((named, place.line, f"“{place.row}”" if place.row else ""))
        said = "，".join(f"{one.column}{_said(evidence.text)}" for one, evidence in row)
        told.append(f"{where or first.cell}：{said}")
    if len(rows) > _MOST_ROWS:
        told[-1] += f"；等{len(rows)}处"
    return told


def _said(printed: str) -> str:
    text = collapse(printed)
    return f"“{text[:_QUOTE]}{'……' if len(text) > _QUOTE else ''}”" if text else "空白"


def changes(places: Places, finding: Finding) -> list[str]:
    """Return what to write where, for a finding that nothing but the printed figures decides."""
    told: list[str] = []
    for fix in finding.fixes:
        for each in (fix, *fix.along):
            place = places.place(Evidence(each.form, each.at, each.old))
            where = "".join((place.line, f"“{place.row}”" if place.row else "", place.column)) or each.at
            told.append(f"{where}由{_said(each.old)}改为{_said(each.new)}")
    return told
