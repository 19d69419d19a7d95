"""``jiheng read`` for people: what is in doubt, then each form as text tables, notes at the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from jiheng.cli._prose import Prose
from jiheng.cli._screen import grid
from jiheng.cli._show_cycle import print_context_form
from jiheng.cli._show_doubts import print_doubts
from jiheng.documents import Problem
from jiheng.render import form_name
from jiheng.reports import BaseData, ContextForm, Form, Package, SelfEvaluation
from jiheng.values import Figure, collapse

_FUND_COLUMNS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")


def print_package(console: Console, package: Package) -> None:
    """Print everything read of a package: first what is in doubt, last what is only to be known."""
    remarks = package.remarks()
    print_doubts(console, package, remarks.doubts)
    for index, form in enumerate(package.forms):
        if index:
            console.print()
        _heading(console, package, form)
        if isinstance(form, BaseData):
            _print_base_data(console, form)
        elif isinstance(form, ContextForm):
            print_context_form(console, form)
        else:
            _print_evaluation(console, form)
    _print_notes(console, package, remarks.notes)


def _heading(console: Console, package: Package, form: Form) -> None:
    year = f" {form.fiscal_year}年度" if form.fiscal_year else ""
    tables = f" 第{'、'.join(map(str, form.tables))}张表" if form.tables else ""
    where = f"  {package.documents[form.document].name}{tables}"
    console.print(Text.assemble((form_name(form) + year, "bold"), (where, "dim")))


def _print_table(console: Console, table: Table) -> None:
    console.print(Padding(table, (0, 0, 0, 2)))


def _print_evaluation(console: Console, form: SelfEvaluation) -> None:
    units = [("主管部门", form.supervising_department), ("实施单位", form.implementing_unit)]
    line = "  ".join(f"{label}：{collapse(cell.text)}" for label, cell in units if cell.text)
    if line:
        console.print(Prose(line, indent=2))
    if form.funds:
        funds = grid("项目资金（万元）", *_FUND_COLUMNS, numbers=len(_FUND_COLUMNS))
        for fund in form.funds:
            figures = [fund.original_budget, fund.final_budget, fund.actual_expenditure]
            if fund.amount.text:
                figures = [fund.amount, *figures[1:]]
            figures += [fund.max_score, fund.execution_rate, fund.score]
            funds.add_row(Prose(collapse(fund.label.text)), *map(_printed, figures))
        _print_table(console, funds)
    _print_indicators(console, form)
    for section in form.narrative:
        heading = collapse(section.heading.text) or "（无标题）"
        console.print(Prose(Text(f"{heading}（{len(section.text)}字）", style="dim"), indent=2))


def _printed(figure: Figure) -> str:
    return collapse(figure.text)


def _print_indicators(console: Console, form: SelfEvaluation) -> None:
    table = grid("指标", "年度指标值", "实际完成值", "分值", "得分", numbers=2)
    for category, rows in groupby(form.indicators, key=lambda row: collapse(row.category.text)):
        members = list(rows)
        weight = members[0].category_max_score.text
        table.add_row(Text(category + (f"（{weight}分）" if weight else ""), style="bold"))
        for row in members:
            table.add_row(
                Prose(collapse(row.name.text), indent=2),
                Prose(collapse(row.target.text)),
                Prose(collapse(row.achieved.text)),
                _printed(row.max_score),
                _printed(row.score),
            )
    table.add_row(
        Text("总分", style="bold"), "", "", _printed(form.total.max_score), _printed(form.total.score)
    )
    _print_table(console, table)


def _print_base_data(console: Console, form: BaseData) -> None:
    staff = grid("财政供养人员（人）", "编制数", "实际在职", "控制率", numbers=3)
    staff.add_row(
        "",
        _printed(form.staff.authorized_headcount),
        _printed(form.staff.serving_staff),
        _printed(form.staff.control_rate),
    )
    _print_table(console, staff)
    table = grid("经费控制（万元）", "上年决算", "本年预算", "本年决算", numbers=3)
    for row in form.expenditure:
        label = Prose(collapse(row.label.text), indent=2 * (row.level - 1))
        table.add_row(label, _printed(row.previous_actual), _printed(row.budget), _printed(row.actual))
    _print_table(console, table)
    buildings = form.buildings
    table = grid(
        "楼堂馆所", "批复规模", "实际规模", "规模控制率", "预算投资", "实际投资", "投资控制率", numbers=6
    )
    table.add_row(
        "",
        _printed(buildings.approved_scale),
        _printed(buildings.actual_scale),
        _printed(buildings.scale_control_rate),
        _printed(buildings.budgeted_investment),
        _printed(buildings.actual_investment),
        _printed(buildings.investment_control_rate),
    )
    _print_table(console, table)


def _print_notes(console: Console, package: Package, notes: Sequence[tuple[int | None, Problem]]) -> None:
    if not notes:
        return
    console.print(Text(f"\n读取时的问题（{len(notes)} 处）", style="bold yellow"))
    for form, problem in notes:
        name = form_name(package.forms[form]) if form is not None else ""
        console.print(Prose(f"{name} {problem.at}  {collapse(problem.text)}".strip(), indent=2))
