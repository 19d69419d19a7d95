"""A paragraph → its numbers, each with its unit and what it measures. One pass, linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from jiheng.audit.prose._tokens import KINDS, bound_of, kind_of, number_of, token
from jiheng.audit.prose._types import Kind, Quantity
from jiheng.audit.prose._words import one_of
from jiheng.values import halve, read_year

_SENTENCE = re.compile(r"[。！？]")
_ENDS = "。！？"
_OPENS = "（("
_CLOSES = "）)"
_WHOLE_YEAR = frozenset({"全年", "年内"})
_TITLE = re.compile(r"《[^》]{0,80}》|<[^<>]{0,80}>")
_FIGURES = re.compile(r"[\d一二两三四五六七八九十百]")
_ZERO = Decimal(0)


@lru_cache(maxsize=512)
def plain_text(text: str) -> str:
    """Return a paragraph as its numbers are counted in: without white space, at half width."""
    return halve(text)


@lru_cache(maxsize=512)
def read_quantities(text: str, at: str = "") -> tuple[Quantity, ...]:
    """Return every number of a paragraph, dates and document numbers among them.

    Several rules ask for the same paragraph: the last few hundred are kept.

    Args:
        text: The paragraph.
        at: Its address.
    """
    plain = plain_text(text)
    if not _FIGURES.search(plain):
        return ()
    return tuple(_Reader(plain, at).read())


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph as ``Quantity.sentence`` counts them."""
    return tuple(_SENTENCE.split(plain_text(text)))


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(f"[。！？（(）)]|{one_of('scopes')}|全年|年内|第[一二三四五六七八九十]+[批期次轮]")


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
        has_titles = "《" in self.text or "<" in self.text
        untitled = _TITLE.sub(lambda title: "□" * len(title[0]), self.text) if has_titles else self.text
        turns = _turns().finditer(self.text)
        turn = next(turns, None)
        last = 0
        for found in token().finditer(untitled):
            start, end = found.span()
            while turn is not None and turn.start() < start:
                if turn.end() > last:
                    self._turn(turn[0], turn.end())
                turn = next(turns, None)
            fixed = KINDS.get(found.lastgroup or "")
            yield self._amount(found, start, end, last) if fixed is None else self._fixed(found, fixed)
            last = end

    def _turn(self, sign: str, end: int) -> None:
        """Take note of a sentence's end, a bracket or a word of time: each holds for what follows."""
        if sign in _ENDS:
            self.sentence += 1
            self.sentence_start = end
            # 8月，印发方案。抽查19家。 The month still holds; a year is said again where it matters.
            self.period = self.period if self.period.endswith(("月", "日", "号")) else ""
        elif sign in _OPENS:
            self.outer = self.period
        elif sign in _CLOSES:
            self.period = self.outer
        else:
            self.period = "" if sign in _WHOLE_YEAR else sign

    def _fixed(self, found: re.Match[str], kind: Kind) -> Quantity:
        if kind is Kind.DATE:
            year = read_year(found[0])
            bare = found[0].endswith(("年", "年度")) and year is not None
            self.period = str(year) if bare else found[0]
        elif kind is Kind.SECTION:
            self.period = self.outer = ""
        return Quantity(found[0], self.at, *found.span(), kind, number=_ZERO, sentence=self.sentence)

    def _amount(self, found: re.Match[str], start: int, end: int, last: int) -> Quantity:
        sentence_start = self.sentence_start
        printed, unit, counted = found.group(0, "unit", "counted")
        number, upper = number_of(found)
        unit = unit or counted or ""
        return Quantity(
            printed,
            self.at,
            start,
            end,
            kind_of(unit),
            number,
            upper,
            unit,
            bound_of(found),
            self.period,
            self.sentence,
            self.text,
            max(last, sentence_start),
            sentence_start,
        )
