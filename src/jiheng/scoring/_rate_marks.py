"""A rate and a card's scheme → marks. Where the source leaves parts of a point open, an interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from jiheng.scoring._outcome import NOTHING, PLACES, equals, marks_of, percent, plain, span
from jiheng.scoring._rates import rate_words
from jiheng.standards import (
    AllOrNothing,
    Banded,
    Bound,
    DeductPerPoint,
    Limit,
    Method,
    Proportional,
    Scheme,
)
from jiheng.values import round_half_up


@dataclass(frozen=True, slots=True)
class RateMarks:
    """The interval of marks with its reason."""

    low: Decimal
    high: Decimal
    why: str


def mark_rate(rate: Decimal, scheme: Scheme) -> RateMarks:
    """Return the marks of a rate, clamped to 0 … max_score."""
    method, most = scheme.method, scheme.max_score
    if isinstance(method, Banded):
        return _banded(rate, method, most)
    if method.limit.passed_by(rate) <= 0:
        return RateMarks(most, most, f"{_keeps(rate, method.limit)}，得满分 {plain(most)}")
    if isinstance(method, DeductPerPoint):
        return _deducted(rate, method, most)
    if isinstance(method, Proportional):
        return _in_proportion(rate, method.limit, most)
    return RateMarks(NOTHING, NOTHING, f"{_breaks(rate, method.limit)}，不得分")


def scheme_words(scheme: Scheme) -> str:
    """Return how an indicator is marked, for people."""
    return f"{plain(scheme.max_score)} 分：{_method_words(scheme.method)}"


def _method_words(method: Method) -> str:
    if isinstance(method, Banded):
        return _bands_words(method)
    side = "不高于" if method.limit.bound is Bound.AT_MOST else "不低于"
    full = f"{side} {percent(method.limit.rate)} 得满分"
    if isinstance(method, AllOrNothing):
        return f"{full}，否则不得分"
    if isinstance(method, Proportional):
        return f"{full}，否则按比例得分"
    way = "每高" if method.limit.bound is Bound.AT_MOST else "每低"
    return f"{full}，{way} {_points(method.step)} 个百分点扣 {plain(method.deduct)} 分，扣完为止"


def _bands_words(method: Banded) -> str:
    steps = [f"不高于 {percent(band.at_most)} 得 {plain(band.score)} 分" for band in method.bands]
    steps.append(f"更高得 {plain(method.above)} 分")
    if method.silent_below is not None:
        steps.append(f"低于 {percent(method.silent_below)} 没有规定")
    return "；".join(steps)


def _keeps(rate: Decimal, limit: Limit) -> str:
    return f"{rate_words(rate)} {'≤' if limit.bound is Bound.AT_MOST else '≥'} {percent(limit.rate)}"


def _breaks(rate: Decimal, limit: Limit) -> str:
    return f"{rate_words(rate)} {'>' if limit.bound is Bound.AT_MOST else '<'} {percent(limit.rate)}"


def _points(share: Decimal) -> str:
    return plain(share * 100)


def _deducted(rate: Decimal, method: DeductPerPoint, most: Decimal) -> RateMarks:
    beyond = method.limit.passed_by(rate)
    steps = beyond / method.step
    begun, whole = steps.to_integral_value(ROUND_CEILING), steps.to_integral_value(ROUND_FLOOR)
    low = marks_of(most - begun * method.deduct, most)
    high = marks_of(most - whole * method.deduct, most)
    word = "高出" if method.limit.bound is Bound.AT_MOST else "低"
    said = f"{_breaks(rate, method.limit)}，{word} {plain(round_half_up(beyond * 100, PLACES))} 个百分点"
    each = f"每 {_points(method.step)} 个百分点扣 {plain(method.deduct)} 分"
    if begun == whole:
        exact = most - whole * method.deduct
        return RateMarks(
            low,
            high,
            f"{said}，{each}：{plain(most)} − {plain(whole)} × {plain(method.deduct)} {equals(exact, low)}",
        )
    if low == high:
        return RateMarks(low, high, f"{said}，{each}，扣完为止：{plain(low)}")
    return RateMarks(
        low,
        high,
        f"{said}，{each}；不足 {_points(method.step)} 个百分点的部分扣多少没有规定，得 {span(low, high)}",
    )


def _in_proportion(rate: Decimal, limit: Limit, most: Decimal) -> RateMarks:
    over, under = (limit.rate, rate) if limit.bound is Bound.AT_MOST else (rate, limit.rate)
    exact = most * over / under
    marks = marks_of(exact, most)
    words = f"{rate_words(over)} ÷ {rate_words(under)} × {plain(most)} {equals(exact, marks)}"
    return RateMarks(marks, marks, f"{_breaks(rate, limit)}，按比例：{words}")


def _banded(rate: Decimal, method: Banded, most: Decimal) -> RateMarks:
    if method.silent_below is not None and rate < method.silent_below:
        below = percent(method.silent_below)
        why = f"{rate_words(rate)}：低于 {below} 的怎样计分没有规定，得 {span(NOTHING, most)}"
        return RateMarks(NOTHING, most, why)
    for band in method.bands:
        if rate <= band.at_most:
            why = f"{rate_words(rate)} ≤ {percent(band.at_most)}，得 {plain(band.score)}"
            return RateMarks(band.score, band.score, why)
    last = method.bands[-1]
    return RateMarks(
        method.above, method.above, f"{rate_words(rate)} > {percent(last.at_most)}，得 {plain(method.above)}"
    )
