"""Bookings given back together, and own places lent meanwhile: which they are, and what becomes of each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import local_midnight
from core.refusals import Refusal
from spaces import rules
from spaces.models import Assignment, Booking, KindRules
from spaces.schedule import Opening


@dataclass(frozen=True)
class GivingBack:
    """One booking: cancelled in time or late, or kept with the reason."""

    booking: Booking
    in_time: bool
    refusal: Refusal | None


def coming_between(bookings, first: date, last: date, now: datetime):
    """Those of the bookings that still hold a place on the dates from `first` to `last`, both included."""
    until = local_midnight(last + timedelta(days=1))
    coming = bookings.holding().filter(end__gt=now)
    return coming.overlapping(local_midnight(first), until).select_related("space__zone", "series")


def lines(user, bookings, now: datetime) -> list[GivingBack]:
    """What cancelling each booking now would be; two queries, whatever their number."""
    found = {rule.kind: rule for rule in KindRules.objects.all()}
    return [
        GivingBack(
            booking=booking,
            in_time=rules.cancelled_in_time(
                booking,
                found.get(booking.space.kind) or KindRules.usual(booking.space.kind),
                now,
            ),
            refusal=rules.why_not_cancel(user, booking, now),
        )
        for booking in bookings
    ]


@dataclass(frozen=True)
class Loan:
    """A place of one's own that nobody needs on these dates."""

    assignment: Assignment
    days: list[date]

    @property
    def is_shared(self) -> bool:
        """Others use it too: whoever is away can't know that they are."""
        return bool(self.assignment.organisation)


def loans(user, first: date, last: date, today: date) -> list[Loan]:
    """The places of the person that can be lent from `first` to `last`, both included, on open days."""
    first, until = max(first, today), last + timedelta(days=1)
    if until <= first:
        return []
    own = Assignment.objects.of(user).not_over(first).filter(starts__lt=until)
    own = list(own.select_related("space").prefetch_related("lent"))
    opening = Opening(first, until) if own else None
    found = [Loan(each, _to_lend(each, opening)) for each in own]
    return [loan for loan in found if loan.days]


def _to_lend(assignment: Assignment, opening: Opening) -> list[date]:
    lent = {each.day for each in assignment.lent.all()}
    return [
        day
        for day in opening.days()
        if assignment.starts <= day
        and (assignment.ends is None or day < assignment.ends)
        and day not in lent
        and opening.of(assignment.space, day)
    ]
