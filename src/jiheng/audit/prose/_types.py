"""What a sentence says in figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jiheng.values import Figure


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


class Bound(StrEnum):
    """How exactly a number is said."""

    EXACT = ""
    ABOUT = "约"
    FLOOR = "以上"
    CEILING = "以内"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text with what the words around it say of it."""

    text: str
    """As printed, white space removed: ``3112件``."""
    at: str
    start: int
    """Where it starts and ends in the paragraph without white space."""
    end: int
    kind: Kind
    number: Decimal
    upper: Decimal | None = None
    """The other end of a range (3-5家)."""
    unit: str = ""
    bound: Bound = Bound.EXACT
    what: str = ""
    """What it measures, from the words before it: 开展惠企活动."""
    after: str = ""
    """The words behind it up to the next mark: 项目纳入项目库."""
    period: str = ""
    """Another time than the report's whole year as printed (2023, 8月, 上半年); "" where none is said."""
    sentence: int = 0
    """Which sentence of the paragraph, from 0."""
    goal: bool = False
    """Whether it says what should be, not what is."""
    loose: bool = False
    """Whether it cannot be told what it measures by itself: 分别为…, per unit, on average."""

    cumulative: bool = False
    """Whether it counts since some earlier time (累计 without 全年)."""
    part: bool = False
    """Whether it follows 其中: a share of what stands before it."""

    @property
    def is_exact(self) -> bool:
        """Whether it states one exact figure of something that is."""
        return self.bound is Bound.EXACT and self.upper is None and not (self.goal or self.loose)

    @property
    def figure(self) -> Figure:
        """The number as a figure that relations compare."""
        return Figure(self.text, self.at, self.number, self.unit)
