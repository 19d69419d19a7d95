"""The real package, where it lies beside the repository: figures read by hand from its printed pages."""

from pathlib import Path

import pytest

import jiheng
from jiheng.reports import BaseData, Form, FormKind, MatchMethod, Package, SelfEvaluation

# label, previous actual, budget, actual, as printed in 附件1
BASE = """
三公经费 64.45 59.33 59.33
1、公务用车购置和维护经费 56.67 42.97 42.97
其中：公车购置 17.98 _ _
公车运行维护 38.69 42.97 42.97
2、出国经费 _ 8.56 8.56
3、公务接待 7.78 7.8 7.8
项目支出： 1048.26 773.97 773.97
1、业务工作经费 _ _ _
2、运行维护经费 _ _ _
3、市级专项资金（一个专项一行） 1048.26 773.97 773.97
工业和信息化工作经费 _ 402.56 402.56
市工信局2023年信息化改造项目结转资金 _ 80.96 80.96
2024年重点项目前期经费经建科划转15万 _ 8.97 8.97
2023年度财源建设先进单位（工信局10万元） _ 7.32 7.32
央企对接现场会相关经费 _ 4.94 4.94
产业链发展专项资金 _ 8.23 8.23
大唐华银株洲两家电厂固体废物综合利用复核经费 _ 4.8 4.8
市工信局2023年度企业办事不求人等工作部分结余指标 _ 32.03 32.03
人才示范培训班工作经费20万 _ 20 20
2024年度企业办事不求人工作经费 _ 23.22 23.22
拨付2024年中小企业服务体系项目补助资金 _ 0.61 0.61
2024年度开展供需对接活动经费10万元 _ 1.93 1.93
全省“智赋万企”推进会资金 _ 14.7 14.7
2024年重点项目经费经建科划转3.32万 _ 2.84 2.84
工信系统相关专家核查经费 _ 7.03 7.03
中央无线电管理经费 _ 78.16 78.16
2024年度制造名城工业企业运行监测和服务平台工作经费 _ 4.86 4.86
安全生产委托技术服务经费 _ 9.55 9.55
第五次经济普查工业企业生产经营状况调查服务经费 _ 8 8
2023度产业链领航企业开展培育调研费354000元等部分结余指标 _ 35.4 35.4
拨付株洲市园区高质量发展专题培训班外出培训费 _ 17.86 17.86
公用经费 750.34 711.36 711.36
其中：办公经费 43.43 35.5 35.5
水费、电费、差旅费 93.84 93.37 93.37
会议费、培训费 42.48 47.97 47.97
政府采购金额 —— 65.36 65.36
部门基本支出预算调整 —— 8.13 _
"""

# source, original, final, actual of every line with an amount, project by project in the order of 附件3
FUNDS = """
current_appropriation 433.32 418.85 418.85 | total 433.32 418.85 418.85
carry_over 80.96 80.96 80.96 | total 80.96 80.96 80.96
current_appropriation 6 4.94 4.94 | total 6 4.94 4.94
current_appropriation 44.97 8.23 8.23 | total 44.97 8.23 8.23
current_appropriation 4.8 4.8 4.8 | total 4.8 4.8 4.8
carry_over 41.09 32.03 32.03 | total 41.09 32.03 32.03
current_appropriation 20 20 20 | total 20 20 20
current_appropriation 65 23.22 23.22 | total 65 23.22 23.22
current_appropriation 30 0.61 0.61 | total 30 0.61 0.61
current_appropriation 10 1.93 1.93 | total 10 1.93 1.93
current_appropriation 14.7 14.7 14.7 | total 14.7 14.7 14.7
current_appropriation 3.32 2.84 2.84 | total 3.32 2.84 2.84
current_appropriation 20 7.03 7.03 | total 20 7.03 7.03
current_appropriation 110 76.4 76.4 | carry_over 9.64 1.76 1.76 | total 119.64 78.16 78.16
current_appropriation 5 4.86 4.86 | total 5 4.86 4.86
current_appropriation 19.1 9.55 9.55 | total 19.1 9.55 9.55
current_appropriation 8 8 8 | total 8 8 8
carry_over 35.4 35.4 35.4 | total 35.4 35.4 35.4
current_appropriation 20 17.86 17.86 | total 20 17.86 17.86
"""

INDICATOR_ROWS = [18, 11, 11, 12, 11, 11, 12, 11, 12, 12, 12, 12, 11, 12, 11, 12, 11, 11, 18, 9]
"""Department, then the projects: counted on the printed tables, rows of strokes included."""


@pytest.fixture(scope="module", params=["txt", "docx", "xlsx"])
def package(request: pytest.FixtureRequest, seed: Path) -> Package:
    return jiheng.read(seed / f"department-2024.{request.param}")


def base_data(package: Package) -> BaseData:
    ((_, form),) = package.base_data()
    return form


def projects(package: Package) -> list[SelfEvaluation]:
    return [form for _, form in package.evaluations(FormKind.PROJECT)]


def test_one_and_twenty_forms_and_nothing_left_over(package: Package) -> None:
    kinds = [form.kind for form in package.forms]
    assert kinds == [FormKind.BASE_DATA, FormKind.DEPARTMENT, *[FormKind.PROJECT] * 19]
    assert package.failures == ()
    assert [form.unread for form in package.forms] == [()] * 21


def test_two_hundred_and_forty_indicator_rows(package: Package) -> None:
    rows = [len(form.indicators) for _, form in package.evaluations()]
    assert rows == INDICATOR_ROWS
    assert sum(rows) == 240


def test_every_base_figure_is_as_printed(package: Package) -> None:
    form = base_data(package)
    read = [
        (row.label.text, row.previous_actual.text, row.budget.text, row.actual.text)
        for row in form.expenditure
    ]
    printed = [
        tuple("" if cell == "_" else cell for cell in line.split()) for line in BASE.split("\n") if line
    ]
    assert read == printed
    staff = form.staff
    assert [f.text for f in (staff.authorized_headcount, staff.serving_staff, staff.control_rate)] == [
        "96",
        "90",
        "93.75%",
    ]
    built = form.buildings
    assert [f.text for f in (built.approved_scale, built.actual_scale, built.budgeted_investment)] == [
        "0.00"
    ] * 3


def test_every_fund_line_is_as_printed(package: Package) -> None:
    printed = [[tuple(part.split()) for part in line.split(" | ")] for line in FUNDS.strip().split("\n")]
    for form, lines in zip(projects(package), printed, strict=True):
        read = [
            (line.source, line.original_budget.text, line.final_budget.text, line.actual_expenditure.text)
            for line in form.funds
            if line.final_budget.text
        ]
        assert read == lines, form.name.text
        assert len(form.funds) == 4
        total = form.fund("total")
        assert total is not None
        assert (total.max_score.text, total.execution_rate.text, total.score.text) == ("10", "100%", "10")


def test_the_department_table_is_as_printed(package: Package) -> None:
    ((_, form),) = package.evaluations(FormKind.DEPARTMENT)
    total = form.fund("total")
    assert total is not None
    figures = (total.original_budget, total.final_budget, total.actual_expenditure, total.max_score)
    assert [f.text for f in figures] == ["2551.6", "2922.7", "2922.7", "10"]
    assert total.score.text == "100%"
    assert {line.source: line.amount.text for line in form.funds if line.amount.text} == {
        "general_public_budget": "2917.75",
        "basic_expenditure": "2148.72",
        "project_expenditure": "773.97",
        "other_funds": "4.94",
    }
    assert (form.total.max_score.text, form.total.score.text) == ("100", "95.2")
    growth = next(row for row in form.indicators if row.name.text == "技改投资增长率")
    assert (growth.category.text, growth.category_max_score.text, growth.subcategory.text) == (
        "产出指标",
        "40",
        "数量指标",
    )
    assert (growth.target.text, growth.achieved.text, growth.max_score.text, growth.score.text) == (
        "≥5%",
        "3.6%",
        "4",
        "1.2",
    )


def test_rows_and_reports_are_tied(package: Package) -> None:
    base = base_data(package)
    matches = {package.forms[m.form].name.text: m for m in package.matches}  # type: ignore[union-attr]
    assert len(matches) == 19
    running = matches["行政运行（其他）经费"]
    assert running.method is MatchMethod.SUM
    assert [base.expenditure[row].actual.text for row in running.rows] == ["402.56", "8.97", "7.32"]
    journey = matches["“制造名城”走进西安活动经费"]
    assert journey.method is MatchMethod.AMOUNT
    assert base.expenditure[journey.rows[0]].label.text == "拨付株洲市园区高质量发展专题培训班外出培训费"
    tied = [row for match in package.matches for row in match.rows]
    assert len(tied) == len(set(tied)) == 21


def test_the_three_containers_say_the_same(seed: Path) -> None:
    text, word, book = (jiheng.read(seed / f"department-2024.{kind}") for kind in ("txt", "docx", "xlsx"))
    assert [content(form) for form in text.forms] == [content(form) for form in word.forms]
    assert [content(form) for form in word.forms] == [content(form) for form in book.forms]


def test_report_text_is_the_same_in_text_and_word(seed: Path) -> None:
    text, word = (jiheng.read(seed / f"department-2024.{kind}") for kind in ("txt", "docx"))
    stories = [
        [
            (form.narrative_title.text, [(s.heading.text, s.text) for s in form.narrative])
            for form in projects(package)
        ]
        for package in (text, word)
    ]
    assert stories[0] == stories[1]
    assert all(title.endswith("绩效自评报告") and sections for title, sections in stories[0])
    assert [form.filing_line.text for form in text.forms] == [form.filing_line.text for form in word.forms]
    assert str(text.forms[0].filing_date) == "2025-05-16"


def content(form: Form) -> list[tuple[str, ...]]:
    """Return every printed value of a form without its address."""
    assert isinstance(form, SelfEvaluation | BaseData)
    if isinstance(form, BaseData):
        return [
            (r.label.text, r.previous_actual.text, r.budget.text, r.actual.text) for r in form.expenditure
        ]
    identity = (form.name.text, form.supervising_department.text, form.implementing_unit.text)
    funds = [
        (
            line.label.text,
            line.original_budget.text,
            line.final_budget.text,
            line.actual_expenditure.text,
            line.max_score.text,
            line.execution_rate.text,
            line.score.text,
            line.amount.text,
        )
        for line in form.funds
    ]
    objectives = [(o.expected.text, o.achieved.text) for o in form.objectives]
    indicators = [
        (
            i.category.text,
            i.category_max_score.text,
            i.subcategory.text,
            i.name.text,
            i.target.text,
            i.achieved.text,
            i.max_score.text,
            i.score.text,
            i.deviation_reason.text,
        )
        for i in form.indicators
    ]
    return [identity, *funds, *objectives, *indicators, (form.total.max_score.text, form.total.score.text)]
