"""Which standard a form follows, and why: its printed number, then its place, then its weights."""

from __future__ import annotations

from decimal import Decimal

from jiheng.reports import FormKind, SelfEvaluation
from jiheng.standards._loader import all_standards, load_standard
from jiheng.standards._types import Category, Standard
from jiheng.values import halve

_DEFAULT = "cn/national"
_BECAUSE_DEFAULT = "表单编号、单位所在地和分值都不对应已收录的地方标准，按全国通行口径计分。"
_CATEGORIES = {category.value: category for category in Category}


def choose_standard(form: SelfEvaluation, place_text: str = "") -> tuple[Standard, str]:
    """Return the standard a form follows and the reason in plain Chinese.

    Asked in this order: a printed form number; the place of the unit; weights that only one standard has;
    else the national standard.

    Args:
        form: The scored form.
        place_text: Names that tell where the unit is, used after the form's own department and unit.
    """
    standards = [standard for standard in all_standards() if form.kind in standard.applies]
    return (
        _by_form_number(form, standards)
        or _by_place(form, place_text, standards)
        or _by_weights(form, standards)
        or (
            load_standard(_DEFAULT),
            "表上没有表单编号，单位名称看不出省份，分值也不是某一地方样式独有的，按全国通行口径计分。",
        )
    )


def _by_form_number(form: SelfEvaluation, standards: list[Standard]) -> tuple[Standard, str] | None:
    marked = [standard for standard in standards if standard.form_numbers]
    texts = [form.title.text, form.filing_line.text, *(printed.text for printed in form.unread)]
    for standard in marked:
        for number in standard.form_numbers:
            if any(number in text for text in texts):
                return standard, f"表上印有表单编号 {number}，按“{standard.title}”计分。"
    return None


def _by_place(
    form: SelfEvaluation, place_text: str, standards: list[Standard]
) -> tuple[Standard, str] | None:
    """Take the place that stands nearest the front: 益阳市资阳区 lies in 益阳市."""
    # A project's name may hold a place it only visits; a department form's name is the department's.
    own_name = form.name.text if form.kind is FormKind.DEPARTMENT else ""
    for text in (form.supervising_department.text, form.implementing_unit.text, own_name, place_text):
        plain = halve(text)
        hits = [
            (plain.find(place), place, standard)
            for standard in standards
            for place in standard.places
            if place in plain
        ]
        if hits:
            _, place, standard = min(hits, key=lambda hit: hit[0])
            agreement = _agreement(form, standard)
            return standard, f"单位名称“{_short(plain)}”中有“{place}”，按“{standard.title}”计分。{agreement}"
    return None


def _by_weights(form: SelfEvaluation, standards: list[Standard]) -> tuple[Standard, str] | None:
    given = _weights_of(form)
    for standard in standards:
        if standard.identified_by_weights and _same_weights(given, form, standard):
            return standard, f"分值为{_say(standard, form)}，与“{standard.title}”一致，按该标准计分。"
    return None


def _agreement(form: SelfEvaluation, standard: Standard) -> str:
    if _same_weights(_weights_of(form), form, standard):
        return f"表中分值为{_say(standard, form)}，与该标准一致。"
    return "表中分值与该标准的通常分值不一致，计分以表中印制的分值为准。"


def _same_weights(given: dict[Category, Decimal], form: SelfEvaluation, standard: Standard) -> bool:
    wanted = dict(standard.version_on(standard.day_for(form)).weights)
    if Category.INDICATORS in wanted:
        execution = given.get(Category.EXECUTION, Decimal(0))
        given = {Category.EXECUTION: execution, Category.INDICATORS: sum(given.values()) - execution}
    return given == wanted


def _say(standard: Standard, form: SelfEvaluation) -> str:
    weights = standard.version_on(standard.day_for(form)).weights
    return "、".join(f"{category.value} {weight:f}" for category, weight in weights)


def _weights_of(form: SelfEvaluation) -> dict[Category, Decimal]:
    """Return the marks of each category: as printed beside its name, else the sum of its rows."""
    weights: dict[Category, Decimal] = {}
    printed: dict[Category, Decimal] = {}
    fund = form.fund("total")
    if fund and fund.max_score.value is not None:
        weights[Category.EXECUTION] = fund.max_score.value
    for indicator in form.indicators:
        category = _CATEGORIES.get(indicator.category.text)
        if category is None:
            continue
        if indicator.category_max_score.value is not None:
            printed[category] = indicator.category_max_score.value
        weights[category] = weights.get(category, Decimal(0)) + (indicator.max_score.value or Decimal(0))
    return weights | printed


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
