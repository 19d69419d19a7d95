"""Truth by hand: what a row earns, worked out on paper from the rules, not from the program."""

from dataclasses import replace
from decimal import Decimal

import pytest

from jiheng.scoring import LineKind, ScoreLine, score_form
from jiheng.standards import Cited, Dated, Missed, Standard, load_standard
from tests.scoring.rows import form, fund, indicator

K = LineKind
HUNAN = load_standard("cn/hunan")


# target, achieved, weight, low, high, kind, met, a fragment of why
Row = tuple[str, str, str, str, str, LineKind, bool | None, str]

ROWS: list[Row] = [
    # at least
    ("≥40家", "116家", "4", "4", "4", K.QUANTITATIVE, True, "116家 ≥ 40家"),
    ("≥15家", "7家", "4", "1.87", "1.87", K.QUANTITATIVE, False, "7 ÷ 15 × 4 ≈ 1.87"),
    ("≥5%", "3.6%", "4", "2.88", "2.88", K.QUANTITATIVE, False, "3.6 ÷ 5 × 4 = 2.88"),
    ("≥3场次", "1场", "20", "6.67", "6.67", K.QUANTITATIVE, False, "1 ÷ 3 × 20 ≈ 6.67"),
    ("≥32%", "37.4", "6", "6", "6", K.QUANTITATIVE, True, "37.4% ≥ 32%"),
    ("≥85", "90%", "10", "10", "10", K.QUANTITATIVE, True, "90 ≥ 85"),
    ("≥4个", "4", "10", "10", "10", K.QUANTITATIVE, True, "4个 ≥ 4个"),
    ("≥10家", "0家", "5", "0", "0", K.QUANTITATIVE, False, "0 ÷ 10 × 5 = 0"),
    ("≥8400元", "0.42万元", "10", "5", "5", K.QUANTITATIVE, False, "4200 ÷ 8400 × 10 = 5"),
    ("≥5%", "-2%", "4", "0", "0", K.QUANTITATIVE, False, "→ 0"),
    ("≥8", "7.999", "10", "10", "10", K.QUANTITATIVE, False, "≈ 10"),
    ("＞3个", "3个", "6", "6", "6", K.QUANTITATIVE, False, "3 ÷ 3 × 6 = 6"),
    ("＞3个", "4个", "6", "6", "6", K.QUANTITATIVE, True, "4个 > 3个"),
    # at most: the national system falls linearly to 0 at twice the target
    ("≤30万元", "0.61万元", "20", "20", "20", K.QUANTITATIVE, True, "0.61万元 ≤ 30万元"),
    ("≤14.7万元", "14.7万元", "20", "20", "20", K.QUANTITATIVE, True, "14.7万元 ≤ 14.7万元"),
    ("≤20万元", "25万元", "20", "15", "15", K.QUANTITATIVE, False, "(2 × 20 − 25) ÷ 20 × 20 = 15"),
    ("≤20万元", "40万元", "20", "0", "0", K.QUANTITATIVE, False, "= 0"),
    ("≤20万元", "90万元", "20", "0", "0", K.QUANTITATIVE, False, "→ 0"),
    ("≤35.4万元", "354000元", "20", "20", "20", K.QUANTITATIVE, True, "35.4万元 ≤ 35.4万元"),
    ("≤5万", "4.5万元", "10", "10", "10", K.QUANTITATIVE, True, "45000"),
    ("＜5%", "6%", "10", "8", "8", K.QUANTITATIVE, False, "(2 × 5 − 6) ÷ 5 × 10 = 8"),
    ("＜5%", "5%", "10", "10", "10", K.QUANTITATIVE, False, "(2 × 5 − 5) ÷ 5 × 10 = 10"),
    # a target of 0: met or nothing
    ("≤0起", "0起", "10", "10", "10", K.QUANTITATIVE, True, "0起 ≤ 0起"),
    ("≤0起", "1起", "10", "0", "0", K.QUANTITATIVE, False, "没有比例可算"),
    ("=0起", "2起", "10", "0", "0", K.QUANTITATIVE, False, "没有比例可算"),
    ("0起", "0起", "10", "10", "10", K.QUANTITATIVE, True, "0起 = 0起"),
    ("0起", "2起", "10", "0", "10", K.AMBIGUOUS, None, "没有写比较符号"),
    # equal and bare
    ("=12月", "12个月", "10", "10", "10", K.QUANTITATIVE, True, "12月 = 12月"),
    ("＝100%", "100%", "10", "10", "10", K.QUANTITATIVE, True, "100% = 100%"),
    ("=100%", "98%", "10", "9.8", "9.8", K.QUANTITATIVE, False, "98 ÷ 100 × 10 = 9.8"),
    ("=1年", "12个月", "10", "10", "10", K.QUANTITATIVE, True, "1年 = 1年"),
    ("150", "123", "4", "3.28", "3.28", K.QUANTITATIVE, False, "123 ÷ 150 × 4 = 3.28"),
    ("20", "31", "4", "4", "4", K.QUANTITATIVE, True, "31 > 20"),
    ("100%", "285%", "10", "10", "10", K.QUANTITATIVE, True, "285% > 100%"),
    ("30场/期", "31场/期", "20", "20", "20", K.QUANTITATIVE, True, "31场/期 > 30场/期"),
    ("两家", "两家", "10", "10", "10", K.QUANTITATIVE, True, "2家 = 2家"),
    # between
    ("90%-95%", "92%", "10", "10", "10", K.QUANTITATIVE, True, "在 90–95% 之间"),
    ("90%-95%", "45%", "10", "5", "5", K.QUANTITATIVE, False, "45 ÷ 90 × 10 = 5"),
    ("10～20个", "25个", "8", "6", "6", K.QUANTITATIVE, False, "(2 × 20 − 25) ÷ 20 × 8 = 6"),
    ("10～20个", "≥15个", "8", "0", "8", K.AMBIGUOUS, None, "不能确定"),
    # an achieved value that is only a bound
    ("≥2000家", "≥2000家", "20", "20", "20", K.QUANTITATIVE, True, "已足以证明"),
    ("≥100人", "大于100人", "10", "10", "10", K.QUANTITATIVE, True, "已足以证明"),
    ("＞100人", "大于100人", "10", "10", "10", K.QUANTITATIVE, True, "已足以证明"),
    ("≥90%", "服务对象满意度超过90%", "10", "10", "10", K.QUANTITATIVE, True, "已足以证明"),
    ("≥90%", "≥45%", "10", "5", "10", K.AMBIGUOUS, None, "只能证明 5–10 分"),
    ("≥90%", "≤45%", "10", "0", "5", K.AMBIGUOUS, False, "只能证明 0–5 分"),
    ("≤20万元", "≤20万元", "10", "10", "10", K.QUANTITATIVE, True, "已足以证明"),
    ("≤20万元", "≤25万元", "10", "7.5", "10", K.AMBIGUOUS, None, "只能证明 7.5–10 分"),
    ("≤20万元", "≥25万元", "10", "0", "7.5", K.AMBIGUOUS, False, "只能证明 0–7.5 分"),
    # units
    ("≥90%", "0.95", "10", "0.11", "10", K.AMBIGUOUS, None, "可能是百分数，也可能是小数"),
    ("≥5家", "8万元", "10", "0", "10", K.UNJUDGED, None, "单位"),
    ("≥100人", "120人次", "10", "0", "10", K.UNJUDGED, None, "单位"),
    # dates
    ("2024年5月30日前", "2024年4月28日", "10", "10", "10", K.QUANTITATIVE, True, "按期完成"),
    ("2024年5月30日前", "2024年5月30日", "10", "10", "10", K.QUANTITATIVE, True, "按期完成"),
    ("2024年5月30日前", "2024年6月3日", "10", "0", "10", K.AMBIGUOUS, False, "逾期"),
    ("2024年12月前", "2024年12月前", "10", "10", "10", K.QUANTITATIVE, True, "按期完成"),
    ("2024年12月前", "2024年12月20日", "10", "0", "10", K.AMBIGUOUS, None, "不能确定先后"),
    ("2024年12月底前", "2024年12月20日", "10", "10", "10", K.QUANTITATIVE, True, "按期完成"),
    ("2023年12月", "2023年10月", "15", "15", "15", K.QUANTITATIVE, True, "按期完成"),
    ("11月前", "10月", "5", "5", "5", K.QUANTITATIVE, True, "按期完成"),
    ("2024年5月前", "2024年", "5", "0", "5", K.AMBIGUOUS, None, "不能确定先后"),
    ("2月29日前", "2月29日", "5", "5", "5", K.QUANTITATIVE, True, "按期完成"),
    # directions
    ("较去年下降", "下降4.14万元", "5", "5", "5", K.QUANTITATIVE, True, "实际下降 4.14万元"),
    ("较去年下降", "上升2万元", "5", "0", "0", K.QUANTITATIVE, False, "得 0 分"),
    ("较去年下降", "下降0万元", "5", "0", "0", K.QUANTITATIVE, False, "得 0 分"),
    ("同比增长", "下降0%", "5", "0", "0", K.QUANTITATIVE, False, "得 0 分"),
    ("≥2%", "规模工业单位增加值能耗下降13%", "3", "0", "3", K.UNJUDGED, None, "无法比较"),
    # words
    ("有序推进", "有序推进", "5", "4", "5", K.QUALITATIVE, True, "80%–100%"),
    ("按要求及时公开", "及时", "6", "4.8", "6", K.QUALITATIVE, True, "4.8–6 分"),
    ("进一步改善", "改善", "10", "6", "10", K.QUALITATIVE, None, "至少部分达成"),
    ("明显提升", "有所提升", "5", "3", "4", K.QUALITATIVE, False, "60%–80%"),
    ("获评", "未开展", "5", "0", "3", K.QUALITATIVE, False, "0%–60%"),
    ("减少事故率", "成效明显", "5", "0", "5", K.UNJUDGED, None, "判断不了"),
    # words against a number
    ("≥360天", "全年", "20", "20", "20", K.QUANTITATIVE, True, "365天 ≥ 360天"),
    ("=12月", "全年", "20", "20", "20", K.QUANTITATIVE, True, "12月 = 12月"),
    ("≤0起", "未发生", "10", "10", "10", K.QUANTITATIVE, True, "0起 ≤ 0起"),
    ("=0起", "未开展", "10", "0", "10", K.AMBIGUOUS, False, "没有数值"),
    ("3", "未开展", "6", "0", "0", K.QUANTITATIVE, False, "0 ÷ 3 × 6 = 0"),
    ("≥3场", "未完成", "6", "0", "6", K.AMBIGUOUS, False, "没有数值"),
    ("≥90%", "活动参与企业均反馈满意", "10", "0", "10", K.UNJUDGED, None, "没有数据可以证明"),
    ("≤30万元", "完成", "90", "0", "90", K.UNJUDGED, None, "没有数据可以证明"),
    ("2025年10月30日前", "按时完成", "10", "8", "10", K.QUALITATIVE, True, "没有日期可核对"),
    # nothing printed
    ("≥5家", "", "10", "0", "10", K.UNJUDGED, None, "没有填写实际完成值，不当作 0"),
    ("≥5家", "/", "10", "0", "10", K.UNJUDGED, None, "实际完成值填的是“/”"),
    ("", "5家", "10", "0", "10", K.UNJUDGED, None, "没有填写指标值"),
    # weights
    ("≥5家", "2家", "0", "0", "0", K.QUANTITATIVE, False, "2 ÷ 5 × 0 = 0"),
    ("≥5家", "2家", "", "0", "0", K.NOT_SCORED, None, "没有印制分值"),
    ("≥5家", "2家", "若干", "0", "0", K.NOT_SCORED, None, "“若干”不是分数"),
]


def line_of(target: str, achieved: str, weight: str, score: str = "", name: str = "指标") -> ScoreLine:
    (line,) = score_form(form(indicator(target, achieved, weight, score, name)), 0, HUNAN).lines
    return line


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}→{row[1]}" for row in ROWS])
def test_a_row_earns_what_the_rules_say(row: Row) -> None:
    target, achieved, weight, low, high, kind, met, why = row
    line = line_of(target, achieved, weight)
    assert (line.low, line.high) == (Decimal(low), Decimal(high)), line.why
    assert (line.kind, line.met) == (kind, met)
    assert why in line.why


def test_marks_are_printed_without_empty_digits() -> None:
    assert str(line_of("≥5%", "3.6%", "4").low) == "2.88"
    assert str(line_of("≥5%", "5%", "20").low) == "20"
    assert str(line_of("≥100", "50", "40").low) == "20"


def test_a_growth_rate_may_be_written_as_a_rise() -> None:
    assert line_of("≥7%", "增长10.4%", "4", name="规模工业增加值增速").low == 4
    assert line_of("≥7%", "下降10.4%", "4", name="规模工业增加值增速").kind is K.UNJUDGED
    assert line_of("≥2%", "下降13%", "3", name="能耗下降率").low == 3


@pytest.mark.parametrize(
    ("name", "target", "achieved", "low", "high"),
    [
        # Read as a ceiling: met, 10. Read as at least or equal: 0.1 ÷ 0.4 × 10 = 2.5.
        ("有害生物成灾率", "0.4", "0.1", "2.5", "10"),
        ("火灾受害率", "0.9", "0", "0", "10"),
        # 25 over a ceiling of 20: (40 − 25) ÷ 20 × 10 = 7.5; read as at least: 10.
        ("运行维护费用", "20万元", "25万元", "7.5", "10"),
        ("运行维护费用", "19万元", "19万元", "10", "10"),
        ("办会场次", "20场", "25场", "10", "10"),
    ],
)
def test_a_bare_number_may_be_a_ceiling_where_less_is_better(
    name: str, target: str, achieved: str, low: str, high: str
) -> None:
    line = line_of(target, achieved, "10", name=name)
    assert (line.low, line.high) == (Decimal(low), Decimal(high))
    assert line.kind is (K.QUANTITATIVE if low == high else K.AMBIGUOUS)


def test_a_weight_is_printed_without_empty_digits() -> None:
    line = line_of("≥98%", "100%", "25.00")
    assert (str(line.max_score), str(line.high)) == ("25", "25")


def test_steps_show_the_numbers_and_the_reported_marks() -> None:
    steps = line_of("≥5%", "3.6%", "4", "1.2").steps
    assert (
        steps[0] == "指标值 ≥5%，实际完成 3.6%，未达到。定量指标未完成的按比例计分：3.6 ÷ 5 × 4 = 2.88 分。"
    )
    assert steps[-1] == "填报 1.2 分，与重算相差 −1.68 分。"


def test_marks_rounded_by_the_author_are_said_to_be_rounded() -> None:
    assert line_of("≥15家", "7家", "4", "2").steps[-1] == (
        "填报 2 分，与重算相差 +0.13 分（在填报位数的舍入范围内）。"
    )


def test_an_exceeded_ceiling_names_the_other_way_of_scoring() -> None:
    # 20 ÷ 25 × 20 = 16
    assert any("为 16 分" in step for step in line_of("≤20万元", "25万元", "20").steps)


@pytest.mark.parametrize(("target", "achieved"), [("≥40家", "116家"), ("≤30万元", "0.61万元"), ("2", "65")])
def test_completion_over_the_threshold_asks_for_a_reason(target: str, achieved: str) -> None:
    line = line_of(target, achieved, "4")
    assert line.completion is not None
    assert line.completion > Decimal("1.3")
    assert any("须说明原因" in step and "不扣分" in step for step in line.steps)


def test_a_bound_on_the_other_side_proves_no_completion() -> None:
    assert line_of("≥100", "≤200", "4").completion is None
    assert line_of("≤100", "≥50", "4").completion is None
    assert line_of("≥100", "≥200", "4").completion == 2


def test_completion_at_the_threshold_asks_for_nothing() -> None:
    assert not any("须说明原因" in step for step in line_of("≥10", "13", "4").steps)


EXECUTION: list[tuple[str, str, str, str, str, LineKind]] = [
    ("418.85", "418.85", "10", "10", "10", K.EXECUTION),
    ("43.2", "37.24", "10", "8.62", "8.62", K.EXECUTION),
    ("22", "19.8", "10", "9", "9", K.EXECUTION),
    ("329.77", "338.31", "10", "10", "10", K.EXECUTION),
    ("20", "0", "10", "0", "0", K.EXECUTION),
    ("0", "0", "10", "0", "10", K.UNJUDGED),
    ("", "5", "10", "0", "10", K.UNJUDGED),
    ("5", "", "10", "0", "10", K.UNJUDGED),
    ("5", "5", "", "0", "0", K.NOT_SCORED),
    ("5", "5", "/", "0", "0", K.NOT_SCORED),
]


@pytest.mark.parametrize(("final", "actual", "weight", "low", "high", "kind"), EXECUTION)
def test_execution(final: str, actual: str, weight: str, low: str, high: str, kind: LineKind) -> None:
    (line,) = score_form(form(funds=[fund(final, actual, weight)]), 0, HUNAN).lines
    assert (line.low, line.high, line.kind) == (Decimal(low), Decimal(high), kind)
    assert line.at == "T1R6"


@pytest.mark.parametrize(
    ("year", "kind"), [(2024, K.QUANTITATIVE), (None, K.QUANTITATIVE), (2023, K.UNJUDGED)]
)
def test_a_day_without_a_year_is_of_the_form_s_year(year: int | None, kind: LineKind) -> None:
    row = indicator("3月1日前", "2月29日", "5")
    (line,) = score_form(form(row, year=year), 0, HUNAN).lines
    assert (line.kind, line.high) == (kind, Decimal(5))


def _strict() -> Standard:
    rule = HUNAN.missed_deadline
    harsh, mild = (Cited(Dated(((rule.value.first_day, missed),)), rule.citation) for missed in Missed)
    return replace(HUNAN, missed_deadline=harsh, missed_direction=mild)


def test_what_a_missed_date_or_direction_keeps_is_the_standard_s() -> None:
    rows = (indicator("2024年5月30日前", "2024年6月3日"), indicator("较去年下降", "上升2万元"))
    late, rising = score_form(form(*rows), 0, _strict()).lines
    assert (late.kind, late.high, late.met) == (K.QUANTITATIVE, Decimal(0), False)
    assert (rising.kind, rising.high, rising.met) == (K.AMBIGUOUS, Decimal(4), False)


def test_a_change_below_nothing_turns_its_direction() -> None:
    assert line_of("较去年下降", "上升-2万元", "4").met is True


def test_execution_above_the_budget_is_capped_in_words() -> None:
    (line,) = score_form(form(funds=[fund("320", "338.31")]), 0, HUNAN).lines
    assert line.why == "min(1, 338.31 ÷ 320) × 10 = 10（执行率按 100% 封顶）"


def test_execution_below_the_printed_limit_asks_for_a_reason_only_where_a_standard_says_so() -> None:
    low = form(funds=[fund("100", "89.9")])
    sichuan = score_form(low, 0, load_standard("cn/sichuan")).lines[0].steps
    assert any("低于 90%" in step for step in sichuan)
    assert not any("须说明原因" in step for step in score_form(low, 0, HUNAN).lines[0].steps)
    just = form(funds=[fund("100", "90")])
    assert not any(
        "须说明原因" in step for step in score_form(just, 0, load_standard("cn/sichuan")).lines[0].steps
    )
