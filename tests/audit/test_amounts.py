"""Printed precision: what may differ without being wrong, and what may not."""

from decimal import Decimal

import pytest

from jiheng.audit import _relations as relations
from jiheng.audit._amounts import equal_slack, half_unit, percent, plain, sum_slack
from jiheng.audit._paths import Leaf
from jiheng.audit._relations import Terms
from jiheng.values import read_figure

EXACT = Terms(constant=None, tolerance=Decimal(0), whole_exact=False, fewest_parts=1, report_missing=False)
REPORTED = Terms(constant=None, tolerance=Decimal(0), whole_exact=False, fewest_parts=1, report_missing=True)
MARKS = Terms(constant=None, tolerance=Decimal(0), whole_exact=True, fewest_parts=1, report_missing=False)


def cells(unit: str = "", **texts: str | list[str]) -> dict[str, list[Leaf]]:
    return {
        name: [read_figure(text, f"T1R1C{i}", unit) for i, text in enumerate(group)]
        for name, group in ((name, [t] if isinstance(t, str) else t) for name, t in texts.items())
    }


@pytest.mark.parametrize(
    ("text", "half"), [("2922.7", "0.05"), ("8.23", "0.005"), ("20", "0.5"), ("2E+2", "0.5")]
)
def test_half_a_unit_of_the_last_digit(text: str, half: str) -> None:
    assert half_unit(Decimal(text)) == Decimal(half)


def test_sums_allow_for_rounded_totals_and_rounded_parts_only() -> None:
    two = [Decimal("2148.72"), Decimal("773.97")]
    assert sum_slack(Decimal("2922.7"), two, whole_exact=False) == Decimal("0.06")
    # 110 beside 9.64 has lost its zeros, it was not rounded
    assert sum_slack(Decimal("119.64"), [Decimal(110), Decimal("9.64")], whole_exact=False) == Decimal(
        "0.010"
    )
    assert sum_slack(Decimal(40), [Decimal(10), Decimal(30)], whole_exact=True) == 0
    assert sum_slack(Decimal(40), [Decimal(10), Decimal(30)], whole_exact=False) == 1
    assert sum_slack(Decimal("4.94"), [Decimal("4.94")], whole_exact=False) == 0


def test_two_prints_of_one_figure() -> None:
    assert equal_slack(Decimal(774), Decimal("773.97")) == Decimal("0.5")
    assert equal_slack(Decimal("773.96"), Decimal("773.97")) == 0


@pytest.mark.parametrize(
    ("total", "parts", "fits"),
    [
        ("2922.7", ["2148.72", "773.97"], True),
        ("2922.8", ["2148.72", "773.97"], False),
        ("433.32", ["433.32", "", "/"], True),
        ("", ["1", "2"], True),
        ("5", ["", ""], True),
        ("20.36", ["20"], False),
        ("119.64", ["110", "9.64"], True),
        ("119.66", ["110", "9.64"], False),
        ("1.5亿元", ["10000万元", "5000万元"], True),
        ("10", ["100%"], True),
    ],
)
def test_sum_of(total: str, parts: list[str], fits: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert (relations.sum_of(cells(total=total, parts=parts), EXACT) is None) is fits


def test_marks_are_exact() -> None:
    found = relations.sum_of(cells(total="100", parts=["10", "38", "20", "10", "21"]), MARKS)
    assert found == {"expected": "99", "difference": "1"}


@pytest.mark.parametrize(
    ("rate", "over", "under", "fits"),
    [
        ("93.75%", "90", "96", True),
        ("93.8%", "90", "96", True),
        ("94%", "90", "96", True),
        ("95%", "90", "96", False),
        ("0.9375", "90", "96", True),
        ("93.75", "90", "96", True),
        ("100%", "418.85", "418.85", True),
        ("99%", "418.85", "418.85", False),
        ("2.03%", "0.61", "30", True),
        ("3%", "0.61", "30", False),
        ("0%", "0", "0", True),
        ("/", "1", "2", True),
    ],
)
def test_ratio_of(rate: str, over: str, under: str, fits: bool) -> None:  # noqa: FBT001 - a column of the table above
    found = relations.ratio_of(cells(rate=rate, numerator=over, denominator=under), REPORTED)
    assert (found is None) is fits


def test_a_blank_rate_is_reported_only_where_the_card_says_so() -> None:
    blank = cells(rate="", numerator="4.94", denominator="6")
    assert relations.ratio_of(blank, EXACT) is None
    assert relations.ratio_of(blank, REPORTED) == {"expected": "82.33%", "difference": "82.33%"}


def test_a_fall_is_a_negative_change() -> None:
    assert relations.change_of(cells(rate="-25%", before="40", after="30"), EXACT) is None
    found = relations.change_of(cells(rate="25%", before="40", after="30"), EXACT)
    assert found == {"expected": "-25%", "difference": "50%"}


def test_both_or_neither_and_required_when_take_strokes_for_blank() -> None:
    assert relations.both_or_neither(cells(left="/", right=""), EXACT) is None
    assert relations.both_or_neither(cells(left="3", right=""), EXACT) == {}
    assert relations.required_when(cells(value="", when="0"), EXACT) is None
    assert relations.required_when(cells(value="—", when="10"), EXACT) == {}


@pytest.mark.parametrize(
    ("number", "text"),
    [("6.6667", "6.67"), ("10.00", "10"), ("1E+2", "100"), ("0.125", "0.13"), ("-2", "-2")],
)
def test_numbers_as_a_person_writes_them(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_percent() -> None:
    assert percent(Decimal("0.9375")) == "93.75%"
