"""An achieved number said in the target's unit. Where two readings are possible, both are given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiheng.scoring._outcome import plain
from jiheng.scoring._units import MONEY, all_units
from jiheng.values import AchievedText, Measured, NumericTarget, TargetText, halve

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Aligned:
    """Numbers comparable with the target's, and what was assumed ("" for nothing)."""

    numbers: tuple[Decimal, ...]
    note: str = ""


def align(
    measured: Measured, target: NumericTarget, achieved: AchievedText, printed_target: TargetText
) -> Aligned | None:
    """Return the achieved number in the target's unit, or None where the units measure different things."""
    if measured.unit == target.unit:
        return Aligned((measured.number,))
    if measured.unit and target.unit:
        return _converted(measured, target)
    if "%" in {measured.unit, target.unit}:
        return _with_percent(measured, target)
    if measured.unit in MONEY and _ends_in_magnitude(printed_target.text):
        return _money(measured.number, measured.unit, "元", "指标值")
    if target.unit in MONEY and _ends_in_magnitude(achieved.text):
        return _money(measured.number, "元", target.unit, "实际完成值")
    side, unit = ("实际完成值", target.unit) if target.unit else ("指标值", measured.unit)
    return Aligned((measured.number,), f"{side}没有写单位，按“{unit}”理解。")


def _converted(measured: Measured, target: NumericTarget) -> Aligned | None:
    number = all_units().convert(measured.number, measured.unit, target.unit)
    if number is None:
        return None
    if number == measured.number:
        return Aligned((number,), f"“{measured.unit}”与“{target.unit}”视为同一单位。")
    return Aligned((number,), f"{plain(measured.number)}{measured.unit} 折合 {plain(number)}{target.unit}。")


def _with_percent(measured: Measured, target: NumericTarget) -> Aligned:
    """Align where one side prints % and the other nothing: 0.95 may be 95 %, 37.4 may not be 3740 %."""
    number = measured.number
    if target.unit:
        note = "实际完成值没有写单位，按“%”理解。"
        if 0 < number <= 1 < target.number:
            return Aligned((number, number * _HUNDRED), "实际完成值没有写单位，可能是百分数，也可能是小数。")
        return Aligned((number,), note)
    if 0 < target.number <= 1 < number:
        return Aligned((number, number / _HUNDRED), "指标值没有写单位，可能是百分数，也可能是小数。")
    return Aligned((number,), "指标值没有写单位，按“%”理解。")


def _ends_in_magnitude(text: str) -> bool:
    """Whether a text names money without its unit: 5万 is 5万元 where the other side is money."""
    return halve(text).endswith(("万", "亿"))


def _money(number: Decimal, unit: str, into: str, side: str) -> Aligned:
    converted = all_units().convert(number, unit, into)
    note = f"{side}没有写“元”，按金额理解。"
    return Aligned((number if converted is None else converted,), note)


def printed(text: TargetText | AchievedText) -> str:
    """Return a printed text without white space, for quoting in a reason."""
    return halve(text.text)
