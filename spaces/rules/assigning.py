"""Whether a place may be given to somebody for a period, and lent back."""

from datetime import date, timedelta

from django.utils.functional import lazy
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.clock import today
from core.refusals import Refusal
from core.words import day_long
from spaces.models import Assignment, Booking, Space
from spaces.schedule import is_in_service

#: More days are not lent at once.
LONGEST_LOAN = 366


def why_not_assign(place: Space) -> Refusal | None:
    """Why this place is nobody's for a period."""
    if place.kind in Assignment.KINDS:
        return None
    sentence = _("%(place)s can't be assigned: only dedicated desks and offices can be.")
    return Refusal(sentence % {"place": place.title}, code="kind")


def why_not_assign_between(place: Space, starts: date, ends: date | None) -> Refusal | None:
    """Why it is not given on the dates `[starts, ends)`; no end means for ever."""
    if ends is not None and ends <= starts:
        return Refusal(_("An assignment ends after it starts."), code="reversed")
    is_too_long = place.retired_on and (ends is None or ends > place.retired_on)
    if not is_too_long and is_in_service(place, starts):
        return None
    sentence = _("%(place)s is not in service for the whole of that time: choose other dates.")
    return Refusal(sentence % {"place": place.title}, code="not_in_service")


def why_not_beside(other: Assignment | None) -> Refusal | None:
    """Why there is no room beside another assignment of that time."""
    return assigned_already(other.holder) if other else None


def why_not_after(used: Booking | None, place: Space) -> Refusal | None:
    """Why it can't begin before somebody else's use of the place that has happened."""
    if used is None:
        return None
    sentence = _("Somebody else used %(place)s on %(day)s: choose a later first day.")
    words = {"place": place.title, "day": day_long(used.start)}
    return Refusal(sentence % words, code="used")


def why_not_lend(by, assignment: Assignment) -> Refusal | None:
    """Why this user lends no days of it, and takes none back."""
    if assignment.is_used_by(by) or allows(by, Permission.MANAGE_SPACES):
        return None
    return Refusal(_("This place is not assigned to you."), code="not_yours")


def why_not_lend_on(assignment: Assignment, days: list[date]) -> Refusal | None:
    """Why these dates, in order, can't be lent."""
    if not days or days[-1] - days[0] >= timedelta(days=LONGEST_LOAN):
        sentence = _("Choose a day, or consecutive days, a year at most.")
        return Refusal(sentence, code="days")
    if days[0] < today():
        return Refusal(_("Past days can't be lent: start from today."), code="over")
    if days[0] < assignment.starts or (assignment.ends and days[-1] >= assignment.ends):
        return Refusal(_("The place is not yours on all of these days."), code="outside")
    return None


def why_not_take_back(place: Space, day: date, *, is_booked: bool) -> Refusal | None:
    """Why a lent date stays lent."""
    if day < today():
        return Refusal(_("That day is over and stays as it is."), code="over")
    if not is_booked:
        return None
    sentence = _("Somebody has booked %(place)s on %(day)s: you can’t have this day back.")
    return Refusal(sentence % {"place": place.title, "day": day_long(day)}, code="booked")


def is_closed(place: Space) -> Refusal:
    """None of the dates is a day on which the place is open."""
    sentence = _("%(place)s is closed on these days: there is nothing to lend.")
    return Refusal(sentence % {"place": place.title}, code="closed")


def assignment_is_gone() -> Refusal:
    """Somebody took the assignment away."""
    return Refusal(_("This assignment has been removed in the meantime."), code="gone")


def _assigned_from(day: date) -> str:
    return _("from %(day)s the place is assigned") % {"day": day_long(day)}


#: Why a booking gives way to an assignment from this date on: said in the language of whoever reads it.
assigned_from = lazy(_assigned_from, str)


def assigned_already(holder: str = "") -> Refusal:
    """Another assignment has the place then; its holder is named where it is known."""
    sentence = _("This place is already assigned in that period.")
    if holder:
        sentence = _("This place is already assigned in that period, to %(holder)s.")
    return Refusal(sentence % {"holder": holder}, code="assigned")
