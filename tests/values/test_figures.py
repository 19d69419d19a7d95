import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.values import (
    Missing,
    PartialDate,
    chinese_number,
    collapse,
    convert,
    read_date,
    read_figure,
    read_year,
)

D = Decimal


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("433.32", D("433.32"), "万元"),
        ("1,048.26", D("1048.26"), "万元"),
        ("93.75 %", D("93.75"), "%"),
        ("418.85\n万元", D("418.85"), "万元"),
        ("4188500元", D(4188500), "元"),
        ("0.00", D("0.00"), "万元"),
        ("-3.5", D("-3.5"), "万元"),
        ("", Missing.BLANK, "万元"),
        (" 　 ", Missing.BLANK, "万元"),
        ("——", Missing.NOT_APPLICABLE, "万元"),
        ("/", Missing.NOT_APPLICABLE, "万元"),
        ("约20", Missing.UNREADABLE, "万元"),
        ("1.2.3", Missing.UNREADABLE, "万元"),
        ("12,34", Missing.UNREADABLE, "万元"),
    ],
)
def test_figure(text: str, number: Decimal | Missing, unit: str) -> None:
    figure = read_figure(text, "T1R1C1", "万元")
    assert (figure.number, figure.unit) == (number, unit)


def test_printed_text_is_kept_without_white_space() -> None:
    assert read_figure("1802.96\n 万元", "").text == "1802.96万元"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百二十三", 123),
        ("一千零五", 1005),
        ("三万二千", 32000),
    ],
)
def test_chinese_number(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text", ["2025.5.16", "2025-05-16", "2025/5/16", "2025年5月16日", "二〇二五年五月十六日"]
)
def test_filing_date(text: str) -> None:
    assert read_date(f"填报日期：{text}  联系电话：（略）") == dt.date(2025, 5, 16)


@pytest.mark.parametrize("text", ["2025.13.16", "2025年2月30日", "5月16日", "12345678", ""])
def test_what_is_no_date(text: str) -> None:
    assert read_date(text) is None


def test_year_of_a_title() -> None:
    assert read_year("2024年度项目支出绩效自评表") == 2024
    assert read_year("项目支出绩效自评表") is None


@given(
    st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2090, 1, 1)), st.sampled_from([".", "-", "/"])
)
def test_dates_undo_printing(day: dt.date, mark: str) -> None:
    assert read_date(f"{day.year}{mark}{day.month}{mark}{day.day}") == day


def test_partial_dates_span_what_they_may_mean() -> None:
    december = PartialDate(2024, 12, None)
    assert (december.earliest(2023), december.latest(2023)) == (dt.date(2024, 12, 1), dt.date(2024, 12, 31))
    assert PartialDate(None, 2, None).latest(2024) == dt.date(2024, 2, 29)


def test_money_converts_and_nothing_else_does() -> None:
    assert convert(D("418.85"), "万元", "元") == D(4188500)
    assert convert(D(1), "亿元", "万元") == D(10000)
    assert convert(D(1), "家", "个") is None


def test_line_breaks_inside_a_label_are_no_spaces() -> None:
    assert collapse("项目支\n出名称") == "项目支出名称"
    assert collapse("a  b\tc") == "a b c"
