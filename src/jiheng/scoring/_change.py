"""What would change a line's marks: the achieved value that earns the whole weight, or the next band.

Said only of lines that do not earn their whole weight for certain. It is arithmetic on the same target,
weight and standard as the marks themselves; it advises nothing about what was really achieved.
"""

from __future__ import annotations

from decimal import Decimal

from jiheng.reports import FundLine, Indicator
from jiheng.scoring._align import align
from jiheng.scoring._numeric import score_number
from jiheng.scoring._outcome import Outcome, plain, span
from jiheng.scoring._timing import say_date
from jiheng.scoring._types import LineKind
from jiheng.standards import Version
from jiheng.values import Changed, Comparator, DeadlineTarget, Measured, NumericTarget, TrendTarget

_REACH = {
    Comparator.AT_LEAST: "达到",
    Comparator.MORE_THAN: "高于",
    Comparator.AT_MOST: "不超过",
    Comparator.LESS_THAN: "低于",
    Comparator.EQUAL: "达到",
    Comparator.BARE: "达到",
}


def execution_change(fund: FundLine, outcome: Outcome, weight: Decimal) -> str:
    """Return what spending would earn the whole weight; "" where it does already, or nothing is known."""
    actual, final = fund.actual_expenditure.value, fund.final_budget.value
    if outcome.low == weight:
        return ""
    if final is None or final <= 0:
        return "填写全年预算数后才能计算。" if final is None else ""
    if actual is None:
        return f"填写全年执行数后才能计算；达到 {plain(final)} 得满分 {plain(weight)}。"
    return f"全年执行数达到 {plain(final)}（再多 {plain(final - actual)}）得满分 {plain(weight)}。"


def indicator_change(indicator: Indicator, outcome: Outcome, weight: Decimal, version: Version) -> str:
    """Return what achieved value would earn the whole weight or the next band; "" where it does now."""
    if outcome.low == weight or not weight:
        return ""
    target = indicator.target.reading
    full = f"得满分 {plain(weight)}"
    if isinstance(target, NumericTarget):
        return _for_number(indicator, target, weight, version)
    if isinstance(target, DeadlineTarget):
        is_open = outcome.kind is not LineKind.QUANTITATIVE and outcome.met is None
        return f"写明在 {say_date(target.by)}以前完成的日期，{full}。" if is_open else ""
    if isinstance(target, TrendTarget):
        return "" if outcome.met else f"写明确实{target.direction.value}，{full}。"
    return _next_band(outcome, weight, version)


def _for_number(indicator: Indicator, target: NumericTarget, weight: Decimal, version: Version) -> str:
    full = f"得满分 {plain(weight)}"
    if target.comparator is Comparator.BETWEEN:
        upper = "" if target.upper is None else f" 至 {plain(target.upper)}"
        return f"完成值在 {plain(target.number)}{upper}{target.unit} 之间{full}。"
    limit = f"{_REACH[target.comparator]} {plain(target.number)}{target.unit}"
    achieved = indicator.achieved.reading
    if isinstance(achieved, Changed):
        return "指标值写明上升还是下降之后才能计算。"
    aligned = None
    if isinstance(achieved, Measured) and achieved.bound is None:
        aligned = align(achieved, target, indicator.achieved, indicator.target)
    if aligned is None or len(aligned.numbers) > 1:
        return f"写明确切的完成值；{limit}{full}。"
    number = aligned.numbers[0]
    gap = abs(target.number - number)
    is_strict = target.comparator in {Comparator.MORE_THAN, Comparator.LESS_THAN}
    way = "少" if target.comparator.is_ceiling else "再多"
    away = f"（{way} {plain(gap)}{target.unit}）" if gap and not is_strict else ""
    return f"完成值{limit}{away}{full}。{_for_reported(indicator, target, number, weight, version)}"


def _for_reported(
    indicator: Indicator, target: NumericTarget, number: Decimal, weight: Decimal, version: Version
) -> str:
    """Return what achieved value would bear out the reported marks, where they are more than was earned."""
    reported = indicator.score.value
    if target.comparator.is_ceiling or target.number <= 0 or reported is None or not 0 < reported < weight:
        return ""
    needed = target.number * reported / weight
    earned = score_number(target, needed, None, weight, version)
    if needed <= number or earned.low != reported:
        return ""
    return f"填报的 {plain(reported)} 分对应的完成值是 {plain(needed)}{target.unit}。"


def _next_band(outcome: Outcome, weight: Decimal, version: Version) -> str:
    """Return the marks of the band above, for words; the best band is left to the one who judges."""
    bands = version.bands
    partly, met = (weight * share for share in (bands.partly_from, bands.met_from))
    if outcome.kind is LineKind.UNJUDGED:
        bands_said = f"属“达成”得 {span(met, weight)} 分，属“部分达成”得 {span(partly, met)} 分"
        return f"写明做到了什么、依据是什么：{bands_said}。"
    if outcome.kind is not LineKind.QUALITATIVE or outcome.met:
        return ""
    if outcome.high > partly:
        return f"有依据属“达成”的，得 {span(met, weight)} 分。"
    return f"有依据属“部分达成”的，得 {span(partly, met)} 分；属“达成”的，得 {span(met, weight)} 分。"
