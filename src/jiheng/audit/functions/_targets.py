"""Rules on targets (年度指标值) and achieved values (实际完成值) as they are written."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.audit._amounts import plain
from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Row, evidence
from jiheng.audit.functions._readings import (
    PERCENT,
    is_cost,
    is_satisfaction,
    name_of,
    numbers,
    per_form,
    same_unit,
    target_of,
)
from jiheng.values import (
    Achieved,
    Changed,
    Comparator,
    DeadlineTarget,
    Described,
    Direction,
    Happened,
    Measured,
    NumericTarget,
    QualitativeTarget,
    Target,
    TrendTarget,
    convert,
    squeeze,
)

_SHORT = 6
_WHOLE = 100
_EXACTLY = frozenset({Comparator.EQUAL, Comparator.BARE})
_FALLS = ("降", "减", "节约", "压减")


def percent_sign_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One of target and achieved value has a percent sign, the other no unit at all."""
    for row in dossier.rows:
        pair = numbers(row)
        if pair and {pair[0].unit, pair[1].unit} == {PERCENT, ""}:
            bare = row.indicator.achieved if pair[1].unit == "" else row.indicator.target
            other = row.indicator.target if pair[1].unit == "" else row.indicator.achieved
            yield row.hit({"bare": bare.text}, bare, other)


def unit_missing(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The target has a unit, the achieved value has none."""

    def pick(row: Row) -> Cell | None:
        pair = numbers(row)
        if pair and pair[1].unit == "" and pair[0].unit not in {"", PERCENT}:
            return row.indicator.achieved
        return None

    return per_form(
        dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}，{row.indicator.achieved.text}"
    )


def unit_differs(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Target and achieved value are in units that do not count the same thing."""
    for row in dossier.rows:
        pair = numbers(row)
        if pair and pair[0].unit and pair[1].unit and not same_unit(pair[0].unit, pair[1].unit):
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def target_without_comparator(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A target that is a bare number."""

    def pick(row: Row) -> Cell | None:
        reading = row.indicator.target.reading
        bare = isinstance(reading, NumericTarget) and reading.comparator is Comparator.BARE
        return row.indicator.target if bare else None

    return per_form(dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}")


def achieved_is_bound(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An achieved value that is only a bound: it proves the target, but says no figure."""

    def pick(row: Row) -> Cell | None:
        counts = row.weight > 0 or bool(row.indicator.score.value)  # a form without weights prints marks only
        return row.indicator.achieved if counts and _proves(row) else None

    return per_form(
        dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}，填{row.indicator.achieved.text}"
    )


def bound_below_target(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An achieved value that is only a bound, and a lower one than the target."""
    for row in dossier.rows:
        if row.weight > 0 and _proves(row) is False:
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def _proves(row: Row) -> bool | None:
    """Return whether an achieved bound proves the target; None where it is no bound, or of another kind."""
    target, achieved = row.indicator.target.reading, row.indicator.achieved.reading
    if isinstance(target, DeadlineTarget) and isinstance(achieved, Happened):
        return True if achieved.by and achieved.date == target.by else None
    if not (isinstance(target, NumericTarget) and isinstance(achieved, Measured) and achieved.bound):
        return None
    number = convert(achieved.number, achieved.unit, target.unit) if achieved.unit else achieved.number
    if number is None:
        return None
    if achieved.bound.is_floor and (target.comparator.is_floor or target.comparator is Comparator.BARE):
        return number >= target.number
    if achieved.bound.is_ceiling and target.comparator.is_ceiling:
        return number <= target.number
    return None


def achieved_repeats_words(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An achieved value that is the target's sentence word for word."""

    def pick(row: Row) -> Cell | None:
        if not isinstance(row.indicator.target.reading, QualitativeTarget | TrendTarget):
            return None
        target, achieved = squeeze(row.indicator.target.text), squeeze(row.indicator.achieved.text)
        return row.indicator.achieved if target == achieved and len(target) > _SHORT else None

    return per_form(dossier, pick, name_of)


def objective_repeated(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """The year's objective and what became of it are one and the same text."""
    for entry in dossier.scored:
        for objective in entry.form.objectives:
            expected, achieved = (
                squeeze(cell.text).rstrip("。；") for cell in (objective.expected, objective.achieved)
            )
            if expected == achieved and len(expected) > _SHORT:
                yield Hit({}, evidence(entry.index, objective.achieved, objective.expected))


def quantity_in_words(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A quantity indicator whose target is words."""

    def pick(row: Row) -> Cell | None:
        quantity = row.indicator.subcategory.text.startswith("数量")
        return row.indicator.target if quantity and _is_words(row) else None

    return per_form(dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}")


def _is_words(row: Row) -> bool:
    """Whether a target is words without any figure in them."""
    target = row.indicator.target
    return isinstance(target.reading, QualitativeTarget) and not any(c.isdigit() for c in target.text)


def target_is_question(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A target that asks (是否及时) instead of setting a level."""

    def pick(row: Row) -> Cell | None:
        return row.indicator.target if row.indicator.target.text.strip().startswith("是否") else None

    return per_form(dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}")


def share_above_whole(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A share of a whole that is more than the whole."""
    for row in dossier.rows:
        target, achieved = row.indicator.target, row.indicator.achieved
        cells = [cell for cell in (achieved, target) if _above_whole(cell.reading)]
        if cells and is_share(row, params):
            yield row.hit({"above": "、".join(cell.text for cell in cells)}, *cells, row.indicator.name)


def is_share(row: Row, params: Params) -> bool:
    """Whether a row measures a share of a whole: by its name, or because its target is the whole."""
    target = row.indicator.target.reading
    name = row.name.removesuffix("（%）").removesuffix("(%)")
    if is_satisfaction(row) or name.endswith(params.words("shares")):
        return True
    if not isinstance(target, NumericTarget) or target.comparator not in _EXACTLY:
        return False
    return target.unit == PERCENT and target.number == _WHOLE


def is_share_above_whole(row: Row, params: Params) -> bool:
    """Whether a row is a share, and its achieved value is above 100 %."""
    return _above_whole(row.indicator.achieved.reading) and is_share(row, params)


def _above_whole(reading: Target | Achieved) -> bool:
    if not isinstance(reading, NumericTarget | Measured):
        return False
    return reading.unit == PERCENT and reading.number > _WHOLE


def above_equal_target(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """More than a target that says equal; what exceeds a whole is another rule's."""
    for row in dossier.rows:
        pair, completion = numbers(row), row.completion
        if pair is None or completion is None or pair[0].comparator is not Comparator.EQUAL:
            continue
        if completion > 1 and not is_share_above_whole(row, params):
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def satisfaction_without_figure(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Satisfaction reported in words."""
    for row in dossier.rows:
        if not is_satisfaction(row) or row.weight <= 0:
            continue
        if isinstance(row.indicator.achieved.reading, Described):
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def number_answered_in_words(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A target that is a number, answered in words."""
    for row in dossier.rows:
        words = isinstance(row.indicator.achieved.reading, Described)
        number = isinstance(row.indicator.target.reading, NumericTarget)
        if words and number and row.weight > 0 and not is_satisfaction(row):
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def direction_not_said(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A target that must be at least so much, answered by a fall; neither name nor target says which way."""
    for row in dossier.rows:
        target, achieved = row.indicator.target.reading, row.indicator.achieved.reading
        falls = isinstance(achieved, Changed) and achieved.direction is Direction.DOWN
        floor = isinstance(target, NumericTarget) and target.comparator.is_floor
        if falls and floor and not any(word in row.indicator.name.text for word in _FALLS):
            yield row.hit({}, row.indicator.target, row.indicator.achieved)


def cost_floor(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A cost indicator that must be at least so much."""
    for row in dossier.rows:
        target = row.indicator.target.reading
        if is_cost(row) and isinstance(target, NumericTarget) and target.comparator.is_floor:
            yield row.hit({}, row.indicator.target, row.indicator.name)


def cost_without_amount(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An economic cost indicator whose target is words."""
    for row in dossier.rows:
        if _is_words(row) and row.weight > 0 and "经济成本" in row.indicator.subcategory.text:
            yield row.hit({}, row.indicator.target, row.indicator.name)


def cost_target_above_budget(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A cost ceiling above the whole original budget."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        budget = line.original_budget if line else None
        if budget is None or budget.value is None or budget.value <= 0:
            continue
        for row in entry.rows:
            target = row.indicator.target.reading
            if not (isinstance(target, NumericTarget) and target.comparator.is_ceiling and is_cost(row)):
                continue
            ceiling = convert(target.number, target.unit, budget.unit or "万元")
            if ceiling is not None and ceiling > budget.value:
                unit = budget.unit or "万元"
                words = {"budget": budget.text, "unit": unit, "ceiling": f"{plain(ceiling)}{unit}"}
                hit = row.hit(words, row.indicator.target)
                yield Hit(hit.figures, (*hit.at, *evidence(entry.index, budget)))
