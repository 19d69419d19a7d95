"""Addresses in words: which form, which row, which field a cell is. For everything a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.audit import Evidence
from jiheng.reports import BaseData, Form, FormKind, Package, SelfEvaluation
from jiheng.values import collapse

ANNEX_NAMES = {
    FormKind.BASE_DATA: "附件1",
    FormKind.DEPARTMENT: "附件2",
    FormKind.PROJECT: "附件3",
}
KIND_TITLES = {
    FormKind.BASE_DATA: "基础数据表",
    FormKind.DEPARTMENT: "部门整体自评表",
    FormKind.PROJECT: "项目自评表",
}
_ROW = re.compile(r"T(\d+)R(\d+)(?:C\d+)?")
_PARAGRAPH = re.compile(r"P(\d+)")


def form_name(form: Form) -> str:
    """Return what a form is called: 附件3《产业链发展专项资金》."""
    name = (
        collapse(form.name.text) if form.kind is FormKind.PROJECT and not isinstance(form, BaseData) else ""
    )
    return f"{ANNEX_NAMES[form.kind]}《{name or KIND_TITLES[form.kind]}》"


@dataclass(frozen=True, slots=True)
class Places:
    """The names of a package's forms and of the cells in them."""

    forms: tuple[str, ...]
    fields: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, package: Package) -> Places:
        """Return the names for a package; linear in its cells."""
        return cls(
            tuple(form_name(form) for form in package.forms),
            tuple({at: name for at, name in _fields(form) if at} for form in package.forms),
        )

    def words(self, evidence: Evidence) -> str:
        """Return where evidence stands: 附件3《…》表 第12行“维修费 年度指标值”."""
        field = self.fields[evidence.form].get(evidence.cell, "")
        words = f"{self.forms[evidence.form]}"
        if row := _ROW.fullmatch(evidence.cell):
            words += f" 第{row.group(2)}行"
        elif paragraph := _PARAGRAPH.fullmatch(evidence.cell):
            words += f" 第{paragraph.group(1)}段"
        return words + (f"“{field}”" if field else "")


def _fields(form: Form) -> Iterator[tuple[str, str]]:
    """Yield (address, what the cell is) for every field of a form."""
    return _base_data_fields(form) if isinstance(form, BaseData) else _evaluation_fields(form)


def _evaluation_fields(form: SelfEvaluation) -> Iterator[tuple[str, str]]:
    yield from (
        (form.name.at, "名称"),
        (form.supervising_department.at, "主管部门"),
        (form.implementing_unit.at, "实施单位"),
        (form.total.max_score.at, "总分 分值"),
        (form.total.score.at, "总分 得分"),
    )
    for line in form.funds:
        label = collapse(line.label.text)
        yield from (
            (line.label.at, label),
            (line.amount.at, label),
            (line.original_budget.at, f"{label} 年初预算数"),
            (line.final_budget.at, f"{label} 全年预算数"),
            (line.actual_expenditure.at, f"{label} 全年执行数"),
            (line.max_score.at, f"{label} 分值"),
            (line.execution_rate.at, f"{label} 执行率"),
            (line.score.at, f"{label} 得分"),
        )
    for objective in form.objectives:
        yield from ((objective.expected.at, "预期目标"), (objective.achieved.at, "实际完成情况"))
    for row in form.indicators:
        name = collapse(row.name.text)
        yield from (
            (row.category.at, "一级指标"),
            (row.subcategory.at, "二级指标"),
            (row.name.at, name),
            (row.target.at, f"{name} 年度指标值"),
            (row.achieved.at, f"{name} 实际完成值"),
            (row.max_score.at, f"{name} 分值"),
            (row.score.at, f"{name} 得分"),
            (row.deviation_reason.at, f"{name} 偏差原因"),
        )


def _base_data_fields(form: BaseData) -> Iterator[tuple[str, str]]:
    staff, buildings = form.staff, form.buildings
    yield from (
        (staff.authorized_headcount.at, "编制数"),
        (staff.serving_staff.at, "实际在职人数"),
        (staff.control_rate.at, "控制率"),
        (buildings.approved_scale.at, "批复规模"),
        (buildings.actual_scale.at, "实际规模"),
        (buildings.scale_control_rate.at, "规模控制率"),
        (buildings.budgeted_investment.at, "预算投资"),
        (buildings.actual_investment.at, "实际投资"),
        (buildings.investment_control_rate.at, "投资概算控制率"),
        (form.austerity_measures.at, "厉行节约保障措施"),
    )
    for row in form.expenditure:
        label = collapse(row.label.text)
        yield from (
            (row.label.at, label),
            (row.previous_actual.at, f"{label} 上年决算数"),
            (row.budget.at, f"{label} 本年预算数"),
            (row.actual.at, f"{label} 本年决算数"),
        )
