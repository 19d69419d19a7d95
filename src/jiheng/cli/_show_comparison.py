"""``jiheng audit --peers`` for people: the packages of a call side by side, then what they share."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.text import Text

from jiheng.audit import METRICS, Comparison
from jiheng.cli._prose import Prose
from jiheng.cli._screen import grid, severity_text
from jiheng.cli._show_findings import print_elsewhere
from jiheng.values import round_half_up

_NAMES = {
    "full_marks": "得满分",
    "attainment": "平均完成",
    "over_achievement": "超130%",
    "measurable": "可衡量",
}
_LISTED = 10


def print_comparison(console: Console, comparison: Comparison, *, everything: bool) -> None:
    """Print a row per package with its shares, the medians, and what was found among the packages.

    Args:
        console: Where to.
        comparison: What comparing gave.
        everything: Whether all findings are listed; else a few.
    """
    console.print(Text("\n材料之间的比较", style="bold"))
    table = grid("材料", "单位", "指标", *(_NAMES[name] for name in METRICS), numbers=1 + len(METRICS))
    for trace in comparison.traces:
        shares = (_percent(trace.metric(name)) for name in METRICS)
        table.add_row(Prose(trace.package), Prose(trace.unit), str(trace.rows), *shares)
    table.add_row(
        Text("中位数", style="bold"), "", "", *(_percent(comparison.medians[name]) for name in METRICS)
    )
    console.print(table)
    shown = comparison.findings if everything else comparison.findings[:_LISTED]
    for finding in shown:
        head = severity_text(finding.severity)
        head.append(f"  {finding.title}", style="bold").append(f"  {finding.rule}", style="dim")
        console.print()
        console.print(head)
        console.print(Prose(finding.message, indent=2, bullet="· "))
        print_elsewhere(console, finding.elsewhere, everything=everything)
    if len(shown) < len(comparison.findings):
        rest = f"共 {len(comparison.findings)} 条，列出 {len(shown)} 条。加 --all 全部列出。"
        console.print(Prose(Text(rest, style="dim")))


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{round_half_up(share * 100, 1)}%"
