"""What the figures fetch: the month's bookings, the places, who waited."""

from collections.abc import Container
from datetime import date, datetime
from operator import itemgetter
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Case, F, Func, Min, When

from core.access import STAFF
from core.month import Month
from spaces.models import Booking, Space, WaitingRequest, is_retired_on
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


#: What bookings of one stay have in common.
TIMES = ("start", "end", "checked_in_at", "checked_out_at", "released_at")
ALIKE = ("start", "status", "is_walk_in", *TIMES[1:])
#: The person behind a booking. The staff book for the programme: an event's room is nobody's.
COWORKER = Case(When(person__role__in=STAFF, then=None), default=F("person_id"))


class Stay:
    """Bookings with the same times and the same end: those of `people` at `places`, pair by pair (None: staff).

    Most bookings of a month are for the same half days, so that there are few stays where there are
    thousands of bookings. A span is None where the stay has none.
    """

    def __init__(self, row: tuple, month: Month, now: int):
        status, is_walk_in, start, end, entered, left, freed, self.places, self.people = row[1:]
        is_missed, is_attended = status == Status.NO_SHOW, status == Status.ATTENDED
        self.counts = status in COUNTED
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
    rows = Booking.objects.overlapping(month.start, month.end).order_by().values(*ALIKE)
    # Of all the same instants the least: the database groups fastest by columns as they are, instants first.
    times = {f"{name}_seconds": Seconds(Min(name)) for name in TIMES}
    pairs = {"places": ArrayAgg("space"), "people": ArrayAgg(COWORKER)}
    found = rows.annotate(**times, **pairs).values_list(*ALIKE[:3], *times, *pairs)
    instant = int(now.timestamp())
    return [Stay(row, month, instant) for row in sorted(found, key=itemgetter(3, 4))]


class Spot(NamedTuple):
    """A place, as much of it as is counted with."""

    pk: int
    code: str
    name: str
    kind: str
    opened_on: date
    retired_on: date | None
    zone: str

    label = Space.label


def places_in(month: Month, booked: Container[int]) -> list[Spot]:
    """The places that were in service at some time of the month, and those with bookings in it."""
    fields = ("pk", "code", "name", "kind", "opened_on", "retired_on", "zone__name")
    rows = Space.objects.order_by("zone__order", "zone__name", "code").values_list(*fields)
    spots = [Spot(*row) for row in rows]
    return [spot for spot in spots if spot.pk in booked or _is_served(spot, month)]


def _is_served(spot: Spot, month: Month) -> bool:
    return spot.opened_on <= month.last and not is_retired_on(spot, month.first)


def requests_in(month: Month):
    """The waiting list's requests that start in the month: kind, place's code, start, end, status."""
    found = WaitingRequest.objects.filter(start__gte=month.start, start__lt=month.end)
    return found.order_by().values_list("kind", "space__code", "start", "end", "status")
