"""What the figures fetch: the month's bookings, the places, who waited."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, F, Func, Q

from core.access import GRANTS, Permission
from core.month import Month
from spaces.models import Booking, Space, WaitingRequest
from spaces.schedule.spans import Span

Status = Booking.Status
#: What the occupancy rate counts. Cancelled bookings, offers and lapsed offers are nothing.
COUNTED = {Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW}
#: What ought to have been attended: less those cancelled in time, and no offers.
DUE = COUNTED | {Status.CANCELLED_LATE}
#: What is counted of bookings, in the month in which they start.
COUNTS = ("bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins")


class Seconds(Func):
    """An instant in whole seconds since 1970: numbers are read and added faster than instants."""

    template = "floor(date_part('epoch', %(expressions)s))::bigint"
    output_field = BigIntegerField()


TIMES = {
    "starts": Seconds(F("start")),
    "ends": Seconds(F("end")),
    "entered": Seconds(F("checked_in_at")),
    "left": Seconds(F("checked_out_at")),
    "freed": Seconds(F("released_at")),
}


class Stay:
    """Bookings with the same times and the same end: those of `people` at `places`, pair by pair.

    Most bookings of a month are for the same half days, so that there are few stays where there are
    thousands of bookings. A span is None where the stay has none.
    """

    def __init__(self, row: tuple, month: Month, now: int):
        status, is_walk_in, role, start, end, entered, left, freed, self.places, self.people = row
        is_missed, is_attended = status == Status.NO_SHOW, status == Status.ATTENDED
        self.counts = status in COUNTED
        #: Whether people stand behind it. The staff book for the programme: an event's room is nobody's.
        self.is_a_coworkers = role not in GRANTS[Permission.SEE_ROSTER]
        until = min(end, freed) if is_missed and freed is not None else end
        #: All of it; a no-show only until the place was released, which gives back the rest.
        self.booked = _span(start, until) if self.counts else None
        self.released = _span(max(start, until), end) if is_missed else None
        self.attended = (start, end) if is_attended else None
        #: From the check-in to the check-out or the end, whichever came first.
        used_until = end if left is None else min(left, end)
        self.used = _span(entered, used_until) if is_attended else None
        self.left = None if left is None else self.used
        begins_here = int(month.start.timestamp()) <= start < int(month.end.timestamp())
        is_due = start <= now and status in DUE
        #: `COUNTS` of each of its bookings.
        self.outcome = (
            is_due,
            is_due and is_missed,
            status == Status.CANCELLED,
            status == Status.CANCELLED_LATE,
            is_walk_in and self.counts,
        )
        if not begins_here:
            self.outcome = (False,) * len(COUNTS)


def _span(start: int, end: int) -> Span | None:
    return (start, end) if start < end else None


def seconds(start: datetime, end: datetime) -> Span:
    """The time in whole seconds since 1970."""
    return int(start.timestamp()), int(end.timestamp())


def stays_in(month: Month, now: datetime) -> list[Stay]:
    """Every booking that touches the month, whatever became of it, from the earliest on."""
    alike = ("status", "is_walk_in", "person__role", *TIMES)
    rows = Booking.objects.overlapping(month.start, month.end).annotate(**TIMES)
    found = rows.values_list(*alike).annotate(places=ArrayAgg("space"), people=ArrayAgg("person"))
    instant = int(now.timestamp())
    return [Stay(row, month, instant) for row in found.order_by("starts", "ends")]


def places_in(month: Month, booked: Iterable[int]):
    """The places that were in service at some time of the month, and those with bookings in it."""
    there = Q(retired_on__isnull=True) | Q(retired_on__gt=month.first)
    served = there & Q(opened_on__lt=month.next.first)
    places = Space.objects.filter(served | Q(pk__in=list(booked)))
    return places.select_related("zone").order_by("zone__order", "zone__name", "code")


def requests_in(month: Month):
    """The waiting list's requests that start in the month: kind, place's code, start, end, status."""
    found = WaitingRequest.objects.filter(start__gte=month.start, start__lt=month.end)
    return found.order_by().values_list("kind", "space__code", "start", "end", "status")
