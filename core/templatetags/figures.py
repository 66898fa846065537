"""Figures of the reports, for templates."""

from django import template

from core import words

register = template.Library()
register.filter(words.percent)
register.filter("hours", words.whole_hours)
