"""Amounts whose parts a sentence lists: 稿件40篇，其中国家级12篇、省级13篇、市级15篇."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from jiheng.audit.prose._quantities import plain_text, read_quantities
from jiheng.audit.prose._surroundings import Bound
from jiheng.audit.prose._types import Kind, Quantity
from jiheng.values import convert

_OPEN = "其中"
_CLOSED = re.compile(r"^[，,：:（(]*(?:分别为|分别是|包括|包含|含|分为|由|[：:])")
_INCLUDING = re.compile(r"^[，,（(]*(?:包括|包含|含)")
_NEARLY = Decimal("0.8")
_VAGUE = re.compile(r"主要|如下|例如|比如|等")
_STOPS = re.compile(
    r"[、，；](?:全年|当年)?(?:累计|总计|合计|共)|累计$|其中|同比|[较比]上年|上年(?!结转)|目标|计划|折合"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_ITEM_END = re.compile(r"[、，；,;]")
_JOINED = re.compile(r"^(?:和|及|以及|与)")
_BUDGET = re.compile(r"(?:年初|全年|年度|调整后)?(?:总)?(?:预算|支出|执行|决算)(?:收入|安排)?数?")
"""Beside an amount of budget these are further columns of the same money, not parts of it."""
_REST = re.compile(r"^[、，；,;和及]*(?:其他|其余|剩余|另外)")
_COMPOSED = re.compile(r"^(?:[（(][^（）()]*[）)])?(?:组成|构成)")
_END = re.compile(r"^(?:[（(][^（）()]*[）)])?(?:[。；;，）)]|$)")
_SAME_UNITS = tuple(frozenset(pair.split()) for pair in ("场 场次 期", "台 台套", "人 名", "篇 条"))
_SUMMED = re.compile(r"[，,、；;](?:以上|两项|三项|各项)?(?:合计|共计|总计)(?:为)?$")
_LOOK_BACK = 4
_FEWEST = 2
_MOST = 40
"""A list longer than this is no list of parts: the work stays linear in the text."""


class Claim(Enum):
    """Whether a list of parts claims to name them all."""

    COMPLETE = "complete"
    """It says so: 分为, 分别为, 由…组成, or 其中 with a last item 其他."""
    LISTED = "listed"
    """It follows a colon item by item, or 含 and comes near the whole, or a sum follows it."""
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole and its parts."""

    total: Quantity
    parts: tuple[Quantity, ...]
    claim: Claim


@lru_cache(maxsize=512)
def breakdowns_of(text: str, at: str) -> tuple[Breakdown, ...]:
    """Return every whole of a paragraph whose parts are listed behind it.

    Whole and parts are exact and counted in one unit. A list in which an item has no number of its own, or
    that says 等 or 主要, claims nothing.
    """
    amounts = [q for q in read_quantities(text, at) if q.kind in {Kind.COUNT, Kind.MONEY}]
    if len(amounts) < _FEWEST:
        return ()
    plain = plain_text(text)
    return (*_breakdowns(plain, amounts), *_sums(plain, amounts))


def _sums(text: str, amounts: list[Quantity]) -> Iterator[Breakdown]:
    """Yield every sum that follows its parts: 短视频9期、讲堂5场，合计14场（期）."""
    for index in range(_FEWEST, len(amounts)):
        total = amounts[index]
        if not (_is_plain(total) and _SUMMED.search(text[amounts[index - 1].end : total.start])):
            continue
        run: list[Quantity] = []
        for part in reversed(amounts[max(0, index - _MOST) : index]):
            if not (_fits(total, part) and _is_plain(part)) or part.sentence != total.sentence:
                break
            if run and _STOPS.search(text[part.end : run[0].start]):
                break
            run.insert(0, part)
        # 预算9万元，其中甲4万元、乙5万元，合计9万元: what stands further ahead need not be a part.
        fitting = (run[i:] for i in range(len(run) - 1) if _adds_up(run[i:], total))
        parts = next(fitting, run)
        if len(parts) >= _FEWEST:
            yield Breakdown(total, tuple(parts), Claim.LISTED)


def _adds_up(parts: list[Quantity], total: Quantity) -> bool:
    numbers = [convert(part.number, part.unit, total.unit) for part in parts]
    return sum(p.number if n is None else n for p, n in zip(parts, numbers, strict=True)) == total.number


def _breakdowns(text: str, amounts: list[Quantity]) -> Iterator[Breakdown]:
    taken = -1
    for index in range(1, len(amounts)):
        if index <= taken:
            continue
        first = amounts[index]
        gap = text[amounts[index - 1].end : first.start]
        is_open, is_closed = _OPEN in gap, bool(_CLOSED.match(gap))
        if not (is_open or is_closed) or first.sentence != amounts[index - 1].sentence:
            continue
        if _BUDGET.fullmatch(first.what):
            continue
        total = _whole(amounts, index, first) if is_open else amounts[index - 1]
        parts, even = _parts(text, amounts, index)
        if total is None or not (_fits(total, first) and _is_plain(total)) or not parts:
            continue
        taken = index + len(parts) - 1
        whole_list = even and len(parts) >= _FEWEST and not _VAGUE.search(gap)
        whole_list = whole_list and _is_complete(text, gap, parts, is_open=is_open)
        yield Breakdown(total, parts, _claim(gap, total, parts) if whole_list else Claim.OPEN)


def _claim(gap: str, total: Quantity, parts: tuple[Quantity, ...]) -> Claim:
    if gap.startswith(("：", ":")):
        return Claim.LISTED
    if not _INCLUDING.match(gap):
        return Claim.COMPLETE
    # 300人（含专家15人、学生20人） names a few; what comes near the whole was meant to be all of it.
    near = sum(part.number for part in parts) >= _NEARLY * total.number
    return Claim.LISTED if near else Claim.OPEN


def _whole(amounts: list[Quantity], index: int, first: Quantity) -> Quantity | None:
    before = amounts[max(0, index - _LOOK_BACK) : index]
    return next((q for q in reversed(before) if q.sentence == first.sentence and _fits(q, first)), None)


def _fits(left: Quantity, right: Quantity) -> bool:
    if left.unit == right.unit:
        return True
    return any({left.unit, right.unit} <= pair for pair in _SAME_UNITS) or (
        convert(Decimal(1), left.unit, right.unit) is not None
    )


def _is_plain(quantity: Quantity) -> bool:
    return quantity.bound is Bound.EXACT and quantity.upper is None and not quantity.goal


def _parts(text: str, amounts: list[Quantity], index: int) -> tuple[tuple[Quantity, ...], bool]:
    """Return the parts from an index on, and whether every item between them has its number."""
    parts = [amounts[index]]
    head = text[amounts[index - 1].end : parts[0].start].lstrip("，、：；（")
    even = not _ITEM_END.search(_BRACKETS.sub("", head).removeprefix("其中，"))
    for quantity in amounts[index + 1 : index + _MOST]:
        gap = text[parts[-1].end : quantity.start]
        if not _follows(gap, parts[-1], quantity):
            break
        inner = _BRACKETS.sub("", gap)
        even = even and (len(_ITEM_END.findall(inner)) == 1 or bool(_JOINED.match(inner)))
        parts.append(quantity)
    return tuple(parts) if all(_is_plain(part) for part in parts) else (), even


def _follows(gap: str, last: Quantity, quantity: Quantity) -> bool:
    if quantity.sentence != last.sentence or not _fits(last, quantity) or _BUDGET.fullmatch(quantity.what):
        return False
    # A bracket that closes ends a list that stands in it.
    return not _STOPS.search(gap) and gap.count("）") <= gap.count("（")


def _is_complete(text: str, gap: str, parts: tuple[Quantity, ...], *, is_open: bool) -> bool:
    behind = text[parts[-1].end : parts[-1].end + 20]
    if is_open:
        last_gap = text[parts[-2].end : parts[-1].start]
        return bool(_REST.match(last_gap) and _END.match(behind))
    if gap.lstrip("，,：:（(").startswith("由"):
        return bool(_COMPOSED.match(behind))
    return bool(_END.match(behind))
