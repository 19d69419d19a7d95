"""Half up, as on paper (四舍五入), for figures of any length."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.values import round_half_up


@pytest.mark.parametrize(
    ("number", "places", "printed"),
    [
        ("1.865", 2, "1.87"),
        ("1.8649999", 2, "1.86"),
        ("2.675", 2, "2.68"),
        ("-0.125", 2, "-0.13"),
        ("0.005", 2, "0.01"),
        ("20", 2, "20"),
        ("4.00", 2, "4"),
        ("99.995", 2, "100"),
        ("2E+3", 2, "2000"),
        ("0.4", 0, "0"),
        ("0.5", 0, "1"),
        ("9" * 40 + ".995", 2, "1" + "0" * 40),
    ],
)
def test_rounding(number: str, places: int, printed: str) -> None:
    assert str(round_half_up(Decimal(number), places)) == printed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 4))
def test_rounding_moves_a_number_by_half_a_step_at_most(number: Decimal, places: int) -> None:
    assert abs(round_half_up(number, places) - number) <= Decimal(5).scaleb(-places - 1)
