"""Rates that follow the two counts they are computed from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jiheng.audit.prose._quantities import read_quantities
from jiheng.audit.prose._types import Kind, Quantity

_LOOK_BACK = 6
_LONGEST_NAME = 10
_NARROWER = re.compile(r"及时|按时|按期|一次|首次|当场|当年|限时|提前|同比|平均|环比")
"""A rate of fewer than the counted: 按期办结率 is no rate of all that was 办结."""


@dataclass(frozen=True, slots=True)
class StatedShare:
    """A rate, the count that it is a share of, and the counts that may be the whole."""

    rate: Quantity
    numerator: Quantity
    denominators: tuple[Quantity, ...]


def rates_of(text: str, at: str) -> tuple[StatedShare, ...]:
    """Return the rates of a paragraph that can be recomputed from what stands before them."""
    return tuple(_rates(read_quantities(text, at)))


def _rates(quantities: tuple[Quantity, ...]) -> Iterator[StatedShare]:
    for index, rate in enumerate(quantities):
        name = rate.what if rate.kind is Kind.RATE else ""
        if not name.endswith("率") or len(name) > _LONGEST_NAME or _NARROWER.search(name):
            continue
        if not rate.is_exact:
            continue
        counts = [q for q in quantities[max(0, index - _LOOK_BACK) : index] if _may_count(q, rate)]
        numerator = next((q for q in reversed(counts) if _is_of(name, q, rate)), None)
        if numerator is None:
            continue
        wholes = [q for q in counts if q.start < numerator.start and q.unit == numerator.unit]
        wholes = [q for q in wholes if q.number >= numerator.number]
        if wholes:
            yield StatedShare(rate, numerator, tuple(reversed(wholes)))


def _may_count(quantity: Quantity, rate: Quantity) -> bool:
    counted = quantity.kind in {Kind.COUNT, Kind.MONEY} and quantity.is_exact
    return counted and rate.sentence - quantity.sentence <= 1 and quantity.period == rate.period


def _is_of(name: str, count: Quantity, rate: Quantity) -> bool:
    """Whether a count is the share that a rate names: 办结3021件 and 办结率, 合格198批 and 抽检合格率."""
    bare, what = name.removesuffix("率"), count.what
    if count.sentence != rate.sentence or len(what) < len("办结") or _NARROWER.search(what):
        return False
    return bare in what or bare.endswith(what)
