"""What a sentence says in figures."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from jiheng.audit.prose._phrases import phrase_before
from jiheng.audit.prose._surroundings import (
    Bound,
    bound_before,
    is_cumulative,
    is_loose,
    says_goal,
    words_behind,
)
from jiheng.values import Figure

_NEAR = 100
_BEHIND = 40
_BOUND = 8
_PART = "其中"
_ONE = "一"
_YEARS = range(1980, 2050)


class Kind(StrEnum):
    """What sort of number stands in a text."""

    MONEY = "money"
    COUNT = "count"
    RATE = "rate"
    POINTS = "points"
    """Percentage points, a difference of two rates."""
    NUMBER = "number"
    """Without a unit."""
    DATE = "date"
    ORDINAL = "ordinal"
    DOCUMENT = "document number"
    SECTION = "section number"
    CODE = "code"
    """A telephone number, a model, a version: no quantity."""


class Quantity(NamedTuple):
    """One number of a text. What the words around it say of it is read when it is asked for.

    A tuple: a package's texts make hundreds of them, and a frozen dataclass takes five times as long to make.
    """

    text: str
    """As printed, white space removed: ``3112件``."""
    at: str
    start: int
    """Where it starts and ends in ``paragraph``."""
    end: int
    kind: Kind
    number: Decimal
    upper: Decimal | None = None
    """The other end of a range (3-5家)."""
    unit: str = ""
    more: Bound = Bound.EXACT
    """What its own print says of how exact it is: 余, 以上."""
    period: str = ""
    """Another time than the report's whole year as printed (2023, 8月, 上半年); "" where none is said."""
    sentence: int = 0
    """Which sentence of the paragraph, from 0."""
    paragraph: str = ""
    """The paragraph without white space."""
    after_last: int = 0
    """Where the number before it ends, or the sentence starts."""
    sentence_start: int = 0

    @property
    def what(self) -> str:
        """What it measures, from the words before it: 开展惠企活动."""
        return phrase_before(self._left)

    @property
    def after(self) -> str:
        """The words behind it up to the next mark: 项目纳入项目库."""
        return words_behind(self.paragraph[self.end : self.end + _BEHIND])

    @property
    def bound(self) -> Bound:
        """How exactly it is said."""
        return self.more or bound_before(self._left[-_BOUND:])

    @property
    def goal(self) -> bool:
        """Whether it says what should be, not what is."""
        return says_goal(self._near, self.after)

    @property
    def loose(self) -> bool:
        """Whether it cannot be told by itself what it measures: 分别为…, per unit, of one event."""
        # 2024 in 2024株洲马拉松 is a year, though 株 is a unit.
        is_year = self.number in _YEARS and self.text[:4].isdecimal() and bool(self.after)
        return is_year or self.text[0] == _ONE or "/" in self.text or is_loose(self._left, self._near)

    @property
    def cumulative(self) -> bool:
        """Whether it counts since some earlier time (累计 without 全年)."""
        return is_cumulative(self._near)

    @property
    def part(self) -> bool:
        """Whether it follows 其中: a share of what stands before it."""
        return _PART in self._near

    @property
    def is_exact(self) -> bool:
        """Whether it states one exact figure of something that is."""
        return self.upper is None and not (self.bound or self.goal or self.loose)

    @property
    def figure(self) -> Figure:
        """The number as a figure that relations compare."""
        return Figure(self.text, self.at, self.number, self.unit)

    @property
    def _left(self) -> str:
        return self.paragraph[self.after_last : self.start]

    @property
    def _near(self) -> str:
        return self.paragraph[max(self.sentence_start, self.start - _NEAR) : self.start]
