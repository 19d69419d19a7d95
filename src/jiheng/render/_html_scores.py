"""The score sheets line by line: reported, recomputed, why, and the steps in full."""

from __future__ import annotations

from jiheng.render._html_computed import computed_table
from jiheng.render._html_figures import aligned, aligned_span, gap, grades, percent, places, plain, span
from jiheng.render._html_index import Index, anchor
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, link, table
from jiheng.scoring import LineKind, ScoreLine, ScoreSheet

_MANY_SHEETS = 6
"""From here on, sheets that agree start folded."""

KIND_WORDS = {
    LineKind.EXECUTION: "预算执行",
    LineKind.QUANTITATIVE: "定量",
    LineKind.AMBIGUOUS: "两种读法",
    LineKind.QUALITATIVE: "定性",
    LineKind.UNJUDGED: "未能判断",
    LineKind.NOT_SCORED: "不计分",
}


def scores_section(index: Index) -> Markup:
    """Return every score sheet in the order of the forms."""
    sheets = sorted(index.audit.score_sheets, key=lambda sheet: sheet.form)
    few = len(sheets) <= _MANY_SHEETS
    empty = element("p", {"class": "empty"}, "材料里没有可以评分的表。")
    intro = element(
        "p",
        {},
        "“重算”只用表里所填的数字。写成区间的，是因为数字允许两种读法，或者完成情况只能定性判断；"
        "自评分落在区间内即为相符。标 ≠ 的行不相符。",
    )
    return element(
        "section",
        {"class": "scores", "aria-labelledby": "scores"},
        element("h2", {"id": "scores"}, "评分明细"),
        *((intro, *(_sheet(index, sheet, few=few) for sheet in sheets)) if sheets else (empty,)),
    )


def _sheet(index: Index, sheet: ScoreSheet, *, few: bool) -> Markup:
    disagrees = gap(sheet) or sheet.difference or any(line.agrees is False for line in sheet.lines)
    attributes = {"class": "sheet", "id": f"score-{sheet.form}"}
    if few or disagrees:
        attributes["open"] = ""
    reported = plain(sheet.reported_total)
    sign = "≠ " if gap(sheet) else ""
    summary = element(
        "summary",
        {},
        element("h3", {}, index.label(sheet.form)),
        element("span", {"class": "totals"}, f"{sign}自评 {reported} · 重算 {span(sheet.low, sheet.high)}"),
    )
    computed = computed_table(index, sheet.computed) if sheet.computed else NOTHING
    return element("details", attributes, summary, _verdict(sheet), _lines(index, sheet), computed)


def _verdict(sheet: ScoreSheet) -> Markup:
    reported_grade = f"“{sheet.reported_grade}”" if sheet.reported_grade else "未填总分"
    facts = (
        f"自评等级{reported_grade}，重算等级“{grades(sheet)}”；"
        f"{plain(sheet.total_weight)} 分中 {plain(sheet.judged_weight)} 分可以判断"
        f"（{percent(sheet.judged_share)}）。"
    )
    difference = [element("li", {}, reason) for reason in sheet.difference]
    return join(
        (
            element("p", {"class": "verdict"}, facts, " ", link(f"form-{sheet.form}", "看原表")),
            element("p", {"class": "verdict"}, element("b", {}, "差在哪里：")) if difference else NOTHING,
            element("ul", {"class": "difference"}, *difference) if difference else NOTHING,
        )
    )


def _lines(index: Index, sheet: ScoreSheet) -> Markup:
    document = index.document(sheet.form)
    decimals = _decimals(sheet)
    rows = [_line(document, line, decimals) for line in sheet.lines]
    rows.append(
        element(
            "tr",
            {"class": "sum"},
            element("th", {"scope": "row"}, "合计"),
            _cell("分值", aligned(sheet.total_weight, decimals[0])),
            _cell("自评", aligned(sheet.reported_total, decimals[1])),
            _cell("重算", aligned_span(sheet.low, sheet.high, decimals[2])),
            element("td", {}),
            element("td", {}),
        )
    )
    head = ("指标", "分值", "自评", "重算", "方式", "算式或理由")
    return table("", head, rows, "lines")


def _decimals(sheet: ScoreSheet) -> tuple[int, int, int]:
    """Return the decimals that the columns of weights, reported and recomputed scores need."""
    return (
        places([sheet.total_weight, *(line.max_score for line in sheet.lines)]),
        places([sheet.reported_total, *(line.reported for line in sheet.lines)]),
        places([sheet.high, *(line.high for line in sheet.lines)]),
    )


def _line(document: int, line: ScoreLine, decimals: tuple[int, int, int]) -> Markup:
    disagrees = line.agrees is False
    name = link(anchor(document, line.at), line.name) if line.at else line.name
    recomputed = "" if line.kind is LineKind.NOT_SCORED else aligned_span(line.low, line.high, decimals[2])
    sign = element("b", {"class": "unequal", "title": "与重算不符"}, "≠ ") if disagrees else NOTHING
    return element(
        "tr",
        {"class": "outside"} if disagrees else {},
        element("th", {"scope": "row"}, name),
        _cell("分值", aligned(line.max_score, decimals[0])),
        _cell("自评", sign, aligned(line.reported, decimals[1])),
        _cell("重算", recomputed),
        element("td", {"class": "way"}, KIND_WORDS[line.kind]),
        element("td", {"class": "reason"}, _reason(line)),
    )


def _cell(name: str, *figure: Content) -> Markup:
    """Return a cell of a figure; its name stands before it on a phone, where the row is a block."""
    return element("td", {"class": "n", "data-name": name}, *figure)


def _reason(line: ScoreLine) -> Content:
    """Return the formula; where there are steps, it unfolds them."""
    steps = [step for step in line.steps if step != line.why]
    steps += [f"怎样才会变：{line.change}"] if line.change else []
    if not steps:
        return line.why
    return element(
        "details",
        {"class": "steps"},
        element("summary", {}, line.why),
        element("ol", {}, *(element("li", {}, step) for step in steps)),
    )
