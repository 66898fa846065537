"""What the figures fetch: the month's bookings, the places, who waited."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from core.access import STAFF
from core.month import Month
from spaces.models import Booking, Space, WaitingRequest
from spaces.schedule.spans import Span

Status = Booking.Status
#: What the occupancy rate counts. Cancelled bookings, offers and lapsed offers are nothing.
COUNTED = {Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW}
#: What ought to have been attended: less those cancelled in time, and no offers.
DUE = COUNTED | {Status.CANCELLED_LATE}


class Stay(NamedTuple):
    """A booking as fetched."""

    space_id: int
    person_id: int
    role: str
    start: datetime
    end: datetime
    status: str
    is_walk_in: bool
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    released_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether the occupancy rate counts it."""
        return self.status in COUNTED

    @property
    def is_attended(self) -> bool:
        return self.status == Status.ATTENDED

    @property
    def is_a_coworkers(self) -> bool:
        """Whether a person stands behind it. The staff book for the programme: an event's room is nobody's."""
        return self.role not in STAFF

    def is_due(self, now: datetime) -> bool:
        """Whether it has begun, and should have been attended."""
        return self.start <= now and self.status in DUE

    def is_missed(self, now: datetime) -> bool:
        return self.is_due(now) and self.status == Status.NO_SHOW

    @property
    def whole(self) -> Span:
        return seconds(self.start, self.end)

    @property
    def booked(self) -> Span:
        """All of it; a no-show only until the place was released."""
        if self.status == Status.NO_SHOW and self.released_at:
            return seconds(self.start, min(self.end, self.released_at))
        return self.whole

    @property
    def given_back(self) -> Span:
        """What a no-show's release left of it."""
        return seconds(max(self.start, self.released_at), self.end)

    @property
    def is_given_back(self) -> bool:
        return self.status == Status.NO_SHOW and self.released_at is not None

    @property
    def used(self) -> Span:
        """From the check-in to the check-out or the end, whichever came first."""
        return seconds(self.checked_in_at, min(self.checked_out_at or self.end, self.end))


def seconds(start: datetime, end: datetime) -> Span:
    """The time in whole seconds since 1970."""
    return int(start.timestamp()), int(end.timestamp())


def stays_in(month: Month) -> Iterator[Stay]:
    """Every booking that touches the month, whatever became of it."""
    rows = Booking.objects.overlapping(month.start, month.end).order_by()
    fields = ("space", "person", "person__role", *Stay._fields[3:])
    return (Stay(*row) for row in rows.values_list(*fields))


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
