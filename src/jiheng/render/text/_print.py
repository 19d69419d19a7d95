"""Values → the words officials write: 418.85万元, 97.08%, 3112件, 同比增长10.4%, 二〇二四年."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from jiheng.render.text._grammar import ReferenceWrong
from jiheng.values import convert, round_half_up

_PLACES = re.compile(r"([0-9一二三四五六两零])位小数")
_HANZI = {hanzi: number for number, hanzi in enumerate("零一二三四五六")} | {"两": 2}
_YEAR_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MONEY = ("元", "千元", "万元", "亿元")
_CHANGE = {"同比": ("同比", "与上年同期持平"), "较上年": ("较上年", "与上年持平"), "增减": ("", "持平")}
NO_UNIT = "不带单位"
THOUSANDS = "千分位"
SIZE = "幅度"
_YEAR = "中文年份"
WORDS = (*_MONEY, "1位小数", "取整", THOUSANDS, NO_UNIT, *_CHANGE, SIZE, _YEAR)
"""Every word on how to print, with one example for the number of digits."""
_RATE_PLACES = 2
_TEN = 10


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit."""

    number: Decimal
    unit: str
    printed: str = ""
    """As its cell prints it, white space removed; "" where it is computed."""
    change: str = ""
    """How it is told where it says how much something grew or fell: 同比, 增减; "" where it does not."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text as printed."""

    text: str


Value = Amount | Words | dt.date | int
"""What a reference leads to; an integer is a year."""


def print_value(value: Value, formats: tuple[str, ...]) -> str:
    """Return a value as a report's text has it.

    A value of a cell is printed with the cell's digits and its unit. A computed rate has two digits behind
    the point at most. Nothing else is rounded unless a number of digits is asked for.

    Raises:
        ReferenceWrong: A word on how to print is unknown, or does not go with the value.
    """
    if isinstance(value, Amount):
        return _print_amount(value, formats)
    if isinstance(value, Words):
        if formats:
            raise ReferenceWrong(f"是文字，不能按“{formats[0]}”显示")
        return value.text
    for word in formats:
        if word != _YEAR:
            raise ReferenceWrong(f"是日期，不能按“{word}”显示；可用：{_YEAR}")
    return _print_day(value, chinese=bool(formats))


def _print_day(value: dt.date | int, *, chinese: bool) -> str:
    if isinstance(value, int):
        return str(value).translate(_YEAR_DIGITS) if chinese else str(value)
    if not chinese:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{str(value.year).translate(_YEAR_DIGITS)}年{_small(value.month)}月{_small(value.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, _TEN)
    return ("" if not tens else "十" if tens == 1 else f"{'一二三'[tens - 1]}十") + (
        "一二三四五六七八九"[ones - 1] if ones else ""
    )


@dataclass(slots=True)
class _Manner:
    """How an amount is to be printed."""

    places: int | None = None
    unit: bool = True
    thousands: bool = False
    change: str = ""


def _print_amount(amount: Amount, formats: tuple[str, ...]) -> str:
    manner = _Manner(change=amount.change)
    for word in formats:
        amount = _apply(word, amount, manner)
    if manner.change:
        return _print_change(amount, manner)
    return _digits(amount, manner) + (amount.unit if manner.unit else "")


def _apply(word: str, amount: Amount, manner: _Manner) -> Amount:
    if found := _PLACES.fullmatch(word):
        manner.places = _HANZI[found[1]] if found[1] in _HANZI else int(found[1])
        return amount
    if word in _MONEY:
        number = convert(amount.number, amount.unit, word)
        if number is None:
            raise ReferenceWrong(f"单位是“{amount.unit or '无'}”，不能换算成{word}")
        return amount if word == amount.unit else replace(amount, number=number, unit=word, printed="")
    if word in _CHANGE:
        manner.change = word
        return amount
    if word == SIZE:
        manner.change = ""
        return replace(amount, number=abs(amount.number), printed=amount.printed.lstrip("+-"))
    plain: dict[str, Callable[[], None]] = {
        "取整": lambda: setattr(manner, "places", 0),
        THOUSANDS: lambda: setattr(manner, "thousands", True),
        NO_UNIT: lambda: setattr(manner, "unit", False),
    }
    if word not in plain:
        raise ReferenceWrong(f"不认识显示方式“{word}”；可用：{'、'.join(WORDS)}")
    plain[word]()
    return amount


def _print_change(amount: Amount, manner: _Manner) -> str:
    before, level = _CHANGE[manner.change]
    if not amount.number:
        return level
    word = "增长" if amount.number > 0 else "下降"
    size = replace(amount, number=abs(amount.number), printed=amount.printed.lstrip("+-"))
    return before + word + _digits(size, manner) + (amount.unit if manner.unit else "")


def _digits(amount: Amount, manner: _Manner) -> str:
    """Return the number alone, without its unit."""
    if manner.places is not None:
        rounded = round_half_up(amount.number, manner.places)
        return f"{rounded:{',' if manner.thousands else ''}.{manner.places}f}"
    if amount.printed and not manner.thousands:
        return amount.printed.removesuffix(amount.unit)
    number = (
        amount.number if amount.printed or amount.unit != "%" else round_half_up(amount.number, _RATE_PLACES)
    )
    text = f"{number:{',' if manner.thousands else ''}f}"
    if amount.printed or "." not in text:
        return text
    return text.rstrip("0").rstrip(".")
