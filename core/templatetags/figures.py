"""Figures of the reports as pages write them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()
NONE = "–"


@register.filter
def percent(ratio) -> str:
    """`0.561` → `56,1%`; a rate whose denominator is 0 has no value."""
    if ratio is None:
        return NONE
    return f"{number_format(Decimal(ratio) * 100, decimal_pos=1)}%"


@register.filter
def hours(minutes) -> str:
    """Minutes as whole hours: `312`."""
    if minutes is None:
        return NONE
    return number_format(Decimal(minutes) / 60, decimal_pos=0, force_grouping=True)
