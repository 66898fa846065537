"""Questions about what became of people. Nothing is written here."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission, allows
from core.refusals import Refusal
from members.models import FunderFacts, OutcomeQuestion

Employment = FunderFacts.Employment
#: What the facts for the funder say of work; what is not in it they do not say.
IN_WORK = {
    Employment.STUDYING: False,
    Employment.LOOKING: False,
    Employment.EMPLOYED: True,
    Employment.SELF_EMPLOYED: True,
}
#: How many days a letter that was due is made up for; later nobody would know what it is about.
MADE_UP_FOR = timedelta(days=30)
MONTHS_AFTER = 6


def was_in_work(facts: FunderFacts | None) -> bool | None:
    """Whether somebody had work when they came; None: not said."""
    return IN_WORK.get(facts.employment) if facts else None


def why_not_answer(question: OutcomeQuestion) -> Refusal | None:
    """Why nothing is answered any more."""
    if question.answered_at is None:
        return None
    sentence = _(
        "You have answered already, and we thank you: nothing was changed. To correct something, write to the "
        "staff."
    )
    return Refusal(sentence, code="answered")


def why_not_empty(told: dict) -> Refusal | None:
    """Why an answer without any answer is none."""
    if any(value not in (None, "") for value in told.values()):
        return None
    sentence = _("You have answered none of the questions yet: one is enough. Nothing was sent.")
    return Refusal(sentence, code="empty")


def why_not_record(user) -> Refusal | None:
    """Why this person writes down nothing of what others told."""
    if allows(user, Permission.RECORD_OUTCOMES):
        return None
    sentence = _("Only staff can record what became of people: nothing was saved.")
    return Refusal(sentence, code="staff")


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    years, month = divmod(day.month - 1 - months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


walls.register({"asked_once_at_each_moment": walls.was_overtaken})
