"""Bookings given back together: which they are, and what becomes of each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.months import local_midnight
from core.refusals import Refusal
from spaces import rules
from spaces.models import Booking, KindRules


@dataclass(frozen=True)
class Line:
    """One booking: cancelled in time or late, or kept with the reason."""

    booking: Booking
    in_time: bool
    refusal: Refusal | None


def coming_between(bookings, first: date, last: date, now: datetime):
    """Those of the bookings that still hold a place on the dates from `first` to `last`, both included."""
    until = local_midnight(last + timedelta(days=1))
    coming = bookings.holding().filter(end__gt=now)
    return coming.overlapping(local_midnight(first), until).select_related("space__zone", "series")


def lines(user, bookings, now: datetime) -> list[Line]:
    """What cancelling each booking now would be; two queries, whatever their number."""
    found = {rule.kind: rule for rule in KindRules.objects.all()}
    return [
        Line(
            booking=booking,
            in_time=rules.cancelled_in_time(
                booking,
                found.get(booking.space.kind) or KindRules.usual(booking.space.kind),
                now,
            ),
            refusal=rules.cancel_refusal(user, booking, now),
        )
        for booking in bookings
    ]
