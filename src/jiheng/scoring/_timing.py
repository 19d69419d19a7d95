"""Targets without a size: to be done by a date, to move in a direction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from jiheng.scoring._outcome import NOTHING, Outcome, plain, unjudged
from jiheng.scoring._types import LineKind
from jiheng.standards import Missed, Version
from jiheng.values import (
    Changed,
    DeadlineTarget,
    Direction,
    Happened,
    Measured,
    PartialDate,
    TargetText,
    TrendTarget,
)

_MONTHS = 12
_LEAP_YEAR = 2000
"""Where no year is printed at all: months compare the same in every year, and 2月29日 exists."""


def as_date(measured: Measured) -> Happened | None:
    """Read ``7月`` as the month and ``2024年`` as the year where the target is a date."""
    number = measured.number
    if measured.bound is not None or number != number.to_integral_value():
        return None
    if measured.unit == "月" and 1 <= number <= _MONTHS:
        return Happened(PartialDate(None, int(number), None))
    if measured.unit == "年" and dt.MINYEAR < number < dt.MAXYEAR:
        return Happened(PartialDate(int(number), None, None))
    return None


def score_date(
    target: TargetText, happened: Happened, weight: Decimal, version: Version, fiscal_year: int | None
) -> Outcome:
    """Score a date against a deadline; a month without a day may leave open which came first."""
    reading = target.reading
    if not isinstance(reading, DeadlineTarget):
        raise TypeError(target)
    by, date = reading.by, happened.date
    said = f"期限 {say_date(by)}，完成时间 {say_date(date)}{'前' if happened.by else ''}"
    year = fiscal_year or by.year or date.year or _LEAP_YEAR
    try:
        limit = by.latest(year) if _includes_whole(target.text, by) else by.earliest(year)
        is_certain = date.latest(year) <= limit or (happened.by and date == by)
        is_late = date.earliest(year) > by.latest(year) and not happened.by
    except ValueError:
        return unjudged(weight, f"{said}，{year} 年没有这一天")
    if is_certain:
        why = f"{said}，按期完成，得满分 {plain(weight)}"
        return Outcome(LineKind.QUANTITATIVE, weight, weight, why, (f"{why} 分。",), met=True)
    if is_late:
        return _late(said, weight, version)
    why = f"{said}，没有写到日，不能确定先后"
    return Outcome(LineKind.AMBIGUOUS, NOTHING, weight, why, (f"{why}，按整个区间列出。",))


def _includes_whole(text: str, by: PartialDate) -> bool:
    """Whether the period named still counts: 12月底前 includes December, 12月前 may not."""
    return by.day is not None or "底" in text or "末" in text or "前" not in text


def _late(said: str, weight: Decimal, version: Version) -> Outcome:
    if version.missed_deadline is Missed.ZERO:
        why = f"{said}，逾期，得 0 分"
        return Outcome(LineKind.QUANTITATIVE, NOTHING, NOTHING, why, (f"{why}。",), met=False)
    why = f"{said}，逾期；标准没有规定逾期扣多少分"
    return Outcome(LineKind.AMBIGUOUS, NOTHING, weight, why, (f"{why}，按整个区间列出。",), met=False)


def say_date(date: PartialDate) -> str:
    """Return ``2024年5月30日`` with the parts that are printed."""
    parts = ((date.year, "年"), (date.month, "月"), (date.day, "日"))
    return "".join(f"{number}{unit}" for number, unit in parts if number is not None)


def score_trend(target: TrendTarget, changed: Changed, weight: Decimal, version: Version) -> Outcome:
    """Score a change against a direction; without a size no proportion exists."""
    amount = "" if changed.number is None else f" {plain(changed.number)}{changed.unit}"
    said = f"指标值要求{target.direction.value}，实际{changed.direction.value}{amount}"
    if _direction_of(changed) is target.direction:
        why = f"{said}，得满分 {plain(weight)}"
        note = ("没有写明变化的数额。",) if changed.number is None else ()
        return Outcome(LineKind.QUANTITATIVE, weight, weight, why, (f"{why} 分。", *note), met=True)
    if version.missed_direction is Missed.ZERO:
        why = f"{said}，未达到；方向没有比例可算，得 0 分"
        return Outcome(LineKind.QUANTITATIVE, NOTHING, NOTHING, why, (f"{why}。",), met=False)
    why = f"{said}，未达到；标准没有规定扣多少分"
    return Outcome(LineKind.AMBIGUOUS, NOTHING, weight, why, (f"{why}，按整个区间列出。",), met=False)


def _direction_of(changed: Changed) -> Direction | None:
    """Return which way it moved; 下降0 moved nowhere, 下降-3 rose."""
    if changed.number is None or changed.number > 0:
        return changed.direction
    if changed.number == 0:
        return None
    return Direction.UP if changed.direction is Direction.DOWN else Direction.DOWN
