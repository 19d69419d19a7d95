"""A paragraph → its numbers, each with its unit and what it measures. One pass, linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from jiheng.audit.prose._phrases import phrase_before
from jiheng.audit.prose._tokens import KINDS, bound_of, kind_of, number_of, token
from jiheng.audit.prose._types import Kind, Quantity
from jiheng.audit.prose._words import one_of
from jiheng.values import halve, read_year

_SENTENCE = re.compile(r"[。！？]")
_EVENTS = re.compile(r"[。！？（(）)]")
_ENDS = "。！？"
_OPENS = "（("
_HALF = re.compile(r"[；;]")
_YEAR_LIKE = re.compile(r"(?:19[89]|20[0-4])\d")
_OF_YEAR = re.compile(r"全年|年内|本年|当年|今年")
_AFTER = re.compile(r"[，。；：、！？（）,;()“”]")
_TITLE = re.compile(r"《[^》]{0,80}》|<[^<>]{0,80}>")
_AFTER_LENGTH = 40
_NEAR = 100
_CLAUSE = re.compile(r"[，；：]")
_ZERO = Decimal(0)
_PER = re.compile(
    r"(?:每[\u4e00-\u9fff]{0,4}|平均|人均|场均|户均|次均|日均|月均|年均|单价)[\u4e00-\u9fff]{0,4}$"
)
_EVENT = re.compile(r"本次|此次|该次|本期|该期|每次|每期|单次|本场|该场|本批|该批")
_GOAL = re.compile(r"目标|指标值|任务数|计划数|的要求|上限|的标准")
_SHARED = "分别"
_PART = "其中"
_FIGURES = re.compile(r"\d|[一二两三四五六七八九十百]")
_ONE = "一"


@lru_cache(maxsize=512)
def read_quantities(text: str, at: str = "") -> tuple[Quantity, ...]:
    """Return every number of a paragraph, dates and document numbers among them.

    Several rules ask for the same paragraph: the last few hundred are kept.

    Args:
        text: The paragraph.
        at: Its address.
    """
    plain = halve(text)
    if not _FIGURES.search(plain):
        return ()
    return tuple(_Reader(plain, at).read())


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph as ``Quantity.sentence`` counts them."""
    return tuple(_SENTENCE.split(halve(text)))


@cache
def _goals() -> re.Pattern[str]:
    return re.compile(one_of("goals"))


@cache
def _scopes() -> re.Pattern[str]:
    return re.compile(f"{one_of('scopes')}|第[一二三四五六七八九十]+[批期次轮]")


@dataclass
class _Reader:
    """Walks one paragraph from left to right."""

    text: str
    at: str
    sentence: int = 0
    sentence_start: int = 0
    period: str = ""
    outer: str = ""
    """The time outside the bracket that is open: a year named in it says nothing of what follows it."""

    def read(self) -> Iterator[Quantity]:
        # A year in the title of a document says nothing of when the work was done.
        untitled = _TITLE.sub(lambda title: "□" * len(title[0]), self.text)
        last = 0
        for found in token().finditer(untitled):
            self._move_to(last, found.start())
            fixed = KINDS.get(found.lastgroup or "")
            if fixed is None:
                yield self._amount(found, last)
            else:
                yield self._fixed(found, fixed)
            last = found.end()

    def _move_to(self, last: int, start: int) -> None:
        """Count the sentences that end before a number; a time said in one holds for the rest of it."""
        for mark in _EVENTS.finditer(self.text, max(last, self.sentence_start), start):
            sign = mark[0]
            if sign in _ENDS:
                self.sentence += 1
                self.sentence_start = mark.end()
                # 8月，印发方案。抽查19家。 The month still holds; a year is said again where it matters.
                self.period = self.period if self.period.endswith(("月", "日", "号")) else ""
            elif sign in _OPENS:
                self.outer = self.period
            else:
                self.period = self.outer
        for scope in _scopes().finditer(self.text, max(last, self.sentence_start), start):
            self.period = scope[0]

    def _fixed(self, found: re.Match[str], kind: Kind) -> Quantity:
        if kind is Kind.DATE:
            year = read_year(found[0])
            bare = found[0].endswith(("年", "年度")) and year is not None
            self.period = str(year) if bare else found[0]
        elif kind is Kind.SECTION:
            self.period = self.outer = ""
        return Quantity(found[0], self.at, *found.span(), kind, number=_ZERO, sentence=self.sentence)

    def _amount(self, found: re.Match[str], last: int) -> Quantity:
        start, end = found.span()
        number, upper = number_of(found)
        unit = found["unit"] or found["counted"] or ""
        left = self.text[max(last, self.sentence_start) : start]
        near = self.text[max(self.sentence_start, start - _NEAR) : start]
        clause = _CLAUSE.split(near)[-1]
        after = _AFTER.split(self.text[end : end + _AFTER_LENGTH])[0]
        # 2024 in 2024株洲马拉松 is a year, though 株 is a unit.
        is_year = bool(_YEAR_LIKE.fullmatch(found["number"] or "") and after)
        return Quantity(
            text=found[0],
            at=self.at,
            start=start,
            end=end,
            kind=kind_of(unit),
            number=number,
            upper=upper,
            unit=unit,
            bound=bound_of(found, left),
            what=phrase_before(left),
            after=after,
            period=self.period,
            sentence=self.sentence,
            goal=bool(_goals().search(clause) or _GOAL.search(after)),
            loose=is_year or _is_loose(found, left, near),
            cumulative="累计" in clause and not _OF_YEAR.search(near),
            part=_PART in near,
        )


def _is_loose(found: re.Match[str], left: str, near: str) -> bool:
    if found["per"] or found["spelled"] == _ONE or _PER.search(left) or _EVENT.search(left):
        return True
    # A、B分别为1、2: what each number measures stands elsewhere.
    return _SHARED in _HALF.split(near)[-1]
