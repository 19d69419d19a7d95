"""Rounding, done only where a rule says so, and always half up (四舍五入)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal


def round_half_up(number: Decimal, places: int) -> Decimal:
    """Return a number rounded half up, away from zero where it lies exactly between.

    Trailing zeros are dropped: 4.00 becomes 4, and 20 stays 20.

    Args:
        number: A finite number of any size.
        places: How many digits to keep after the point.
    """
    # As wide as the result needs: the default context refuses more than 28 digits.
    context = Context(prec=max(28, number.adjusted() + places + 2), rounding=ROUND_HALF_UP)
    rounded = number.quantize(Decimal(1).scaleb(-places), context=context)
    trimmed = rounded.normalize(context)
    exponent = trimmed.as_tuple().exponent
    return (
        trimmed.quantize(Decimal(1), context=context)
        if isinstance(exponent, int) and exponent > 0
        else trimmed
    )
