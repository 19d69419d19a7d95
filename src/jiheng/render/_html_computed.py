"""The indicators computed from the base data, under the department's score sheet."""

from __future__ import annotations

from jiheng.render._html_figures import NONE, plain, span
from jiheng.render._html_index import Index, anchor
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, link, table
from jiheng.scoring import ComputedIndicator, IndicatorTable, PrintedRate, UsedCell, rate_words

_HEAD = ("指标", "分值", "得分", "结果", "表内所填", "数字、算式和依据")


def computed_table(index: Index, computed: IndicatorTable) -> Markup:
    """Return the table of computed indicators with what it goes by."""
    notes = [element("li", {}, f"{row.title}：{row.note}") for row in computed.rows if row.note]
    facts = f"{computed.title}（{computed.pack}）：{computed.chosen_because}{computed.left_out}"
    return join(
        (
            element("h4", {}, "由基础数据计算的指标"),
            element("p", {"class": "verdict"}, facts),
            table("", _HEAD, [_row(index, row) for row in computed.rows], "lines"),
            element("ul", {"class": "difference"}, *notes) if notes else NOTHING,
        )
    )


def _row(index: Index, row: ComputedIndicator) -> Markup:
    differs = any(rate.agrees is False for rate in row.printed)
    result = rate_words(row.value) if row.value is not None else NONE
    marks = "不计分" if row.max_score is None else NONE
    if row.low is not None and row.high is not None:
        marks = span(row.low, row.high)
    return element(
        "tr",
        {"class": "outside"} if differs else {},
        element("th", {"scope": "row"}, row.title),
        _figure("分值", plain(row.max_score)),
        _figure("得分", marks),
        _figure("结果", result),
        element("td", {"class": "way"}, *_printed(index, row)),
        element("td", {"class": "reason"}, _way(index, row)),
    )


def _way(index: Index, row: ComputedIndicator) -> Markup:
    """Return the figures put in; they unfold into formula, cells, marks and basis."""
    steps: list[Markup] = [element("li", {}, row.formula)]
    cells = _cells(index, row)
    steps += [element("li", {}, *cells)] if cells else []
    steps += [element("li", {}, f"{row.why}。"), element("li", {}, f"依据：{row.basis}")]
    return element(
        "details", {"class": "steps"}, element("summary", {}, row.working), element("ol", {}, *steps)
    )


def _cells(index: Index, row: ComputedIndicator) -> list[Content]:
    """Return each cell as a link to where it stands."""
    parts: list[Content] = []
    for cell in row.cells:
        if cell.form >= 0 and cell.at:
            parts += ["、"] if parts else []
            parts.append(link(anchor(index.document(cell.form), cell.at), _cell_words(cell)))
    return parts


def _cell_words(cell: UsedCell) -> str:
    return f"{cell.label} {cell.text or '空白'}"


def _printed(index: Index, row: ComputedIndicator) -> list[Content]:
    if not row.printed:
        return [NONE]
    parts: list[Content] = []
    for rate in row.printed:
        parts += ["、"] if parts else []
        parts += [_sign(rate), link(anchor(index.document(rate.form), rate.at), rate.text)]
    return parts


def _sign(rate: PrintedRate) -> Content:
    unequal = element("b", {"class": "unequal", "title": "与计算结果不符"}, "≠ ")
    return unequal if rate.agrees is False else NOTHING


def _figure(name: str, *content: Content) -> Markup:
    return element("td", {"class": "n", "data-name": name}, *content)
