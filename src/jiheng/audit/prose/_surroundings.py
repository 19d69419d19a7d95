"""What the words around a number say of it beside what it measures: a goal, a share, one event of several."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from jiheng.audit.prose._words import one_of

_AFTER = re.compile(r"[，。；：、！？（）,;()“”]")
_CLAUSE = re.compile(r"[，；：]")
_HALF = re.compile(r"[；;]")
_GOAL = re.compile(r"目标|指标值|任务数|计划数|的要求|上限|的标准")
_PER = re.compile(
    r"(?:每[\u4e00-\u9fff]{0,4}|平均|人均|场均|户均|次均|日均|月均|年均|单价)[\u4e00-\u9fff]{0,4}$"
    r"|本次|此次|该次|本期|该期|每次|每期|单次|本场|该场|本批|该批"
)
_OF_YEAR = re.compile(r"全年|年内|本年|当年|今年")
_SHARED = "分别"
_SUM = "累计"


class Bound(StrEnum):
    """How exactly a number is said."""

    EXACT = ""
    ABOUT = "约"
    FLOOR = "以上"
    CEILING = "以内"


def bound_before(left: str) -> Bound:
    """Return how exactly a number is said by the words just before it."""
    found = _bounds().search(left)
    if found is None:
        return Bound.EXACT
    return _BY_GROUP[found.lastgroup or ""]


_BY_GROUP = {"abouts": Bound.ABOUT, "ceilings": Bound.CEILING, "floors": Bound.FLOOR, "": Bound.EXACT}


@cache
def _bounds() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{name}>{one_of(name)}(?:了|到)?)" for name in ("abouts", "ceilings", "floors"))
    return re.compile(f"(?:{groups})$")


def words_behind(text: str) -> str:
    """Return the words up to the next mark."""
    return _AFTER.split(text, maxsplit=1)[0]


def says_goal(near: str, after: str) -> bool:
    """Whether the clause of a number speaks of what should be."""
    return bool(_goals().search(_CLAUSE.split(near)[-1]) or _GOAL.search(after))


@cache
def _goals() -> re.Pattern[str]:
    return re.compile(one_of("goals"))


def is_loose(left: str, near: str) -> bool:
    """Whether a number is per unit, an average, of one event of several, or one of 分别为…."""
    if _PER.search(left):
        return True
    # A、B分别为1、2: what each number measures stands elsewhere.
    return _SHARED in near and _SHARED in _HALF.split(near)[-1]


def is_cumulative(near: str) -> bool:
    """Whether a number counts since some earlier time."""
    return _SUM in near and _SUM in _CLAUSE.split(near)[-1] and not _OF_YEAR.search(near)
