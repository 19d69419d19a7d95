"""Many audits as one HTML page: a row each, the worst first, that leads to the page of each.

Takes what little of each audit the row needs, so that of hundreds only that is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from jiheng.audit import Audit, Comparison, Severity
from jiheng.render._html_comparison import comparison_section
from jiheng.render._html_figures import NONE, gap, plain, span
from jiheng.render._html_frame import page, source_text
from jiheng.render._html_head import fiscal_year, severity_mark, unit_name
from jiheng.render._html_index import SEVERITY_SHAPES, SEVERITY_WORDS, package_digest
from jiheng.render._html_markup import NOTHING, Content, Markup, element, join, table
from jiheng.reports import FormKind
from jiheng.scoring import ScoreSheet

_BAR = 56
"""The width of the longest bar beside a count."""
_NAMED = 2
"""How many kinds of the worst findings a row names."""
_NO_COUNTS = (0,) * len(Severity)
_UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class OverviewEntry:
    """What the page of many packages says of one."""

    name: str
    unit: str
    year: str
    digest: str
    counts: tuple[int, ...]
    """Findings by severity, the worst first; empty where nothing of the package could be judged."""
    worst: str
    """The kinds of the worst findings, in words; or why nothing was judged."""
    reported: Decimal | None = None
    interval: tuple[Decimal, Decimal] | None = None
    gap: Decimal = Decimal(0)
    """How far the reported total lies outside the recomputed interval."""
    doubts: int = 0
    unread: tuple[str, ...] = ()
    """The files that could not be read."""
    page: str = ""
    """The name of the package's own page in the same folder; "" where it has none."""

    @property
    def rank(self) -> tuple[int | Decimal, ...]:
        """The worse, the smaller: not judged, then errors, then how far the total is off, then the rest."""
        errors, *others = self.counts or _NO_COUNTS
        judged: tuple[int | Decimal, ...] = (
            -errors,
            -abs(self.gap),
            *(-number for number in others),
            -len(self.unread),
            -self.doubts,
        )
        return (bool(self.counts), *judged)


def overview_entry(audit: Audit) -> OverviewEntry:
    """Return what the page of many packages says of this one."""
    package = audit.package
    sheet = _main_sheet(audit)
    return OverviewEntry(
        name=package.name,
        unit=unit_name(package),
        year=fiscal_year(package),
        digest=package_digest(package),
        counts=tuple(audit.count(severity) for severity in Severity) if package.forms else (),
        worst=_worst(audit) if package.forms else "没有读出表",
        reported=sheet.reported_total if sheet else None,
        interval=(sheet.low, sheet.high) if sheet else None,
        gap=gap(sheet) if sheet else Decimal(0),
        doubts=len(package.remarks().doubts),
        unread=tuple(failure.document for failure in package.failures),
    )


def _main_sheet(audit: Audit) -> ScoreSheet | None:
    """Return the sheet that stands for the package: the department's, else the only one there is."""
    departments = audit.package.evaluations(FormKind.DEPARTMENT)
    if departments:
        return audit.sheet(departments[0][0])
    return audit.score_sheets[0] if len(audit.score_sheets) == 1 else None


def _worst(audit: Audit) -> str:
    if not audit.findings:
        return ""
    severity = min((finding.severity for finding in audit.findings), key=lambda found: found.rank)
    titles = Counter(finding.title for finding in audit.findings if finding.severity is severity)
    return "；".join(f"{title}（{number}）" for title, number in titles.most_common(_NAMED))


def render_overview(entries: Iterable[OverviewEntry], comparison: Comparison | None = None) -> str:
    """Return the page of many packages, the worst first.

    Args:
        entries: A record per package, in any order; those with a ``page`` are linked.
        comparison: What holding the packages against each other found; None where that was not asked for.

    Returns:
        A complete page; without its script it is a table in that order.
    """
    ordered = sorted(entries, key=lambda entry: (entry.rank, entry.name))
    title = f"{len(ordered)} 套绩效自评材料的审核"
    body = element(
        "main",
        {"class": "overview"},
        element(
            "header",
            {"class": "masthead"},
            element("p", {"class": "eyebrow"}, f"{_years(ordered)}部门整体支出绩效自评 · 审核总表"),
            element("h1", {}, title),
        ),
        _numbers(ordered),
        _filter(ordered),
        _table(ordered),
        element("p", {"class": "versions"}, _READING),
        comparison_section(comparison),
    )
    return page(title, source_text("report.css"), source_text("overview.js"), body)


_READING = (
    "次序：错误多的在前，其次是自评总分偏离重算区间多的，再次是存疑、提示多的。重算只用表里所填的数字，"
    "写成区间；“差额”是自评总分在区间外多少。处数的多少也与材料的厚薄有关，不等于质量的名次。"
)


def _years(entries: Iterable[OverviewEntry]) -> str:
    years = {entry.year for entry in entries if entry.year}
    return years.pop() if len(years) == 1 else ""


def _numbers(entries: Sequence[OverviewEntry]) -> Markup:
    counted = [entry.counts for entry in entries if entry.counts]
    totals = [sum(numbers) for numbers in zip(_NO_COUNTS, *counted, strict=True)]
    counts = [
        element(
            "li",
            {"class": severity.value},
            element("span", {"class": "shape", "aria-hidden": "true"}, SEVERITY_SHAPES[severity]),
            SEVERITY_WORDS[severity],
            element("b", {}, str(total)),
        )
        for severity, total in zip(Severity, totals, strict=True)
    ]
    blocks = (
        ("有错误的材料", sum(counts[0] > 0 for counts in counted), "报送前应当改正"),
        ("自评总分在重算区间外", sum(entry.gap != 0 for entry in entries), "按所填数字得不到这个分"),
        (
            "有文件没有读成",
            sum(bool(entry.unread) for entry in entries),
            "其内容不在评分和问题里，请处理后重审",
        ),
    )
    found = element("p", {"class": "label"}, "发现的问题"), element("ul", {"class": "counts"}, *counts)
    return element(
        "div",
        {"class": "numbers even"},
        *(
            element(
                "div",
                {"class": "number"},
                element("p", {"class": "label"}, label),
                element("p", {"class": "figure"}, str(number), element("small", {}, f"／{len(entries)} 套")),
                element("p", {"class": "note"}, note),
            )
            for label, number, note in blocks
        ),
        element("div", {"class": "number"}, *found),
    )


def _filter(entries: Sequence[OverviewEntry]) -> Markup:
    choices = (
        ("errors", "有错误"),
        ("gap", "总分在区间外"),
        ("doubts", "有读得没把握处"),
        ("unread", "有文件没读成"),
    )
    boxes = (
        element("label", {}, element("input", {"type": "checkbox", "name": "only", "value": value}), word)
        for value, word in choices
    )
    return element(
        "form",
        {"class": "filter needs-script", "role": "search", "aria-label": "筛选材料", "autocomplete": "off"},
        element(
            "div",
            {"class": "bar"},
            element(
                "label",
                {"class": "field"},
                element("span", {}, "搜索单位、材料、问题（按 / 键）"),
                element("input", {"type": "search", "name": "text"}),
            ),
            element("span", {"class": "boxes", "role": "group", "aria-label": "只看"}, *boxes),
            element("output", {"role": "status", "class": "shown"}, f"显示全部 {len(entries)} 套"),
        ),
    )


def _table(entries: Sequence[OverviewEntry]) -> Markup:
    most = max((entry.counts[0] for entry in entries if entry.counts), default=0)
    head: tuple[tuple[str, str, Content], ...] = (
        ("", "unit", "单位和材料"),
        *(("n", severity.value, severity_mark(severity)) for severity in Severity),
        ("n", "reported", "自评"),
        ("n", "recomputed", "重算"),
        ("n", "gap", "差额"),
        ("n", "doubts", "没把握"),
        ("", "worst", "最要紧的问题"),
    )
    headings = (
        element("th", {"scope": "col", "class": kind, "data-sort": key}, word) for kind, key, word in head
    )
    return table("", headings, [_row(entry, most) for entry in entries], "packages")


def _row(entry: OverviewEntry, most: int) -> Markup:
    named: Content = entry.unit
    if entry.page:
        named = element("a", {"href": f"./{quote(entry.page)}"}, entry.unit)
    facts = " · ".join(part for part in (entry.name if entry.name != entry.unit else "", entry.year) if part)
    unread = f"没有读成：{'、'.join(entry.unread)}" if entry.unread else ""
    heading = element(
        "th",
        {"scope": "row", "data-value": entry.unit},
        named,
        element("small", {}, facts),
        element("small", {"class": "unread-files"}, unread) if unread else NOTHING,
        element("small", {"class": "progress"}),
    )
    return element(
        "tr",
        {"data-package": entry.digest, "data-unread": str(len(entry.unread))},
        heading,
        *_figures(entry, most),
        element(
            "td", {"class": "reason", "data-value": entry.worst, "data-name": "最要紧"}, entry.worst or "无"
        ),
    )


def _figures(entry: OverviewEntry, most: int) -> Iterator[Markup]:
    if entry.counts:
        errors, *others = entry.counts
        yield _figure("错误", str(errors), join((_bar(errors, most), element("b", {}, str(errors)))))
        yield from (_figure(word, str(n), str(n)) for word, n in zip(("存疑", "提示"), others, strict=True))
    else:
        yield from (_figure(word, _UNKNOWN, NONE) for word in SEVERITY_WORDS.values())
    low = str(entry.interval[0]) if entry.interval else _UNKNOWN
    yield _figure("自评", _UNKNOWN if entry.reported is None else str(entry.reported), plain(entry.reported))
    yield _figure("重算", low, span(*entry.interval) if entry.interval else plain(None))
    yield _figure("差额", str(abs(entry.gap)), _gap_words(entry))
    yield _figure("没把握", str(entry.doubts), str(entry.doubts) if entry.doubts else "")


def _figure(name: str, value: str, content: Content) -> Markup:
    return element("td", {"class": "n", "data-name": name, "data-value": value}, content)


def _gap_words(entry: OverviewEntry) -> Content:
    if not entry.gap:
        return ""
    return element("b", {}, f"{'高' if entry.gap > 0 else '低'} {plain(abs(entry.gap))}")


def _bar(number: int, most: int) -> Markup:
    """Return a bar as long as its share of the longest: the eye finds the worst before it reads."""
    if not number:
        return NOTHING
    width = max(2, round(_BAR * number / most))
    drawing = element("rect", {"width": str(width), "height": "8", "class": "lost"})
    return element("svg", {"width": str(_BAR), "height": "8", "aria-hidden": "true"}, drawing)
