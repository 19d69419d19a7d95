"""Department form + base data + pack of cards → the indicators computed from them.

Takes the forms as read and a pack; gives each indicator with its formula, the figures put in, the rate, the
marks by the card and the rates that the forms print themselves. Does not say what is wrong: the audit does.
"""

from __future__ import annotations

from decimal import Decimal

from jiheng.reports import FormKind, Indicator, Package, SelfEvaluation
from jiheng.scoring._cells import Sources, find_sources, used_cells
from jiheng.scoring._outcome import plain, span
from jiheng.scoring._rate_marks import RateMarks, mark_rate
from jiheng.scoring._rates import Rate, compute_rate, formula_words, half_unit
from jiheng.scoring._types import (
    ComputedIndicator,
    IndicatorTable,
    LineKind,
    PrintedRate,
    ScoreLine,
    UsedCell,
)
from jiheng.standards import (
    IndicatorCard,
    IndicatorCase,
    IndicatorPack,
    Root,
    Scheme,
    choose_pack,
    find_pack,
    row_of,
    rows_by_name,
)
from jiheng.values import AchievedText, Changed, Comparator, Direction, Figure, Measured, read_figure

_PERCENT = "%"
_NOT_MARKED = "该口径没有规定分值，不计分"
_NO_RATE = "没有算出结果，不计分"


def compute_indicators(
    package: Package, index: int, standard: str, *, pack: str | None = None, previous: Package | None = None
) -> IndicatorTable | None:
    """Compute the indicators of one department form.

    Args:
        package: The package as read.
        index: The department form's place in ``Package.forms``.
        standard: Id of the standard that the form is scored by.
        pack: Id of the pack to use; None chooses one.
        previous: The unit's package of the year before, where it is at hand.

    Returns:
        The table, or None where no pack fits, or there is no base data and nothing else to show.
    """
    form = package.forms[index]
    if not isinstance(form, SelfEvaluation):
        return None
    given = find_pack(pack) if pack else None
    chosen = (given, f"按指定的口径 {pack}。") if given else choose_pack(form, standard)
    if chosen is None:
        return None
    rows: list[ComputedIndicator] = []
    left_out: list[tuple[str, str]] = []
    sources = find_sources(package, form, index, previous)
    named, day = rows_by_name(form), chosen[0].day_for(form)
    for card in chosen[0].indicators:
        row = _computed(card, card.scheme_on(day), sources, row_of(card, named), standard)
        reason = sources.missing_form(card)
        if reason and not row.printed:
            left_out.append((row.title, reason))
        else:
            rows.append(row)
    has_base_data = sources.by_root[Root.BASE_DATA].record is not None
    if not has_base_data and all(row.value is None and not row.printed for row in rows):
        return None
    return IndicatorTable(chosen[0].id, chosen[0].title, chosen[1], tuple(rows), _said(left_out))


def lines_by_card(table: IndicatorTable | None, form: SelfEvaluation) -> dict[str, ScoreLine]:
    """Return the score lines of the rows that the form's pack has its own marks for, by the row's address.

    The rate is the one that the row prints; only where it prints none is it the computed one.
    """
    pack = find_pack(table.pack) if table else None
    if table is None or pack is None:
        return {}
    rows, values = rows_by_name(form), {row.code: row.value for row in table.rows}
    lines = {}
    for card in pack.indicators:
        scheme, row = card.scheme_on(pack.day_for(form)), row_of(card, rows)
        if scheme is None or row is None or row.max_score.value != scheme.max_score:
            continue
        printed = _rate_of(row.achieved)
        rate = printed if printed is not None else values.get(card.code)
        if rate is not None:
            lines[row.at] = _line(row, card, scheme, rate, pack)
    return lines


def _line(
    indicator: Indicator, card: IndicatorCard, scheme: Scheme, rate: Decimal, pack: IndicatorPack
) -> ScoreLine:
    marks = mark_rate(rate, scheme)
    score = indicator.score
    reported = score.value if score.unit != _PERCENT else None
    kind = LineKind.QUANTITATIVE if marks.low == marks.high else LineKind.AMBIGUOUS
    said = (
        "没有填报得分。"
        if reported is None
        else f"填报 {plain(reported)} 分，重算 {span(marks.low, marks.high)} 分。"
    )
    steps = (f"{card.title}按“{pack.title}”计分：{marks.why}。", said)
    met = marks.low == scheme.max_score
    return ScoreLine(
        name=indicator.name.text,
        at=indicator.at,
        kind=kind,
        max_score=scheme.max_score,
        reported=reported,
        low=marks.low,
        high=marks.high,
        why=marks.why,
        steps=steps,
        met=met,
    )


def _computed(
    card: IndicatorCard, scheme: Scheme | None, sources: Sources, row: Indicator | None, standard: str
) -> ComputedIndicator:
    cells = sources.cells(card)
    rate = compute_rate(card, cells)
    marks = mark_rate(rate.value, scheme) if scheme and rate.value is not None else None
    return ComputedIndicator(
        code=card.code,
        title=card.title,
        basis="；".join(citation.for_form(FormKind.DEPARTMENT.value, standard) for citation in card.citation),
        is_certain=card.is_certain,
        formula=formula_words(card),
        cells=cells,
        value=rate.value,
        working=rate.working,
        max_score=scheme.max_score if scheme else None,
        low=marks.low if marks else None,
        high=marks.high if marks else None,
        why=_marks_words(scheme, marks),
        printed=_printed(card, sources, row, rate),
        note=card.note,
    )


def _marks_words(scheme: Scheme | None, marks: RateMarks | None) -> str:
    if marks:
        return marks.why
    return _NO_RATE if scheme else _NOT_MARKED


def _printed(
    card: IndicatorCard, sources: Sources, row: Indicator | None, rate: Rate
) -> tuple[PrintedRate, ...]:
    found = []
    for path in card.printed:
        figure = sources.figure(path)
        if isinstance(figure, Figure) and figure.value is not None:
            source = sources.by_root[path.root].form
            agrees = _agrees(figure.value, figure.unit, rate)
            found.append(PrintedRate(source, figure.at, figure.text, in_table=False, agrees=agrees))
    number = _signed(row.achieved) if row is not None else None
    if row is not None and number is not None and number[1] in {_PERCENT, ""}:
        at, text, agrees = row.achieved.at, row.achieved.text, _agrees(*number, rate)
        # A number without a sign may be no rate at all, and a bound is met by many.
        if _is_bound(row.achieved) or (not agrees and not number[1]):
            agrees = None
        source = sources.by_root[Root.DEPARTMENT].form
        found.append(PrintedRate(source, at, text, in_table=True, agrees=agrees))
    return tuple(found)


def _is_bound(achieved: AchievedText) -> bool:
    reading = achieved.reading
    return isinstance(reading, Measured) and reading.bound not in {None, Comparator.EQUAL}


def _signed(achieved: AchievedText) -> tuple[Decimal, str] | None:
    reading = achieved.reading
    if isinstance(reading, Measured):
        return reading.number, reading.unit
    if isinstance(reading, Changed) and reading.number is not None:
        down = reading.direction is Direction.DOWN
        return (-reading.number if down else reading.number), reading.unit
    return None


def _rate_of(achieved: AchievedText) -> Decimal | None:
    """Return the rate that a row prints as a fraction; None where it prints no percentage."""
    number = _signed(achieved)
    return number[0].scaleb(-2) if number and number[1] == _PERCENT else None


def _agrees(printed: Decimal, unit: str, rate: Rate) -> bool | None:
    """Whether a computed rate rounds to a printed one; a figure without a sign is read both ways."""
    if rate.value is None:
        return None
    readings = [printed.scaleb(-2)] if unit == _PERCENT else [printed.scaleb(-2), printed]
    return any(abs(reading - rate.value) <= half_unit(reading) + rate.slack for reading in readings)


def _said(left_out: list[tuple[str, str]]) -> str:
    reasons: dict[str, list[str]] = {}
    for title, reason in left_out:
        reasons.setdefault(reason, []).append(title)
    return "".join(f"{reason}，没有计算{'、'.join(titles)}。" for reason, titles in reasons.items())


def run_indicator_case(card: IndicatorCard, case: IndicatorCase) -> tuple[str, str]:
    """Return what a card makes of one of its cases: the working, and the marks (不计分 for none)."""
    texts = dict(case.texts)
    figures = [
        (operand, read_figure(texts[operand.name], f"T1R1C{i}")) for i, operand in enumerate(card.operands, 1)
    ]
    cells: tuple[UsedCell, ...] = used_cells(figures, dict.fromkeys(Root, 0))
    rate, scheme = compute_rate(card, cells), card.scheme_on(None)
    if rate.value is None:
        return rate.working, ""
    marks = mark_rate(rate.value, scheme) if scheme else None
    return rate.working, span(marks.low, marks.high) if marks else "不计分"
