"""A state of an application in words, for templates."""

from django import template

from members.models.questions import answers_of
from members.pages.states import WORDINGS

register = template.Library()


@register.filter
def wording(status: str):
    """`{{ application.status|wording }}`: its label, next step and tone for the public."""
    return WORDINGS[status]


@register.filter
def answers(application):
    """`{% for answer in application|answers %}`: what was asked of the applicant, and what was answered."""
    return answers_of(application)
