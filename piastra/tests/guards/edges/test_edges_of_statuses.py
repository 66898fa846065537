"""What counts, status by status."""

from contextlib import suppress
from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.month import Month
from members.figures import DECIDED
from piastra.tests.guards.edges.moments import DAY
from spaces.availability import asks, waiting
from spaces.figures import occupancy
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    local,
    make_floor,
)

#: Of each status of a booking: is it one to come, do its hours count for the week, does its person sit there?
OF_STATUS = {
    "confirmed": (True, True, True),
    "attended": (False, True, True),
    "offered": (False, False, True),
    "no_show": (False, False, False),
    "cancelled": (False, False, False),
    "cancelled_late": (False, False, False),
    "lapsed": (False, False, False),
}


@pytest.mark.parametrize("status", Booking.Status.values)
def test_what_a_person_s_booking_counts_for(db, at, day, status):
    at(f"{day - DAY} 12:00")
    floor, person = make_floor(), PersonFactory()
    held = {"held_until": timezone.now() + DAY} if status == "offered" else {}
    came = {"checked_in_at": timezone.now()} if status == "attended" else {}
    BookingFactory(space=floor.desk, person=person, day=day, status=status, **held, **came)
    start, end = local(day, time(8, 30)), local(day, time(13))
    own = asks.ask_for(person=person, space=floor.desks[2], start=start, end=end).own
    found = (
        own.coming("fixed_desk", timezone.now()) == 1,
        own.time_in_week("fixed_desk", day) == end - start,
        own.other_desk(start, end) is not None,
    )
    assert found == OF_STATUS[status]
    assert own.time_in_week("fixed_desk", day + 7 * DAY) == own.time_in_week("mobile_desk", day)
    assert own.time_in_week("mobile_desk", day) == timedelta()


#: Of each status: minutes booked of a morning, bookings due, missed, cancelled in time, cancelled late.
COUNTED = {
    "confirmed": (270, 1, 0, 0, 0), "attended": (270, 1, 0, 0, 0), "no_show": (60, 1, 1, 0, 0),
    "cancelled": (0, 0, 0, 1, 0), "cancelled_late": (0, 1, 0, 0, 1),
    "offered": (0, 0, 0, 0, 0), "lapsed": (0, 0, 0, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("status", Booking.Status.values)
def test_how_each_status_of_a_booking_is_counted(db, at, day, status):
    start = local(day, time(8, 30))
    more = {
        "attended": {"checked_in_at": start}, "offered": {"held_until": start},
        "no_show": {"released_at": start + timedelta(hours=1)},
    }  # fmt: skip
    BookingFactory(space=make_floor().desk, day=day, status=status, **more.get(status, {}))
    at(f"{Month.of(day).next.first} 12:00")
    found = occupancy(Month.of(day))
    of_desks = sum(row.booked for row in found.rows)
    counts = (found.bookings_due, found.no_shows, found.cancelled_in_time, found.cancelled_late)
    assert (of_desks, *counts) == COUNTED[status]


#: As what a request is counted once its time has come.
ENDS = {
    "waiting": "unmet", "unserved": "unmet", "offered": "expired", "expired": "expired",
    "served": "served", "declined": "declined", "withdrawn": "",
}  # fmt: skip


@pytest.mark.parametrize("status", WaitingRequest.Status.values)
def test_how_each_status_of_a_request_is_counted(db, at, day, status):
    start = local(day, time(8, 30))
    request = WaitingRequest.objects.create(
        person=PersonFactory(), kind="office", start=start, end=start + timedelta(hours=2),
        made_at=start - DAY,
    )  # fmt: skip
    with suppress(IntegrityError), transaction.atomic():
        WaitingRequest.objects.filter(pk=request.pk).update(status=status)
    if WaitingRequest.objects.get().status != status:
        offer = BookingFactory(day=day, status="offered", held_until=start)
        WaitingRequest.objects.update(status=status, offer=offer)
    at(f"{Month.of(day).next.first} 12:00")
    how = ENDS[status]
    found = [
        {name: getattr(row, name) for name in ("served", "declined", "expired", "unmet") if getattr(row, name)}
        for row in occupancy(Month.of(day)).waiting
    ]  # fmt: skip
    assert found == ([{how: 1}] if how else [])
    for row in occupancy(Month.of(day)).waiting:
        assert (row.asked, row.asked_minutes) == (1, 120)
        assert row.unmet_minutes == (120 if how == "unmet" else 0)


def test_what_is_decided_no_longer_waits_for_the_staff():
    assert set(DECIDED) == {"admitted", "not_admitted", "withdrawn", "waiting"}


def test_of_two_who_came_at_one_moment_the_first_written_comes_first(db, at, day):
    at(f"{day - DAY} 12:00")
    times = {"start": local(day, time(9)), "end": local(day, time(11))}
    line = [
        WaitingRequest.objects.create(
            person=PersonFactory(), kind="meeting_room", made_at=timezone.now(), **times
        )
        for _each in range(3)
    ]
    assert [each.place for each in waiting.with_place_in_line(line)] == [1, 2, 3]
    assert list(WaitingRequest.objects.in_line()) == line
