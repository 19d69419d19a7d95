"""The indicators computed from the base data, for people."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from jiheng.cli._prose import Prose
from jiheng.cli._screen import figure, grid, interval
from jiheng.scoring import ComputedIndicator, IndicatorTable, rate_words


def print_computed(console: Console, table: IndicatorTable) -> None:
    """Print a department's computed indicators: formula, figures, result, marks, and what the forms print."""
    console.print(Prose(Text("由基础数据计算的指标", style="bold"), indent=2))
    facts = f"口径 {table.pack}：{table.chosen_because}{table.left_out}"
    console.print(Prose(Text(facts, style="dim"), indent=2))
    rows = grid("指标", "算式", "结果", "表内所填", "分值", "得分", "", numbers=5)
    for row in table.rows:
        differs = any(rate.agrees is False for rate in row.printed)
        rows.add_row(
            Prose(row.title),
            Prose(Text(f"{row.formula}：{row.working}", style="" if differs else "dim")),
            rate_words(row.value) if row.value is not None else "—",
            "、".join(rate.text for rate in row.printed) or "—",
            figure(row.max_score),
            _marks(row),
            Text("✗", style="bold red") if differs else Text(""),
        )
    console.print(Padding(rows, (0, 0, 0, 2)))
    for row in table.rows:
        for words in (row.why if row.max_score is not None and row.value is not None else "", row.note):
            if words:
                console.print(Prose(f"{row.title}：{words}", indent=2, bullet="· "))


def _marks(row: ComputedIndicator) -> str:
    if row.low is None or row.high is None:
        return "不计分" if row.max_score is None else "—"
    return interval(row.low, row.high)
