"""Targets (年度指标值) and achieved values (实际完成值) as printed → what they say.

What is not understood stays text (``QualitativeTarget``, ``Described``); no number is taken out of a sentence
unless the sentence holds exactly one and says what it bounds.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from jiheng.values._dates import DATE, date_of
from jiheng.values._numbers import NUMBER, UNIT, decimal_of, enlarge, quantity_of
from jiheng.values._text import STROKES, halve
from jiheng.values._types import (
    Achieved,
    Changed,
    Comparator,
    DeadlineTarget,
    Described,
    Direction,
    Happened,
    Measured,
    Missing,
    NumericTarget,
    QualitativeTarget,
    Target,
    TrendTarget,
)

_BEFORE = {
    Comparator.AT_LEAST: "≥|>=|=>|大于或等于|大于等于|不少于|不低于|不小于|至少|达到",
    Comparator.AT_MOST: "≤|<=|=<|小于或等于|小于等于|不超过|不高于|不大于|不多于|控制在",
    Comparator.MORE_THAN: ">|超过|大于|多于|高于",
    Comparator.LESS_THAN: "<|小于|低于|少于",
    Comparator.EQUAL: "=|等于",
}
_AFTER = {
    Comparator.AT_LEAST: "及以上|以上",
    Comparator.AT_MOST: "及以下|以内|以下|之内",
}
_SIGN_BY_TEXT = {
    text: sign for group in (_BEFORE, _AFTER) for sign, texts in group.items() for text in texts.split("|")
}
_LEAD = "|".join(f"(?:{texts})" for texts in _BEFORE.values())
_TRAIL = "|".join(f"(?:{texts})" for texts in _AFTER.values())
_SOFT_END = "。；;，,、."

_BOUNDED = re.compile(rf"(?P<lead>{_LEAD})?(?P<value>[^<>=≥≤]+?)(?P<trail>{_TRAIL})?")
_RANGE = re.compile(rf"({NUMBER})({UNIT})(?:-|~|至|—|–)({NUMBER})({UNIT})")
_BOUND_AT_END = re.compile(rf"(?P<lead>{_LEAD})(?P<number>{NUMBER})(?P<unit>{UNIT}?)(?P<trail>{_TRAIL})?$")
_MEASURED_AT_END = re.compile(
    rf"[^\d第]{{1,10}}?(?:为|是|达|达到|共|共计|费用|支出|：|:)(?P<number>{NUMBER})(?P<unit>%|万元|元|亿元|家|个|人|次|场|件|份|天)$"
)
_DEADLINE = re.compile(rf"(?:{DATE})(?:之前|以前|前)")
_DATE_ALONE = re.compile(rf"(?:在|于|已于)?(?:{DATE})(?P<before>之前|以前|前)?(?P<rest>[^\d]{{0,10}})")
_DOWN = "下降|减少|降低|节约|压减"
_UP = "上升|增加|增长|提高|提升"
_TREND = re.compile(
    rf".{{0,12}}(?:较|比|同比)(?:去年|上年|上年度|往年|同期|上年同期)?(?:有所|明显|稳步)?({_DOWN}|{_UP})"
)
_CHANGE = re.compile(rf"[^\d]{{0,20}}?({_DOWN}|{_UP})(?:了|约)?({NUMBER})(%|‰|个百分点|百分点|{UNIT})")
_ANY_NUMBER = re.compile(NUMBER)


@lru_cache(maxsize=4096)
def read_target(text: str) -> Target:
    """Return what a target says.

    Examples: ``≥95%`` at least 95 %; ``30场/期`` a bare number; ``2024年5月30日前`` a deadline;
    ``较去年下降`` a trend; ``是否及时`` words.
    """
    plain = halve(text).rstrip(_SOFT_END).removesuffix("人民币")
    if (absent := _absent(plain)) is not None:
        return absent
    return (
        _range(plain)
        or _deadline(plain)
        or _numeric_target(plain)
        or _trend_target(plain)
        or _bound_target(plain)
        or QualitativeTarget(text)
    )


@lru_cache(maxsize=4096)
def read_achieved(text: str) -> Achieved:
    """Return what an achieved value says.

    Examples: ``116家`` a number; ``≥90%`` only a bound; ``2024年4月28日`` a date; ``下降4.14万元`` a change.
    """
    plain = halve(text).rstrip(_SOFT_END).removesuffix("人民币")
    if (absent := _absent(plain)) is not None:
        return absent
    return (
        _measured(plain)
        or _changed(plain)
        or _happened(plain)
        or _measured_in_sentence(plain)
        or Described(text)
    )


def _absent(plain: str) -> Missing | None:
    if not plain:
        return Missing.BLANK
    return Missing.NOT_APPLICABLE if plain in STROKES else None


def _split_bound(plain: str) -> tuple[Comparator, str] | None:
    """Split a text into its comparator and the rest; two comparators at once are not understood."""
    found = _BOUNDED.fullmatch(plain)
    if found is None or (found["lead"] and found["trail"] and found["lead"] != "控制在"):
        return None
    sign = found["trail"] or found["lead"] or ""
    return _SIGN_BY_TEXT.get(sign, Comparator.BARE), found["value"]


def _range(plain: str) -> Target | None:
    found = _RANGE.fullmatch(plain)
    if found is None:
        return None
    low, high = decimal_of(found[1]), decimal_of(found[3])
    units = {found[2], found[4]} - {""}
    if low >= high or len(units) > 1:
        return None
    return NumericTarget(Comparator.BETWEEN, low, "".join(units), high)


def _numeric_target(plain: str) -> Target | None:
    split = _split_bound(plain)
    quantity = split and quantity_of(split[1])
    return NumericTarget(split[0], *quantity) if split and quantity else None


def _bound_target(plain: str) -> Target | None:
    bound = _bound_at_end(plain)
    return NumericTarget(*bound) if bound else None


def _bound_at_end(plain: str) -> tuple[Comparator, Decimal, str] | None:
    """Read ``…费用小于或等于5万元`` where the sentence holds no other number."""
    found = _BOUND_AT_END.search(plain)
    if found is None or len(_ANY_NUMBER.findall(plain)) != 1:
        return None
    number, unit = enlarge(decimal_of(found["number"]), found["unit"])
    return _SIGN_BY_TEXT[found["lead"]], number, unit


def _deadline(plain: str) -> Target | None:
    found = _DEADLINE.search(plain)
    if found is None:
        whole = _DATE_ALONE.fullmatch(plain)
        if whole is None or whole["rest"]:
            return None
        found = whole
    date = date_of(found)
    return DeadlineTarget(date) if date else None


def _direction(word: str) -> Direction:
    return Direction.DOWN if word in _DOWN.split("|") else Direction.UP


def _trend_target(plain: str) -> Target | None:
    if found := _TREND.fullmatch(plain):
        return TrendTarget(_direction(found[1]))
    return None


def _measured(plain: str) -> Achieved | None:
    split = _split_bound(plain)
    quantity = split and quantity_of(split[1])
    if not split or not quantity:
        return None
    bound = None if split[0] in {Comparator.BARE, Comparator.EQUAL} else split[0]
    return Measured(*quantity, bound)


def _changed(plain: str) -> Achieved | None:
    if (found := _CHANGE.fullmatch(plain)) and len(_ANY_NUMBER.findall(plain)) == 1:
        return Changed(_direction(found[1]), decimal_of(found[2]), found[3])
    if found := _TREND.fullmatch(plain):
        return Changed(_direction(found[1]), None, "")
    return None


def _happened(plain: str) -> Achieved | None:
    found = _DATE_ALONE.fullmatch(plain)
    date = date_of(found) if found else None
    return Happened(date, by=bool(found["before"])) if found and date else None


def _measured_in_sentence(plain: str) -> Achieved | None:
    if len(_ANY_NUMBER.findall(plain)) != 1:
        return None
    if bound := _bound_at_end(plain):
        sign, number, unit = bound
        return Measured(number, unit, None if sign is Comparator.EQUAL else sign)
    if found := _MEASURED_AT_END.fullmatch(plain):
        return Measured(decimal_of(found["number"]), found["unit"])
    return None
