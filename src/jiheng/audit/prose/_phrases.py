"""Words around a number → what it measures. No grammar: a few word lists and the marks between clauses."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from jiheng.audit.prose._words import first_signs, last_signs, one_of, words

_BREAKS = re.compile(r"[，。；：！？,;（）()]")
_QUOTES = re.compile(r"[“”‘’\"'《》〈〉]")
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_RATE_NAME = re.compile(r"(?:率|度|比重|占比|增速)$")
_LINKED_VERBS = "并|和|及|、|与|或"


class Thing(NamedTuple):
    """What is counted: 受理、办结行政许可 is the actions 受理 and 办结 on 行政许可."""

    actions: frozenset[str]
    of: str

    @property
    def is_told(self) -> bool:
        """Whether there is enough to know the thing again."""
        return len(self.of) > 1


@lru_cache(maxsize=4096)
def phrase_before(left: str) -> str:
    """Return what the words before a number say it measures.

    Args:
        left: The text between the number before it (or the sentence's start) and the number.
    """
    # 增速（10.4%） and 企业（车间）266个: brackets stand between a thing and its number.
    left = _BRACKETED.sub("", left).removesuffix("（") if "（" in left else left
    clause = _strip(_BREAKS.split(left)[-1])
    if "、" in clause:
        head, _, rest = clause.rpartition("、")
        # 依法受理、办结行政许可: the mark joins two actions on one thing.
        clause = clause if _actions_only().fullmatch(_strip(head)) else _strip(rest)
    return clause


def _strip(clause: str) -> str:
    clause = _QUOTES.sub("", clause)
    who = _middles().match(clause) if _middle_signs().search(clause, 2) else None
    if who and not _places().search(who[1]):
        clause = clause[who.end() :]
    while True:
        shorter = clause.strip("、")
        if shorter[:1] in first_signs("adverbs"):
            shorter = _adverbs().sub("", shorter)
        if shorter[-1:] in last_signs("links"):
            shorter = _links().sub("", shorter)
        if shorter == clause:
            return clause
        clause = shorter


@cache
def _adverbs() -> re.Pattern[str]:
    return re.compile(f"^{one_of('adverbs')}")


@cache
def _middles() -> re.Pattern[str]:
    together = "(?<!公)共(?![同享青建产和性用赢识鸣])"
    return re.compile(rf"([\u4e00-\u9fff]{{2,16}}?)(?:{one_of('middles')}|{together})+")


@cache
def _middle_signs() -> re.Pattern[str]:
    """Return what every match of ``_middles`` holds; most clauses do not."""
    return re.compile("[共" + "".join({word[0] for word in words("middles")}) + "]")


@cache
def _places() -> re.Pattern[str]:
    return re.compile(one_of("places"))


@cache
def _links() -> re.Pattern[str]:
    return re.compile(f"{one_of('links')}$")


@cache
def _actions_only() -> re.Pattern[str]:
    verb = one_of("verbs")
    return re.compile(f"(?:{verb}(?:{_LINKED_VERBS})?)+")


@cache
def _leading_actions() -> re.Pattern[str]:
    verb = one_of("verbs")
    return re.compile(f"(?:(?:{_LINKED_VERBS})?{verb}(?:了)?)+")


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(one_of("verbs"))


@cache
def _count_words() -> re.Pattern[str]:
    return re.compile(f"{one_of('count_words')}$")


@lru_cache(maxsize=4096)
def thing_of(phrase: str) -> Thing:
    """Part a phrase, or an indicator's name, into actions and the thing itself, without words of counting."""
    text = _strip(_BRACKETED.sub("", phrase)).replace("的", "").replace("各类", "")
    found = None if _RATE_NAME.search(text) else _leading_actions().match(text)
    actions = frozenset(_verb().findall(found[0])) if found else frozenset()
    rest = text[found.end() :] if found else text
    if not rest and found:
        return Thing(actions, "")
    shorter = _count_words().sub("", rest) if rest[-1:] in last_signs("count_words") else rest
    return Thing(actions, shorter if len(shorter) > 1 else rest)
