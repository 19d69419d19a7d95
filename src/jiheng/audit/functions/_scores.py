"""Rules that hold reported marks against the score sheet. One finding per line, the most specific one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import plain
from jiheng.audit._dossier import Dossier, Hit, Params, Row, evidence
from jiheng.scoring import LineKind, ScoreLine

_BY_FIGURES = frozenset({LineKind.QUANTITATIVE, LineKind.AMBIGUOUS})
_FEWEST = 3
# Marks are mostly printed with one or two decimals; a difference that small is rounding as it should be.
_NO_ROUNDING = Decimal("0.05")


def unmet_target_full_marks(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The figures show the target unmet, and the whole weight is claimed."""
    for row in dossier.rows:
        if is_unmet_with_full_marks(row) and row.line:
            cells = (row.indicator.score, row.indicator.achieved, row.indicator.target)
            yield row.hit({"allowed": _interval(row.line), "why": row.line.why}, *cells)


def is_unmet_with_full_marks(row: Row) -> bool:
    """Whether a row claims its whole weight though its figures fall short of the target."""
    line = row.line
    return (
        line is not None
        and line.met is False
        and row.weight > 0
        and row.has_full_marks
        and line.kind in _BY_FIGURES
    )


def score_above_figures(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """More marks than the figures can prove."""
    for row in dossier.rows:
        line = row.line
        if line is None or line.agrees is not False or line.kind not in _BY_FIGURES:
            continue
        reported = line.reported
        if reported is None or reported <= line.high or reported > row.weight:
            continue
        if not is_unmet_with_full_marks(row):
            cells = (row.indicator.score, row.indicator.achieved, row.indicator.target)
            yield row.hit({"allowed": _interval(line), "why": line.why}, *cells)


def score_below_figures(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Fewer marks than the figures prove; without a reason it is the missing reason that is reported."""
    for row in dossier.rows:
        line = row.line
        if line is None or line.agrees is not False or line.kind not in _BY_FIGURES:
            continue
        if line.reported is not None and 0 <= line.reported < line.low and row.has_reason:
            cells = (row.indicator.score, row.indicator.achieved, row.indicator.target)
            yield row.hit({"allowed": _interval(line), "why": line.why}, *cells)


def score_rounded_up(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Marks that only rounding lifts above what the figures prove."""
    for row in dossier.rows:
        line = row.line
        if line and line.kind in _BY_FIGURES and _is_rounded_up(line):
            words = {"allowed": _interval(line), "why": line.why, "excess": _excess(line)}
            yield row.hit(words, row.indicator.score, row.indicator.achieved, row.indicator.target)
    for entry in dossier.scored:
        line, funds = entry.execution, entry.form.fund("total")
        if line and funds and _is_rounded_up(line):
            words = {"name": "预算执行", "allowed": _interval(line), "why": line.why}
            words |= {"score": funds.score.text, "excess": _excess(line)}
            yield Hit(words, evidence(entry.index, funds.score, funds.actual_expenditure, funds.final_budget))


def _is_rounded_up(line: ScoreLine) -> bool:
    over = line.reported is not None and line.reported > line.high + _NO_ROUNDING
    return over and line.agrees is True


def _excess(line: ScoreLine) -> str:
    return plain(line.reported - line.high) if line.reported is not None else ""


def qualitative_score_outside_band(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """More marks than the band that the achieved phrase reaches."""
    for row in dossier.rows:
        line = row.line
        if line is None or line.kind is not LineKind.QUALITATIVE or line.agrees is not False:
            continue
        if line.reported is not None and line.high < line.reported <= row.weight:
            cells = (row.indicator.score, row.indicator.achieved, row.indicator.target)
            yield row.hit({"allowed": _interval(line), "why": line.why}, *cells)


def _interval(line: ScoreLine) -> str:
    low, high = plain(line.low), plain(line.high)
    return f"{high}分" if low == high else f"{low}—{high}分"


def all_full_scores(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Every project gives itself the full total."""
    totals = [(entry.index, entry.form.total) for entry in dossier.projects]
    scores = [total.score.value for _, total in totals]
    full = [
        value is not None and value == total.max_score.value
        for value, (_, total) in zip(scores, totals, strict=True)
    ]
    if len(totals) >= _FEWEST and all(full):
        score = plain(scores[0]) if scores[0] is not None else ""
        yield Hit(
            {"count": str(len(totals)), "score": score},
            tuple(place for index, total in totals for place in evidence(index, total.score)),
        )
