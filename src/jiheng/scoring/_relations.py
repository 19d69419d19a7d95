"""The closed set of relations between a target's words and achieved words.

Each takes a card's own words and the pair, and names an outcome of the card or None. Doubt is None.
"""

from __future__ import annotations

from dataclasses import dataclass

from jiheng.scoring._words import Words, take_apart
from jiheng.values import DeadlineTarget, Direction, Target, TrendTarget

Vocabulary = dict[str, tuple[str, ...]]
_TIMELY = "及时"
_WHETHER = "是否"


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and achieved words, taken apart."""

    target: Target
    target_words: Words
    achieved: Words


def same_text(_: Vocabulary, pair: Pair) -> str | None:
    """Say whether both texts are the same but for punctuation and spacing."""
    return "reached" if pair.achieved.plain == pair.target_words.plain != "" else None


def says_not_done(words: Vocabulary, pair: Pair) -> str | None:
    """Say whether the achieved text opens by saying that it was not done, where the target denies nothing."""
    if pair.target_words.is_negated:
        return None
    for outcome in ("partly_done", "not_done"):
        if pair.achieved.plain.startswith(words[outcome]):
            return outcome
    return None


def yes_no(words: Vocabulary, pair: Pair) -> str | None:
    """Answer a target that asks whether (是否…)."""
    achieved = pair.achieved
    _, asked, rest = pair.target_words.plain.partition(_WHETHER)
    if not asked or achieved.is_reserved:
        return None
    if achieved.plain in words["yes"]:
        return "reached"
    if achieved.plain in words["no"]:
        return "missed"
    return _answer(take_apart(rest), achieved)


def _answer(question: Words, achieved: Words) -> str | None:
    if not question.core or question.is_negated:
        return None
    if achieved.is_negated:
        return "missed" if achieved.core == question.core else None
    is_timely = question.core == _TIMELY and _TIMELY in achieved.core
    if not (is_timely or achieved.core.endswith(question.core)) or question.modifiers - achieved.modifiers:
        return None
    return "weakened" if achieved.is_weak else "reached"


def timely(words: Vocabulary, pair: Pair) -> str | None:
    """Answer a target that only asks for something in time: a date, 及时, 按时."""
    achieved = pair.achieved
    if not isinstance(pair.target, DeadlineTarget) and not _asks_only_for_time(words, pair.target_words):
        return None
    if _TIMELY not in achieved.core or achieved.is_reserved:
        return None
    if achieved.is_negated:
        opens = achieved.plain.startswith(("未", "不", "没")) and achieved.core.startswith(_TIMELY)
        return "missed" if opens else None
    return "weakened" if achieved.is_weak else "reached"


def _asks_only_for_time(words: Vocabulary, target: Words) -> bool:
    if _TIMELY not in target.core or target.is_negated or target.modifiers or _WHETHER in target.core:
        return False
    rest = target.core.replace(_TIMELY, "")
    for neutral in words["neutral"]:
        rest = rest.replace(neutral, "")
    return not rest


def degree(_: Vocabulary, pair: Pair) -> str | None:
    """Compare how strongly both speak of one matter."""
    target, achieved = pair.target_words, pair.achieved
    if target.is_reserved or achieved.is_reserved or not _same_matter(target, achieved):
        return None
    if achieved.is_weak and not target.is_weak:
        return "weakened"
    missing = target.modifiers - achieved.modifiers
    if not missing:
        return "reached"
    return "weakened" if achieved.is_slight else "lacking"


def _same_matter(target: Words, achieved: Words) -> bool:
    if target.is_negated or achieved.is_negated:
        # 不产生 and 未产生 deny the same; a longer text may deny something else.
        return target.is_negated and achieved.is_negated and target.core == achieved.core != ""
    if not target.core:
        return not achieved.core and bool(target.modifiers)
    return achieved.core.endswith(target.core)


def ladder(words: Vocabulary, pair: Pair) -> str | None:
    """Compare two rungs of one ladder (优秀、良好、较好)."""
    for rungs in words.values():
        places = {word: place for place, rung in enumerate(rungs) for word in rung.split("/")}
        target, achieved = places.get(pair.target_words.plain), places.get(pair.achieved.plain)
        if target is not None and achieved is not None:
            return "reached" if achieved <= target else "missed"
    return None


def trend(words: Vocabulary, pair: Pair) -> str | None:
    """Say whether achieved words name the target's direction and no other."""
    if not isinstance(pair.target, TrendTarget) or pair.achieved.is_negated or pair.achieved.is_reserved:
        return None
    up, down = (any(word in pair.achieved.plain for word in words[name]) for name in ("up", "down"))
    if up == down:
        return None
    return "reached" if up is (pair.target.direction is Direction.UP) else "missed"


def words_for_figure(words: Vocabulary, pair: Pair) -> str | None:
    """Say that words stand where a figure is due."""
    plain = pair.achieved.plain
    if any(character.isdigit() for character in plain):
        return None
    return "read" if any(word in plain for word in words["phrases"]) else None
