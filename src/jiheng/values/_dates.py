"""Printed dates: ``2024年5月30日``, ``2025.5.16``, ``1月底``."""

from __future__ import annotations

import datetime as dt
import re

from jiheng.values._numbers import chinese_number
from jiheng.values._text import halve
from jiheng.values._types import PartialDate

DATE = (
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?:份)?(?:(?P<day>\d{1,2})[日号]|(?P<end>底|末|初))?"
    r"|(?P<year2>\d{4})[.\-/](?P<month2>\d{1,2})[.\-/](?P<day2>\d{1,2})"
    r"|(?P<year3>\d{4})年(?P<end3>底|末|内)?"
    r"|(?P<year_end>年底|年末)"
)
_DATE = re.compile(DATE)
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_YEAR = re.compile(r"(20\d{2})(?:年度|年|度)")


def date_of(found: re.Match[str]) -> PartialDate | None:
    """Return the date a match of ``DATE`` says, or None where there is no such day in the calendar."""
    parts = found.groupdict()
    if parts.get("year_end"):
        return PartialDate(None, 12, None)
    numbers = [parts["year"] or parts["year2"] or parts["year3"], parts["month"] or parts["month2"]]
    year, month = (int(n) if n else None for n in numbers)
    day_text = parts["day"] or parts["day2"]
    day = int(day_text) if day_text else None
    try:
        dt.date(year or 2000, month or 1, day or 1)  # 2000 is a leap year: 2月29日 without a year may exist
    except ValueError:
        return None
    return PartialDate(year, month, day)


def read_date(text: str) -> dt.date | None:
    """Return the first whole date printed in a text (filing lines), or None.

    Reads 2025.5.16, 2025-05-16, 2025/5/16, 2025年5月16日 and 二〇二五年五月十六日.
    """
    plain = halve(text)
    for found in _DATE.finditer(plain):
        date = date_of(found)
        if date and date.year and date.month and date.day:
            return date.earliest(date.year)
    if spelled := _CHINESE_DATE.search(plain):
        year, month, day = (chinese_number(spelled[i]) or 0 for i in (1, 2, 3))
        try:
            return dt.date(year, month, day)
        except ValueError:
            return None
    return None


def read_year(text: str) -> int | None:
    """Return the first year printed with 年 or 年度 in a text (titles), or None."""
    found = _YEAR.search(halve(text))
    return int(found[1]) if found else None
