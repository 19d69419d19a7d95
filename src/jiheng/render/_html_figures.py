"""How figures are set: plain digits, two decimals at most, aligned at the point in tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from jiheng.render._html_markup import Markup, element, join
from jiheng.reports import FundLine, SelfEvaluation
from jiheng.scoring import ScoreSheet
from jiheng.values import Figure, Missing

_DECIMALS = 2
_HUNDREDTH = Decimal(1).scaleb(-_DECIMALS)
NONE = "—"
MISSING_WORDS = {
    Missing.BLANK: "空白",
    Missing.NOT_APPLICABLE: "不适用",
    Missing.UNREADABLE: "读不出",
}


def plain(number: Decimal | None) -> str:
    """Return a figure without trailing zeros, shown to two decimals; — where there is none."""
    if number is None:
        return NONE
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DECIMALS:
        number = number.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def span(low: Decimal, high: Decimal) -> str:
    """Return an interval in words of figures: 71.3～97.6, or one figure where both ends are the same."""
    first, last = plain(low), plain(high)
    return first if first == last else f"{first}～{last}"


def percent(share: Decimal) -> str:
    """Return a share of one as a whole percentage."""
    return f"{(share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP):f}%"


def places(numbers: Iterable[Decimal | None]) -> int:
    """Return how many decimals a column of figures needs."""
    return max((len(plain(number).partition(".")[2]) for number in numbers), default=0)


def aligned(number: Decimal | None, decimals: int) -> Markup:
    """Return a figure whose part after the point is as wide as its column's longest one."""
    whole, point, rest = plain(number).partition(".")
    if not decimals:
        return join((whole,))
    return join((whole, element("i", {"class": f"f{decimals}"}, point + rest)))


def aligned_span(low: Decimal, high: Decimal, decimals: int) -> Markup:
    """Return an interval, its upper end aligned at the point."""
    first = plain(low)
    last = aligned(high, decimals)
    return last if first == plain(high) else join((first, "～", last))


def grades(sheet: ScoreSheet) -> str:
    """Return the grade or grades that the recomputed interval allows, lowest first."""
    if sheet.low_grade == sheet.high_grade:
        return sheet.low_grade
    return f"{sheet.low_grade}～{sheet.high_grade}"


def printed_figure(figure: Figure) -> str:
    """Return a figure as printed, or in words why there is none."""
    if isinstance(figure.number, Missing):
        return f"{MISSING_WORDS[figure.number]}{f'（{figure.text}）' if figure.text else ''}"
    return figure.text


def total_line(form: SelfEvaluation) -> FundLine | None:
    """Return the line that carries the year's total funds, else the only line that has a budget."""
    total = form.fund("total")
    if total is not None:
        return total
    lines = [line for line in form.funds if line.final_budget.value is not None]
    return lines[0] if len(lines) == 1 else None


def gap(sheet: ScoreSheet) -> Decimal:
    """Return how far the reported total lies outside the recomputed interval; 0 inside or not reported.

    Half a unit of its last printed digit is no difference, as for the lines of the sheet.
    """
    reported = sheet.reported_total
    if reported is None:
        return Decimal(0)
    exponent = reported.as_tuple().exponent
    slack = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    nearest = min(max(reported, sheet.low), sheet.high)
    return Decimal(0) if abs(reported - nearest) <= slack else reported - nearest
