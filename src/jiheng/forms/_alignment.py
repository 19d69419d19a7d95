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
_ENOUGH_TO_AGREE = 6
"""So many cells under so many columns prove the order even where one of them holds what it should not."""


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
        return _one_by_one(texts, columns)
    if len(texts) > len(columns):
        return Placement({}, tuple(range(len(texts))))
    allowed = [[may_hold(column, text) for column in columns] for text in texts]
    agreed: dict[int, int] | None = None
    for count, chosen in enumerate(combinations(range(len(columns)), len(texts))):
        if count > _MOST_PLACEMENTS:
            return Placement({}, tuple(range(len(texts))))
        if not all(allowed[cell][column] for cell, column in enumerate(chosen)):
            continue
        placed = {columns[column]: texts[cell] for cell, column in enumerate(chosen)}
        if not is_sound(placed, columns):
            continue
        mine = dict(enumerate(chosen))
        agreed = mine if agreed is None else {c: p for c, p in agreed.items() if mine[c] == p}
    agreed = agreed or {}
    cells = {columns[column]: cell for cell, column in agreed.items()}
    return Placement(cells, tuple(cell for cell in range(len(texts)) if cell not in agreed))


def _one_by_one(texts: Sequence[str], columns: Sequence[str]) -> Placement:
    """Place a cell in every column; words under marks or the like are not the column's cell."""
    odd = [
        i
        for i, (text, column) in enumerate(zip(texts, columns, strict=True))
        if column != "deviation_reason" and not may_hold(column, text)
    ]
    if len(odd) > 1 or (odd and len(texts) < _ENOUGH_TO_AGREE):
        return Placement({}, tuple(range(len(texts))))
    return Placement({column: i for i, column in enumerate(columns) if i not in odd}, tuple(odd))


def may_hold(column: str, text: str) -> bool:
    """Return whether a text can stand in a column: marks are numbers, a sign is a sign."""
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
        "share": number is not None and 0 <= number <= _MOST_MARKS,
        "converted_score": number is not None and 0 <= number <= _MOST_MARKS,
        "deviation_reason": number is None,
    }
    return plain in STROKES or checks.get(column, not _SIGN.fullmatch(plain))


def is_sound(placed: Mapping[str, str], columns: Sequence[str]) -> bool:
    """Whether the figures of a placement can stand together."""
    numbers = {name: read_figure(text, "").value for name, text in placed.items()}
    marks, most = numbers.get("score"), numbers.get("max_score")
    if marks is not None and most is not None and marks > most:
        return False
    if "execution_rate" in columns:
        return _funds_are_sound(numbers)
    # A record has a target before it has an achieved value or a sign; neither hides in another column.
    return "target" in placed or not {"achieved", "target_sign"} & placed.keys()


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


def in_order(found: Sequence[str], parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a header's fields in the order their cells have.

    Text exports print a header of two rows as two runs: 年度指标值 above is 符号, 值, 单位 below, and the
    levels may come last. Levels stand first in every form, and what the second row prints of a split column
    stands where the first row has the column.

    Args:
        found: The fields as their labels are printed.
        parts: Field → the fields that a second header row may split it into.
    """
    levels = [name for name in LEVELS if name in found]
    rest = [name for name in found if name not in levels]
    for whole, pieces in parts.items():
        rest = _split_up(rest, whole, pieces)
    return tuple(dict.fromkeys([*levels, *rest]))


def _split_up(fields: list[str], whole: str, pieces: tuple[str, ...]) -> list[str]:
    """Put the pieces of a column, printed in a second row, in its place."""
    at = [i for i, name in enumerate(fields) if name in pieces]
    one_row = len(at) == len({fields[i] for i in at}) and (not at or at[-1] - at[0] == len(at) - 1)
    if one_row or fields[at[0]] != whole:
        return fields
    below = [fields[i] for i in at[1:]]
    own = below if whole in below else [name for name in pieces if name in {whole, *below}]
    return [*fields[: at[0]], *own, *(name for name in fields[at[0] :] if name not in pieces)]


def with_previous(found: Sequence[tuple[str, int]]) -> list[str]:
    """Tell two columns of the same label by their years: the earlier is the year before.

    Args:
        found: Field and printed year (0 where there is none) of every label.
    """
    latest: dict[str, int] = {}
    for column, year in found:
        latest[column] = max(year, latest.get(column, 0))
    return [f"previous_{column}" if year < latest[column] else column for column, year in found]
