"""Arithmetic that makes a reading of touching digits certain: weight × rate = score, and marks that add up.

Only figures that can stand together in one way are given back; nothing is completed or corrected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = re.compile(r"[\d.%]*")
_RATE = re.compile(r"(?:[1-9]\d{0,2}|0)(?:\.\d{1,2})?%?")
_WEIGHT = re.compile(r"[1-9]\d?")
_SCORE = re.compile(r"(?:[1-9]\d?|0)(?:\.\d{1,2})?")
_SLACK = Decimal("0.005")
"""Marks are printed to two places."""
_FULL = Decimal(100)
_HIGHEST_RATE = Decimal(100)


@dataclass(frozen=True, slots=True)
class ExecutionMarks:
    """The execution rate with its weight and score, and the illegible figures before them."""

    before: str
    rate: str
    weight: str
    score: str
    after: str

    @property
    def lost(self) -> Decimal:
        """Marks that the execution did not earn."""
        return Decimal(self.weight) - Decimal(self.score)


def execution_marks(text: str) -> ExecutionMarks | None:
    """Read rate, weight and score at the end of a run of digits whose amounts are illegible.

    Returns:
        The one way in which weight × rate = score; None where there is none, or a second.
    """
    found = _DIGITS.match(text)
    run = found[0] if found else ""
    readings = list(_execution(run, text[len(run) :]))
    return readings[0] if len(readings) == 1 else None


def _execution(run: str, after: str) -> Iterator[ExecutionMarks]:
    for start in range(len(run)):
        for middle in range(start + 1, len(run)):
            if not _RATE.fullmatch(run, start, middle):
                continue
            rate = Decimal(run[start:middle].removesuffix("%"))
            for last in range(middle + 1, len(run)):
                if not _WEIGHT.fullmatch(run, middle, last) or not _SCORE.fullmatch(run, last):
                    continue
                weight, score = Decimal(run[middle:last]), Decimal(run[last:])
                if rate <= _HIGHEST_RATE and abs(weight * rate / 100 - score) <= _SLACK:
                    yield ExecutionMarks(run[:start], run[start:middle], run[middle:last], run[last:], after)


def nothing_lost(total: Decimal | None, execution: ExecutionMarks | None) -> bool:
    """Whether the total proves that every indicator earned its whole weight.

    So it is where the total falls short of one hundred by just what the execution lost.
    """
    return total is not None and execution is not None and _FULL - total == execution.lost
