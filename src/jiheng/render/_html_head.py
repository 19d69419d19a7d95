"""The head of the page: whose package, which files, by which standard, and the few numbers that matter."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.audit import DEFAULT_PROFILE, Severity, all_profiles
from jiheng.render._html_figures import NONE, gap, grades, percent, plain, span
from jiheng.render._html_index import SEVERITY_SHAPES, SEVERITY_WORDS, Index
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, link
from jiheng.reports import FormKind, Package, SelfEvaluation
from jiheng.scoring import ScoreSheet

_DIGEST = 12
"""How many hexadecimal digits of a file's SHA-256 are shown."""


def unit_name(package: Package) -> str:
    """Return the unit's name: from the department's form, else from any form, else the package's."""
    for _, form in (*package.evaluations(FormKind.DEPARTMENT), *package.evaluations()):
        name = form.name if form.kind is FormKind.DEPARTMENT else form.supervising_department
        if name.text:
            return name.text
    return package.name


def fiscal_year(package: Package) -> str:
    """Return the fiscal year or years that the forms are for, as words; "" where none is printed."""
    years = sorted({form.fiscal_year for _, form in package.audited() if form.fiscal_year is not None})
    return f"{'、'.join(map(str, years))}年度" if years else ""


def head(index: Index) -> Markup:
    """Return the head of the page."""
    package = index.audit.package
    facts = element(
        "dl",
        {"class": "facts"},
        *(
            element("div", {}, element("dt", {}, name), element("dd", {}, *values))
            for name, values in _facts(index)
        ),
    )
    return element(
        "header",
        {"class": "masthead", "id": "top"},
        element("p", {"class": "eyebrow"}, f"{fiscal_year(package)}部门整体支出绩效自评 · 审核报告"),
        element("h1", {}, unit_name(package)),
        facts,
    )


def _facts(index: Index) -> Iterator[tuple[str, list[Content]]]:
    package = index.audit.package
    yield "预算年度", [fiscal_year(package) or "未读到"]
    yield "填报日期", ["、".join(_filing_dates(package)) or "未读到"]
    yield (
        "读取的文件",
        [
            element(
                "span",
                {"class": "file"},
                document.name,
                " ",
                element("code", {"title": f"SHA-256 {document.sha256}"}, document.sha256[:_DIGEST]),
            )
            for document in package.documents
        ]
        or ["没有读到文件"],
    )
    chosen: dict[str, ScoreSheet] = {sheet.standard: sheet for sheet in reversed(index.audit.score_sheets)}
    for sheet in reversed(chosen.values()):
        reason = sheet.chosen_because.rstrip("。")
        yield (
            "评分标准",
            [sheet.standard_title, " ", element("code", {}, sheet.standard), f"。选用理由：{reason}。"],
        )
    yield from _choices(index)


def _choices(index: Index) -> Iterator[tuple[str, list[Content]]]:
    """Yield what kept findings from being shown: a profile other than the default, rules that are off."""
    titles = {profile.name: profile.title for profile in all_profiles()}
    if index.audit.profile in titles and index.audit.profile != DEFAULT_PROFILE:
        yield "用途", [titles[index.audit.profile], " ", element("code", {}, index.audit.profile)]
    for off in index.audit.switched_off:
        yield "停用的规则", [element("code", {}, off.rule), f" {off.title}。理由：{off.reason}"]


def _filing_dates(package: Package) -> Iterator[str]:
    dates = sorted({form.filing_date for _, form in package.audited() if form.filing_date is not None})
    yield from (f"{date.year}年{date.month}月{date.day}日" for date in dates)


def failures(package: Package) -> Markup:
    """Return what could not be read, prominently; nothing where everything could."""
    if not package.failures:
        return NOTHING
    items = (
        element("li", {}, element("b", {}, failure.document), f"：{failure.reason}")
        for failure in package.failures
    )
    return element(
        "section",
        {"class": "failures", "aria-labelledby": "failures"},
        element("h2", {"id": "failures"}, f"✕ 有 {len(package.failures)} 个文件没有读成"),
        element("p", {}, "下面的评分和问题不包含这些文件的内容；请处理后重新审核。"),
        element("ul", {}, *items),
    )


def key_numbers(index: Index) -> Markup:
    """Return the few numbers that matter."""
    blocks = [*_totals(index), _scored(index), _counts(index)]
    return element(
        "section",
        {"class": "key", "aria-labelledby": "key"},
        element("h2", {"id": "key", "class": "hidden"}, "要点"),
        element("div", {"class": "numbers"}, *blocks),
    )


def _number(label: str, figure: Content, unit: str, note: Content) -> Markup:
    return element(
        "div",
        {"class": "number"},
        element("p", {"class": "label"}, label),
        element("p", {"class": "figure"}, figure, element("small", {}, unit) if unit else NOTHING),
        element("p", {"class": "note"}, note),
    )


def _department(index: Index) -> tuple[SelfEvaluation, ScoreSheet | None] | None:
    for number, form in index.audit.package.evaluations(FormKind.DEPARTMENT):
        return form, index.audit.sheet(number)
    return None


def _totals(index: Index) -> Iterator[Markup]:
    found = _department(index)
    if found is None:
        yield _number("部门整体自评", NONE, "", "材料里没有读到部门整体自评表")
        return
    form, sheet = found
    if sheet is None:
        yield _number("部门整体自评", form.total.score.text or NONE, "分", "没有可用的评分标准，未重算")
        return
    grade = f"按此分值为“{sheet.reported_grade}”" if sheet.reported_grade else "表中没有可读的总分"
    yield _number("部门整体自评总分", plain(sheet.reported_total), "分", grade)
    outside = gap(sheet)
    verdict = "自评总分在此区间内"
    if sheet.reported_total is None:
        verdict = "没有自评总分可比"
    elif outside:
        verdict = f"自评总分{'高出上限' if outside > 0 else '低于下限'} {plain(abs(outside))} 分"
    note = f"等级“{grades(sheet)}”；{verdict}；{percent(sheet.judged_share)}的分值可以判断"
    yield _number("按所填数字重算", span(sheet.low, sheet.high), "分", note)


def _scored(index: Index) -> Markup:
    package = index.audit.package
    projects = package.evaluations(FormKind.PROJECT)
    sheets = [sheet for number, _ in projects if (sheet := index.audit.sheet(number))]
    outside = sum(gap(sheet) != 0 for sheet in sheets)
    full = sum(sheet.reported_total == sheet.total_weight for sheet in sheets if sheet.total_weight)
    note = f"自评满分 {full} 个；自评总分落在重算区间外 {outside} 个"
    if len(sheets) < len(projects):
        note += f"；另有 {len(projects) - len(sheets)} 个未能评分"
    return _number("已评分的项目", str(len(sheets)), "个", note if projects else "材料里没有读到项目自评表")


def _counts(index: Index) -> Markup:
    items = (
        element(
            "li",
            {"class": severity.value},
            element("span", {"class": "shape", "aria-hidden": "true"}, SEVERITY_SHAPES[severity]),
            SEVERITY_WORDS[severity],
            element("b", {}, str(index.audit.count(severity))),
        )
        for severity in Severity
    )
    return element(
        "div",
        {"class": "number"},
        element("p", {"class": "label"}, link("findings", "发现的问题")),
        element("ul", {"class": "counts"}, *items),
    )


def contents(index: Index) -> Markup:
    """Return the navigation of the page."""
    entries = [
        ("top", "概况"),
        ("pictures", "图示"),
        ("findings", f"问题（{len(index.findings)}）"),
        ("package", "材料对应"),
        ("scores", "评分明细"),
        ("documents", "原表原文"),
        ("reading", "怎样阅读"),
    ]
    return element(
        "nav",
        {"class": "contents", "aria-label": "本页内容"},
        element("ol", {}, *(element("li", {}, link(target, name)) for target, name in entries)),
    )


def legend() -> Markup:
    """Return the three severities with their meaning."""
    meanings = {
        Severity.ERROR: "材料自相矛盾或不合规则，报送前应当改正",
        Severity.WARNING: "审核人会追问，应说明原因或更正",
        Severity.INFO: "值得看一眼，也可能没有问题",
    }
    return join(
        element("li", {}, severity_mark(severity), f" {meaning}") for severity, meaning in meanings.items()
    )


def severity_mark(severity: Severity) -> Markup:
    """Return a severity as shape and word."""
    return element(
        "span",
        {"class": f"severity {severity.value}"},
        element("span", {"class": "shape", "aria-hidden": "true"}, SEVERITY_SHAPES[severity]),
        SEVERITY_WORDS[severity],
    )
