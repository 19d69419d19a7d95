"""``jiheng audit`` for people: the numbers that matter, the forms, then the findings, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from jiheng.audit import Audit, Severity
from jiheng.cli._prose import Prose
from jiheng.cli._screen import SHAPES, STYLES, figure, grid, interval, severity_text
from jiheng.cli._show_findings import print_findings
from jiheng.cli._show_score import grade_words
from jiheng.render import context_words, form_name
from jiheng.reports import FormKind, Package
from jiheng.scoring import ScoreSheet
from jiheng.values import collapse

_QUIET_FORMS = 3
"""More projects than these, without errors or gap, are told in one row."""


def print_audit(console: Console, audit: Audit, limit: int | None) -> None:
    """Print one package's audit.

    Args:
        console: Where to.
        audit: What was found.
        limit: How many findings to list at most; None lists all.
    """
    if not audit.package.forms:
        return
    _print_head(console, audit)
    console.print()
    _print_forms(console, audit, everything=limit is None)
    console.print()
    print_findings(console, audit, limit)
    _print_switched_off(console, audit)


def _print_switched_off(console: Console, audit: Audit) -> None:
    if audit.switched_off:
        console.print()
        console.print(Text("按设置文件停用的规则", style="bold"))
        for rule in audit.switched_off:
            console.print(Prose(f"{rule.rule} {rule.title}：{rule.reason}"))


def unit_name(package: Package) -> str:
    """Return whose package it is: the unit named in its forms, else the package's own name."""
    evaluations = [form for _, form in (*package.evaluations(FormKind.DEPARTMENT), *package.evaluations())]
    cells = (
        cell
        for form in evaluations
        for cell in (_own_name(form.kind, form.name.text), form.supervising_department.text)
    )
    return next((collapse(text) for text in cells if text), package.name)


def _own_name(kind: FormKind, name: str) -> str:
    return name if kind is FormKind.DEPARTMENT else ""


def main_sheet(audit: Audit) -> ScoreSheet | None:
    """Return the sheet that stands for the package: the department's, else that of an only project."""
    departments = audit.package.evaluations(FormKind.DEPARTMENT)
    if departments:
        return audit.sheet(departments[0][0])
    return audit.score_sheets[0] if len(audit.score_sheets) == 1 else None


def _print_head(console: Console, audit: Audit) -> None:
    package = audit.package
    years = sorted({form.fiscal_year for _, form in package.audited() if form.fiscal_year})
    year = f"  {'、'.join(map(str, years))}年度" if years else ""
    console.print(Text(f"{unit_name(package)}{year}", style="bold"))
    kinds = Counter(form.kind for form in package.forms)
    names = (
        (FormKind.BASE_DATA, "基础数据表"),
        (FormKind.DEPARTMENT, "部门整体自评表"),
        (FormKind.PROJECT, "项目自评表"),
    )
    counted = "、".join(f"{name} {kinds[kind]} 张" for kind, name in names if kinds[kind])
    holding = dict.fromkeys(form.document for form in package.forms)
    documents = "、".join(package.documents[number].name for number in holding)
    console.print(Text(f"{documents}：{counted or '没有自评表'}", style="dim"))
    if words := context_words(package):
        console.print(Prose(Text(words, style="dim")))
    sheet = main_sheet(audit)
    if sheet is not None:
        console.print()
        console.print(_totals(sheet))
    counts = Text("审核发现  ")
    for severity in Severity:
        counts.append(severity_text(severity, audit.count(severity))).append("  ")
    console.print(counts)


def _totals(sheet: ScoreSheet) -> Text:
    reported = (
        "未填"
        if sheet.reported_total is None
        else f"{figure(sheet.reported_total)} 分（{sheet.reported_grade}）"
    )
    return Text.assemble(
        "自评总分  ",
        (reported, "bold"),
        "  重算  ",
        (f"{interval(sheet.low, sheet.high)} 分（{grade_words(sheet)}）", "bold"),
        (f"  标准 {sheet.standard}", "dim"),
    )


def gap_words(sheet: ScoreSheet) -> str:
    """Return how far the reported total lies outside the recomputed interval: 高 1.2, 低 0.5, or ""."""
    reported = sheet.reported_total
    if reported is None:
        return "未填"
    above, below = reported - sheet.high, sheet.low - reported
    least = Decimal("0.005")  # what two printed decimals cannot show is no gap
    if above >= least:
        return f"高 {figure(above)}"
    return f"低 {figure(below)}" if below >= least else ""


def _marks(counts: Counter[Severity]) -> Text:
    text = Text()
    for severity in Severity:
        if counts[severity]:
            text.append(f"{SHAPES[severity]}{counts[severity]} ", style=STYLES[severity])
    return text


def _print_forms(console: Console, audit: Audit, *, everything: bool) -> None:
    """Print a row per form; unless all are asked for, projects without errors or gap share the last row."""
    found: dict[int, Counter[Severity]] = {}
    for finding in audit.findings:
        for index in {evidence.form for evidence in finding.at}:
            found.setdefault(index, Counter())[finding.severity] += 1
    quiet = [index for index, _ in audit.package.evaluations() if _is_quiet(audit, index, found)]
    folded = set() if everything or len(quiet) <= _QUIET_FORMS else set(quiet)
    table = grid("表", "发现", "填报", "重算", "差额", numbers=3)
    for index, form in audit.package.audited():
        if index not in folded:
            sheet = audit.sheet(index)
            table.add_row(
                Prose(form_name(form)),
                _marks(found.get(index, Counter())),
                figure(sheet.reported_total) if sheet else "",
                interval(sheet.low, sheet.high) if sheet else "",
                Text(gap_words(sheet), style="bold red") if sheet else "",
            )
    if folded:
        there = (f for f in audit.findings if any(evidence.form in folded for evidence in f.at))
        marks = Counter(finding.severity for finding in there)
        table.add_row(Prose(f"其余 {len(folded)} 张项目自评表，总分都在重算范围内"), _marks(marks))
    console.print(table)


def _is_quiet(audit: Audit, index: int, found: Mapping[int, Counter[Severity]]) -> bool:
    sheet = audit.sheet(index)
    return sheet is not None and not gap_words(sheet) and not found.get(index, Counter())[Severity.ERROR]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One of many packages in the table they share."""

    name: str
    unit: str
    counts: tuple[int, ...]
    """Findings by severity, the worst first."""
    reported: str
    recomputed: str
    gap: str


def overview_row(audit: Audit) -> OverviewRow:
    """Return a package's row."""
    sheet = main_sheet(audit)
    return OverviewRow(
        audit.package.name,
        unit_name(audit.package) if audit.package.forms else "（没有读出表）",
        tuple(audit.count(severity) for severity in Severity),
        figure(sheet.reported_total) if sheet else "",
        interval(sheet.low, sheet.high) if sheet else "",
        gap_words(sheet) if sheet else "",
    )


def print_overview(console: Console, rows: Iterable[OverviewRow]) -> None:
    """Print many packages, a row each, those with most errors first."""
    ordered = sorted(rows, key=lambda row: [-count for count in row.counts])
    table = grid("材料", "单位", "✗ 错误", "▲ 存疑", "● 提示", "填报", "重算", "差额", numbers=6)
    for row in ordered:
        counts = zip(Severity, row.counts, strict=True)
        table.add_row(
            Prose(row.name),
            row.unit,
            *(Text(str(count), style=STYLES[severity]) for severity, count in counts),
            row.reported,
            row.recomputed,
            Text(row.gap, style="bold red"),
        )
    console.print(table)
    console.print(
        Text(
            f"\n共 {len(ordered)} 套材料。逐套出报告：--format html -o 文件夹。",
            style="dim",
        )
    )
