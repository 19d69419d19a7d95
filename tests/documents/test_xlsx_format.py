from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.documents._xlsx_format import BUILT_IN, show_general, show_number, show_text

ACCOUNTING = BUILT_IN[43]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", "418.85", "418.85"),
        ("General", "96", "96"),
        ("General", "-0.5", "-0.5"),
        ("General", "1E+21", "1E+21"),
        ("General", "1.5E-11", "1.5E-11"),
        ("General", "100000000000000000000", "100000000000000000000"),
        ("0", "2.5", "3"),
        ("0", "-2.5", "-3"),
        ("0.00", "418.85", "418.85"),
        ("0.00", "4.005", "4.01"),
        ("0.00%", "0.9375", "93.75%"),
        ("0%", "0.955", "96%"),
        ("0.0%", "1", "100.0%"),
        ("#,##0.00", "1234.5", "1,234.50"),
        ("#,##0", "-1234567.5", "-1,234,568"),
        ("#,##0", "999", "999"),
        ("#,##0;[Red]-#,##0", "-5000", "-5,000"),
        ("#,##0_);(#,##0)", "-5", "(5)"),
        (ACCOUNTING, "0", "-"),
        (ACCOUNTING, "-12.345", "-12.35"),
        (ACCOUNTING, "1234.5", "1,234.50"),
        ("0.##", "5", "5"),
        ("0.##", "5.5", "5.5"),
        ("#.##", "0.5", ".5"),
        (".00", "12.5", "12.50"),
        ("0000", "7", "0007"),
        ("000-0000", "1234567", "123-4567"),
        ('0.0,,"百万"', "12345678", "12.3百万"),
        ('0!.0,"万元"', "12345", "1.2万元"),
        ("0,.00", "1234567", "1234.57"),
        ('[>=10000]0.00,"千";0', "12345", "12.35千"),
        ('[>=10000]0.00,"千";0', "5", "5"),
        ("[>5]0.0;[<2]0.00", "3.25", "3.25"),
        ('0"万元"', "12", "12万元"),
        ('General"元"', "12.5", "12.5元"),
        ("[$¥-804]#,##0.00", "-12", "-¥12.00"),
        (r"\≥0%", "0.9", "≥90%"),
        ('"≥"0%', "0.9", "≥90%"),
        ("0.00E+00", "12345", "1.23E+04"),
        ("0.00E+00", "0.00012345", "1.23E-04"),
        ("0.00E+00", "9.999", "1.00E+01"),
        ("##0.0E+0", "12345", "12.3E+3"),
        ("0.00E+00", "0", "0.00E+00"),
        ("# ?/?", "0.5", "0.5"),
        ("@", "3", "3"),
        ("0.00;;", "-3", ""),
        ('"无"', "3", "无"),
        ("yyyy/m/d", "45428", "2024/5/16"),
        ('yyyy"年"m"月"d"日"', "45428", "2024年5月16日"),
        ("[$-804]yyyy年m月", "45428", "2024年5月"),
        ("yyyy-mm-dd hh:mm:ss", "45428.999999", "2024-05-17 00:00:00"),
        ("yyyy/m/d h:mm", "45428.75", "2024/5/16 18:00"),
        ("yy-mmm-dd ddd", "45428", "24-May-16 Thu"),
        ("mmmm mmmmm dddd", "45428", "May M Thursday"),
        ("aaaa aaa", "45428", "星期四 四"),
        ("e/m", "45428", "2024/5"),
        ('上午/下午h"时"mm"分"', "0.75", "下午6时00分"),
        ("h:mm AM/PM", "0.5", "12:00 PM"),
        ("[h]:mm", "1.5", "36:00"),
        ("[mm]:ss", "0.5", "720:00"),
        ("mm:ss.0", "0.0007", "01:00.5"),
        ("yyyy/m/d", "1", "1900/1/1"),
        ("yyyy/m/d", "61", "1900/3/1"),
        ("yyyy/m/d", "-1", "-1"),
        ("yyyy/m/d", "99999999", "99999999"),
        ("x" * 600, "5", "5"),
        ("", "5", "5"),
    ],
)
def test_numbers(code: str, number: str, shown: str) -> None:
    assert show_number(code, Decimal(number)).strip() == shown


def test_days_since_1904() -> None:
    assert show_number("yyyy/m/d", Decimal(43966), since_1904=True) == "2024/5/16"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "甲"),
        ("@", "甲"),
        ('@"元"', "甲元"),
        ('0;0;0;"文"@', "文甲"),
        ("0.00", "甲"),
        (ACCOUNTING, " 甲 "),
    ],
)
def test_texts(code: str, shown: str) -> None:
    assert show_text(code, "甲") == shown


MONEY = st.decimals(-(10**9), 10**9, places=4)


@given(MONEY)
def test_general_loses_nothing(number: Decimal) -> None:
    assert Decimal(show_general(number)) == number


@given(MONEY, st.integers(0, 4))
def test_fixed_places_agree_with_decimal_itself(number: Decimal, places: int) -> None:
    code = "#,##0" + ("." + "0" * places if places else "")
    expected = f"{abs(number).quantize(Decimal(1).scaleb(-places), 'ROUND_HALF_UP'):,f}"
    assert show_number(code, number) == ("-" if number < 0 else "") + expected


@given(st.text('0#?.,%@;"\\_*[]<>=ymdhsaeE+-/ 年万A:G', max_size=20), MONEY)
def test_any_code_shows_something_without_failing(code: str, number: Decimal) -> None:
    assert isinstance(show_number(code, number), str)
    assert isinstance(show_text(code, "甲"), str)
