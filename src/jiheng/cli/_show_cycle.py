"""``jiheng read`` for people: the other forms of the cycle (targets, monitoring, transfer payments)."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jiheng.cli._prose import Prose
from jiheng.cli._screen import grid
from jiheng.reports import (
    ContextForm,
    DeclaredObjective,
    DeviationCause,
    Horizon,
    Identity,
    Likelihood,
    Monitoring,
    Section,
    TargetDeclaration,
    TransferSelfEvaluation,
)
from jiheng.values import Figure, collapse

_HORIZONS = {Horizon.MID_TERM: "中期", Horizon.ANNUAL: "年度", None: "（中期还是年度不明）"}
_CAUSES = {
    DeviationCause.FUNDING: "经费保障",
    DeviationCause.INSTITUTIONS: "制度保障",
    DeviationCause.STAFFING: "人员保障",
    DeviationCause.FACILITIES: "硬件条件保障",
    DeviationCause.OTHER: "其他",
}
_LIKELIHOODS = {
    Likelihood.CERTAIN: "确定能",
    Likelihood.POSSIBLE: "有可能",
    Likelihood.IMPOSSIBLE: "完全不可能",
    None: "",
}


def print_context_form(console: Console, form: ContextForm) -> None:
    """Print one of the other forms of the cycle as text tables."""
    _print_identity(console, form.identity)
    if isinstance(form, TargetDeclaration):
        _print_declaration(console, form)
    elif isinstance(form, Monitoring):
        _print_monitoring(console, form)
    else:
        _print_transfer(console, form)
    _print_texts(console, form.texts)


def _print_identity(console: Console, identity: Identity) -> None:
    cells = (
        ("主管部门", identity.supervising_department),
        ("实施单位", identity.implementing_unit),
        ("项目属性", identity.project_attribute),
        ("项目类别", identity.project_category),
        ("项目期", identity.project_period),
        ("起始时间", identity.start_date),
        ("终止时间", identity.end_date),
        ("中央主管部门", identity.central_department),
        ("省级财政部门", identity.provincial_finance_department),
        ("省级主管部门", identity.provincial_department),
        ("市县主管部门", identity.local_department),
    )
    line = "  ".join(f"{label}：{collapse(cell.text)}" for label, cell in cells if cell.text)
    if line:
        console.print(Prose(line, indent=2))


def _print_table(console: Console, table: Table) -> None:
    if table.row_count:
        console.print(Padding(table, (0, 0, 0, 2)))


def _printed(figure: Figure) -> str:
    return collapse(figure.text)


def _print_objectives(console: Console, objectives: tuple[DeclaredObjective, ...]) -> None:
    for objective in objectives:
        text = f"{_HORIZONS[objective.horizon]}目标：{collapse(objective.text.text)}"
        console.print(Prose(text, indent=2))


def _print_texts(console: Console, texts: tuple[Section, ...]) -> None:
    for section in texts:
        words = f"{collapse(section.heading.text)}（{len(section.text)}字）"
        console.print(Prose(Text(words, style="dim"), indent=2))


def _print_declaration(console: Console, form: TargetDeclaration) -> None:
    funds = grid("资金（万元）", "", "金额", numbers=1)
    for line in form.funds:
        funds.add_row(Prose(collapse(line.label.text)), _HORIZONS[line.horizon], _printed(line.amount))
    _print_table(console, funds)
    tasks = grid("年度主要任务", "内容", "总额", "财政拨款", "其他资金", numbers=3)
    for task in form.tasks:
        figures = (task.amount, task.fiscal_appropriation, task.other_funds)
        names = (Prose(collapse(task.name.text)), Prose(collapse(task.content.text)))
        tasks.add_row(*names, *map(_printed, figures))
    _print_table(console, tasks)
    _print_objectives(console, form.objectives)
    for horizon in Horizon:
        table = grid(f"{_HORIZONS[horizon]}指标", "指标值", "分值", numbers=1)
        for category, rows in groupby(form.set_for(horizon), key=lambda row: collapse(row.category.text)):
            table.add_row(Text(category, style="bold"))
            for row in rows:
                name, target = Prose(collapse(row.name.text), indent=2), Prose(collapse(row.target.text))
                table.add_row(name, target, _printed(row.max_score))
        _print_table(console, table)


def _print_monitoring(console: Console, form: Monitoring) -> None:
    so_far = f"1—{form.months}月" if form.months else "年中"
    columns = ("年初预算数", "全年预算数", f"{so_far}执行数", "执行率", "全年预计执行数")
    funds = grid("资金（万元）", *columns, numbers=len(columns))
    for fund in form.funds:
        budgets = (fund.original_budget, fund.final_budget)
        figures = (*budgets, fund.actual_to_date, fund.execution_rate, fund.expected_actual)
        funds.add_row(Prose(collapse(fund.label.text)), *map(_printed, figures))
    _print_table(console, funds)
    _print_objectives(console, form.objectives)
    table = grid("指标", "年度指标值", f"{so_far}完成值", "全年预计", "完成可能性", "偏差原因")
    for category, rows in groupby(form.indicators, key=lambda row: collapse(row.category.text)):
        table.add_row(Text(category, style="bold"))
        for row in rows:
            causes = "、".join(_CAUSES[cause.cause] for cause in row.causes)
            reason = collapse(row.deviation_reason.text)
            table.add_row(
                Prose(collapse(row.name.text), indent=2),
                Prose(collapse(row.target.text)),
                Prose(collapse(row.achieved_to_date.text)),
                Prose(collapse(row.expected.text)),
                _LIKELIHOODS[row.likelihood] or collapse(row.likelihood_text.text),
                Prose("：".join(part for part in (causes, reason) if part)),
            )
    _print_table(console, table)


def _print_transfer(console: Console, form: TransferSelfEvaluation) -> None:
    funds = grid("资金（万元）", "全年预算数", "全年执行数", "执行率", numbers=3)
    for fund in form.funds:
        figures = (fund.final_budget, fund.actual_expenditure, fund.execution_rate)
        funds.add_row(Prose(collapse(fund.label.text)), *map(_printed, figures))
    _print_table(console, funds)
    management = grid("资金管理情况", "情况说明", "存在问题和改进措施")
    for line in form.management:
        cells = (line.label, line.description, line.improvement_measures)
        management.add_row(*(Prose(collapse(cell.text)) for cell in cells))
    _print_table(console, management)
    for objective in form.objectives:
        console.print(Prose(f"总体目标：{collapse(objective.expected.text)}", indent=2))
        console.print(Prose(f"全年实际完成情况：{collapse(objective.achieved.text)}", indent=2))
    table = grid("指标", "指标值", "全年实际完成值", "未完成原因和改进措施")
    for category, rows in groupby(form.indicators, key=lambda row: collapse(row.category.text)):
        table.add_row(Text(category, style="bold"))
        for row in rows:
            values = (row.target.text, row.achieved.text, row.deviation_reason.text)
            name = Prose(collapse(row.name.text), indent=2)
            table.add_row(name, *(Prose(collapse(value)) for value in values))
    _print_table(console, table)
