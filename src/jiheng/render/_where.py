"""Addresses in words: which form, which row, which field a cell is. For everything a person reads."""

from __future__ import annotations

import re
from collections import Counter
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
    FormKind.PROJECT_DECLARATION: "项目绩效目标申报表",
    FormKind.DEPARTMENT_DECLARATION: "部门整体绩效目标申报表",
    FormKind.TRANSFER_TARGETS: "转移支付绩效目标表",
    FormKind.PROJECT_MONITORING: "项目绩效运行监控表",
    FormKind.DEPARTMENT_MONITORING: "部门整体绩效运行监控表",
    FormKind.TRANSFER_SELF_EVALUATION: "转移支付绩效目标自评表",
}
_ROW = re.compile(r"T(\d+)R(\d+)(?:C\d+)?")
_PARAGRAPH = re.compile(r"P(\d+)")


def form_name(form: Form) -> str:
    """Return what a form is called: 附件3《产业链发展专项资金》, 项目绩效运行监控表《产业链发展专项资金》."""
    if isinstance(form, BaseData | SelfEvaluation):
        name = ""
        if isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT:
            name = collapse(form.name.text)
        return f"{ANNEX_NAMES[form.kind]}《{name or KIND_TITLES[form.kind]}》"
    name = collapse(form.name.text)
    return f"{KIND_TITLES[form.kind]}《{name}》" if name else f"《{KIND_TITLES[form.kind]}》"


def context_words(package: Package) -> str:
    """Return what else was read of the package, which is neither scored nor audited; "" where nothing was."""
    counts = Counter(KIND_TITLES[form.kind] for _, form in package.context())
    if not counts:
        return ""
    counted = "、".join(f"{title} {count} 张" for title, count in counts.items())
    return f"另读出{counted}：供对照，不评分，不审核。"


@dataclass(frozen=True, slots=True)
class Place:
    """One cell in words; ``row`` and ``column`` are "" where the form has no name for them."""

    form: str
    line: str
    """第12行, 第17段, "" for what is no address."""
    row: str
    column: str

    @property
    def row_words(self) -> str:
        """The row in words: 附件3《…》 第12行 维修（护）费."""
        return " ".join(part for part in (self.form, self.line, self.row) if part)


@dataclass(frozen=True, slots=True)
class Places:
    """The names of a package's forms and of the cells in them."""

    forms: tuple[str, ...]
    fields: tuple[dict[str, tuple[str, str]], ...]

    @classmethod
    def of(cls, package: Package) -> Places:
        """Return the names for a package; linear in its cells."""
        return cls(
            tuple(form_name(form) for form in package.forms),
            tuple(_fields(form) for form in package.forms),
        )

    def place(self, evidence: Evidence) -> Place:
        """Return where evidence stands, in words."""
        line = ""
        if row := _ROW.fullmatch(evidence.cell):
            line = f"第{row.group(2)}行"
        elif paragraph := _PARAGRAPH.fullmatch(evidence.cell):
            line = f"第{paragraph.group(1)}段"
        return Place(
            self.forms[evidence.form], line, *self.fields[evidence.form].get(evidence.cell, ("", ""))
        )


def _fields(form: Form) -> dict[str, tuple[str, str]]:
    """Return (row, column) by address for every field of a form."""
    if isinstance(form, BaseData):
        fields = _base_data_fields(form)
    else:
        # No finding points into the other forms of the cycle.
        fields = _evaluation_fields(form) if isinstance(form, SelfEvaluation) else iter(())
    return {at: (row, column) for at, row, column in fields if at}


def _evaluation_fields(form: SelfEvaluation) -> Iterator[tuple[str, str, str]]:
    yield from (
        (form.name.at, "名称", ""),
        (form.supervising_department.at, "主管部门", ""),
        (form.implementing_unit.at, "实施单位", ""),
        (form.total.max_score.at, "总分", "分值"),
        (form.total.score.at, "总分", "得分"),
    )
    for line in form.funds:
        label = collapse(line.label.text)
        yield from (
            (line.label.at, label, ""),
            (line.amount.at, label, ""),
            (line.original_budget.at, label, "年初预算数"),
            (line.final_budget.at, label, "全年预算数"),
            (line.actual_expenditure.at, label, "全年执行数"),
            (line.max_score.at, label, "分值"),
            (line.execution_rate.at, label, "执行率"),
            (line.score.at, label, "得分"),
        )
    for objective in form.objectives:
        yield from (
            (objective.expected.at, "年度总体目标", "预期目标"),
            (objective.achieved.at, "年度总体目标", "实际完成情况"),
        )
    for row in form.indicators:
        name = collapse(row.name.text)
        yield from (
            (row.category.at, "", "一级指标"),
            (row.subcategory.at, "", "二级指标"),
            (row.name.at, name, "三级指标"),
            (row.target.at, name, "年度指标值"),
            (row.achieved.at, name, "实际完成值"),
            (row.max_score.at, name, "分值"),
            (row.score.at, name, "得分"),
            (row.deviation_reason.at, name, "偏差原因"),
        )


def _base_data_fields(form: BaseData) -> Iterator[tuple[str, str, str]]:
    staff, buildings = form.staff, form.buildings
    yield from (
        (staff.authorized_headcount.at, "财政供养人员", "编制数"),
        (staff.serving_staff.at, "财政供养人员", "实际在职人数"),
        (staff.control_rate.at, "财政供养人员", "控制率"),
        (buildings.approved_scale.at, "楼堂馆所", "批复规模"),
        (buildings.actual_scale.at, "楼堂馆所", "实际规模"),
        (buildings.scale_control_rate.at, "楼堂馆所", "规模控制率"),
        (buildings.budgeted_investment.at, "楼堂馆所", "预算投资"),
        (buildings.actual_investment.at, "楼堂馆所", "实际投资"),
        (buildings.investment_control_rate.at, "楼堂馆所", "投资概算控制率"),
        (form.austerity_measures.at, "厉行节约保障措施", ""),
    )
    for row in form.expenditure:
        label = collapse(row.label.text)
        yield from (
            (row.label.at, label, ""),
            (row.previous_actual.at, label, "上年决算数"),
            (row.budget.at, label, "本年预算数"),
            (row.actual.at, label, "本年决算数"),
        )
