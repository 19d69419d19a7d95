"""Places the cells of a row whose borders are lost into the columns of its header.

Only what every possible placement agrees on is placed; the rest is doubtful and stays apart with its text. A
placement keeps the order of the cells and respects what each column can hold (marks are numbers, a sign is a
sign, a rate is the quotient of the two amounts printed with it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from jiheng.values import STROKES, halve, read_figure

_SIGN = re.compile(r"[≥≤=<>＝═]{1,2}|[<>]=|大于等于|小于等于|等于|大于|小于|定性")
_UNIT = re.compile(r"[^\d≥≤=<>]{1,10}")
_MOST_MARKS = Decimal(100)
_MOST_PLACEMENTS = 5000
_RATE_SLACK = Decimal("0.6")
"""In percentage points: a rate printed without decimals may be off by half a point."""


LEVELS = ("category", "subcategory", "name")
_TARGET = ("target_sign", "target", "target_unit")


@dataclass(frozen=True, slots=True)
class Placement:
    """What could be placed with certainty."""

    cells: Mapping[str, int]
    """Column → ordinal of the cell."""
    doubtful: tuple[int, ...]
    """Ordinals of the cells that could stand in more than one column, or in none."""


def place(texts: Sequence[str], columns: Sequence[str]) -> Placement:
    """Place cells into columns, in order.

    Args:
        texts: The row's cells that are not blank, in reading order.
        columns: The header's fields in reading order.

    Returns:
        The cells on which all possible placements agree, and the others.
    """
    if len(texts) == len(columns):
        return Placement({column: cell for cell, column in enumerate(columns)}, ())
    if len(texts) > len(columns):
        return Placement({}, tuple(range(len(texts))))
    allowed = [[_may_hold(column, text) for column in columns] for text in texts]
    agreed: dict[int, int] | None = None
    for count, chosen in enumerate(combinations(range(len(columns)), len(texts))):
        if count > _MOST_PLACEMENTS:
            return Placement({}, tuple(range(len(texts))))
        if not all(allowed[cell][column] for cell, column in enumerate(chosen)):
            continue
        placed = {columns[column]: texts[cell] for cell, column in enumerate(chosen)}
        if not _is_sound(placed, columns):
            continue
        mine = dict(enumerate(chosen))
        agreed = mine if agreed is None else {c: p for c, p in agreed.items() if mine[c] == p}
    agreed = agreed or {}
    cells = {columns[column]: cell for cell, column in agreed.items()}
    return Placement(cells, tuple(cell for cell in range(len(texts)) if cell not in agreed))


def _may_hold(column: str, text: str) -> bool:
    plain = halve(text)
    number = read_figure(plain, "").value
    checks = {
        "original_budget": number is not None and "%" not in plain,
        "final_budget": number is not None and "%" not in plain,
        "actual_expenditure": number is not None and "%" not in plain,
        "execution_rate": number is not None,
        "max_score": number is not None and "%" not in plain and 0 <= number <= _MOST_MARKS,
        "score": number is not None and "%" not in plain and 0 <= number <= _MOST_MARKS,
        "target_sign": bool(_SIGN.fullmatch(plain)),
        "target_unit": plain == "%" or bool(_UNIT.fullmatch(plain)),
        "deviation_reason": number is None,
    }
    return plain in STROKES or checks.get(column, not _SIGN.fullmatch(plain))


def _is_sound(placed: Mapping[str, str], columns: Sequence[str]) -> bool:
    """Whether the figures of a placement can stand together."""
    numbers = {name: read_figure(text, "").value for name, text in placed.items()}
    marks, most = numbers.get("score"), numbers.get("max_score")
    if marks is not None and most is not None and marks > most:
        return False
    if "execution_rate" in columns:
        return _funds_are_sound(numbers)
    # A record has a target before it has an achieved value; neither hides in the other's column.
    return "achieved" not in placed or "target" in placed


def _funds_are_sound(numbers: Mapping[str, Decimal | None]) -> bool:
    """A rate needs both amounts and is their quotient; marks need a weight, and that is a whole number."""
    rate, most = numbers.get("execution_rate"), numbers.get("max_score")
    budget, actual = numbers.get("final_budget"), numbers.get("actual_expenditure")
    if rate is not None:
        if budget is None or actual is None:
            return False
        if budget and abs(actual / budget * 100 - rate) > _RATE_SLACK:
            return False
    if numbers.get("score") is not None and most is None:
        return False
    return most is None or not most % 1


def in_order(found: Sequence[str]) -> tuple[str, ...]:
    """Return a header's fields in the order their cells have.

    Text exports print a header of two rows as two runs: 年度指标值 above is 符号, 值, 单位 below, and the
    levels may come last. Levels stand first in every form, then a target in three parts, then the rest.
    """
    last = {name: at for at, name in enumerate(found)}
    unique = [name for at, name in enumerate(found) if last[name] == at or found.index(name) == at]
    split = "target_sign" in last
    parts = [name for at, name in enumerate(found) if name in _TARGET and last[name] == at] if split else []
    levels = [name for name in LEVELS if name in last]
    rest = [name for name in dict.fromkeys(unique) if name not in levels and name not in parts]
    return (*levels, *parts, *rest) if levels else tuple(dict.fromkeys(found))
