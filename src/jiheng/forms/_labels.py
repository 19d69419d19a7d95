"""Labels as authors print them → a key to compare, with numbering, notes, 其中 and colons put aside."""

from __future__ import annotations

import re

from jiheng.values import halve

_BRACKETS = str.maketrans("()[]〔〕【】", "（）（）（）（）")
_NOTE = re.compile(r"（[^（）]*）")
_COUNT = "[一二三四五六七八九十]{1,3}"
_NUMBERING = re.compile(rf"^(?:\d{{1,2}}[.、．](?!\d)|（?{_COUNT}）?、|（(?:\d{{1,2}}|{_COUNT})）|[①-⑳])+")
_AMONG = re.compile(r"^(?:其中|其他)?(?:其中)[:：]?")
_POINTS = re.compile(r"（(\d+(?:\.\d+)?)(?:分)?）$")
_ROW_NUMBER = re.compile(r"^指标\d+[:：.、]?")


def plain(text: str) -> str:
    """Return the text squeezed, at half width, with every bracket as （）."""
    return halve(text).translate(_BRACKETS)


def label_key(text: str) -> str:
    """Return what a label says, for comparison.

    其中：当年财政拨款 gives 当年财政拨款; 项目资金（万元） gives 项目资金.
    """
    key = _NUMBERING.sub("", plain(text))
    key = _AMONG.sub("", key)
    return _NOTE.sub("", key).strip(':：“”"')


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
