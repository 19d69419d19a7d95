"""Shows a workbook's day numbers as dates and times.

Takes the tokens of a date format and a serial number; gives the text. Month and weekday names are English as
in a Chinese Excel, except the Chinese weekday tokens ``aaa`` and ``aaaa``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"
_DATE = re.compile(r"y+|m+|d+|h+|s+|a{3,4}|e+|am/pm|a/p|上午/下午", re.IGNORECASE)
_HALF_DAY_WORDS = {"am/pm": ("AM", "PM"), "a/p": ("A", "P"), "上午/下午": ("上午", "下午")}

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001  # a workbook's dates have no zone
_EPOCH_1904 = 1462
_DAYS_BEFORE_1900_03 = 61
"""Excel counts a 29 February 1900; days before it are one off."""
_LAST_DAY = 2958465
"""31 December 9999."""
_SECONDS = 86400
_NOON = 12
_MAX_FRACTION = 3


def is_date_token(piece: str) -> bool:
    """Whether a piece of a format code stands for a part of a date or time."""
    return _DATE.fullmatch(piece) is not None


def show_date(tokens: Sequence[tuple[str, str]], serial: Decimal, *, since_1904: bool) -> str:
    """Return a serial number as a date or time; "" where it is none (negative, or after the year 9999).

    Args:
        tokens: Kind and text of the format's pieces.
        serial: Days, and the part of a day.
        since_1904: Whether days count from 1 January 1904.
    """
    days = serial + (_EPOCH_1904 if since_1904 else 0)
    if not 0 <= days <= _LAST_DAY:
        return ""
    parts = [(text.lower() if kind == "date" else "") for kind, text in tokens]
    fraction = _fraction_places(tokens)
    unit = Decimal(1).scaleb(-fraction)
    seconds = (days * _SECONDS).quantize(unit, ROUND_HALF_UP)
    whole = int(seconds.to_integral_value(ROUND_FLOOR))
    is_early = since_1904 is False and whole < (_DAYS_BEFORE_1900_03 - 1) * _SECONDS
    moment = _EPOCH + dt.timedelta(days=1 if is_early else 0, seconds=whole)
    shown: list[str] = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "date":
            shown.append(_part(parts, index, moment, whole))
        elif kind == "point" and fraction and index and parts[index - 1].strip("[s]") == "":
            shown.append(f"{seconds % 1:.{fraction}f}"[1:])
        elif kind != "digit" or not fraction:
            shown.append(text)
    return "".join(shown)


def _fraction_places(tokens: Sequence[tuple[str, str]]) -> int:
    """Return how many decimals the seconds have: ``ss.00`` has two."""
    return min(sum(kind == "digit" and text == "0" for kind, text in tokens), _MAX_FRACTION)


def _part(parts: list[str], index: int, moment: dt.datetime, whole_seconds: int) -> str:
    """Return what one date token shows."""
    part = parts[index]
    if part.startswith("["):
        unit = {"h": 3600, "m": 60, "s": 1}[part[1]]
        return f"{whole_seconds // unit:0{len(part) - 2}d}"
    if words := _HALF_DAY_WORDS.get(part):
        return words[moment.hour >= _NOON]
    letter, width = part[0], len(part)
    if letter == "m" and not _is_minute(parts, index):
        return _month(width, moment)
    if letter in "hms":
        is_half_day = any(other in _HALF_DAY_WORDS for other in parts)
        hour = (moment.hour % _NOON or _NOON) if is_half_day else moment.hour
        value = {"h": hour, "m": moment.minute, "s": moment.second}[letter]
        return f"{value:0{min(width, 2)}d}"
    if letter in "da":
        return _day(part, moment)
    return f"{moment.year % 100:02d}" if part in {"y", "yy"} else f"{moment.year:04d}"


def _is_minute(parts: list[str], index: int) -> bool:
    """Whether an ``m`` stands after hours or before seconds."""
    before = next((part for part in reversed(parts[:index]) if part), "")
    after = next((part for part in parts[index + 1 :] if part), "")
    return before.strip("[").startswith("h") or after.strip("[").startswith("s")


def _month(width: int, moment: dt.datetime) -> str:
    name = _MONTHS[moment.month - 1]
    by_width = {1: str(moment.month), 2: f"{moment.month:02d}", 3: name[:3], 4: name}
    return by_width.get(width, name[0])


def _day(part: str, moment: dt.datetime) -> str:
    name, chinese = _DAYS[moment.weekday()], _CHINESE_DAYS[moment.weekday()]
    by_part = {
        "d": str(moment.day),
        "dd": f"{moment.day:02d}",
        "ddd": name[:3],
        "aaa": chinese,
        "aaaa": f"星期{chinese}",
    }
    return by_part.get(part, name)
