"""Rounding, done only where a rule says so, and always half up (四舍五入)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_USUAL = Context(prec=28, rounding=ROUND_HALF_UP)


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Return a number rounded half up, away from zero where it lies exactly between.

    Trailing zeros are dropped: 4.00 becomes 4, and 20 stays 20.

    Args:
        number: A finite number of any size.
        places: How many digits to keep after the point.
    """
    digits = number.adjusted() + places + 2
    context = _USUAL if digits <= _USUAL.prec else Context(prec=digits, rounding=ROUND_HALF_UP)
    rounded = number.quantize(Decimal(1).scaleb(-places), context=context).normalize(context)
    exponent = rounded.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return rounded.quantize(Decimal(1), context=context)
    return rounded
