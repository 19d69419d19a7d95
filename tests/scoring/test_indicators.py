"""Department-level indicators: the pack chosen, the cells taken, the marks, and what the forms print."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiheng
from jiheng.reports import (
    BaseData,
    Buildings,
    ExpenditureRow,
    FormKind,
    Indicator,
    Package,
    SelfEvaluation,
    Staff,
)
from jiheng.scoring import ComputedIndicator, IndicatorTable, LineKind, score_package
from jiheng.scoring._rate_marks import mark_rate
from jiheng.standards import (
    AllOrNothing,
    Bound,
    DeductPerPoint,
    Limit,
    Proportional,
    Scheme,
    all_packs,
)
from jiheng.values import Printed, read_figure
from tests.scoring.rows import BLANK, NOWHERE, form, fund, indicator

HUNAN, PUBLISHED = "cn/hunan", "cn/department-2018"
NOTHING = Buildings(BLANK, BLANK, BLANK, BLANK, BLANK, BLANK)


def base_data(
    serving: str = "84", authorized: str = "80", rate: str = "", *, year: int = 2024, budget: str = "42"
) -> BaseData:
    three_public = ExpenditureRow(
        label=Printed("三公经费", "T1R5C1"),
        level=1,
        parent=None,
        term="three_public_expenses",
        previous_actual=read_figure("50", "T1R5C2", "万元"),
        budget=read_figure(budget, "T1R5C3", "万元"),
        actual=read_figure("45", "T1R5C4", "万元"),
    )
    return BaseData(
        document=0,
        tables=(1,),
        fiscal_year=year,
        title=Printed("基础数据表", "P1"),
        staff=Staff(
            read_figure(authorized, "T1R3C2", "人"),
            read_figure(serving, "T1R3C3", "人"),
            read_figure(rate, "T1R3C4"),
        ),
        expenditure=(three_public,),
        buildings=NOTHING,
        austerity_measures=NOWHERE,
        notes=(),
        filing_date=None,
        filing_line=NOWHERE,
        unread=(),
        problems=(),
    )


def department(*rows: Indicator, name: str = "长沙市某局", final: str = "800") -> SelfEvaluation:
    total = replace(fund(final, "760"), original_budget=read_figure("800", "T2R6C3", "万元"))
    return replace(form(*rows, funds=[total]), kind=FormKind.DEPARTMENT, name=Printed(name, "T2R1C2"))


def table(
    *forms: BaseData | SelfEvaluation, standard: str | None = None, previous: Package | None = None
) -> IndicatorTable:
    package = Package("", (), forms, ())
    found = next(sheet.computed for sheet in score_package(package, standard, previous) if sheet.computed)
    assert found is not None
    return found


def row(found: IndicatorTable, code: str) -> ComputedIndicator:
    return next(row for row in found.rows if row.code == code)


def test_a_hunan_department_is_computed_without_marks() -> None:
    found = table(base_data(rate="105%"), department())
    assert found.pack == HUNAN
    headcount = row(found, "headcount_control_rate")
    assert (headcount.value, headcount.working) == (Decimal("1.05"), "84 ÷ 80 = 105%")
    assert headcount.formula == "实际在职人数 ÷ 编制数"
    assert (headcount.max_score, headcount.low, headcount.why) == (None, None, "该口径没有规定分值，不计分")
    assert [(rate.text, rate.at, rate.agrees) for rate in headcount.printed] == [("105%", "T1R3C4", True)]
    assert [(cell.text, cell.form, cell.at) for cell in headcount.cells] == [
        ("84", 0, "T1R3C3"),
        ("80", 0, "T1R3C2"),
    ]
    assert row(found, "three_public_change_rate").value == Decimal("-0.1")  # (45 − 50) ÷ 50


def test_a_published_table_is_known_by_two_of_its_indicators_with_its_marks() -> None:
    rows = [
        indicator("≤100%", "105%", "8", "6", name="在职人员控制率", row=9),
        indicator("≥100%", "95%", "8", "6", name="预算完成率", row=10),
    ]
    found = table(base_data(), department(*rows))
    assert found.pack == PUBLISHED
    headcount = row(found, "headcount_control_rate")
    assert (headcount.low, headcount.high) == (Decimal("5.5"), Decimal("5.5"))  # 8 − 5 × 0.5
    completion = row(found, "budget_completion_rate")
    assert (completion.value, completion.low) == (Decimal("0.95"), Decimal(6))  # 760 ÷ 800; 8 − 2
    other_marks = [replace(entry, max_score=read_figure("5", "T1R9C7")) for entry in rows]
    assert table(base_data(), department(*other_marks)).pack == HUNAN


def test_rows_that_the_pack_marks_are_scored_by_its_cards() -> None:
    """By proportion 105 % of ≤100 % would keep 7.6 of 8; the published table takes 2.5 off."""
    rows = [
        indicator("≤100%", "105%", "8", "5.5", name="在职人员控制率", row=9),
        indicator("≥100%", "93%", "8", "6", name="预算完成率", row=10),
    ]
    package = Package("", (), (base_data(), department(*rows)), ())
    lines = score_package(package)[0].lines
    assert [(line.low, line.high, line.kind, line.agrees) for line in lines[1:]] == [
        (Decimal("5.5"), Decimal("5.5"), LineKind.QUANTITATIVE, True),
        (Decimal(4), Decimal(6), LineKind.AMBIGUOUS, True),
    ]


def test_a_pack_may_be_asked_for_and_leaves_the_standards_of_the_forms_alone() -> None:
    package = Package("", (), (base_data(), department()), ())
    (sheet,) = score_package(package, PUBLISHED)
    assert (sheet.standard, sheet.computed and sheet.computed.pack) == (HUNAN, PUBLISHED)


def test_last_years_budget_comes_from_last_years_base_data() -> None:
    earlier = Package("", (), (base_data(year=2023, budget="40"),), ())
    found = table(base_data(), department(), standard=PUBLISHED, previous=earlier)
    change = row(found, "three_public_change_rate")
    assert (change.working, change.low) == ("(42 − 40) ÷ 40 = 5%", Decimal(4))  # 8 − 5 × 0.8
    alone = table(base_data(), department(), standard=PUBLISHED)
    assert "three_public_change_rate" not in {entry.code for entry in alone.rows}
    assert alone.left_out == "没有给出上年的材料，没有计算“三公”经费变动率。"


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        (base_data(authorized=""), "基础数据表“编制数”空白，没有计算"),
        (base_data(authorized="——"), "基础数据表“编制数”填的是“——”，没有计算"),
        (base_data(serving="约80"), "基础数据表“实际在职人数”填的是“约80”，没有计算"),
        (base_data(authorized="0"), "编制数为 0，比率不存在"),
        (
            base_data(serving="", authorized=""),
            "基础数据表“实际在职人数”空白，基础数据表“编制数”空白，没有计算",
        ),
    ],
)
def test_a_cell_without_a_figure_is_named(base: BaseData, reason: str) -> None:
    headcount = row(table(base, department()), "headcount_control_rate")
    assert (headcount.value, headcount.working) == (None, reason)


def test_a_line_that_is_not_there_is_named() -> None:
    found = table(base_data(), department())
    assert row(found, "procurement_execution_rate").working == (
        "基础数据表没有“本年政府采购决算数”一行，基础数据表没有“本年政府采购预算数”一行，没有计算"
    )


def test_without_base_data_only_the_funds_are_computed() -> None:
    found = table(department(final="900"))
    assert [(entry.code, entry.value) for entry in found.rows] == [
        ("budget_adjustment_rate", Decimal("0.125"))  # (900 − 800) ÷ 800
    ]
    assert found.left_out.startswith("材料里没有基础数据表，没有计算在职人员控制率、")


def test_a_department_form_alone_without_figures_has_no_table() -> None:
    (sheet,) = score_package(Package("", (), (department(final=""),), ()))
    assert sheet.computed is None


def test_blank_base_data_is_said_cell_by_cell() -> None:
    blank = replace(base_data(serving="", authorized=""), expenditure=())
    found = table(blank, department(final=""))
    assert row(found, "headcount_control_rate").working.startswith("基础数据表“实际在职人数”空白")
    assert row(found, "scale_control_rate").working.startswith("基础数据表“实际规模”空白")


def test_two_base_data_of_one_year_are_not_chosen_between() -> None:
    assert "有 2 张基础数据表" in table(base_data(), base_data(), department()).left_out
    found = table(base_data(), base_data(year=2023, serving="70"), department())
    assert row(found, "headcount_control_rate").value == Decimal("1.05")


def test_amounts_in_other_units_are_converted() -> None:
    (line,) = base_data().expenditure
    mixed = replace(line, actual=read_figure("441000", "T1R5C4", "元"), budget=read_figure("49", "", "万元"))
    found = table(replace(base_data(), expenditure=(mixed,)), department())
    assert row(found, "three_public_control_rate").value == Decimal("0.9")


@pytest.mark.parametrize(
    ("achieved", "agrees"),
    [
        ("105%", True),
        ("105.0%", True),
        ("1.05", True),
        ("84", None),
        ("98.75%", False),
        ("≥100%", None),
        ("良好", "none"),
    ],
)
def test_what_the_department_table_prints_is_held_beside(achieved: str, agrees: bool | str | None) -> None:  # noqa: FBT001 - a column of the table
    found = table(base_data(), department(indicator("≤100%", achieved, name="在职人员 控制率")))
    printed = [rate.agrees for rate in row(found, "headcount_control_rate").printed if rate.in_table]
    assert printed == ([] if agrees == "none" else [agrees])


@pytest.mark.parametrize(("achieved", "agrees"), [("下降10%", True), ("-10%", True), ("上升10%", False)])
def test_a_change_in_words_has_its_sign(achieved: str, agrees: bool) -> None:  # noqa: FBT001 - a column of the table
    found = table(base_data(), department(indicator("≤0%", achieved, name="三公经费变动率")))
    (printed,) = row(found, "three_public_change_rate").printed
    assert printed.agrees is agrees


CEILING, FLOOR = Limit(Bound.AT_MOST, Decimal(1)), Limit(Bound.AT_LEAST, Decimal("0.8"))


@pytest.mark.parametrize(
    ("scheme", "rate", "low", "high"),
    [
        (Scheme(Decimal(5), AllOrNothing(CEILING)), "1", "5", "5"),
        (Scheme(Decimal(5), AllOrNothing(CEILING)), "1.01", "0", "0"),
        (Scheme(Decimal(5), Proportional(FLOOR)), "0.6", "3.75", "3.75"),  # 0.6 ÷ 0.8 × 5
        (Scheme(Decimal(5), Proportional(CEILING)), "1.25", "4", "4"),  # 1 ÷ 1.25 × 5
        (Scheme(Decimal(5), Proportional(FLOOR)), "-0.2", "0", "0"),
        (Scheme(Decimal(5), DeductPerPoint(FLOOR, Decimal("0.05"), Decimal(2))), "0.7", "1", "1"),
        (Scheme(Decimal(5), DeductPerPoint(FLOOR, Decimal("0.05"), Decimal(2))), "0.68", "0", "1"),
        (Scheme(Decimal(5), DeductPerPoint(FLOOR, Decimal("0.05"), Decimal(2))), "0.1", "0", "0"),
    ],
)
def test_methods(scheme: Scheme, rate: str, low: str, high: str) -> None:
    marks = mark_rate(Decimal(rate), scheme)
    assert (marks.low, marks.high) == (Decimal(low), Decimal(high))


SCHEMES = [
    scheme for pack in all_packs() for card in pack.indicators if (scheme := card.scheme_on(None)) is not None
]


@given(st.sampled_from(SCHEMES), st.integers(-20000, 30000))
def test_marks_stay_within_the_weight(scheme: Scheme, basis_points: int) -> None:
    marks = mark_rate(Decimal(basis_points).scaleb(-4), scheme)
    assert 0 <= marks.low <= marks.high <= scheme.max_score


@given(
    st.sampled_from([scheme for scheme in SCHEMES if isinstance(scheme.method, DeductPerPoint)]),
    st.integers(-20000, 30000),
    st.integers(0, 5000),
)
def test_a_worse_rate_never_earns_more(scheme: Scheme, basis_points: int, step: int) -> None:
    method = scheme.method
    assert isinstance(method, DeductPerPoint)
    sign = 1 if method.limit.bound is Bound.AT_MOST else -1
    better, worse = (Decimal(basis_points + sign * way).scaleb(-4) for way in (0, step))
    assert mark_rate(worse, scheme).low <= mark_rate(better, scheme).low
    assert mark_rate(worse, scheme).high <= mark_rate(better, scheme).high


def test_the_real_package(seed: Path) -> None:
    """Worked out by hand from its printed base data and department table."""
    sheets = score_package(jiheng.read(seed / "department-2024.docx"))
    (found,) = [sheet.computed for sheet in sheets if sheet.computed]
    assert {entry.code: entry.working for entry in found.rows} == {
        "headcount_control_rate": "90 ÷ 96 = 93.75%",
        "three_public_control_rate": "59.33 ÷ 59.33 = 100%",
        "three_public_change_rate": "(59.33 − 64.45) ÷ 64.45 ≈ −7.94%",
        "operating_costs_control_rate": "711.36 ÷ 711.36 = 100%",
        "procurement_execution_rate": "65.36 ÷ 65.36 = 100%",
        "budget_adjustment_rate": "(2922.7 − 2551.6) ÷ 2551.6 ≈ 14.54%",
        "scale_control_rate": "批复规模为 0，比率不存在",
        "investment_control_rate": "预算投资为 0，比率不存在",
    }
    assert [rate.agrees for entry in found.rows for rate in entry.printed] == [True]
