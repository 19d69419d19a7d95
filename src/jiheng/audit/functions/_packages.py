"""Rules on several packages of one call: texts they share, and packages that stand out among the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.audit._amounts import percent, plain
from jiheng.audit._dossier import Hit, Params
from jiheng.audit._peers import outliers
from jiheng.audit._shared_texts import shared_texts
from jiheng.audit._traces import Trace
from jiheng.audit._types import Elsewhere
from jiheng.audit.functions._readings import listed

_SHOWN = 20
"""So many pairs of places are given with a finding; the count says how many there are."""


def text_of_other_package(traces: Sequence[Trace], params: Params) -> Iterator[Hit]:
    """Paragraphs that packages share; one finding for all that the same packages share."""
    groups = shared_texts(
        traces,
        share=params.number("share"),
        template=params.number("template"),
        fewest=int(params.number("fewest")),
    )
    for group in groups:
        first, second, share = max(group.pairs, key=lambda pair: pair[2])
        places: list[Elsewhere] = [place for pair in group.pairs[:_SHOWN] for place in pair[:2]]
        words = {
            "packages": listed([traces[number].package for number in group.packages]),
            "number": str(len(group.packages)),
            "count": str(len(group.pairs)),
            "share": percent(share),
            "text": first.text,
            "same": second.text,
        }
        yield Hit(words, (), tuple(dict.fromkeys(places)))


def soft_full_marks(traces: Sequence[Trace], params: Params) -> Iterator[Hit]:
    """Packages in which far more rows than in others have full marks."""
    yield from _standing_out(traces, params, "full_marks", high=True)


def soft_attainment(traces: Sequence[Trace], params: Params) -> Iterator[Hit]:
    """Packages whose results lie far further above their targets than others' do."""
    yield from _standing_out(traces, params, "attainment", high=True)


def soft_over_achievement(traces: Sequence[Trace], params: Params) -> Iterator[Hit]:
    """Packages that overshoot far more of their targets than others do."""
    yield from _standing_out(traces, params, "over_achievement", high=True)


def few_measurable_targets(traces: Sequence[Trace], params: Params) -> Iterator[Hit]:
    """Packages with far fewer measurable targets than others."""
    yield from _standing_out(traces, params, "measurable", high=False)


def _standing_out(traces: Sequence[Trace], params: Params, metric: str, *, high: bool) -> Iterator[Hit]:
    enough = [trace for trace in traces if trace.rows >= params.number("rows")]
    if len(enough) < params.number("fewest"):
        return
    found = outliers(enough, metric, limit=params.number("limit"), least=params.number("least"), high=high)
    for outlier in found:
        words = {
            "package": outlier.trace.package,
            "value": percent(outlier.value),
            "median": percent(outlier.median),
            "score": plain(outlier.score),
            "number": str(len(enough)),
        }
        yield Hit(words, ())
