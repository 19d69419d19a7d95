"""The findings of an audit for people: rule by rule, worst first, each with its cells in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from rich.console import Console
from rich.text import Text

from jiheng.audit import Audit, Elsewhere, Evidence, Finding
from jiheng.cli._prose import Prose
from jiheng.cli._screen import severity_text
from jiheng.render import Place, Places, fix_words
from jiheng.values import collapse

_QUOTED = 40
"""A quoted cell longer than this is cut: the address leads to the rest."""
_ALIKE = 3
"""How many findings of one rule are listed, and how many rows of one finding, where not everything is."""


def print_findings(console: Console, audit: Audit, limit: int | None) -> None:
    """Print findings by rule, in the order in which the worst of each comes.

    Args:
        console: Where to.
        audit: What was found.
        limit: How many findings to list at most, few of each rule; None lists all.
    """
    if not audit.findings:
        console.print(Text("没有发现问题。", style="green"))
        return
    places = Places.of(audit.package)
    by_rule: dict[str, list[Finding]] = {}
    for finding in audit.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    listed = 0
    for findings in by_rule.values():
        room = None if limit is None else min(limit - listed, _ALIKE)
        if room == 0:
            break
        shown = findings[:room]
        _print_rule(console, findings[0], len(findings))
        for finding in shown:
            listed += 1
            _print_finding(console, finding, places, everything=limit is None)
        if len(findings) > len(shown):
            console.print(Prose(Text(f"同类的还有 {len(findings) - len(shown)} 条。", style="dim"), indent=4))
        console.print()
    if listed < len(audit.findings):
        counts = f"共 {len(audit.findings)} 条，列出 {listed} 条。"
        rest = f"{counts}加 --all 全部列出，加 -o 报告.html 写成完整报告。"
        console.print(Prose(Text(rest, style="dim")))


def _print_rule(console: Console, finding: Finding, count: int) -> None:
    head = severity_text(finding.severity)
    head.append(f"  {finding.title}", style="bold").append(f"  {finding.rule}  共 {count} 条", style="dim")
    console.print(head)
    console.print(Prose(Text(f"处理：{finding.remedy}", style="dim"), indent=2))
    console.print(Prose(Text(f"依据：{finding.basis}", style="dim"), indent=2))


def _print_finding(console: Console, finding: Finding, places: Places, *, everything: bool) -> None:
    console.print(Prose(finding.message, indent=2, bullet="· "))
    rows = _by_row(finding.at, places)
    for row, cells in islice(rows.items(), None if everything else _ALIKE):
        line = Text(row)
        for place, evidence in cells:
            printed = collapse(evidence.text)
            if printed != place.row or not printed:  # the row is already named by what this cell says
                line.append(f"  {place.column}{' ' if place.column else ''}").append(
                    _quote(printed), style="cyan"
                )
            line.append(f" {evidence.cell}", style="dim")
        console.print(Prose(line, indent=4))
    if not everything and len(rows) > _ALIKE:
        console.print(Prose(Text(f"…… 共 {len(rows)} 处", style="dim"), indent=4))
    print_elsewhere(console, finding.elsewhere, everything=everything)
    for fix in finding.fixes:
        console.print(Prose(Text(f"可直接改：{fix_words(fix)}", style="green"), indent=4))


def print_fixes(console: Console, audit: Audit) -> None:
    """Print the safe fixes of an audit, and the findings they settle: a list to accept one by one."""
    offered = [(finding, fix) for finding in audit.findings for fix in finding.fixes]
    if not offered:
        console.print(Text("没有可直接改的地方：其余问题要由人核对。"))
        return
    names = Places.of(audit.package).forms
    for number, (finding, fix) in enumerate(offered, 1):
        head = Text(f"{number}. {names[fix.form]}", style="bold")
        console.print(head.append(f"  {finding.title}  {finding.rule}", style="dim"))
        console.print(Prose(fix_words(fix), indent=4))
    settled = sum(bool(finding.fixes) for finding in audit.findings)
    counts = f"共 {len(offered)} 处可直接改，涉及 {len(audit.findings)} 条发现中的 {settled} 条；请逐处确认。"
    console.print(Prose(Text(counts, style="dim")))


def print_elsewhere(console: Console, places: Sequence[Elsewhere], *, everything: bool) -> None:
    """Print the places in other packages that a finding is held against."""
    for place in places if everything else places[:_ALIKE]:
        line = Text(f"对照 {place.package} {place.where}  ").append(
            _quote(collapse(place.text)), style="cyan"
        )
        console.print(Prose(line.append(f" {place.cell}", style="dim"), indent=4))
    if not everything and len(places) > _ALIKE:
        console.print(Prose(Text(f"…… 对照 {len(places)} 处", style="dim"), indent=4))


def _by_row(evidence: Iterable[Evidence], places: Places) -> dict[str, Sequence[tuple[Place, Evidence]]]:
    rows: dict[str, list[tuple[Place, Evidence]]] = {}
    for entry in evidence:
        place = places.place(entry)
        rows.setdefault(place.row_words, []).append((place, entry))
    return dict(rows)


def _quote(printed: str) -> str:
    if not printed:
        return "（空白）"
    return f"{printed[:_QUOTED]}…" if len(printed) > _QUOTED else printed
