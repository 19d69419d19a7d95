"""Things that a text counts and names: 三个方面：一是…二是…, 甲、乙、丙等3家."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from jiheng.audit.prose._quantities import plain_text, read_quantities
from jiheng.audit.prose._types import Kind, Quantity
from jiheng.audit.prose._words import one_of
from jiheng.values import Printed, chinese_number, halve

_HIDDEN = re.compile(r"“[^“”]*”|《[^《》]*》|‘[^‘’]*’|[（(][^（）()]*[）)]")
_NUMBER = re.compile(r"[\d一二三四五六七八九十两]")
_CHUNK = re.compile(r"[，。；：！？]")
_ETC = "等"
_NAMES_AHEAD = re.compile(r"分别|即")
_NAMED = re.compile(r"^[\u4e00-\u9fff]{0,6}[，,]?(?:分别是|分别为|即)[：:]?([^。；！？]+)[。；]")
_COUNTED = re.compile(
    r"^(?:部分|方面|板块|内容|阶段|环节|步骤|子项目|任务|措施|问题|做法)(?:内容|工作)?(?:如下)?[：:]"
)
_MARK = re.compile(r"(?:^|[。；：:])([一二三四五六七八九十]{1,2})是")
_HEAD = re.compile(
    r"^(?:[（(]([一二三四五六七八九十]+|\d{1,2})[）)]|([一二三四五六七八九十]+)、|(\d{1,2})[.、．](?!\d)|([一二三四五六七八九十]{1,2})是)"
)
_LONGEST = 20
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A count in the text and the things it names, where the number of names is certain."""

    counted: Quantity
    named: tuple[str, ...]


def enumerations_of(paragraphs: Sequence[Printed]) -> Iterator[Enumeration]:
    """Return every count whose list has another number of items than it says.

    A list is only counted where it is certain what its items are: short names between 、, or numbered points.
    An item that holds an action, a preposition or a number could be two, or half of one: such a list is left.
    """
    for index, place in enumerate(paragraphs):
        counts = [
            quantity for quantity in read_quantities(place.text, place.at) if quantity.kind is Kind.COUNT
        ]
        text = plain_text(place.text) if counts else ""
        for quantity in counts:
            named = _before(text, quantity) or _behind(text, quantity) or _points(text, quantity)
            named = named or _paragraphs(text, quantity, paragraphs[index + 1 :])
            if named and quantity.is_exact and not quantity.number % 1:
                yield Enumeration(quantity, named)


def _before(text: str, quantity: Quantity) -> tuple[str, ...]:
    """甲、乙、丙等2家 names more than it counts. 等 may stand for any number more."""
    if not text.startswith(_ETC, quantity.start - 1):
        return ()
    left = _CHUNK.split(_hide(text[max(0, quantity.start - 200) : quantity.start]))[-1]
    items = left.removesuffix(_ETC).split("、")
    certain = all(_is_name(item) for item in items[1:]) and len(items[0]) <= _LONGEST
    return tuple(items) if certain and len(items) > quantity.number else ()


def _behind(text: str, quantity: Quantity) -> tuple[str, ...]:
    if not _NAMES_AHEAD.search(text, quantity.end, quantity.end + _LONGEST):
        return ()
    found = _NAMED.match(_hide(text[quantity.end : quantity.end + 400]))
    if found is None:
        return ()
    listed = found[1]
    open_end = listed.endswith(_ETC)
    items = listed.removesuffix(_ETC).split("、")
    # 甲、乙和丙: two items or three.
    most = sum(len(re.split(r"以及|和|及|与", item)) for item in items)
    if len(items) < _FEWEST or not all(_is_name(item) for item in items) or "，" in listed:
        return ()
    too_many, too_few = len(items) > quantity.number, most < quantity.number
    return tuple(items) if too_many or (too_few and not open_end) else ()


def _points(text: str, quantity: Quantity) -> tuple[str, ...]:
    """三个方面：一是…二是…三是…, to the end of the paragraph."""
    if not _COUNTED.match(text[quantity.end : quantity.end + _LONGEST]):
        return ()
    marks = _MARK.findall(text[quantity.end :])
    numbers = [chinese_number(mark) for mark in marks]
    straight = len(numbers) >= _FEWEST and numbers == list(range(1, len(numbers) + 1))
    return tuple(f"{mark}是" for mark in marks) if straight and len(marks) != quantity.number else ()


def _paragraphs(text: str, quantity: Quantity, following: Sequence[Printed]) -> tuple[str, ...]:
    """以下4个部分： and the points are the next paragraphs."""
    if not text.endswith(("：", ":")) or not _COUNTED.fullmatch(text[quantity.end :]):
        return ()
    heads: list[str] = []
    for place in following:
        found = _HEAD.match(halve(place.text))
        if found is None or _value(found) != len(heads) + 1:
            break
        heads.append(found[0])
    return tuple(heads) if len(heads) >= _FEWEST and len(heads) != quantity.number else ()


def _value(found: re.Match[str]) -> int | None:
    text = found[1] or found[2] or found[3] or found[4]
    return int(text) if text.isdecimal() else chinese_number(text)


def _hide(text: str) -> str:
    """Return a text in which marks within quotes, titles and brackets separate nothing; numbers stay seen."""
    return _HIDDEN.sub(
        lambda found: "□" + ("1" if _NUMBER.search(found[0]) and found[0][0] in "（(" else ""), text
    )


def _is_name(item: str) -> bool:
    return 1 < len(item) <= _LONGEST and not _NUMBER.search(item) and not _unclear().search(item)


@cache
def _unclear() -> re.Pattern[str]:
    return re.compile(rf"{one_of('verbs')}|[对将在为向把被由使让]|其中|主要|的")
