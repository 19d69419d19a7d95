"""A form and its standard → ScoreSheet; a package → the sheets of its scored forms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from jiheng.errors import StandardUnknown
from jiheng.reports import FormKind, Package, SelfEvaluation
from jiheng.scoring._indicators import compute_indicators, lines_by_card
from jiheng.scoring._lines import score_execution, score_indicator
from jiheng.scoring._outcome import NOTHING, plain, slack, span
from jiheng.scoring._types import IndicatorTable, LineKind, ScoreLine, ScoreSheet
from jiheng.standards import Standard, Version, all_packs, choose_standard, find_pack, load_standard

_WITHOUT_JUDGEMENT = {LineKind.UNJUDGED, LineKind.NOT_SCORED}


def score_form(
    form: SelfEvaluation,
    index: int,
    standard: Standard,
    *,
    chosen_because: str = "按指定的标准。",
    computed: IndicatorTable | None = None,
) -> ScoreSheet:
    """Score one self-evaluation by a standard.

    Args:
        form: The form as read.
        index: Its place in ``Package.forms``.
        standard: The standard; the form's year picks its version.
        chosen_because: Why this standard, in plain Chinese.
        computed: The indicators computed for the form; rows that their pack marks are scored by its cards.
    """
    day = standard.day_for(form)
    version = standard.version_on(day)
    lines = _score_lines(form, version, computed)
    reported = _reported_total(form)
    low, high = sum((line.low for line in lines), NOTHING), sum((line.high for line in lines), NOTHING)
    weight = sum((line.max_score or NOTHING for line in lines), NOTHING)
    grades = _graded(version, reported, (low, high), weight)
    return ScoreSheet(
        form=index,
        standard=standard.id,
        standard_title=standard.title,
        chosen_because=chosen_because + _about_version(standard, day) + standard.note_for(form.kind),
        reported_total=reported,
        low=low,
        high=high,
        lines=lines,
        judged_weight=_judged(lines),
        total_weight=weight,
        reported_grade=grades[0],
        low_grade=grades[1],
        high_grade=grades[2],
        difference=_difference(lines, reported, (low, high), grades),
        computed=computed,
    )


def _score_lines(
    form: SelfEvaluation, version: Version, computed: IndicatorTable | None
) -> tuple[ScoreLine, ...]:
    by_card = lines_by_card(computed, form)
    found = [
        score_execution(form, version),
        *(
            by_card.get(indicator.at) or score_indicator(indicator, version, form.fiscal_year)
            for indicator in form.indicators
        ),
    ]
    return tuple(line for line in found if line is not None)


def score_package(
    package: Package, standard: str | None = None, previous: Package | None = None
) -> tuple[ScoreSheet, ...]:
    """Score every self-evaluation of a package.

    Args:
        package: The package as read.
        standard: Id of the standard for all forms, or of a pack of department-level indicators; None chooses
            one for each form.
        previous: The unit's package of the year before, which some indicators take a figure from.

    Raises:
        StandardUnknown: The id names neither.
    """
    given = _given(standard)
    place = _place_text(package)
    sheets = []
    for index, form in package.evaluations():
        if given is not None:
            chosen, because = given, f"按指定的标准 {given.id}。"
        else:
            chosen, because = choose_standard(form, place)
        computed = None
        if form.kind is FormKind.DEPARTMENT:
            computed = compute_indicators(package, index, chosen.id, pack=standard, previous=previous)
        sheets.append(score_form(form, index, chosen, chosen_because=because, computed=computed))
    return tuple(sheets)


def _given(standard: str | None) -> Standard | None:
    """Return the standard that an id names; None where it names none, but a pack of indicators."""
    if standard is None:
        return None
    try:
        return load_standard(standard)
    except StandardUnknown as unknown:
        if find_pack(standard) is not None:
            return None
        known = {*unknown.known, *(pack.id for pack in all_packs())}
        raise StandardUnknown(standard, tuple(sorted(known))) from unknown


def _graded(
    version: Version, reported: Decimal | None, interval: tuple[Decimal, Decimal], weight: Decimal
) -> tuple[str, str, str]:
    """Return the grades of the reported, lowest and highest total; "" where there is none."""
    own = version.grades.of(reported) if reported is not None else ""
    if weight != version.total:
        # Marks out of more or less than the standard's total have no grade on its scale.
        return own, "", ""
    low, high = interval
    return own, version.grades.of(low), version.grades.of(high)


def _place_text(package: Package) -> str:
    """Return the names of the package's units, for forms that do not print their own."""
    names = (
        text
        for _, form in package.evaluations()
        for text in (form.supervising_department.text, form.implementing_unit.text)
        if text
    )
    return " ".join(dict.fromkeys(names))


def _reported_total(form: SelfEvaluation) -> Decimal | None:
    score = form.total.score
    return None if score.unit == "%" else score.value


def _judged(lines: tuple[ScoreLine, ...]) -> Decimal:
    return sum((line.max_score or NOTHING for line in lines if line.kind not in _WITHOUT_JUDGEMENT), NOTHING)


def _about_version(standard: Standard, day: dt.date | None) -> str:
    if day is None:
        return "表上没有印制年度，采用该标准现行版本。"
    if day < standard.first_day:
        return f"该标准的已知版本自 {standard.first_day.year} 年度起，本表年度更早，参照使用。"
    return ""


def _difference(
    lines: tuple[ScoreLine, ...],
    reported: Decimal | None,
    interval: tuple[Decimal, Decimal],
    grades: tuple[str, str, str],
) -> tuple[str, ...]:
    wrong = [line for line in lines if line.agrees is False]
    said = [_differs(line, line.reported) for line in wrong if line.reported is not None]
    low, high = interval
    if lines and reported is not None and not low - slack(reported) <= reported <= high + slack(reported):
        said.append(f"总分：填报 {plain(reported)}，重算 {span(low, high)}。{_regraded(grades)}")
    return tuple(said)


def _differs(line: ScoreLine, reported: Decimal) -> str:
    if line.low < line.high:
        due = f"应在 {span(line.low, line.high)} 之间"
    elif line.kind is LineKind.EXECUTION:
        due = f"按执行率应为 {plain(line.low)}"
    elif line.met:
        due = f"已达到指标值，应为 {plain(line.low)}"
    else:
        due = f"按比例应为 {plain(line.low)}" if line.low else "应为 0"
    word, gap = ("多计", reported - line.high) if reported > line.high else ("少计", line.low - reported)
    return f"{line.name}：填报 {plain(reported)}，{due}，{word} {plain(gap)} 分。"


def _regraded(grades: tuple[str, str, str]) -> str:
    """Say where the difference changes the grade; nothing where the marks have no grade."""
    own, *others = grades
    if "" in grades or own in others:
        return ""
    return f"等级由“{own}”变为“{'或'.join(dict.fromkeys(others))}”。"
