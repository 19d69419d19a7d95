"""``jiheng score`` for people: each sheet, reported against recomputed, with the way there."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jiheng.audit import Audit
from jiheng.cli._prose import Prose
from jiheng.cli._screen import figure, grid, interval
from jiheng.cli._show_computed import print_computed
from jiheng.render import context_words, form_name
from jiheng.scoring import ScoreLine, ScoreSheet
from jiheng.values import collapse, round_half_up


def print_scores(console: Console, audit: Audit, *, all_steps: bool = False) -> None:
    """Print every score sheet of a package."""
    for index, sheet in enumerate(audit.score_sheets):
        if index:
            console.print()
        _print_sheet(console, form_name(audit.package.forms[sheet.form]), sheet, all_steps=all_steps)
    if words := context_words(audit.package):
        console.print(Prose(Text(words, style="dim")))


def grade_words(sheet: ScoreSheet) -> str:
    """Return the recomputed grade: one, or both ends."""
    if sheet.low_grade == sheet.high_grade:
        return sheet.low_grade
    return f"{sheet.low_grade}至{sheet.high_grade}"


def _print_sheet(console: Console, name: str, sheet: ScoreSheet, *, all_steps: bool) -> None:
    console.print(Text(name, style="bold"))
    reported = (
        "未填总分"
        if sheet.reported_total is None
        else f"{figure(sheet.reported_total)} 分（{sheet.reported_grade}）"
    )
    share = round_half_up(sheet.judged_share * 100, 0)
    _indent(
        console,
        Text(
            f"填报 {reported}  重算 {interval(sheet.low, sheet.high)} 分（{grade_words(sheet)}）"
            f"  可核实的分值占 {share}%"
        ),
    )
    _indent(
        console,
        Text(f"评分标准 {sheet.standard}：{sheet.chosen_because}", style="dim"),
    )
    table = grid("指标", "算式", "分值", "填报", "重算", "", numbers=4)
    for line in sheet.lines:
        parts = line.agrees is False
        table.add_row(
            Prose(collapse(line.name)),
            Prose(Text(line.why, style="" if parts else "dim")),
            figure(line.max_score, ""),
            figure(line.reported, ""),
            interval(line.low, line.high),
            Text("✗", style="bold red") if parts else Text(""),
        )
    _indent(console, table)
    for line in sheet.lines:
        if all_steps or line.agrees is False:
            _print_steps(console, line)
    if sheet.difference:
        _indent(console, Text("填报与重算的差别", style="bold"))
        for text in sheet.difference:
            console.print(Prose(text, indent=2, bullet="· "))
    if sheet.computed:
        print_computed(console, sheet.computed)


def _print_steps(console: Console, line: ScoreLine) -> None:
    _indent(console, Text.assemble((collapse(line.name), "bold"), (f"（{line.at}）", "dim")))
    for number, step in enumerate(line.steps, 1):
        console.print(Prose(step, indent=4, bullet=f"{number}. "))
    if line.change:
        console.print(Prose(f"怎样才会变：{line.change}", indent=4))


def _indent(console: Console, content: Text | Table) -> None:
    console.print(Padding(content, (0, 0, 0, 2)) if isinstance(content, Table) else Prose(content, indent=2))
