"""Questions about past bookings that are brought from elsewhere. Nothing is read or written here."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.access import Role
from core.refusals import Refusal
from spaces.models import Booking, Space


def why_not_known(person, place: Space | None) -> Refusal | None:
    """Why nobody had this place: the person, or the place, is not known."""
    if person is None:
        return Refusal(
            _("No account has this address: import the coworkers first."), code="no_person"
        )
    if person.role != Role.MEMBER:
        return Refusal(_("This address is not a coworker’s."), code="no_coworker")
    if place is None:
        return Refusal(_("There is no place with this code."), code="no_place")
    return None


def why_not_past(start: datetime, end: datetime, now: datetime) -> Refusal | None:
    """Why this was no booking of the past."""
    if end <= start:
        return Refusal(_("A booking ends after it starts."), code="reversed")
    if end > now:
        sentence = _("This booking is not over yet: only past ones are imported. Book it as usual.")
        return Refusal(sentence, code="future")
    return None


def why_not_then(*, is_member: bool, is_open: bool) -> Refusal | None:
    """Why nobody could have had it on that day."""
    if not is_member:
        return Refusal(_("The person was not a coworker on that day."), code="no_member")
    if not is_open:
        return Refusal(_("The place was not in service on that day."), code="no_service")
    return None


def why_not_beside(other: Booking | None) -> Refusal | None:
    """Why the place, or the person, was not free then."""
    if other is None:
        return None
    sentence = _("The place, or the person, already has another booking at that time.")
    return Refusal(sentence, code="taken")
