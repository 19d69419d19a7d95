"""The other forms of the cycle: told by their columns, read into records, tied to the self-evaluation."""

from collections.abc import Callable

import pytest

import jiheng
from jiheng.documents import SourceFile
from jiheng.forms import find_forms
from jiheng.reports import (
    DeviationCause,
    Form,
    FormKind,
    Horizon,
    Likelihood,
    Monitoring,
    TargetDeclaration,
    TransferSelfEvaluation,
    build_report,
    courses,
)
from tests import cycle
from tests.builders import PROJECT, document, grid

CONTAINERS = [cycle.docx_of, cycle.xlsx_of, cycle.text_of]
LAYOUTS = {
    FormKind.PROJECT_DECLARATION: ("项目支出绩效目标申报表", cycle.TARGETS, cycle.TARGETS_IN_COLUMNS),
    FormKind.DEPARTMENT_DECLARATION: (
        "部门整体支出绩效目标申报表",
        cycle.DEPARTMENT_TARGETS,
        cycle.DEPARTMENT_TARGETS_BY_INCOME,
    ),
    FormKind.PROJECT_MONITORING: ("项目支出绩效运行监控表", cycle.MONITORING, cycle.MONITORING_IN_ONE_ROW),
    FormKind.DEPARTMENT_MONITORING: (
        "部门整体支出绩效运行监控表",
        cycle.MONITORING.replace("项目名称", "部门名称").replace("项目资金", "预算资金"),
        cycle.MONITORING_IN_ONE_ROW.replace("项目名称", "部门名称"),
    ),
    FormKind.TRANSFER_TARGETS: (
        "中央对地方转移支付区域绩效目标表",
        cycle.TRANSFER_TARGETS,
        cycle.TRANSFER_TARGETS_OVER_YEARS,
    ),
    FormKind.TRANSFER_SELF_EVALUATION: (
        "转移支付区域绩效目标自评表",
        cycle.TRANSFER_RESULTS,
        cycle.TRANSFER_RESULTS_WITH_MARKS,
    ),
}
TABLES = [(kind, title, table) for kind, (title, *tables) in LAYOUTS.items() for table in tables]


def only(*sources: SourceFile) -> Form:
    package = jiheng.read(*sources)
    assert package.failures == ()
    (form,) = package.forms
    return form


def shown(table: str, title: str = "") -> Form:
    return build_report(find_forms(document(title, grid(table))).forms[0], 0)


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize(("kind", "title", "table"), TABLES)
def test_every_cell_of_a_clean_form_is_read(
    kind: FormKind, title: str, table: str, container: Callable[[str, str], SourceFile]
) -> None:
    form = only(container(f"2024年度{title}", table))
    assert form.kind is kind
    assert form.fiscal_year == 2024
    assert form.unread == ()
    assert form.problems == ()


@pytest.mark.parametrize("title", ["", "2024年度项目支出绩效自评表", "基础数据表"])
@pytest.mark.parametrize(("kind", "table"), [(kind, table) for kind, _, table in TABLES])
def test_a_form_is_what_its_columns_are_whatever_the_title(kind: FormKind, table: str, title: str) -> None:
    assert shown(table, title).kind is kind


def test_a_self_evaluation_under_the_title_of_a_declaration_stays_one() -> None:
    assert shown(PROJECT, "2024年度项目支出绩效目标申报表").kind is FormKind.PROJECT
    assert shown(PROJECT, "2024年度项目支出绩效运行监控表").kind is FormKind.PROJECT


@pytest.mark.parametrize("container", CONTAINERS)
def test_targets_side_by_side_are_two(container: Callable[[str, str], SourceFile]) -> None:
    form = only(container("2024年度项目支出绩效目标申报表", cycle.TARGETS))
    assert isinstance(form, TargetDeclaration)
    identity = form.identity
    assert (identity.name.text, identity.supervising_department.text) == ("道路养护经费", "示例市交通局 301")
    assert (identity.project_attribute.text, identity.project_period.text) == ("延续项目", "2024年-2026年")
    assert [(line.source, line.horizon, line.amount.text) for line in form.funds] == [
        ("total", Horizon.MID_TERM, "90"),
        ("total", Horizon.ANNUAL, "30"),
        ("current_appropriation", Horizon.MID_TERM, "80"),
        ("current_appropriation", Horizon.ANNUAL, "25"),
        ("other_funds", Horizon.MID_TERM, "10"),
        ("other_funds", Horizon.ANNUAL, "5"),
    ]
    assert [(o.horizon, o.text.text) for o in form.objectives] == [
        (Horizon.MID_TERM, "养护全部县道。"),
        (Horizon.ANNUAL, "养护县道一百二十公里。"),
    ]
    rows = [
        (row.horizon, row.category.text, row.subcategory.text, row.name.text, row.target.text)
        for row in form.indicators
    ]
    mid_term, annual = Horizon.MID_TERM, Horizon.ANNUAL
    assert rows == [
        (mid_term, "产出指标", "数量指标", "养护里程", "≥360公里"),
        (annual, "产出指标", "数量指标", "养护里程", "≥120公里"),
        (mid_term, "产出指标", "质量指标", "验收合格率", "≥95%"),
        (annual, "产出指标", "质量指标", "验收合格率", "≥95%"),
        (mid_term, "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
        (annual, "满意度指标", "服务对象满意度指标", "群众满意度", "≥88%"),
    ]


@pytest.mark.parametrize("container", CONTAINERS)
def test_amounts_under_headers_and_a_target_in_three_columns(
    container: Callable[[str, str], SourceFile],
) -> None:
    form = only(container("2024年度项目支出绩效目标表", cycle.TARGETS_IN_COLUMNS))
    assert isinstance(form, TargetDeclaration)
    assert [(line.source, line.horizon, line.amount.text) for line in form.funds] == [
        ("total", Horizon.MID_TERM, "90"),
        ("total", Horizon.ANNUAL, "30"),
        ("current_appropriation", Horizon.MID_TERM, "80"),
        ("current_appropriation", Horizon.ANNUAL, "25"),
    ]
    assert [(row.name.text, row.target.text, row.max_score.text) for row in form.indicators] == [
        ("养护里程", "≥120公里", "60"),
        ("出行条件", "定性改善", "40"),
    ]
    assert (form.identity.implementing_unit.text, form.identity.project_category.text) == ("养护中心", "专项")


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_department_lists_its_tasks(container: Callable[[str, str], SourceFile]) -> None:
    form = only(container("2024年度部门整体支出绩效目标申报表", cycle.DEPARTMENT_TARGETS))
    assert isinstance(form, TargetDeclaration)
    assert [(t.name.text, t.content.text, t.amount.text, t.other_funds.text) for t in form.tasks] == [
        ("道路养护", "县道养护", "30", "5"),
        ("桥梁检测", "检测桥梁", "12", "0"),
    ]
    assert [(line.source, line.amount.text) for line in form.funds] == [
        ("total", "42"),
        ("current_appropriation", "37"),
        ("other_funds", "5"),
    ]
    assert [o.text.text for o in form.objectives] == ["保障出行。"]


def test_a_department_prints_amounts_behind_labels() -> None:
    form = shown(cycle.DEPARTMENT_TARGETS_BY_INCOME)
    assert isinstance(form, TargetDeclaration)
    assert [(line.source, line.amount.text) for line in form.funds] == [
        ("total", "420"),
        ("general_public_budget", "400"),
        ("basic_expenditure", "300"),
        ("government_funds", "20"),
        ("project_expenditure", "120"),
    ]
    assert [(text.heading.text, text.text) for text in form.texts] == [("部门职能概述", "负责道路。")]


@pytest.mark.parametrize("container", CONTAINERS)
def test_monitoring_under_a_header_in_two_rows(container: Callable[[str, str], SourceFile]) -> None:
    form = only(container("2024年度项目支出绩效运行监控表", cycle.MONITORING))
    assert isinstance(form, Monitoring)
    assert form.months == 7
    assert [
        (
            f.source,
            f.original_budget.text,
            f.actual_to_date.text,
            f.execution_rate.text,
            f.expected_actual.text,
        )
        for f in form.funds
    ] == [("total", "30", "18", "60%", "29.5"), ("general_public_budget", "25", "15", "60%", "25")]
    assert [
        (row.name.text, row.target.text, row.achieved_to_date.text, row.expected.text, row.likelihood)
        for row in form.indicators
    ] == [
        ("养护里程", "≥120公里", "70公里", "120公里", Likelihood.CERTAIN),
        ("验收合格率", "≥95%", "90%", "93%", Likelihood.POSSIBLE),
        ("群众满意度", "≥88%", "/", "80%", Likelihood.IMPOSSIBLE),
    ]
    first, second, third = form.indicators
    assert first.causes == ()
    assert [cause.cause for cause in second.causes] == [DeviationCause.FUNDING, DeviationCause.STAFFING]
    assert (second.deviation_reason.text, second.remark.text) == ("资金未到位", "待补")
    assert [cause.cause for cause in third.causes] == [DeviationCause.OTHER]


def test_monitoring_with_the_likelihood_in_words() -> None:
    form = shown(cycle.MONITORING_IN_ONE_ROW)
    assert isinstance(form, Monitoring)
    assert form.months == 9
    assert [(row.likelihood, row.deviation_reason.text) for row in form.indicators] == [
        (Likelihood.CERTAIN, ""),
        (Likelihood.POSSIBLE, "样本不足"),
    ]


def test_two_ticks_are_no_likelihood() -> None:
    form = shown(cycle.MONITORING.replace("| √ | | | |", "| √ | √ | | |"))
    assert isinstance(form, Monitoring)
    assert form.indicators[0].likelihood is None
    assert [problem.code for problem in form.problems] == ["likelihood_unclear"]


def test_a_transfer_payment_names_its_departments_and_funds() -> None:
    form = shown(cycle.TRANSFER_TARGETS)
    assert isinstance(form, TargetDeclaration)
    identity = form.identity
    assert (identity.central_department.text, identity.provincial_finance_department.text) == (
        "示例部",
        "示例省财政厅",
    )
    assert (identity.provincial_department.text, identity.local_department.text) == (
        "示例省交通厅",
        "示例市交通局",
    )
    assert [(line.source, line.amount.text) for line in form.funds] == [
        ("total", "200"),
        ("central_funds", "150"),
        ("local_funds", "50"),
    ]


def test_one_name_with_a_target_for_the_whole_period_and_one_for_the_year() -> None:
    form = shown(cycle.TRANSFER_TARGETS_OVER_YEARS)
    assert isinstance(form, TargetDeclaration)
    assert [(row.horizon, row.name.text, row.target.text) for row in form.indicators] == [
        (Horizon.MID_TERM, "新建里程", "≥60公里"),
        (Horizon.ANNUAL, "新建里程", "≥20公里"),
    ]
    assert [(line.horizon, line.amount.text) for line in form.funds] == [
        (Horizon.MID_TERM, "600"),
        (Horizon.ANNUAL, "200"),
        (Horizon.MID_TERM, "450"),
        (Horizon.ANNUAL, "150"),
    ]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_transfer_payment_tells_how_its_money_was_managed(
    container: Callable[[str, str], SourceFile],
) -> None:
    form = only(container("2024年度转移支付区域绩效目标自评表", cycle.TRANSFER_RESULTS))
    assert isinstance(form, TransferSelfEvaluation)
    assert [(m.term, m.description.text, m.improvement_measures.text) for m in form.management] == [
        ("allocation", "按里程分配。", "无"),
        ("timely_release", "六月下达。", "晚了十天，今后提前。"),
    ]
    assert [
        (f.source, f.final_budget.text, f.actual_expenditure.text, f.execution_rate.text) for f in form.funds
    ] == [
        ("total", "200", "190", "95%"),
        ("central_funds", "150", "150", "100%"),
    ]
    assert [(o.expected.text, o.achieved.text) for o in form.objectives] == [("新建公路。", "已建成。")]
    assert [(r.name.text, r.achieved.text, r.deviation_reason.text) for r in form.indicators] == [
        ("新建里程", "19公里", "雨季停工"),
        ("受益村数", "8个", ""),
    ]
    assert [(text.heading.text, text.text) for text in form.texts] == [("说明", "无其他问题。")]


RESULT = PROJECT.replace("会议服务经费", "“道路养护经费”").replace("办会场次", "养护里程")


def package(*more: SourceFile) -> jiheng.Package:
    return jiheng.read(
        cycle.docx_of("2024年度项目支出绩效自评表", RESULT, "自评.docx"),
        cycle.docx_of("2024年度项目支出绩效目标申报表", cycle.TARGETS, "申报.docx"),
        cycle.xlsx_of("2024年度项目支出绩效运行监控表", cycle.MONITORING, "监控.xlsx"),
        *more,
    )


def test_an_indicator_is_followed_through_the_year() -> None:
    read = package()
    (course,) = courses(read)
    kinds = [read.forms[i or 0].kind for i in (course.evaluation, course.declaration, course.monitoring)]
    assert kinds == [FormKind.PROJECT, FormKind.PROJECT_DECLARATION, FormKind.PROJECT_MONITORING]
    pairs = {
        pair.name: tuple(
            cell and cell.text
            for cell in (
                pair.declared and pair.declared.target,
                pair.monitored and pair.monitored.achieved_to_date,
                pair.evaluated and pair.evaluated.target,
            )
        )
        for pair in course.pairs
    }
    assert pairs == {
        "养护里程": ("≥120公里", "70公里", "≥10场"),
        "参会人数": (None, None, "≥200人"),
        "保障能力": (None, None, "提升"),
        "验收合格率": ("≥95%", "90%", None),
        "群众满意度": ("≥88%", "/", None),
    }
    assert course.repeated == ()


def test_a_second_form_of_the_same_name_is_left_apart() -> None:
    again = cycle.TARGETS.replace("≥120公里", "≥121公里")
    found = courses(package(cycle.docx_of("项目支出绩效目标申报表", again, "再报.docx")))
    assert [(c.evaluation, c.declaration is None, c.monitoring is None) for c in found] == [
        (None, False, True),
        (None, False, True),
        (None, True, False),
    ]


def test_an_indicator_named_twice_is_no_pair() -> None:
    twice = cycle.TARGETS.replace("验收合格率 | ≥95% |\n", "养护里程 | ≥95% |\n")
    (course,) = courses(jiheng.read(cycle.docx_of("项目支出绩效目标申报表", twice)))
    assert course.repeated == ("养护里程",)
    assert [pair.name for pair in course.pairs] == ["群众满意度"]


def test_context_is_neither_scored_nor_audited() -> None:
    alone, together = jiheng.read(cycle.docx_of("2024年度项目支出绩效自评表", RESULT, "自评.docx")), package()
    assert len(jiheng.score(together)) == 1
    assert [f.message for f in jiheng.audit(together).findings] == [
        f.message for f in jiheng.audit(alone).findings
    ]
    assert [index for index, _ in together.context()] == [1, 2]
