"""Whether a booking may be given another time or place."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.access import runs_the_place
from core.refusals import Refusal
from core.words import clock, day_long
from spaces.models import Booking, KindRules
from spaces.rules.cancelling import cancelled_in_time, is_own_or_staff


def why_not_move(user, booking: Booking, rules: KindRules, now: datetime) -> Refusal | None:
    """Why this user can't move this booking now; None when it can be done. `rules` are of its place."""
    if not is_own_or_staff(user, booking):
        return Refusal(
            _("This booking is not yours: only the person who made it can move it."),
            code="not_yours",
        )
    if booking.status == Booking.Status.OFFERED:
        sentence = _("This place is only on offer: accept it first, then it can be moved.")
        return Refusal(sentence, code="offered")
    if booking.status == Booking.Status.ATTENDED:
        sentence = _("Somebody is checked in on this booking: it stays where it is.")
        return Refusal(sentence, code="attended")
    if booking.status != Booking.Status.CONFIRMED:
        sentence = _("This booking no longer holds a place: there is nothing to move. Book again.")
        return Refusal(sentence, code="not_held")
    if booking.end <= now:
        return Refusal(_("This booking is over and stays as it is."), code="over")
    if cancelled_in_time(booking, rules, now) or runs_the_place(user):
        return None
    return _too_late(booking, rules)


def why_not_meanwhile(booking: Booking, space_id: int) -> Refusal | None:
    """Why nothing is done with a booking that somebody moved from this place since it was read."""
    if booking.space_id == space_id:
        return None
    sentence = _(
        "This booking was moved in the meantime, and nothing was changed: look at it again."
    )
    return Refusal(sentence, code="changed")


def _too_late(booking: Booking, rules: KindRules) -> Refusal:
    last = booking.start - timedelta(hours=rules.cancel_hours)
    sentence = _(
        "It is too late to move this booking: it could be moved until %(day)s at %(hour)s."
        " You can still cancel it, or ask the staff to move it."
    )
    return Refusal(sentence % {"day": day_long(last), "hour": clock(last)}, code="late")
