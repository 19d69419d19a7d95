"""Printed numbers and their units: ``1,234.5``, ``93.75%``, ``8100亿元``, ``两家``."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jiheng.values._text import STROKES, halve, squeeze
from jiheng.values._types import Figure, Missing

NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
UNIT = r"(?:%|‰|℃|[A-Za-zμ㎡㎥²³\u4e00-\u9fff/·（）()]{0,8})"
_CLASSIFIERS = (
    "家 个月 个 次 场次 场 期 项 人次 人 名 册 份 块 条 座 台 套 件 篇 种 类 批 处 所 年 月 天 日 周 户 村 起"
)
_CLASSIFIER = f"(?:{_CLASSIFIERS.replace(' ', '|')})"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = r"[零\u3007一二两三四五六七八九十百千万]+"

_FIGURE = re.compile(rf"({NUMBER})({UNIT})")
_CHINESE_FIGURE = re.compile(rf"({_CHINESE})({_CLASSIFIER}(?:/{_CLASSIFIER})?)")
_UNIT_NOTE = re.compile(r"(?<=[%个家万元])[（(](?:百分比|[\u4e00-\u9fff]{1,6})[）)]$")
"""A unit named once more behind its sign: 98%（百分比）."""
_CALENDAR = re.compile(r"[年月](?:前|内|底|末|初|之前|以前|份)")
"""9月前 and 2024年内 are dates, not nine of something."""
_MAGNITUDE = {"万": Decimal(10000), "亿": Decimal(100000000)}
# 万 and 亿 before 元 are money units of their own; before anything else they only enlarge the number.
_ENLARGED = re.compile(r"([万亿])(?!元)(.*)")


def chinese_number(text: str) -> int | None:
    """Return the integer a Chinese numeral says (十二, 两, 一百二十, 二〇二五), or None."""
    if not text or any(c not in _DIGITS and c not in _POWERS and c != "万" for c in text):
        return None
    if not any(c in _POWERS or c == "万" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
        elif c in _POWERS:
            section += (digit or 1) * _POWERS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + section + digit


def decimal_of(text: str) -> Decimal:
    """Return the exact number of a text that matches ``NUMBER``."""
    return Decimal(text.replace(",", ""))


def quantity_of(text: str) -> tuple[Decimal, str] | None:
    """Return (number, unit) where the whole half-width text is a number with an optional unit, else None."""
    text = _UNIT_NOTE.sub("", text)
    if (found := _FIGURE.fullmatch(text)) and not _CALENDAR.match(found[2]):
        return enlarge(decimal_of(found[1]), found[2])
    if found := _CHINESE_FIGURE.fullmatch(text):
        number = chinese_number(found[1])
        return None if number is None else (Decimal(number), found[2])
    return None


def enlarge(number: Decimal, unit: str) -> tuple[Decimal, str]:
    """Move 万 or 亿 from the unit into the number, unless it is money (1万人次 is 10000 人次)."""
    if found := _ENLARGED.fullmatch(unit):
        return number * _MAGNITUDE[found[1]], found[2]
    return number, unit


def read_figure(text: str, at: str, unit: str = "") -> Figure:
    """Read a cell that should hold one figure.

    Args:
        text: The cell's text.
        at: Its address.
        unit: The unit its label or form gives, used where the cell prints none.

    Returns:
        The figure, its text squeezed; ``number`` is BLANK, NOT_APPLICABLE or UNREADABLE where it has none.
    """
    printed, number, printed_unit = _said(text)
    return Figure(printed, at, number, printed_unit or unit)


@lru_cache(maxsize=8192)
def _said(text: str) -> tuple[str, Decimal | Missing, str]:
    """Return a text squeezed, what number it says, and the unit printed: marks and blanks come again."""
    printed = squeeze(text)
    plain = halve(text)
    if not plain:
        return printed, Missing.BLANK, ""
    if plain in STROKES:
        return printed, Missing.NOT_APPLICABLE, ""
    found = _FIGURE.fullmatch(plain)
    if found is None:
        return printed, Missing.UNREADABLE, ""
    return printed, *enlarge(decimal_of(found[1]), found[2])


_IN_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000), "亿元": Decimal(100000000)}


def convert(number: Decimal, unit: str, into: str) -> Decimal | None:
    """Return a number in another unit, or None where the two units measure different things.

    Money converts among 元, 千元, 万元 and 亿元; every other unit converts only into itself.
    """
    if unit == into:
        return number
    if unit in _IN_YUAN and into in _IN_YUAN:
        return number * _IN_YUAN[unit] / _IN_YUAN[into]
    return None
