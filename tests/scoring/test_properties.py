"""What holds for every target and every achieved number."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from jiheng.scoring import LineKind, ScoreLine, score_form
from jiheng.standards import AtMostMethod, Cited, Dated, Standard, load_standard
from jiheng.values import Achieved, AchievedText, Comparator, Measured, NumericTarget, Target, TargetText
from tests.scoring.rows import form, fund, indicator

NATIONAL = load_standard("cn/national")


def _with_method(method: AtMostMethod) -> Standard:
    rule = NATIONAL.at_most_exceeded
    return replace(NATIONAL, at_most_exceeded=Cited(Dated(((rule.value.first_day, method),)), rule.citation))


STANDARDS = {method: _with_method(method) for method in AtMostMethod}
methods = st.sampled_from(list(AtMostMethod))
numbers = st.decimals(-1000, 100000, allow_nan=False, allow_infinity=False, places=2)
positive = st.decimals("0.01", 100000, allow_nan=False, allow_infinity=False, places=2)
weights = st.decimals(0, 100, allow_nan=False, allow_infinity=False, places=3)
units = st.sampled_from(["", "%", "家", "个", "万元", "元", "天", "人次"])
comparators = st.sampled_from([c for c in Comparator if c is not Comparator.BETWEEN])
floors = st.sampled_from([Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.EQUAL, Comparator.BARE])
ceilings = st.sampled_from([Comparator.AT_MOST, Comparator.LESS_THAN])


@st.composite
def targets(draw: st.DrawFn) -> NumericTarget:
    if draw(st.booleans()):
        return NumericTarget(draw(comparators), draw(numbers), draw(units))
    low, high = sorted((draw(numbers), draw(numbers)))
    return NumericTarget(Comparator.BETWEEN, low, draw(units), high)


bounds = st.builds(Measured, numbers, st.just("家"), st.sampled_from(list(Comparator)[:4]))
measured = st.builds(Measured, numbers, units, st.none() | st.sampled_from(list(Comparator)[:4]))


def score(
    target: Target,
    achieved: Achieved,
    weight: Decimal,
    method: AtMostMethod = AtMostMethod.TARGET_OVER_ACTUAL,
) -> ScoreLine:
    row = indicator("x", "x", str(weight))
    row = replace(
        row, target=TargetText("x", "T1R9C5", target), achieved=AchievedText("x", "T1R9C6", achieved)
    )
    (line,) = score_form(form(row), 0, STANDARDS[method]).lines
    return line


@given(targets(), measured, weights, methods)
def test_marks_stay_between_zero_and_the_weight(
    target: NumericTarget, achieved: Measured, weight: Decimal, method: AtMostMethod
) -> None:
    line = score(target, achieved, weight, method)
    assert 0 <= line.low <= line.high <= weight
    assert line.steps
    assert line.why


@given(targets(), numbers, weights, methods)
def test_a_met_target_earns_full_marks(
    target: NumericTarget, number: Decimal, weight: Decimal, method: AtMostMethod
) -> None:
    line = score(target, Measured(number, target.unit), weight, method)
    if line.met:
        assert line.low == line.high == weight


@given(floors, positive, numbers, numbers, weights)
def test_more_never_earns_less_where_more_is_better(
    sign: Comparator, limit: Decimal, one: Decimal, other: Decimal, weight: Decimal
) -> None:
    target = NumericTarget(sign, limit, "家")
    less, more = (score(target, Measured(number, "家"), weight) for number in sorted((one, other)))
    assert less.low <= more.low
    assert less.high <= more.high


@given(ceilings, numbers, numbers, numbers, weights, methods)
def test_more_never_earns_more_where_less_is_better(
    sign: Comparator, limit: Decimal, amounts: Decimal, other: Decimal, weight: Decimal, method: AtMostMethod
) -> None:
    target = NumericTarget(sign, limit, "万元")
    less, more = (
        score(target, Measured(number, "万元"), weight, method) for number in sorted((amounts, other))
    )
    assert less.low >= more.low


@given(comparators, numbers, bounds, positive, st.tuples(weights, methods))
def test_a_bound_covers_every_number_it_allows(
    sign: Comparator, limit: Decimal, only: Measured, beyond: Decimal, given_by: tuple[Decimal, AtMostMethod]
) -> None:
    target = NumericTarget(sign, limit, "家")
    weight, method = given_by
    number, bound = only.number, only.bound
    assert bound is not None
    bounded = score(target, only, weight, method)
    actual = number + beyond if bound.is_floor else number - beyond
    exact = score(target, Measured(actual, "家"), weight, method)
    assert bounded.low <= exact.low
    assert exact.high <= bounded.high
    if bounded.met is not None and exact.met is not None:
        assert bounded.met == exact.met


@given(positive, positive, weights)
def test_proportion_is_exact_to_half_a_hundredth(limit: Decimal, number: Decimal, weight: Decimal) -> None:
    assume(number < limit)
    line = score(NumericTarget(Comparator.AT_LEAST, limit, ""), Measured(number, ""), weight)
    assert abs(line.low * limit - weight * number) <= Decimal("0.005") * limit


@given(targets(), measured, weights)
def test_scoring_is_deterministic(target: NumericTarget, achieved: Measured, weight: Decimal) -> None:
    assert score(target, achieved, weight) == score(target, achieved, weight)


@given(st.permutations(range(5)))
def test_the_order_of_rows_changes_no_score(order: list[int]) -> None:
    texts = [
        ("≥5", "4"),
        ("≤5万元", "6万元"),
        ("是否及时", "及时"),
        ("20", "31"),
        ("2024年5月30日前", "2024年6月"),
    ]
    rows = [indicator(*text, name=str(i), row=9 + i) for i, text in enumerate(texts)]
    straight = score_form(form(*rows), 0, NATIONAL)
    shuffled = score_form(form(*(rows[i] for i in order)), 0, NATIONAL)
    assert set(straight.lines) == set(shuffled.lines)
    assert (straight.low, straight.high) == (shuffled.low, shuffled.high)


@given(positive, positive, weights)
def test_execution_never_passes_its_weight(final: Decimal, actual: Decimal, weight: Decimal) -> None:
    (line,) = score_form(form(funds=[fund(str(final), str(actual), str(weight))]), 0, NATIONAL).lines
    assert 0 <= line.low == line.high <= weight
    assert line.met == (actual >= final)


any_text = st.text(
    st.sampled_from("是否及时提升明显未不完成满意达标0123456789.%≥≤<>=万元家年月日前全年较下降/、。 "),
    max_size=14,
)


@given(any_text, any_text, st.sampled_from(["", "/", "5", "0", "-3", "10%", "abc"]))
def test_no_text_breaks_scoring(target: str, achieved: str, weight: str) -> None:
    sheet = score_form(form(indicator(target, achieved, weight, "3")), 0, NATIONAL)
    for line in sheet.lines:
        assert 0 <= line.low <= line.high
        assert line.max_score is None or line.high <= line.max_score


@pytest.mark.parametrize("digits", [30, 60])
def test_a_figure_of_absurd_length_is_still_scored(digits: int) -> None:
    line = score_form(form(indicator("≥5", "3", "9" * digits)), 0, NATIONAL).lines[0]
    assert line.kind is LineKind.QUANTITATIVE
    assert 0 <= line.low <= (line.max_score or 0)
