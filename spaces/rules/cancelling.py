"""Whether a booking may be given back, and whether in time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.access import Permission, own_or, runs_the_place
from core.refusals import Refusal
from spaces.models import Booking, KindRules


def cancel_until(booking: Booking, rules: KindRules) -> datetime:
    """The last moment at which a cancellation leaves others the time that the rules set."""
    return booking.start - timedelta(hours=rules.cancel_hours)


def cancelled_in_time(booking: Booking, rules: KindRules, now: datetime) -> bool:
    """Whether a cancellation now is in time."""
    return now <= cancel_until(booking, rules)


#: Whether a booking, a series or a request is this user's, or the user looks after everybody's.
is_own_or_staff = own_or(Permission.MANAGE_BOOKINGS)


def may_give_back(by, thing) -> bool:
    """Whether this user gives it back; None is the portal, for whoever is a member no longer."""
    return by is None or is_own_or_staff(by, thing)


def why_not_override(user) -> Refusal | None:
    """Why this user sets no rule aside."""
    if runs_the_place(user):
        return None
    return Refusal(_("Only staff can override a rule: nothing was booked."), code="not_staff")


def why_not_cancel(user, booking: Booking, now: datetime) -> Refusal | None:
    """Why this user can't cancel this booking now; None when it can be done."""
    if not may_give_back(user, booking):
        return Refusal(
            _("This booking is not yours: only the person who made it can cancel it."),
            code="not_yours",
        )
    if booking.is_lapsed:
        return Refusal(_("This offer has lapsed: there is nothing to cancel."), code="lapsed")
    if booking.status == Booking.Status.ATTENDED:
        return Refusal(_attended(user, booking), code="attended")
    if booking.status == Booking.Status.NO_SHOW or booking.end <= now:
        sentence = _("This booking is over and stays as it is: there is nothing to cancel.")
        return Refusal(sentence, code="over")
    return None


def _attended(user, booking: Booking) -> str:
    if user is not None and booking.person_id == user.pk:
        return _("You are checked in: this booking stays. Check out when you leave.")
    sentence = _("%(person)s is checked in: this booking stays. Undo the check-in first.")
    return sentence % {"person": booking.person}
