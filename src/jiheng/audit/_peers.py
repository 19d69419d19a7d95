"""Which packages of one call stand out among their peers, by a robust test.

The median and the median absolute deviation are one line each with the standard library's
``statistics.median``, exact on Decimals; scipy's ``median_abs_deviation`` is the same formula on floats, for
some hundred megabytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from jiheng.audit._traces import METRICS, Trace


@dataclass(frozen=True, slots=True)
class Outlier:
    """A package whose share stands far from its peers'."""

    trace: Trace
    value: Decimal
    median: Decimal
    score: Decimal
    """How many robust standard deviations it is away from the median."""


_NORMAL = Decimal("0.6745")
"""The median absolute deviation of a normal distribution in standard deviations (Iglewicz, Hoaglin 1993)."""
_MEAN_NORMAL = Decimal("0.7979")
"""The mean absolute deviation likewise; it stands in where more than half of the values are equal."""


def outliers(
    traces: Sequence[Trace], metric: str, *, limit: Decimal, least: Decimal, high: bool
) -> Iterator[Outlier]:
    """Yield the packages that stand out on one side, by the modified z-score.

    Args:
        traces: One per package.
        metric: Which share.
        limit: The score from which a value stands out (3.5 by Iglewicz and Hoaglin).
        least: How far from the median it must be in any case: among equals a hair's breadth is no outlier.
        high: Whether the high values are the suspicious ones.
    """
    known = [(trace, value) for trace in traces if (value := trace.metric(metric)) is not None]
    if not known:
        return
    middle = median(value for _, value in known)
    away = [abs(value - middle) for _, value in known]
    spread = median(away) / _NORMAL or sum(away, Decimal(0)) / len(away) / _MEAN_NORMAL
    for trace, value in known:
        distance = value - middle if high else middle - value
        if distance >= least and spread and distance / spread >= limit:
            yield Outlier(trace, value, middle, distance / spread)


def medians(traces: Sequence[Trace]) -> dict[str, Decimal | None]:
    """Return the middle of each share over all packages."""
    found = {}
    for name in METRICS:
        values = [value for trace in traces if (value := trace.metric(name)) is not None]
        found[name] = median(values) if values else None
    return found
