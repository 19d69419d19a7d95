"""Rules that hold this year's targets and indicators against last year's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import PERCENT, plain
from jiheng.audit._dossier import Dossier, Hit, Params, Row, evidence
from jiheng.audit._types import Elsewhere
from jiheng.audit._years import FormPair, elsewhere, form_pairs, form_words
from jiheng.audit.functions._readings import is_cost, listed, same_unit
from jiheng.reports import Package
from jiheng.values import AchievedText, Measured, NumericTarget, TargetText, convert


def target_lowered(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A target that asks for less than last year's: a lower floor, a higher ceiling."""
    least = params.number("least")
    for pair in form_pairs(dossier):
        found = [(now, before) for now, before in pair.rows if _is_lowered(now, before, least)]
        if found:
            said = [_lowered_words(now, before) for now, before in found]
            yield _hit(dossier, pair, found, said, "target")


def _is_lowered(now: Row, before: Row, least: Decimal) -> bool:
    targets = comparable_targets(now, before)
    if targets is None:
        return False
    target, earlier = targets
    # A cost ceiling follows the year's budget: that it rises lowers no demand.
    if target.comparator.is_ceiling:
        return not is_cost(now) and target.number > earlier.number * (1 + least)
    return target.number < earlier.number * (1 - least)


def comparable_targets(now: Row, before: Row) -> tuple[NumericTarget, NumericTarget] | None:
    """Return both targets where they are numbers of one unit that bound the same way."""
    target, earlier = now.indicator.target.reading, before.indicator.target.reading
    if not isinstance(target, NumericTarget) or not isinstance(earlier, NumericTarget):
        return None
    if (
        target.comparator.is_ceiling is not earlier.comparator.is_ceiling
        or min(target.number, earlier.number) <= 0
    ):
        return None
    number = in_unit_of(earlier.number, earlier.unit, target.unit)
    if number is None or target.upper is not None or earlier.upper is not None:
        return None
    return target, NumericTarget(earlier.comparator, number, target.unit)


def in_unit_of(number: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Return a number in another unit, or None where the units count different things."""
    if unit == wanted:
        return number
    converted = convert(number, unit, wanted)
    if converted is not None:
        return converted
    return number if unit and wanted and same_unit(unit, wanted) else None


def _lowered_words(now: Row, before: Row) -> str:
    name, target, earlier = now.indicator.name.text, now.indicator.target.text, before.indicator.target.text
    achieved = before.indicator.achieved.text
    done = f"，上年实际{achieved}" if achieved else ""
    return f"{name}：上年{earlier}，本年{target}{done}"


def target_below_last_result(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A floor that was not lowered, and lies far below what last year had already reached."""
    share, least = params.number("share"), params.number("least")
    for pair in form_pairs(dossier):
        found = [(now, before) for now, before in pair.rows if _is_below_result(now, before, share, least)]
        if found:
            said = [
                f"{now.indicator.name.text}：本年{now.indicator.target.text}，上年已完成{before.indicator.achieved.text}"
                for now, before in found
            ]
            yield _hit(dossier, pair, found, said, "target", "achieved")


def _is_below_result(now: Row, before: Row, share: Decimal, least: Decimal) -> bool:
    target, done = now.indicator.target.reading, before.indicator.achieved.reading
    if not isinstance(target, NumericTarget) or not isinstance(done, Measured) or done.bound is not None:
        return False
    if (
        target.comparator.is_ceiling
        or PERCENT in {target.unit, done.unit}
        or _is_lowered(now, before, Decimal(0))
    ):
        return False
    reached = in_unit_of(done.number, done.unit, target.unit)
    return reached is not None and target.number < reached * share and reached - target.number >= least


def indicator_dropped(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Indicators that last year's form had and met, and this year's has not."""
    yield from _dropped(dossier, unmet=False)


def unmet_indicator_dropped(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Indicators that last year did not meet, and this year no longer has."""
    yield from _dropped(dossier, unmet=True)


def _dropped(dossier: Dossier, *, unmet: bool) -> Iterator[Hit]:
    for pair in form_pairs(dossier):
        gone = [row for row in pair.dropped if (row.met is False) is unmet]
        if gone and pair.rows and dossier.previous:
            said = [_gone_words(row) for row in gone]
            words = {
                "form": form_words(dossier.package, pair.now.index),
                "count": str(len(gone)),
                "names": listed(said),
            }
            package = dossier.previous.package
            others = [place for row in gone for place in _row_elsewhere(package, row)]
            title = pair.now.form.name if pair.now.form.name.at else pair.now.form.title
            yield Hit(words, evidence(pair.now.index, title), tuple(others))


def _gone_words(row: Row) -> str:
    indicator = row.indicator
    return f"{indicator.name.text}：{indicator.target.text}，实际{indicator.achieved.text or '空白'}"


def _row_elsewhere(package: Package, row: Row) -> tuple[Elsewhere, ...]:
    indicator = row.indicator
    return elsewhere(package, row.form, indicator.name, indicator.target, indicator.achieved)


def result_jumps(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Achieved values that are many times, or a small part of, last year's."""
    yield from _jumps(dossier, params.number("ratio"), params.number("slip"))


def unit_slip_between_years(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """Values so far from last year's that one of them must be in another unit."""
    yield from _jumps(dossier, params.number("ratio"), None)


def _jumps(dossier: Dossier, least: Decimal, below: Decimal | None) -> Iterator[Hit]:
    for pair in form_pairs(dossier):
        found = [
            (now, before, ratio)
            for now, before in pair.rows
            if (ratio := _ratio(now.indicator.achieved, before.indicator.achieved)) is not None
            and ratio >= least
            and (below is None or ratio < below)
        ]
        if found:
            said = [
                f"{now.indicator.name.text}：上年{before.indicator.achieved.text}，本年{now.indicator.achieved.text}，相差{plain(ratio)}倍"
                for now, before, ratio in found
            ]
            yield _hit(dossier, pair, [(now, before) for now, before, _ in found], said, "achieved")


def _ratio(now: AchievedText, before: AchievedText) -> Decimal | None:
    """Return the greater of two achieved numbers over the lesser; None for shares and other units."""
    one, other = now.reading, before.reading
    if not isinstance(one, Measured) or not isinstance(other, Measured) or PERCENT in {one.unit, other.unit}:
        return None
    earlier = in_unit_of(other.number, other.unit, one.unit)
    if earlier is None or min(one.number, earlier) <= 0:
        return None
    return max(one.number, earlier) / min(one.number, earlier)


def _hit(
    dossier: Dossier,
    pair: FormPair,
    rows: list[tuple[Row, Row]],
    said: list[str],
    field: str,
    earlier: str = "",
) -> Hit:
    places = [place for now, _ in rows for place in evidence(pair.now.index, _cell(now, field))]
    others: list[Elsewhere] = []
    if dossier.previous is not None:
        for _, before in rows:
            others += elsewhere(dossier.previous.package, before.form, _cell(before, earlier or field))
    words = {
        "form": form_words(dossier.package, pair.now.index),
        "count": str(len(rows)),
        "names": listed(said),
    }
    return Hit(words, tuple(places), tuple(others))


def _cell(row: Row, field: str) -> TargetText | AchievedText:
    return row.indicator.target if field == "target" else row.indicator.achieved
