"""References become the figures of the table, as officials write them; what is wrong is told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.errors import RenderError
from jiheng.render.text import Resolved, render_text, resolve_text
from tests.render.text.forms import package, project

PACKAGE = package()
FORM = project(PACKAGE)


def _resolved(source: str) -> Resolved:
    return resolve_text(source, FORM, PACKAGE)


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        ("funds.total.actual_expenditure", "406.62万元"),
        ("资金.年度资金总额.全年执行数", "406.62万元"),
        ("funds[1].final_budget", "418.85万元"),
        ("funds[上年结转资金].label", "上年结转资金"),
        ("funds.total.execution_rate", "97.08%"),
        ("indicators[办理事项].achieved", "3112件"),
        ("indicators[1].achieved", "3112件"),
        ("indicators[办理事项].target", "3000件"),
        # A bare number takes the unit of its target.
        ("indicators[会议室].achieved", "4个"),
        ("indicators[4].achieved", "59人"),
        ("indicators[好评].achieved", "较好"),
        ("indicators[电费].achieved", "下降2.8万元"),
        ("indicators[电费].achieved: 幅度", "2.8万元"),
        ("indicators[电费].achieved: 同比", "同比下降2.8万元"),
        ("indicators[规模工业增加值增速].achieved: 同比", "同比增长10.4%"),
        # Zeros stay as the cell prints them.
        ("indicators[满意度].achieved", "95.50%"),
        ("indicators[满意度].achieved: 1位小数", "95.5%"),
        ("total.score", "98.7分"),
        ("total.score: 不带单位", "98.7"),
        ("name", "会议服务经费"),
        ("fiscal_year", "2024"),
        ("fiscal_year: 中文年份", "二〇二四"),
        ("base_data.expenditure[三公经费].actual", "59.33万元"),
        ("base_data.expenditure[公务接待].budget", "7.8万元"),
        ("base_data.staff.serving_staff", "90人"),
        ("department.funds.total.final_budget", "2922.7万元"),
        ("funds.total.final_budget: 亿元", "0.041885亿元"),
        ("funds.total.final_budget: 亿元 2位小数", "0.04亿元"),
        ("funds.total.final_budget：元，千分位", "4,188,500元"),
        ("funds.total.final_budget: 取整", "419万元"),
        # 406.62 ÷ 418.85 = 0.97080…; 406.62 ÷ 433.32 = 0.93838…
        ("rate(funds.total.actual_expenditure, funds.total.final_budget)", "97.08%"),
        ("比率（funds.total.actual_expenditure，funds.total.original_budget）", "93.84%"),
        ("rate(funds.total.final_budget, funds.total.final_budget)", "100%"),
        # 59.33 ÷ 64.45 − 1 = −0.07944…
        (
            "growth(base_data.expenditure[1].actual, base_data.expenditure[1].previous_actual)",
            "同比下降7.94%",
        ),
        (
            "growth(department.funds.total.final_budget, department.funds.total.original_budget)",
            "同比增长14.54%",
        ),
        ("growth(funds.total.final_budget, funds.total.original_budget): 较上年 1位小数", "较上年下降3.3%"),
        ("growth(funds.total.final_budget, funds.total.final_budget)", "与上年同期持平"),
        ("growth(funds.total.final_budget, funds.total.original_budget): 幅度", "3.34%"),
        ("sum(funds.total.final_budget, funds.total.actual_expenditure)", "825.47万元"),
        ("difference(funds.total.original_budget, funds.total.final_budget)", "14.47万元"),
    ],
)
def test_a_reference_is_printed_as_officials_write(reference: str, printed: str) -> None:
    resolved = _resolved(f"甲{{{reference}}}乙")
    assert [str(wrong) for wrong in resolved.wrong] == []
    assert resolved.text == f"甲{printed}乙"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("funds.totl.final_budget", "相近的有：total"),
        ("funds.total.actual_expenditur", "相近的有：actual_expenditure（全年执行数）"),
        ("indicators[满意].achieved", "相近的有：满意度"),
        (
            "indicators[培训].achieved",
            "有 2 个叫“培训”，请写 indicators[3] 或 indicators[4]".replace(" 或 ", "、"),
        ),
        ("indicators[0].achieved", "从 1 数起"),
        ("indicators[99].achieved", "只有 11 个"),
        ("indicators.achieved", "要写明哪一个"),
        ("indicators[缺报].achieved", "空白"),
        ("funds.carry_over.final_budget", "空白"),
        ("funds.other_funds.actual_expenditure", "填的是“/”"),
        ("filing_date", "没有填"),
        ("rate(funds.total.final_budget, funds.other_funds.final_budget)", "除数是 0"),
        ("growth(base_data.expenditure[2].actual, base_data.expenditure[2].previous_actual)", "除数是 0"),
        ("rate(funds.total.final_budget, total.score)", "单位不同"),
        ("rate(funds.total.final_budget, indicators[好评].achieved)", "不是一个数"),
        ("rate(funds.total.final_budget)", "要 2 个数"),
        ("eval(funds.total.final_budget)", "没有算法 eval"),
        ("__class__", "没有栏目 __class__"),
        ("funds.total.__class__", "没有栏目 __class__"),
        ("name.upper()", "没有算法"),
        ("funds.total.final_budget + 1", "多余"),
        ("funds.total", "还要写明哪一栏"),
        ("funds.total.final_budget: 很多位", "不认识显示方式“很多位”"),
        ("funds.total.execution_rate: 万元", "不能换算成万元"),
        ("name: 亿元", "是文字"),
        ("narrative", "没有栏目 narrative"),
        ("", "缺少栏目名"),
        ("sum(" * 9 + "total.score" + ")" * 9, "套得太深"),
    ],
)
def test_a_wrong_reference_says_why_in_chinese(reference: str, reason: str) -> None:
    (wrong,) = _resolved(f"甲{{{reference}}}").wrong
    assert (wrong.line, wrong.column) == (1, 2)
    assert reason in wrong.reason or (reference.startswith("name.") and wrong.reason)


def test_everything_wrong_is_listed_at_once_with_its_place() -> None:
    source = "# 收支\n\n年初{funds.totl.final_budget}，{好\n  执行}{indicators[培训].achieved}"
    with pytest.raises(RenderError) as caught:
        render_text(source, FORM, PACKAGE)
    told = str(caught.value)
    places = ("第 3 行第 3 列", "第 3 行第 29 列", "第 4 行第 5 列", "第 4 行第 6 列")
    assert "有 4 处不对" in told
    assert all(place in told for place in places)
    assert [told.index(place) for place in places] == sorted(told.index(place) for place in places)


def test_headings_are_numbered_and_written_numbers_are_kept() -> None:
    headed = "引言。\n# 基本情况\n## 概况\n甲。\n## 资金\n# 三、绩效\n# 建议\n## 后勤\n# \\附言\n"
    source = headed + "\\# 不是标题\n- 一\n- 二\n\n- 三\n{{x}}"
    sections = render_text(source, FORM, PACKAGE)
    assert [(section.heading.text, section.text) for section in sections] == [
        ("", "引言。"),
        ("一、基本情况", ""),
        ("（一）概况", "甲。"),
        ("（二）资金", ""),
        ("三、绩效", ""),
        ("四、建议", ""),
        ("（一）后勤", ""),
        ("附言", "# 不是标题\n1.一\n2.二\n1.三\n{x}"),
    ]


def test_there_are_two_levels_of_headings() -> None:
    (wrong,) = _resolved("### 三级").wrong
    assert "两级" in wrong.reason


@given(st.text(max_size=200))
def test_no_source_breaks_it(source: str) -> None:
    resolved = _resolved(source)
    lines = source.removeprefix("\ufeff").splitlines()
    for wrong in resolved.wrong:
        assert 1 <= wrong.line <= len(lines)
        assert 1 <= wrong.column <= len(lines[wrong.line - 1]) + 1


@given(st.text(alphabet="abz_.[]()（），,:：0123{}总指标万元fundstotal ", max_size=60))
def test_no_reference_breaks_it(reference: str) -> None:
    for wrong in _resolved(f"{{{reference}}}").wrong:
        assert wrong.reason
