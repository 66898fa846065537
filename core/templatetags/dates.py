"""The words of dates, hours and amounts, for templates."""

from django import template

from core import words
from core.clock import day_of
from core.month import Month

register = template.Library()

for written in (
    words.day_long,
    words.day_medium,
    words.on_day,
    words.of_day,
    words.from_day,
    words.since_day,
    words.to_day,
    words.until_day,
    words.by_day,
    words.day_short,
    words.clock,
    words.period,
    words.euro,
):
    register.filter(written)


@register.filter
def local_date(value):
    """The date in Rome, of which a template makes a piece of the page; nothing of nothing."""
    return day_of(value) if value else ""


@register.filter
def month_label(value) -> str:
    """`ottobre 2026`"""
    return Month.of(value).label if value else ""
