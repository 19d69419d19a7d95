"""A numeric target against an achieved number: what was earned, exactly, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.scoring._outcome import NOTHING, Outcome, equals, marks_of, percent, plain, span
from jiheng.scoring._types import LineKind
from jiheng.standards import AtMostMethod, Version
from jiheng.values import Comparator, NumericTarget

_TWO = Decimal(2)
_SIGNS = {Comparator.BARE: "=", Comparator.EQUAL: "="}


@dataclass(frozen=True, slots=True)
class Earned:
    """What one number earns against one target."""

    marks: Decimal
    met: bool
    formula: str
    step: str
    other: str = ""
    """What another printed way of scoring would give, where the standard had to choose."""


def score_number(
    target: NumericTarget, number: Decimal, bound: Comparator | None, weight: Decimal, version: Version
) -> Outcome:
    """Score one achieved number or bound, already in the target's unit."""
    earned = earn(target, number, weight, version.at_most_exceeded)
    if bound is not None:
        outcome = _bounded(target, number, bound, weight, earned)
    elif target.comparator is Comparator.BARE and target.number <= 0 and number > target.number:
        outcome = Outcome(
            LineKind.AMBIGUOUS,
            NOTHING,
            weight,
            f"指标值 {plain(target.number)} 没有写比较符号，读作“等于”未达到，读作“不少于”已达到",
            ("指标值没有写比较符号，两种读法结果不同，按整个区间列出。",),
        )
    else:
        outcome = Outcome(
            LineKind.QUANTITATIVE, earned.marks, earned.marks, earned.formula, (earned.step,), met=earned.met
        )
    steps = [*outcome.steps, *([earned.other] if earned.other else [])]
    if target.comparator is Comparator.BARE and target.number > 0:
        steps.append("指标值没有写比较符号；读作“不少于”和“等于”，得分相同。")
    is_proof = bound is None or bound.is_floor is not target.comparator.is_ceiling
    ratio = completion(target, number) if is_proof else None
    threshold = version.overshoot_needs_reason_above
    if ratio is not None and ratio > threshold and outcome.met:
        steps.append(_overshoot(target, ratio, threshold))
    return outcome.with_steps(tuple(steps), ratio)


def _overshoot(target: NumericTarget, ratio: Decimal, threshold: Decimal) -> str:
    said = "指标值为实际值的" if target.comparator.is_ceiling else "完成值为指标值的"
    return f"{said} {percent(ratio)}，超过 {percent(threshold)}，须说明原因；标准没有规定扣分数，不扣分。"


def completion(target: NumericTarget, number: Decimal) -> Decimal | None:
    """Return achieved over target (target over achieved for at-most), or None where it says nothing."""
    if target.comparator is Comparator.BETWEEN:
        return None
    above, below = (target.number, number) if target.comparator.is_ceiling else (number, target.number)
    return above / below if below > 0 else None


def earn(target: NumericTarget, number: Decimal, weight: Decimal, method: AtMostMethod) -> Earned:
    """Return what an exact number earns."""
    if _is_met(target, number):
        return _full(target, number, weight)
    if target.comparator is Comparator.BETWEEN and target.upper is not None and number > target.upper:
        return _exceeded(NumericTarget(Comparator.AT_MOST, target.upper, target.unit), number, weight, method)
    if target.comparator.is_ceiling:
        return _exceeded(target, number, weight, method)
    return _fallen_short(target, number, weight)


def _is_met(target: NumericTarget, number: Decimal) -> bool:
    limit = target.number
    match target.comparator:
        case Comparator.AT_LEAST:
            return number >= limit
        case Comparator.MORE_THAN:
            return number > limit
        case Comparator.AT_MOST:
            return number <= limit
        case Comparator.LESS_THAN:
            return number < limit
        case Comparator.BETWEEN:
            return limit <= number and (target.upper is None or number <= target.upper)
        case _:
            # Above an equal target is full marks and reported; a target of 0 has no "above and better".
            return number >= limit if limit > 0 else number == limit


def _say(target: NumericTarget) -> str:
    if target.comparator is Comparator.BETWEEN and target.upper is not None:
        return f"{plain(target.number)}–{plain(target.upper)}{target.unit}"
    return f"{target.comparator.value}{plain(target.number)}{target.unit}"


def _full(target: NumericTarget, number: Decimal, weight: Decimal) -> Earned:
    actual, limit = f"{plain(number)}{target.unit}", f"{plain(target.number)}{target.unit}"
    whole, said = plain(weight), f"{target.comparator.value}{limit}"
    if target.comparator is Comparator.BETWEEN:
        said = _say(target)
        formula = f"{actual} 在 {said} 之间，得满分 {whole}"
    else:
        sign = _SIGNS.get(target.comparator, target.comparator.value)
        sign = ">" if sign == "=" and number > target.number else sign
        formula = f"{actual} {sign} {limit}，得满分 {whole}"
    is_above = target.comparator in _SIGNS and number > target.number
    reached = "超出指标值" if is_above else "没有超出" if target.comparator.is_ceiling else "达到"
    step = f"指标值 {said}，实际完成 {actual}，{reached}，得满分 {whole} 分。"
    return Earned(weight, met=True, formula=formula, step=step)


def _fallen_short(target: NumericTarget, number: Decimal, weight: Decimal) -> Earned:
    opening = f"指标值 {_say(target)}，实际完成 {plain(number)}{target.unit}，未达到。"
    if target.number <= 0:
        return _zero("指标值不大于 0，没有比例可算，未达到得 0 分", opening)
    exact = weight * number / target.number
    marks = marks_of(exact, weight)
    formula = f"{plain(number)} ÷ {plain(target.number)} × {plain(weight)} {equals(exact, marks)}"
    step = f"{opening}定量指标未完成的按比例计分：{formula} 分{_rounded(exact, marks)}。"
    return Earned(marks, met=False, formula=formula, step=step)


def _exceeded(target: NumericTarget, number: Decimal, weight: Decimal, method: AtMostMethod) -> Earned:
    limit, actual = plain(target.number), plain(number)
    opening = f"指标值 {_say(target)}，实际 {actual}{target.unit}，超出。"
    if target.number <= 0:
        return _zero("指标值不大于 0，没有比例可算，超出得 0 分", opening)
    linear = weight * (_TWO * target.number - number) / target.number
    inverse = weight * target.number / number
    said_linear = f"(2 × {limit} − {actual}) ÷ {limit} × {plain(weight)}"
    said_inverse = f"{limit} ÷ {actual} × {plain(weight)}"
    if method is AtMostMethod.LINEAR_TO_ZERO_AT_DOUBLE:
        exact, said, rule = linear, said_linear, "按标准在两倍指标值处降为 0 分，其间按直线计分"
        other = f"若按指标值 ÷ 实际值计分，为 {plain(marks_of(inverse, weight))} 分。"
    else:
        exact, said, rule = inverse, said_inverse, "按标准以指标值 ÷ 实际值计分"
        other = f"若在两倍指标值处降为 0 分，为 {plain(marks_of(linear, weight))} 分。"
    marks = marks_of(exact, weight)
    formula = f"{said} {equals(exact, marks)}"
    step = f"{opening}{rule}：{formula} 分{_rounded(exact, marks)}。"
    return Earned(marks, met=False, formula=formula, step=step, other=other)


def _zero(why: str, opening: str) -> Earned:
    return Earned(NOTHING, met=False, formula=why, step=f"{opening}{why}。")


def _rounded(exact: Decimal, marks: Decimal) -> str:
    return "" if exact == marks or exact < NOTHING else "（四舍五入到两位小数）"


def _bounded(
    target: NumericTarget, number: Decimal, bound: Comparator, weight: Decimal, earned: Earned
) -> Outcome:
    """Score an achieved value that is only a bound: every number beyond it stays possible."""
    said = f"实际完成值只写了“{bound.value}{plain(number)}{target.unit}”"
    has_order = target.comparator is not Comparator.BETWEEN and (
        target.number > 0 or target.comparator.is_floor or target.comparator.is_ceiling
    )
    if not has_order:
        why = f"{said}，不能确定是否在 {_say(target)} 之内"
        return Outcome(LineKind.AMBIGUOUS, NOTHING, weight, why, (f"{why}，按整个区间列出。",))
    # A floor under an at-least target, or a ceiling over an at-most one, bounds the marks from below.
    if bound.is_floor is not target.comparator.is_ceiling:
        low, high = earned.marks, weight
        met: bool | None = True if _proves(target, number, bound) else None
    else:
        low, high = NOTHING, earned.marks
        met = None if earned.met else False
    if low == high:
        why = earned.formula if not met else f"{said}，已足以证明达到 {_say(target)}，得满分 {plain(weight)}"
        return Outcome(LineKind.QUANTITATIVE, low, high, why, (f"{why}。",), met=met)
    why = f"{said}，只能证明 {span(low, high)} 分"
    return Outcome(LineKind.AMBIGUOUS, low, high, why, (f"{why}。",), met=met)


def _proves(target: NumericTarget, number: Decimal, bound: Comparator) -> bool:
    """Whether every number beyond the bound meets the target (>100 meets >100, ≥100 does not)."""
    is_strict_bound = bound in {Comparator.MORE_THAN, Comparator.LESS_THAN}
    return _is_met(target, number) or (is_strict_bound and number == target.number)
