"""What the entries of several forms are made of. Part of the contract: see ``_contract``."""

from __future__ import annotations

from msgspec import Struct


class FundEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the funds block (项目资金). ``amount`` holds the figure of a line that prints only one."""

    source: str
    label: str
    original_budget: str
    final_budget: str
    actual_expenditure: str
    max_score: str
    execution_rate: str
    score: str
    amount: str


class ObjectiveEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The year's objective (年度总体目标)."""

    expected: str
    achieved: str


class IndicatorEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An indicator row; ``at`` is its row (T3R12)."""

    category: str
    category_max_score: str
    subcategory: str
    name: str
    target: str
    achieved: str
    max_score: str
    score: str
    deviation_reason: str
    at: str


class TotalEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """The total row (总分)."""

    max_score: str
    score: str


class SectionEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading of the report text and what stands under it."""

    heading: str
    text: str


class UnreadEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell that fits no field of its form."""

    text: str
    at: str


class ProblemEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell that could not be read as its kind."""

    code: str
    text: str
    at: str
