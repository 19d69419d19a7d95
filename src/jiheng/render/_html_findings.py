"""The findings: an index by rule, then each with its cells quoted in context and its way to the table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jiheng.audit import Elsewhere, Evidence, Severity
from jiheng.documents import Cell
from jiheng.render._fixes import fix_words
from jiheng.render._html_filter import (
    count,
    filter_bar,
    keys_dialog,
    marks_panel,
    on_paper,
    opinion_template,
)
from jiheng.render._html_head import legend, severity_mark, unit_name
from jiheng.render._html_index import (
    NO_FORM,
    SEVERITY_SHAPES,
    GridView,
    Index,
    Numbered,
    package_digest,
    place_name,
)
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, lines, link, table
from jiheng.render._html_tables import excerpt, marked_row, quoted

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MANY_TABLES = 3
_SECTION_WORDS = {
    Severity.ERROR: "错误：报送前应当改正",
    Severity.WARNING: "存疑：应说明原因或更正",
    Severity.INFO: "提示：值得看一眼",
}


def findings_section(index: Index) -> Markup:
    """Return the section of findings."""
    found = index.findings
    package = index.audit.package
    return element(
        "section",
        {
            "class": "findings",
            "aria-labelledby": "findings",
            "data-package": package_digest(package),
            "data-unit": unit_name(package),
        },
        element("h2", {"id": "findings"}, "发现的问题（", count(len(found)), "）"),
        *(_parts(index) if found else (_nothing_found(),)),
    )


def _parts(index: Index) -> Iterator[Markup]:
    yield on_paper(len(index.findings))
    yield _overview(index.findings)
    yield filter_bar(index)
    yield marks_panel()
    yield from _groups(index)
    yield opinion_template()
    yield keys_dialog()


def _nothing_found() -> Markup:
    return element(
        "p",
        {"class": "empty"},
        "按现有规则未发现问题。这不等于没有问题：规则只核对材料里写出的数字、文字和它们之间的关系，"
        "不核对凭证，也不判断指标定得是否合适。",
    )


def _overview(found: tuple[Numbered, ...]) -> Markup:
    by_rule = sorted(found, key=lambda n: (n.finding.severity.rank, n.finding.rule, n.number))
    rows = []
    for (rank, rule), group in groupby(by_rule, key=lambda n: (n.finding.severity.rank, n.finding.rule)):
        members = list(group)
        rows.append(
            element(
                "tr",
                {},
                element("td", {}, severity_mark(list(Severity)[rank])),
                element("td", {}, element("code", {}, rule)),
                element("td", {}, members[0].finding.title),
                element("td", {"class": "n"}, count(len(members))),
                element("td", {"class": "links"}, *_number_links(members)),
            )
        )
    return join(
        (
            element("ul", {"class": "legend"}, legend()),
            table("按规则汇总", ("程度", "规则", "问题", "处数", "编号"), rows, "rules"),
        )
    )


def _number_links(members: Iterable[Numbered]) -> Iterator[Content]:
    for numbered in members:
        yield link(f"f{numbered.number}", str(numbered.number))
        yield " "


def _groups(index: Index) -> Iterator[Markup]:
    for severity, of_severity in groupby(index.findings, key=lambda n: n.finding.severity):
        members = list(of_severity)
        forms = [
            _form_group(index, form, list(of_form))
            for form, of_form in groupby(members, key=lambda n: n.first_form)
        ]
        yield element(
            "section",
            {"class": f"group of-{severity.value}", "aria-labelledby": f"of-{severity.value}"},
            element(
                "h3",
                {"id": f"of-{severity.value}", "class": severity.value},
                element("span", {"class": "shape", "aria-hidden": "true"}, SEVERITY_SHAPES[severity]),
                f"{_SECTION_WORDS[severity]}（",
                count(len(members)),
                "）",
            ),
            *forms,
        )


def _in_forms(forms: Iterable[int]) -> str:
    return " ".join(f"in-{form}" for form in dict.fromkeys(forms) if form != NO_FORM)


def _form_group(index: Index, form: int, members: list[Numbered]) -> Markup:
    concerned = _in_forms(form for member in members for form in member.forms)
    return element(
        "section",
        {"class": f"group by-form {concerned}"},
        element("h4", {}, index.label(form), element("small", {}, " ", count(len(members)), " 条")),
        *(_finding(index, member) for member in members),
    )


def _finding(index: Index, numbered: Numbered) -> Markup:
    found = numbered.finding
    changes = "\n".join(map(fix_words, found.fixes))
    notes = (("依据", found.basis), ("建议", found.remedy), ("改法", changes))
    return element(
        "article",
        {
            "class": f"finding {found.severity.value} {_in_forms(numbered.forms)}",
            "id": f"f{numbered.number}",
            "data-key": numbered.key,
            "data-rule": found.rule,
            "data-severity": found.severity.value,
            "data-form": str(numbered.first_form),
            "data-place": index.label(numbered.first_form),
        },
        element(
            "h5",
            {},
            element("span", {"class": "no"}, f"{SEVERITY_SHAPES[found.severity]} {numbered.number}"),
            " ",
            element("span", {"class": "title"}, found.title),
            element("span", {"class": "place"}, index.label(numbered.first_form)),
            " ",
            element("code", {}, found.rule),
        ),
        element("p", {"class": "message"}, lines(found.message)),
        _evidence(index, found.at, numbered.first_form),
        _elsewhere(found.elsewhere),
        element(
            "dl",
            {"class": "why"},
            *(
                element("div", {}, element("dt", {}, name), element("dd", {}, lines(text)))
                for name, text in notes
                if text
            ),
        ),
    )


def _sign(position: int) -> str:
    return _CIRCLED[position] if position < len(_CIRCLED) else f"({position + 1})"


def _evidence(index: Index, at: tuple[Evidence, ...], form: int) -> Markup:
    """Return the list of places, then an excerpt of each table they stand in; many tables are gathered."""
    if not at:
        return NOTHING
    found = [(evidence, _sign(i), index.cell(evidence)) for i, evidence in enumerate(at)]
    excerpts: dict[tuple[int, int], tuple[GridView, dict[Cell, str]]] = {}
    for evidence, sign, place in found:
        if place:
            key = (index.document(evidence.form), place[0].grid.number)
            marks = excerpts.setdefault(key, (place[0], {}))[1]
            marks[place[1]] = marks.get(place[1], "") + sign
    if len(excerpts) > _MANY_TABLES:
        return _gathered(index, found)
    return join(
        (
            element("ul", {"class": "places"}, *(_place(index, e, sign, form) for e, sign, _ in found)),
            *(excerpt(key[0], view, marks) for key, (view, marks) in excerpts.items()),
        )
    )


def _elsewhere(places: tuple[Elsewhere, ...]) -> Markup:
    """Return the places in another package that a finding is held against."""
    if not places:
        return NOTHING
    rows = []
    for place in places:
        where = f"{place.package} {place.where} {place_name(place.cell)}"
        rows.append(element("li", {}, where, " ", element("q", {}, place.text or "空白")))
    return element("ul", {"class": "places"}, element("li", {}, element("b", {}, "对照")), *rows)


def _gathered(index: Index, found: list[tuple[Evidence, str, tuple[GridView, Cell] | None]]) -> Markup:
    """Return one line per row of a table or paragraph: which form, which fields, and the row as printed."""
    lines_of: dict[tuple[int, str], list[tuple[Evidence, str, tuple[GridView, Cell] | None]]] = {}
    for evidence, sign, place in found:
        row = f"T{place[0].grid.number}R{place[1].row}" if place else evidence.cell
        lines_of.setdefault((evidence.form, row), []).append((evidence, sign, place))
    rows = []
    for members in lines_of.values():
        first = members[0][0]
        target = index.anchor(first)
        where = _where(index, *(evidence for evidence, _, _ in members))
        cells = (
            element("th", {"scope": "row"}, index.label(first.form)),
            element("td", {}, link(target, where) if target else where),
            element("td", {}, _as_printed(index, members)),
        )
        rows.append(element("tr", {}, *cells))
    return table("", ("表", "位置", "该行原文"), rows, "gathered")


def _as_printed(index: Index, members: list[tuple[Evidence, str, tuple[GridView, Cell] | None]]) -> Content:
    evidence, _, place = members[0]
    if place:
        marks: dict[Cell, str] = {}
        for _, sign, other in members:
            if other:
                marks[other[1]] = marks.get(other[1], "") + sign
        return marked_row(index.document(evidence.form), place[0], place[1].row, marks)
    paragraph = index.paragraph(evidence)
    return quoted(evidence.text, paragraph.text) if paragraph else evidence.text


def _place(index: Index, evidence: Evidence, sign: str, first: int) -> Markup:
    """Return a place with its words; a form other than the finding's own is named."""
    where = _where(index, evidence)
    if evidence.form != first or not where:
        where = f"{index.label(evidence.form)} {where}".strip()
    target = index.anchor(evidence)
    paragraph = index.paragraph(evidence)
    text = quoted(evidence.text, paragraph.text) if paragraph else evidence.text or "空白"
    return element(
        "li",
        {},
        element("b", {}, sign),
        " ",
        link(target, where) if target else where,
        element("q", {}, text),
    )


def _where(index: Index, *of_one_row: Evidence) -> str:
    """Return a place in words, by its fields where it has some: 表3 第12行“维修费 得分、分值”."""
    evidence = of_one_row[0]
    found = index.cell(evidence)
    places = [index.places.place(each) for each in of_one_row]
    columns = "、".join(dict.fromkeys(place.column for place in places if place.column))
    field = " ".join(part for part in (places[0].row, columns) if part)
    if not found or not field:
        return place_name(evidence.cell)
    view, cell = found
    return f"表{view.grid.number} 第{cell.row}行“{field}”"
