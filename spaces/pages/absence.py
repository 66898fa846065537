"""Bookings given back together, and own places lent meanwhile: which they are, and what becomes of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.ranges import covers
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


def lines(user, bookings, now: datetime) -> list[GivingBack]:
    """What cancelling each booking now would be; one query, whatever their number."""
    rules_of = KindRules.by_kind()
    return [
        GivingBack(
            booking=booking,
            in_time=rules.cancelled_in_time(booking, rules_of[booking.space.kind], now),
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


def loans(own: Iterable[Assignment], first: date, last: date, today: date) -> list[Loan]:
    """Which of a person's own places can be lent from `first` to `last`, both included, on open days."""
    first, until = max(first, today), last + timedelta(days=1)
    own = list(own) if first < until else []
    opening = Opening(first, until) if own else None
    found = [Loan(each, _to_lend(each, opening)) for each in own]
    return [loan for loan in found if loan.days]


def _to_lend(assignment: Assignment, opening: Opening) -> list[date]:
    lent = {each.day for each in assignment.lent.all()}
    return [
        day
        for day in opening.days()
        if covers(assignment.starts, assignment.ends, day)
        and day not in lent
        and opening.of(assignment.space, day)
    ]
