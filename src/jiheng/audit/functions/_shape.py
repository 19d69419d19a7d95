"""Rules on a table as a whole: how its weights lie, what its indicators are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from jiheng.audit._amounts import PERCENT, percent, plain
from jiheng.audit._dossier import Cell, Dossier, Hit, Params, Row, Scored, evidence, has_words
from jiheng.audit._views import Group, groups
from jiheng.audit.functions._readings import name_of, numbers, per_form, target_of
from jiheng.reports import FormKind
from jiheng.values import DeadlineTarget, Measured, NumericTarget, TrendTarget, halve, squeeze

_NAMED_TARGET = re.compile(
    r"[≥≤＞＜><=]\d|(?:不超过|不低于|不少于|不高于|控制在|达到)\d|\d(?:\.\d+)?(?:亿|万)?元(?!以|/)"
)
_KINDS = ("产出", "效益", "满意", "成本")
_SHORT = 4


def group_without_indicator(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """Marks printed with a first-level heading under which no indicator stands."""
    for entry in dossier.scored:
        for group in groups(entry.form):
            if group.max_score.value and all(row.is_stroke for row in group.indicators):
                words = {"group": group.label.text, "max_score": group.max_score.text}
                yield Hit(words, evidence(entry.index, group.label))


def one_indicator_weighs_most(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """One indicator with most of the marks of a table."""
    for entry in dossier.scored:
        whole = sum((row.weight for row in entry.rows), Decimal(0))
        for row in entry.rows:
            if whole >= params.number("least") and row.weight >= params.number("share") * whole:
                words = {"whole": plain(whole), "share": percent(row.weight / whole)}
                yield row.hit(words, row.indicator.max_score, row.indicator.name)


def unusual_weights(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """First-level weights that are none of the usual ones, where the place does not leave them free."""
    usual = {tuple(text.split("/")) for text in params.words("usual")}
    for entry in dossier.projects:
        standard = entry.sheet.standard if entry.sheet else ""
        own = _weights(entry)
        if standard in params.words("free_in") or any(not own[kind] for kind in _KINDS[:3]):
            continue
        if tuple(plain(own[kind]) for kind in _KINDS) not in usual:
            said = "、".join(f"{kind}{plain(own[kind])}分" for kind in _KINDS if own[kind])
            cells = [cell for group in groups(entry.form) for cell in _weight_cells(group)]
            yield Hit({"said": said}, evidence(entry.index, *cells))


def _weights(entry: Scored) -> dict[str, Decimal]:
    found = dict.fromkeys(_KINDS, Decimal(0))
    for group in groups(entry.form):
        kind = next((kind for kind in _KINDS if kind in group.label.text), "效益")
        parts = [row.max_score.value or Decimal(0) for row in group.indicators]
        found[kind] += group.max_score.value or sum(parts, Decimal(0))
    return found


def _weight_cells(group: Group) -> tuple[Cell, ...]:
    return (group.max_score,) if group.max_score.value else tuple(row.max_score for row in group.indicators)


def few_measurable_in_package(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A package of which too few targets are a number, a date or a direction."""
    rows = [row for row in dossier.rows if row.weight > 0]
    told = [row for row in rows if isinstance(_reading(row), NumericTarget | DeadlineTarget | TrendTarget)]
    if len(rows) < params.number("fewest") or len(told) >= params.number("share") * len(rows):
        return
    vague = [row for row in rows if row not in told]
    places = tuple(place for row in vague for place in evidence(row.form, row.indicator.target))
    words = {"rows": str(len(rows)), "told": str(len(told)), "share": percent(Decimal(len(told)) / len(rows))}
    yield Hit(words, places)


def _reading(row: Row) -> object:
    return row.indicator.target.reading


def same_indicator_twice(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """One indicator counted under two first levels: as an output and as a benefit."""
    for entry in dossier.scored:
        seen: dict[str, Row] = {}
        for row in entry.rows:
            other = seen.setdefault(row.name, row)
            if other is not row and _level(other) != _level(row) and len(row.name) >= _SHORT:
                words = {"first": _level(other), "second": _level(row)}
                yield row.hit(words, row.indicator.name, other.indicator.name)


def _level(row: Row) -> str:
    return squeeze(row.indicator.category.text)


def quantity_is_budget(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A quantity indicator that only says the project's money again."""
    for entry in dossier.scored:
        line = entry.form.fund("total")
        budgets = [line.original_budget, line.final_budget] if line else []
        amounts = {figure.value for figure in budgets if figure.value is not None}
        for row in entry.rows:
            pair = numbers(row)
            money = pair is not None and (pair[0].unit.endswith("元") or not pair[0].unit)
            if (
                pair
                and money
                and row.second.startswith("数量")
                and pair[0].number in amounts
                and _has_part(pair[0])
            ):
                yield row.hit({}, row.indicator.target, row.indicator.name)


def _has_part(target: NumericTarget) -> bool:
    """Whether a target without a unit cannot be a count of things: 43.2."""
    return target.unit.endswith("元") or target.number % 1 != 0


def rate_without_percent(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A rate by its name, of which neither target nor result has a percent sign."""

    def pick(row: Row) -> Cell | None:
        pair = numbers(row)
        bare = pair is not None and {pair[0].unit, pair[1].unit} == {""}
        named = row.name.endswith(params.words("rates"))
        return row.indicator.target if bare and named and pair and pair[0].number > 1 else None

    return per_form(dossier, pick, lambda row: f"{name_of(row)}：{target_of(row)}")


def quantity_ceiling(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A count to be reached, written as a count not to be exceeded."""
    for row in dossier.rows:
        pair = numbers(row)
        if pair is None or not row.second.startswith("数量") or not pair[0].comparator.is_ceiling:
            continue
        limits = any(word in row.name for word in params.words("limits"))
        if not limits and pair[0].unit != PERCENT and not pair[0].unit.endswith("元"):
            yield row.hit({}, row.indicator.target, row.indicator.achieved)


def name_holds_target(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A name that holds the level to reach."""

    def pick(row: Row) -> Cell | None:
        return row.indicator.name if _NAMED_TARGET.search(halve(row.indicator.name.text)) else None

    return per_form(dossier, pick, name_of)


def objective_without_words(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """An objective or its result that is a mere figure."""
    for entry in dossier.scored:
        for objective in entry.form.objectives:
            cells = (objective.expected, objective.achieved)
            bare = [
                cell for cell in cells if not has_words(cell.text) and any(c.isdigit() for c in cell.text)
            ]
            if bare:
                yield Hit({"text": "、".join(cell.text for cell in bare)}, evidence(entry.index, *bare))


def lasting_effect_at_once(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """An effect that takes years, reported as reached in the first."""
    for row in dossier.rows:
        target, achieved = row.indicator.target.reading, row.indicator.achieved.reading
        if not (isinstance(target, NumericTarget) and isinstance(achieved, Measured)):
            continue
        years = target.unit == achieved.unit == "年" and "可持续" in row.second
        if years and params.number("years") <= target.number <= achieved.number < params.number("calendar"):
            yield row.hit({}, row.indicator.achieved, row.indicator.target)


def reason_contradicts(dossier: Dossier, params: Params) -> Iterator[Hit]:
    """A reason that says the opposite of the marks."""
    for row in dossier.rows:
        score, weight = row.indicator.score.value, row.indicator.max_score.value
        text = row.indicator.deviation_reason.text
        if score is None or not weight or not has_words(text):
            continue
        done = any(word in text for word in params.words("done"))
        but = any(word in text for word in params.words("but"))
        failed = any(word in text for word in params.words("failed"))
        if (score < weight and done and not but) or (score >= weight and failed and row.met is not True):
            yield row.hit({}, row.indicator.deviation_reason, row.indicator.score)


def filing_date_blank(dossier: Dossier, _params: Params) -> Iterator[Hit]:
    """A line that asks for the day of filing and has none."""
    for index, form in dossier.package.audited():
        line = form.filing_line
        if line.at and "日期" in line.text and form.filing_date is None:
            words = {"form": "基础数据表" if form.kind is FormKind.BASE_DATA else "自评表"}
            yield Hit(words, evidence(index, line))
