"""A sheet: totals, grades, what was judged, what differs; and a package's sheets."""

from dataclasses import replace
from decimal import Decimal

import pytest

from jiheng.errors import StandardUnknown
from jiheng.reports import FormKind, Package
from jiheng.scoring import LineKind, ScoreSheet, score_form, score_package
from jiheng.standards import load_standard
from tests.scoring.rows import form, fund, indicator

NATIONAL = load_standard("cn/national")

ROWS = (
    indicator("≥10场", "9场", "50", "45", "办会场次", row=9),
    indicator("≥5%", "3.6%", "20", "6", "增长率", row=10),
    indicator("是否及时", "及时", "10", "10", "到位时效", row=11),
    indicator("氛围浓厚", "反响热烈", "10", "10", "宣传", row=12),
    indicator("/", "/", "/", "/", "/", row=13),
)
SHEET = score_form(form(*ROWS, funds=[fund("20", "18", score="10")], total="81"), 4, NATIONAL)


def test_totals_are_the_sums_of_the_lines() -> None:
    # 9 (execution) + 45 + 14.4 + 8…10 + 0…10
    assert (SHEET.low, SHEET.high) == (Decimal("76.4"), Decimal("88.4"))
    assert [SHEET.judged_weight, SHEET.total_weight] == [Decimal(90), Decimal(100)]
    assert SHEET.judged_share == Decimal("0.9")
    assert (SHEET.reported_grade, SHEET.low_grade, SHEET.high_grade) == ("良", "中", "良")
    assert (SHEET.form, SHEET.standard, SHEET.reported_total) == (4, "cn/national", Decimal(81))


def test_a_row_of_strokes_is_no_line() -> None:
    assert [line.at for line in SHEET.lines] == ["T1R6", "T1R9", "T1R10", "T1R11", "T1R12"]


def test_differences_name_the_line_both_marks_and_the_gap() -> None:
    assert SHEET.difference == (
        "预算执行率：填报 10，按执行率应为 9，多计 1 分。",
        "增长率：填报 6，按比例应为 14.4，少计 8.4 分。",
    )


def total_of(total: str, score: str = "40") -> ScoreSheet:
    row = indicator("≥10场", "5场", "100", score, "办会场次")
    return score_form(form(row, total=total), 0, NATIONAL)


def test_a_total_outside_the_interval_says_what_it_does_to_the_grade() -> None:
    assert total_of("90", "90").difference == (
        "办会场次：填报 90，按比例应为 50，多计 40 分。",
        "总分：填报 90，重算 50。等级由“优”变为“差”。",
    )


def test_a_total_that_agrees_is_not_mentioned() -> None:
    assert total_of("50", "50").difference == ()


def test_marks_rounded_by_the_author_agree() -> None:
    rounded = score_form(form(indicator("≥15家", "7家", "4", "2")), 0, NATIONAL)
    assert rounded.difference == ()
    assert rounded.lines[0].agrees is True


def test_marks_given_as_a_rate_are_not_marks() -> None:
    sheet = score_form(form(funds=[fund("20", "20", score="100%")], total="100%"), 0, NATIONAL)
    (line,) = sheet.lines
    assert line.reported is None
    assert "是比率" in line.steps[-1]
    assert sheet.reported_total is None
    assert sheet.reported_grade == ""


def test_weights_that_miss_the_total_have_no_grade() -> None:
    sheet = score_form(form(indicator("≥1", "1", "70", "70"), total="70"), 0, NATIONAL)
    assert (sheet.low_grade, sheet.high_grade) == ("", "")
    wrong = score_form(form(indicator("≥2", "1", "70", "70"), total="70"), 0, NATIONAL)
    assert wrong.difference[-1] == "总分：填报 70，重算 35。"


def test_a_stroke_row_that_carries_marks_is_a_line() -> None:
    sheet = score_form(form(indicator("/", "/", "5", "5", "/")), 0, NATIONAL)
    assert [(line.kind, line.high) for line in sheet.lines] == [(LineKind.UNJUDGED, Decimal(5))]


def test_the_version_used_is_explained() -> None:
    assert "没有印制年度" in score_form(form(year=None), 0, NATIONAL).chosen_because
    assert "2020 年度起" in score_form(form(year=2016), 0, NATIONAL).chosen_because
    assert "年度" not in score_form(form(year=2024), 0, NATIONAL).chosen_because


def test_a_department_is_told_what_is_followed_by_analogy() -> None:
    department = replace(form(), kind=FormKind.DEPARTMENT)
    assert "财预〔2020〕10号针对项目支出" in score_form(department, 0, NATIONAL).chosen_because
    assert "针对项目支出" not in score_form(form(), 0, NATIONAL).chosen_because
    assert "参照使用" in score_form(department, 0, load_standard("cn/sichuan")).chosen_because


def package(*departments: str) -> Package:
    forms = tuple(form(indicator("≥1", "1"), department=name) for name in departments)
    return Package("示例", (), forms, ())


def test_a_form_without_a_unit_takes_the_place_of_its_package() -> None:
    sheets = score_package(package("株洲市某局", ""))
    assert [(sheet.form, sheet.standard) for sheet in sheets] == [(0, "cn/hunan"), (1, "cn/hunan")]


def test_a_standard_asked_for_is_used_for_every_form() -> None:
    sheets = score_package(package("株洲市某局", ""), "cn/sichuan")
    assert {sheet.standard for sheet in sheets} == {"cn/sichuan"}
    assert all("按指定的标准" in sheet.chosen_because for sheet in sheets)


def test_an_unknown_standard_is_refused() -> None:
    with pytest.raises(StandardUnknown):
        score_package(package(""), "cn/atlantis")
