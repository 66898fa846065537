"""Figures of the reports as pages write them: rounded half up, as the documents do."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import number_format

from core.words import is_italian

register = template.Library()
NONE = "–"


def rounded(number: Decimal, places: int) -> str:
    """Django cuts what is too long: 54,89 would read 54,8."""
    step = Decimal(1).scaleb(-places)
    number = number.quantize(step, rounding=ROUND_HALF_UP)
    return number_format(number, decimal_pos=places, force_grouping=True)


@register.filter
def percent(ratio) -> str:
    """`0.5489` is `54,9 %`; a rate whose denominator is 0 has no value."""
    if ratio is None:
        return NONE
    return rounded(Decimal(ratio) * 100, 1) + ("\N{NO-BREAK SPACE}%" if is_italian() else "%")


@register.filter
def hours(minutes) -> str:
    """Minutes as whole hours: `312`."""
    return NONE if minutes is None else rounded(Decimal(minutes) / 60, 0)
