from decimal import Decimal

from jiheng.documents import Document
from jiheng.forms import find_forms
from jiheng.reports import BaseData, SelfEvaluation, build_report
from jiheng.values import Comparator, Measured, Missing, NumericTarget
from tests.builders import PROJECT, document, grid

D = Decimal


def project(table: str = PROJECT, *before: str, after: tuple[str, ...] = ()) -> SelfEvaluation:
    whole: Document = document(*before, "2024年度项目支出绩效自评表", grid(table), *after)
    form = build_report(find_forms(whole).forms[0], 0)
    assert isinstance(form, SelfEvaluation)
    return form


def test_levels_are_plain_terms_with_their_marks_apart() -> None:
    form = project()
    levels = [(i.category.text, i.category_max_score.value, i.subcategory.text) for i in form.indicators]
    assert levels == [
        ("产出指标", D(50), "数量指标"),
        ("产出指标", D(50), "数量指标"),
        ("效益指标", D(40), "社会效益指标"),
        ("效益指标", D(40), "生态效益指标"),
    ]


def test_numbering_before_a_name_is_not_part_of_it() -> None:
    assert project().indicators[2].name.text == "保障能力"


def test_rows_of_strokes_are_kept_and_placeholders_are_none() -> None:
    names = [(i.name.text, i.is_stroke) for i in project().indicators]
    assert names[-1] == ("/", True)
    assert len(names) == 4


def test_a_level_printed_once_holds_for_the_rows_under_it_without_a_merge_too() -> None:
    form = project(PROJECT.replace("| ^ | ^ | ^ | 参会", "| ^ | | | 参会"))
    assert [i.subcategory.text for i in form.indicators][:2] == ["数量指标", "数量指标"]
    assert form.indicators[1].category.text == "产出指标"


def test_a_new_category_does_not_inherit_the_subcategory() -> None:
    table = PROJECT.replace("| 效益指标（40分） | 社会效益指标 |", "| 效益指标（40分） | |")
    assert project(table).indicators[2].subcategory.text == ""


def test_figures_know_their_unit_and_their_cell() -> None:
    total = project().fund("total")
    assert total is not None
    assert (total.final_budget.value, total.final_budget.unit, total.final_budget.at) == (
        D(22),
        "万元",
        "T1R6C5",
    )
    assert (total.execution_rate.value, total.execution_rate.unit) == (D(90), "%")


def test_the_forms_own_unit_is_taken_from_its_header() -> None:
    total = project(PROJECT.replace("（万元）", "（元）")).fund("total")
    assert total is not None
    assert total.final_budget.unit == "元"


def test_blank_is_not_zero() -> None:
    line = project().fund("carry_over")
    assert line is not None
    assert line.original_budget.number is Missing.BLANK
    assert line.original_budget.value is None


def test_a_figure_that_is_none_is_reported_with_its_cell() -> None:
    form = project(PROJECT.replace("| 9场 | 30 | 27 |", "| 9场 | 三十 | 27 |"))
    assert form.indicators[0].max_score.number is Missing.UNREADABLE
    assert [(p.code, p.text, p.at) for p in form.problems] == [("figure_unreadable", "三十", "T1R10C7")]


def test_figures_that_stay_inside_words_are_listed() -> None:
    form = project(PROJECT.replace("| 9场 |", "| 省里6场，市里3场 |"))
    assert [(p.code, p.at) for p in form.problems] == [("value_kept_as_text", "T1R10C6")]


def test_targets_and_values_are_read() -> None:
    first = project().indicators[0]
    assert first.target.reading == NumericTarget(Comparator.AT_LEAST, D(10), "场")
    assert first.achieved.reading == Measured(D(9), "场")


def test_a_target_in_three_columns_is_joined() -> None:
    table = """
    | 项目名称 | 道路养护 | < | < | < | < | < |
    | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 |
    | 覆盖比例 | ≥ | 100 | % | 100 | 60 | 60 |
    """
    assert project(table).indicators[0].target.text == "≥100%"


def test_report_text_belongs_to_the_table_under_it() -> None:
    form = project(
        PROJECT,
        "填表人：（略）  填报日期：2025.5.16",
        "附件3",
        "会议服务",
        "经费绩效自评报告",
        "一、预算收支情况",
        "全年支出19.8万元。",
        "（一）保障到位。全年办会9场。",
        "（二）存在不足",
        "一场推迟。",
    )
    assert form.narrative_title.text == "会议服务经费绩效自评报告"
    assert [(s.heading.text, s.text) for s in form.narrative] == [
        ("一、预算收支情况", "全年支出19.8万元。\n（一）保障到位。全年办会9场。"),
        ("（二）存在不足", "一场推迟。"),
    ]
    assert form.filing_line.text == ""


def test_the_filing_line_behind_the_table_is_its_own() -> None:
    form = project(
        after=("填表人：（略）  填报日期：2025年5月16日", "附件3", "下一项目绩效自评报告", "一、情况")
    )
    assert str(form.filing_date) == "2025-05-16"


BASE = """
| 财政供养人员情况（人） | 编制数 | 2024年实际在职人数 | 控制率 |
| ^ | 50 | 48 | 96% |
| 经费控制情况（万元） | 2023年决算数 | 2024年预算数 | 2024年决算数 |
| “三公”经费 | 12 | 10 | 9.5 |
| 1、公务用车购置和维护经费 | 8 | 7 | 7 |
| 其中：公车购置 | | | |
| 公车运行维护 | 8 | 7 | 7 |
| 3、公务接待 | 4 | 3 | 2.5 |
| 项目支出： | 100 | 80 | 80 |
| 3、市级专项资金（一个专项一行） | 100 | 80 | 80 |
| 道路养护经费 | | 50 | 50 |
| 会议服务经费 | | 30 | 30 |
| 公用经费 | 20 | 18 | 18 |
| 其中：办公经费 | 5 | 5 | 5 |
| 印刷费 | 1 | 1 | 1 |
"""


def test_base_data_rows_have_levels_parents_and_terms() -> None:
    title = "2024年度部门整体支出绩效评价基础数据表"
    form = build_report(find_forms(document(title, grid(BASE))).forms[0], 0)
    assert isinstance(form, BaseData)
    assert [(r.level, r.parent, r.term) for r in form.expenditure] == [
        (1, None, "three_public_expenses"),
        (2, 0, "official_vehicles"),
        (3, 1, "vehicle_purchase"),
        (3, 1, "vehicle_operation"),
        (2, 0, "official_hospitality"),
        (1, None, "project_expenditure"),
        (2, 5, "special_funds"),
        (3, 6, ""),
        (3, 6, ""),
        (1, None, "operating_costs"),
        (2, 9, "office_costs"),
        (2, 9, ""),
    ]
    assert [r.label.text for r in form.projects()] == ["道路养护经费", "会议服务经费"]
    assert form.unread == ()


def test_the_earlier_of_two_final_accounts_is_the_year_before() -> None:
    years = "2023年决算数 | 2024年预算数 | 2024年决算数"
    swapped = BASE.replace(years, "2024年决算数 | 2024年预算数 | 2023年决算数")
    form = build_report(find_forms(document("基础数据表", grid(swapped))).forms[0], 0)
    assert isinstance(form, BaseData)
    first = form.expenditure[0]
    assert (first.previous_actual.text, first.actual.text) == ("9.5", "12")
