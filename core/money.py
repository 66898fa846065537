"""Euro amounts: `Decimal`, two places, rounded half up (docs/domain.md, Money)."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def euro(amount) -> Decimal:
    """The amount in euro with two places, half a cent away from zero; nothing has no minus.

    Raises `TypeError` for a float, which is a programming error.
    """
    if isinstance(amount, float):
        raise TypeError("Money is never a float: give a Decimal, an int or a str.")
    # Adding nothing takes the minus from what was rounded to nothing.
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP) + 0
