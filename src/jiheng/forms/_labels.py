"""Labels as authors print them → a key to compare, with numbering, notes, 其中 and colons put aside."""

from __future__ import annotations

import re

from jiheng.values import halve

_BRACKETS = str.maketrans("()[]〔〕【】", "（）（）（）（）")
_NOTE = re.compile(r"（[^（）]*(?:）|$)")
_COUNT = "[一二三四五六七八九十]{1,3}"
_NUMBERING = re.compile(rf"^(?:\d{{1,2}}[.、．](?!\d)|（?{_COUNT}）?、|（(?:\d{{1,2}}|{_COUNT})）|[①-⑳])+")
_AMONG = re.compile(r"^(?:其中|其他)?(?:其中)[:：]?")
_POINTS = re.compile(r"（(\d+(?:\.\d+)?)(?:分)?）$")
_HEADING_POINTS = re.compile(r"（(\d{1,3}(?:\.\d+)?)分）")
_AMONG_COLON = re.compile(r"^其中[:：]")
_AMOUNT = re.compile(r"(?P<label>[^:：\d]+)[:：](?P<amount>[\d.,]*(?:万元|元)?)")
_YEAR = re.compile(r"(?:(20\d\d)年度?|上年度?|去年|本年度?)")
_MONTHS = re.compile(
    r"^(?:20\d\d年)?(?:1月?[-—–－~～至到]{1,2}(?P<to>\d{1,2})月份?|截[至止]?(?:20\d\d年)?(?P<by>\d{1,2})月(?:份|底|末|\d{1,2}日)?|(?P<half>上半年))(?=\D)"
)
_HALF_A_YEAR = 6
_ROW_NUMBER = re.compile(r"^指标\d+[:：.、]?")


def plain(text: str) -> str:
    """Return the text squeezed, at half width, with every bracket as （）."""
    return halve(text).translate(_BRACKETS)


def label_key(text: str) -> str:
    """Return what a label says, for comparison.

    其中：当年财政拨款 gives 当年财政拨款; 项目资金（万元） gives 项目资金; 1—7月执行数 gives 1-N月执行数.
    """
    key = _MONTHS.sub("1-N月", _NUMBERING.sub("", plain(text)))
    key = _AMONG.sub("", key)
    return _NOTE.sub("", key).strip(':：“”"')


def without_year(key: str) -> tuple[str, int]:
    """Split a column label from the year before it (2023年决算数 → 决算数, 2023; without a year 0)."""
    found = _YEAR.match(key)
    return (key[found.end() :], int(found[1] or 0)) if found else (key, 0)


def months_of(text: str) -> int | None:
    """Return the last month of a label that counts from the year's first (1—7月执行数: 7), or None."""
    found = _MONTHS.match(plain(text))
    month = int(found["to"] or found["by"] or _HALF_A_YEAR) if found else 0
    return month if 1 <= month <= 12 else None  # noqa: PLR2004 - months of a year


def label_and_amount(text: str) -> tuple[str, str] | None:
    """Split a cell that holds a label and one amount (其中：一般公共预算：2917.75), or return None."""
    found = _AMOUNT.fullmatch(_AMONG_COLON.sub("", plain(text)))
    return (found["label"], found["amount"]) if found else None


def points_in(text: str) -> str:
    """Return the marks that a heading prints in brackets (预算执行情况（万元）（20分） → 20), or ""."""
    found = _HEADING_POINTS.search(plain(text))
    return found[1] if found else ""


def split_points(text: str) -> tuple[str, str]:
    """Split a level name from the marks printed behind it (产出指标（40分） → 产出指标, 40)."""
    key = plain(text)
    found = _POINTS.search(key)
    if found is None:
        return key, ""
    return key[: found.start()], found[1]


def without_row_number(text: str) -> str:
    """Drop a template's numbering before an indicator's name (指标1：办结率 → 办结率)."""
    return _ROW_NUMBER.sub("", text)
