"""Rules on deviations and the reasons given for them (偏差原因分析及改进措施)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import PERCENT, percent, plain
from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Row, evidence, has_words
from jiheng.audit.functions._readings import listed, name_of, numbers, per_form
from jiheng.audit.functions._scores import is_unmet_with_full_marks
from jiheng.audit.functions._targets import is_share_above_whole
from jiheng.values import STROKES, Described


def reason_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Marks taken off, or a target not met, without a word on why."""
    for row in dossier.rows:
        score, weight = row.indicator.score.value, row.indicator.max_score.value
        if score is None or weight is None or weight <= 0 or row.has_reason or is_unmet_with_full_marks(row):
            continue
        if score < weight:
            line = row.line
            shows = (
                f"按表内数字计算：{line.why}。"
                if line and line.met is not None and line.agrees is False
                else ""
            )
            indicator = row.indicator
            cells = (indicator.score, indicator.deviation_reason, indicator.achieved, indicator.target)
            yield row.hit({"shows": shows}, *cells)


def reason_without_deviation(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A reason beside a target met exactly and scored in full."""
    for row in dossier.rows:
        exactly = row.met is True and row.completion in {None, 1}
        if not (exactly and row.has_reason and row.has_full_marks and row.weight > 0):
            continue
        if not any(word in row.indicator.deviation_reason.text for word in params.words("no_deviation")):
            yield row.hit({}, row.indicator.deviation_reason, row.indicator.achieved)


def stray_mark(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A reason cell that holds nothing but a mark."""
    for row in dossier.rows:
        text = row.indicator.deviation_reason.text.strip()
        if text and text not in STROKES and not has_words(text):
            yield row.hit({}, row.indicator.deviation_reason)


def over_achievement(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Far more than the target, and no reason why; the rows of a form together."""
    threshold = params.number("threshold")
    for entry in dossier.scored:
        rows = [row for row in entry.rows if _is_far_above(row, params)]
        if rows:
            cells = [cell for row in rows for cell in (row.indicator.achieved, row.indicator.target)]
            names = listed([_excess(row, params) for row in rows])
            words = {"count": str(len(rows)), "names": names, "threshold": percent(threshold)}
            yield Hit(words, evidence(entry.index, *cells))


def _is_far_above(row: Row, params: Params) -> bool:
    pair, completion = numbers(row), row.completion
    if pair is None or completion is None or completion <= params.number("threshold") or row.has_reason:
        return False
    return row.weight > 0 and not pair[0].comparator.is_ceiling and not is_share_above_whole(row, params)


def _excess(row: Row, params: Params) -> str:
    """Say how far a row went over its target: a growth rate by points, anything else by its multiple."""
    indicator, pair = row.indicator, numbers(row)
    words = f"{indicator.name.text}：{indicator.target.text}，实际{indicator.achieved.text}"
    if pair and pair[1].unit == PERCENT and indicator.name.text.endswith(params.words("growth")):
        return f"{words}，高{plain(pair[1].number - pair[0].number)}个百分点"
    return f"{words}，为{percent(row.completion or Decimal(0))}"


def far_below_ceiling(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Far less money than an at-most target allowed for, and no reason why."""
    threshold = params.number("threshold")
    for row in dossier.rows:
        pair, completion = numbers(row), row.completion
        if pair is None or completion is None or completion <= threshold or row.has_reason:
            continue
        target, achieved = pair
        if row.weight > 0 and target.comparator.is_ceiling and achieved.unit.endswith("元"):
            share = percent(1 / completion)
            yield row.hit({"share": share}, row.indicator.achieved, row.indicator.target)


def unmet_without_weight(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Targets that were not met and weigh nothing."""

    def pick(row: Row) -> Cell | None:
        indicator = row.indicator
        if indicator.max_score.value != 0:
            return None
        said = isinstance(indicator.achieved.reading, Described) and any(
            word in indicator.achieved.text for word in params.words("not_done")
        )
        return indicator.achieved if said or row.met is False else None

    return per_form(dossier, pick, name_of)
