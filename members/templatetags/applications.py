"""A state of an application in words, for templates."""

from django import template

from members.pages.states import WORDINGS

register = template.Library()


@register.filter
def wording(status: str):
    """`{{ application.status|wording }}`: its label, next step and tone for the public."""
    return WORDINGS[status]
