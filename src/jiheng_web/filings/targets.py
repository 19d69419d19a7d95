"""A typed target in words: what the engine understood of what a clerk typed."""

from __future__ import annotations

from typing import assert_never

from jiheng.reports import BaseData, SelfEvaluation
from jiheng.values import (
    Comparator,
    DeadlineTarget,
    Missing,
    NumericTarget,
    PartialDate,
    QualitativeTarget,
    Target,
    TrendTarget,
)

_COMPARED = {
    Comparator.AT_LEAST: "不少于",
    Comparator.MORE_THAN: "多于",
    Comparator.AT_MOST: "不超过",
    Comparator.LESS_THAN: "少于",
    Comparator.EQUAL: "等于",
}


def understood(form: BaseData | SelfEvaluation) -> dict[str, str]:
    """Return what each target of a form was understood as, by the path of its cell; nothing for blanks."""
    if isinstance(form, BaseData):
        return {}
    words = {row.target.at: target_words(row.target.reading) for row in form.indicators}
    return {path: said for path, said in words.items() if path and said}


def target_words(target: Target) -> str:
    """Return a target in words; "" where nothing is typed."""
    match target:
        case NumericTarget():
            return _number(target)
        case DeadlineTarget():
            return f"{_date(target.by)}前完成"
        case TrendTarget():
            return f"要求{target.direction.value}，没有写幅度"
        case QualitativeTarget():
            return "文字目标，按完成程度分档"
        case Missing():
            return _missing(target)
        case _:
            assert_never(target)


def _number(target: NumericTarget) -> str:
    number = _with_unit(f"{target.number:f}", target.unit)
    if target.comparator is Comparator.BETWEEN and target.upper is not None:
        return f"{number} 至 {_with_unit(f'{target.upper:f}', target.unit)}"
    if target.comparator is Comparator.BARE:
        return f"{number}，没有写方向"
    return f"{_COMPARED[target.comparator]} {number}"


def _with_unit(number: str, unit: str) -> str:
    return f"{number}{unit}" if unit in {"", "%", "‰"} else f"{number} {unit}"


def _date(date: PartialDate) -> str:
    parts = ((date.year, "年"), (date.month, "月"), (date.day, "日"))
    return "".join(f"{number}{unit}" for number, unit in parts if number is not None)


def _missing(target: Missing) -> str:
    if target is Missing.NOT_APPLICABLE:
        return "不适用"
    return "" if target is Missing.BLANK else "没有看懂"
