"""Numbers of headings and points at the start of paragraphs: 一、 （一） 1. （1） ① 一是."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from jiheng.values import Printed, chinese_number, halve

_HANZI = "一二三四五六七八九十"
_STYLES = (
    re.compile(rf"([{_HANZI}]+)[、．.]"),
    re.compile(rf"[（(]([{_HANZI}]+)[）)]"),
    re.compile(r"(\d{1,2})[.、．](?!\d)"),
    re.compile(r"[（(](\d{1,2})[）)]"),
    re.compile(r"([①-⑳])"),
    re.compile(rf"([{_HANZI}]{{1,2}})是"),
)
_FIRST = re.compile(rf"\s*[{_HANZI}\d（(①-⑳]")
_CIRCLED = ord("①") - 1


class Slip(Enum):
    """What is wrong with a number."""

    REPEATED = "重复"
    SKIPPED = "跳号"


@dataclass(frozen=True, slots=True)
class NumberSlip:
    """A heading whose number does not follow the one before it."""

    slip: Slip
    mark: str
    before: Printed
    place: Printed


def number_slips(paragraphs: Iterable[Printed]) -> Iterator[NumberSlip]:
    """Return headings whose number stands twice or leaves one out.

    Styles nest in the order in which they appear. A list that starts anew, or at another number than one,
    is no slip: what stands between may be elsewhere.
    """
    open_lists: list[tuple[int, int, Printed]] = []
    for place in paragraphs:
        found = _number(halve(place.text[:12])) if _FIRST.match(place.text) else None
        if found is None:
            continue
        style, number, mark = found
        level = next((i for i, entry in enumerate(open_lists) if entry[0] == style), len(open_lists))
        if level < len(open_lists):
            _, last, before = open_lists[level]
            if number == last:
                yield NumberSlip(Slip.REPEATED, mark, before, place)
            elif number > last + 1:
                yield NumberSlip(Slip.SKIPPED, mark, before, place)
        open_lists[level:] = [(style, number, place)]


def _number(text: str) -> tuple[int, int, str] | None:
    for style, pattern in enumerate(_STYLES):
        if found := pattern.match(text):
            printed = found[1]
            if printed >= "①" and printed <= "⑳":
                return style, ord(printed) - _CIRCLED, found[0]
            number = int(printed) if printed.isdecimal() else chinese_number(printed)
            return None if number is None else (style, number, found[0])
    return None
