"""How the editor lays out a form: its sections, the columns of its lists, and what to write in each cell.

The words beside the cells are in ``editor_help.yaml``, each with its basis. Pure: no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from jiheng.cards import read_card
from jiheng_web.filings.content import FormJson, RowJson, rows_of

CellKind = Literal["text", "long", "figure", "marks"]


class Column(msgspec.Struct, frozen=True):
    """A column of a list, or a cell by itself."""

    name: str
    title: str
    kind: CellKind = "figure"
    is_fixed: bool = False
    """Printed by the form, not written by the clerk."""
    is_required: bool = False
    help: str = ""
    basis: str = ""


class Section(msgspec.Struct, frozen=True):
    """A part of a form. ``list`` is the list it shows as a grid; else its columns are cells by themselves."""

    title: str
    columns: tuple[Column, ...]
    list: str = ""
    note: str = ""
    is_grouped: bool = False
    """Rows stand under their category and subcategory, with the marks of each."""
    is_tree: bool = False
    """Rows have a level."""
    add: str = ""
    """Words of the button that adds a row; "" where the form's rows are fixed."""


def layout_of(kind: str, fiscal_year: int | None) -> tuple[Section, ...]:
    """Return the sections of a kind of form, with the years of its columns and what to write in its cells."""
    if kind == "base_data":
        sections = _base_data(fiscal_year)
    elif kind == "department_self_evaluation":
        sections = _department()
    else:
        sections = _project()
    return tuple(_with_help(section) for section in sections)


@cache
def help_texts() -> Mapping[str, tuple[str, str]]:
    """Return words and basis by cell, read once.

    Raises:
        StandardError: The file is wrong.
    """
    card = read_card(files("jiheng_web.filings") / "editor_help.yaml")
    lines = [tuple(part.strip() for part in line.split("|")) for line in card.texts("cells")]
    card.close()
    return {cell: (words, basis) for cell, words, basis in lines}


def _with_help(section: Section) -> Section:
    columns = []
    for column in section.columns:
        cell = f"{section.list}/{column.name}" if section.list else column.name
        words, basis = help_texts().get(cell, ("", ""))
        columns.append(msgspec.structs.replace(column, help=words, basis=basis))
    return msgspec.structs.replace(section, columns=tuple(columns))


def _base_data(fiscal_year: int | None) -> tuple[Section, ...]:
    year = f"{fiscal_year}年" if fiscal_year else "本年"
    before = f"{fiscal_year - 1}年" if fiscal_year else "上年"
    return (
        Section(
            "财政供养人员情况",
            (
                Column("staff/authorized_headcount", "编制数（人）", is_required=True),
                Column("staff/serving_staff", f"{year}实际在职人数（人）", is_required=True),
                Column("staff/control_rate", "控制率", is_required=True),
            ),
        ),
        Section(
            "经费控制情况（万元）",
            (
                Column("label", "支出项目", "text"),
                Column("previous_actual", f"{before}决算数"),
                Column("budget", f"{year}预算数"),
                Column("actual", f"{year}决算数"),
            ),
            list="expenditure",
            note="项目支出下面一个专项一行，项目表从这些行生成。",
            is_tree=True,
            add="增加一行",
        ),
        Section(
            "楼堂馆所控制情况",
            (
                Column("buildings/approved_scale", "批复规模（㎡）"),
                Column("buildings/actual_scale", "实际规模（㎡）"),
                Column("buildings/scale_control_rate", "规模控制率"),
                Column("buildings/budgeted_investment", "预算投资（万元）"),
                Column("buildings/actual_investment", "实际投资（万元）"),
                Column("buildings/investment_control_rate", "投资概算控制率"),
            ),
            note=f"填{before}完工的项目；没有就填 0。",
        ),
        Section("厉行节约", (Column("austerity_measures", "厉行节约保障措施", "long", is_required=True),)),
    )


def _department() -> tuple[Section, ...]:
    return (
        Section(
            "部门",
            (
                Column("name", "预算部门（单位）名称", "text", is_required=True),
                Column("filing_date", "填报日期", "text"),
            ),
        ),
        _funds("年度预算申请（万元）", Column("amount", "金额")),
        *_scored(),
    )


def _project() -> tuple[Section, ...]:
    return (
        Section(
            "项目",
            (
                Column("name", "项目支出名称", "text", is_required=True),
                Column("supervising_department", "主管部门", "text", is_required=True),
                Column("implementing_unit", "实施单位", "text", is_required=True),
                Column("filing_date", "填报日期", "text"),
            ),
        ),
        _funds("项目资金（万元）"),
        *_scored(),
    )


def _funds(title: str, *between: Column) -> Section:
    columns = (
        Column("label", "资金", "text", is_fixed=True),
        Column("original_budget", "年初预算数"),
        Column("final_budget", "全年预算数"),
        Column("actual_expenditure", "全年执行数"),
        *between,
        Column("max_score", "分值", "marks"),
        Column("execution_rate", "执行率"),
        Column("score", "得分", "marks"),
    )
    return Section(title, columns, list="funds")


def _scored() -> tuple[Section, ...]:
    return (
        Section(
            "年度总体目标",
            (Column("expected", "预期目标", "long"), Column("achieved", "实际完成情况", "long")),
            list="objectives",
            add="增加一条目标",
        ),
        Section(
            "绩效指标",
            (
                Column("name", "三级指标", "text"),
                Column("target", "年度指标值", "text"),
                Column("achieved", "实际完成值", "text"),
                Column("max_score", "分值", "marks"),
                Column("score", "得分", "marks"),
                Column("deviation_reason", "偏差原因分析及改进措施", "long"),
            ),
            list="indicators",
            is_grouped=True,
            add="增加一行",
        ),
        Section("总分", (Column("total/max_score", "分值", "marks"), Column("total/score", "得分", "marks"))),
    )


def blank_cells(kind: str, content: FormJson) -> tuple[tuple[str, str], ...]:
    """Return the cells that the printed form asks of everyone and that are blank: path and title."""
    asked = [column for section in layout_of(kind, None) for column in section.columns if column.is_required]
    return tuple((column.name, column.title) for column in asked if not _text(content, column.name).strip())


def _text(content: FormJson, path: str) -> str:
    holder, _, name = path.rpartition("/")
    group = content.get(holder) if holder else content
    return str(group.get(name) or "") if isinstance(group, dict) else ""


def named_rows(content: FormJson) -> tuple[RowJson, ...]:
    """Return the indicator rows that are named: not blank, and no stroke for what does not apply."""
    rows = rows_of(content, "indicators")
    return tuple(row for row in rows if str(row["name"]).strip() not in {"", "/", "／", "—", "无"})
