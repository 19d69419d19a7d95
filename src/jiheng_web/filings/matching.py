"""Which row here a row that was read is about: by name, else an official row that is still blank.

A repeated import thereby updates what the first one brought, instead of adding it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from jiheng.reports import name_key
from jiheng.values import halve
from jiheng_web.filings.content import RowJson, lists_of

_NUMBERING = re.compile(
    r"^(?:其中[:：])?(?:[\d一二三四五六七八九十]+[、.．]|[（(][\d一二三四五六七八九十]+[）)])?(?:其中[:：])?"
)
_CHAPTER = re.compile(r"^[一二三四五六七八九十]+、")
_FIXED = frozenset(
    {"id", "level", "category", "category_max_score", "subcategory", "source", "label", "heading"}
)
"""What a row may have before anyone filled it in."""

STRUCTURE = frozenset({"level", "source"})
"""What says which row of the form a row is, and is no cell that anyone reads."""

Fits = Callable[[RowJson, RowJson], bool]


def plain(text: str | int) -> str:
    """Return a name without numbering, white space, year and notes, for comparison."""
    bare = _NUMBERING.sub("", halve(str(text))).strip("：: ")
    return name_key(bare)


def is_blank(row: RowJson, *, ignoring: frozenset[str] = _FIXED) -> bool:
    """Whether nobody has filled a row in."""
    return not any(value for key, value in row.items() if key not in ignoring)


def _same_name(here: RowJson, there: RowJson) -> bool:
    return bool(there["name"]) and plain(here["name"]) == plain(there["name"])


def _same_group(here: RowJson, there: RowJson) -> bool:
    return plain(here["subcategory"]) == plain(there["subcategory"])


def _chapter(row: RowJson) -> str:
    found = _CHAPTER.match(str(row["heading"]).strip())
    return found[0] if found else ""


_STEPS: dict[str, tuple[Fits, ...]] = {
    "expenditure": (lambda here, there: plain(here["label"]) == plain(there["label"]),),
    "funds": (
        lambda here, there: bool(there["source"]) and here["source"] == there["source"],
        lambda here, there: plain(here["label"]) == plain(there["label"]),
    ),
    "objectives": (lambda here, there: True,),  # noqa: ARG005 - objectives go by their place
    "indicators": (
        lambda here, there: _same_name(here, there) and _same_group(here, there),
        _same_name,
        lambda here, there: is_blank(here) and _same_group(here, there),
    ),
    "narrative": (
        lambda here, there: plain(here["heading"]) == plain(there["heading"]),
        lambda here, there: not here["text"] and bool(_chapter(there)) and _chapter(here) == _chapter(there),
    ),
}
"""For each list, the ways to find a row's counterpart, the surest first."""


def counterparts(list_name: str, here: Sequence[RowJson], there: Sequence[RowJson]) -> dict[str, str]:
    """Return id there → id here for the rows that are about the same; each row is found once.

    Args:
        list_name: The list.
        here: The rows that the filing has.
        there: The rows that were read.
    """
    found = {str(row["id"]): str(row["id"]) for row in there if any(one["id"] == row["id"] for one in here)}
    for fits in _STEPS[list_name]:
        taken = set(found.values())
        free = [row for row in here if row["id"] not in taken]
        for row in there:
            if row["id"] in found:
                continue
            match = next((one for one in free if fits(one, row)), None)
            if match is not None:
                found[str(row["id"])] = str(match["id"])
                free.remove(match)
    return found


def unused_rows(list_name: str, here: Sequence[RowJson], used: set[str]) -> list[str]:
    """Return the ids of official rows that are still blank and that nothing was read for."""
    if list_name not in {"indicators", "objectives", "narrative"}:
        return []
    return [str(row["id"]) for row in here if row["id"] not in used and is_blank(row)]


def columns_of(kind: str, list_name: str) -> tuple[str, ...]:
    """Return the columns that are taken over cell by cell; what a row is in the form comes with the row."""
    return tuple(column for column in lists_of(kind)[list_name] if column not in STRUCTURE)
