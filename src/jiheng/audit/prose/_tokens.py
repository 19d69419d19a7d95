"""The one pattern that finds every number of a paragraph, whatever it is."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from jiheng.audit.prose._surroundings import Bound
from jiheng.audit.prose._types import Kind
from jiheng.audit.prose._words import one_of
from jiheng.values import chinese_number

_HANZI = "一二三四五六七八九十"
_DAY = r"\d{1,2}[日号]"
_TO = r"[-~—–至到]{1,2}"
_DOCUMENT = r"[〔\[（(【](?:19|20)\d\d[〕\]）)】]第?\d+号"
_DATE = "|".join(
    (
        rf"(?:19|20)\d\d年?{_TO}(?:19|20)\d\d年(?:度)?",
        rf"(?:19|20)\d\d年(?:度|初|底|末)?(?:\d{{1,2}}(?:{_TO}\d{{1,2}})?月份?(?:{_DAY}(?:{_TO}(?:\d{{1,2}}月)?{_DAY})?)?)?",
        rf"\d{{1,2}}月{_DAY}(?:{_TO}(?:\d{{1,2}}月)?{_DAY})?",
        rf"\d{{1,2}}(?:{_TO}\d{{1,2}})?月份?",
        r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}",
    )
)
_SECTION = (
    rf"^(?:[（(](?:[{_HANZI}]+|\d{{1,2}})[）)]|[{_HANZI}]+[、．.]|\d{{1,2}}[.、．)](?!\d)|[①-⑳])"
    rf"|(?<![^。；：:;])(?:[{_HANZI}]{{1,2}}是|\d{{1,2}}[.、．](?!\d)|[（(](?:[{_HANZI}]+|\d{{1,2}})[）)])"
)
_ORDINAL = rf"第(?:\d+|[{_HANZI}百]+)"
_CODE = (
    r"(?<!\d)(?:1\d{10}|0\d{2,3}-\d{7,8}|\d{11,18}[Xx]?)(?!\d)"
    r"|[A-Za-z][A-Za-z-]*\d+(?:\.\d+)?[A-Za-z]*"
    r"|\d+(?:\.\d+)?(?:[A-Za-z]*[+*×·/]\d[\d.+*×·/A-Za-z]*|[A-Za-z]+)"
    r"|\d+(?:\.\d+){2,}"
)


@cache
def token() -> re.Pattern[str]:
    """Return the pattern; made once, as it takes the word lists."""
    units, classifiers = one_of("units"), one_of("classifiers")
    number = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    amount = (
        rf"(?P<number>{number})(?:{_TO}(?P<upper>\d+(?:\.\d+)?))?(?P<more>[余多几])?"
        rf"(?P<scale>[万亿](?!元))?(?P<over>[余多])?(?P<unit>{units})?(?:[（(][套次个只期]+[）)])?"
        rf"(?P<per>/[\u4e00-\u9fff]{{1,2}})?(?P<behind>以上|以下|以内|之内|左右)?"
    )
    spelled = (
        rf"(?<![第{_HANZI}两百千])(?P<spelled>[{_HANZI}两百]{{1,4}})(?P<counted>{classifiers})"
        r"(?P<far>以上|以下|以内)?"
    )
    # The first sign rules out most places of a text at once.
    return re.compile(
        rf"(?=[\dA-Za-z第{_HANZI}两百（(〔\[【①-⑳])(?:(?P<document>{_DOCUMENT})|(?P<section>{_SECTION})|(?P<date>{_DATE})|(?P<ordinal>{_ORDINAL})"
        rf"|(?P<code>{_CODE})|{amount}|{spelled})"
    )


KINDS = {
    "document": Kind.DOCUMENT,
    "section": Kind.SECTION,
    "date": Kind.DATE,
    "ordinal": Kind.ORDINAL,
    "code": Kind.CODE,
}
_SCALES = {"万": Decimal(10000), "亿": Decimal(100000000)}
_RATES = frozenset({"%", "‰"})
_BEHIND = {
    "以上": Bound.FLOOR,
    "以下": Bound.CEILING,
    "以内": Bound.CEILING,
    "之内": Bound.CEILING,
    "左右": Bound.ABOUT,
}


def number_of(found: re.Match[str]) -> tuple[Decimal, Decimal | None]:
    """Return the exact number of an amount, and the other end where it is a range."""
    printed, last, scale, spelled = found.group("number", "upper", "scale", "spelled")
    if spelled:
        return Decimal(chinese_number(spelled) or 0), None
    number, upper = Decimal(printed.replace(",", "")), Decimal(last) if last else None
    if scale:
        number *= _SCALES[scale]
        upper = upper * _SCALES[scale] if upper is not None else None
    return number, upper


@cache
def kind_of(unit: str) -> Kind:
    """Return what a unit makes of a number."""
    if unit.endswith("元"):
        return Kind.MONEY
    if unit in _RATES:
        return Kind.RATE
    if unit.endswith("百分点"):
        return Kind.POINTS
    return Kind.COUNT if unit else Kind.NUMBER


def bound_of(found: re.Match[str]) -> Bound:
    """Return how exactly an amount is printed."""
    behind, far, more, over = found.group("behind", "far", "more", "over")
    if behind or far:
        return _BEHIND[behind or far]
    return Bound.FLOOR if more or over else Bound.EXACT
