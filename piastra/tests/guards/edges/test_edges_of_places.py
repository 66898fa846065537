"""Hours, closures, places in service, and what is counted of them, at their edges."""

from datetime import time, timedelta

import pytest

from core.clock import ROME
from core.month import Month
from piastra.tests.guards.edges.moments import DAY, MOMENT
from spaces.figures import occupancy
from spaces.models import Booking, Space, WaitingRequest, WeeklyHours
from spaces.schedule import raster
from spaces.schedule.opening import Opening, is_in_service
from spaces.tests.factories import BookingFactory, ClosureFactory, PersonFactory, local, make_floor


def test_weekly_hours_hold_from_their_first_day_and_not_on_their_last(db, day):
    make_floor()
    hours = WeeklyHours.objects.filter(kind="meeting_room", weekday=day.weekday())
    for since, until, is_open in [
        (day, None, True), (day + DAY, None, False), (day - DAY, day, False),
        (day - DAY, day + DAY, True),
    ]:  # fmt: skip
        hours.update(valid_from=since, valid_until=until)
        assert bool(Opening.on(day).weekly("meeting_room", day)) == is_open, (since, until)


def test_a_place_serves_from_its_first_day_and_not_on_its_last(db, day):
    floor = make_floor()
    room = floor.room
    for opened, retired, serves in [
        (day, None, True), (day + DAY, None, False), (day - DAY, day, False),
        (day - DAY, day + DAY, True),
    ]:  # fmt: skip
        room.opened_on, room.retired_on = opened, retired
        room.save()
        assert is_in_service(room, day) == serves
        assert Space.objects.in_service_on(day).contains(room) == serves
        assert bool(Opening.on(day).of(room, day)) == serves
        assert Opening.on(day).is_usual(room, day) == serves


def test_a_closure_that_only_touches_closes_nothing(db, day):
    floor = make_floor()
    nine, ten = local(day, time(9)), local(day, time(10))
    ClosureFactory(start=nine, end=ten).spaces.set([floor.room])
    opening = Opening.on(day)
    for start, end, is_closed in [
        (ten, ten + DAY, False), (ten - MOMENT, ten, True), (nine - DAY, nine, False),
        (nine, nine + MOMENT, True),
    ]:  # fmt: skip
        assert bool(opening.hole_in(floor.room, start, end)) == is_closed
        assert opening.hole_in(floor.desk, start, end) is None


def test_a_time_in_steps_has_both_its_ends(day):
    nine, half, ten = (local(day, clock) for clock in (time(9), time(9, 30), time(10)))
    assert list(raster.moments((nine, ten), 30)) == [nine, half, ten]
    assert list(raster.moments((nine + MOMENT, ten - MOMENT), 30)) == [half]
    assert raster.widened((nine + MOMENT, ten - MOMENT), 30) == (nine, ten)
    assert raster.widened((nine, ten), 30) == raster.narrowed((nine, ten), 30) == (nine, ten)
    assert raster.narrowed((nine - MOMENT, ten + MOMENT), 30) == (nine, ten)
    assert raster.in_steps(ten - nine, 30) == ten - nine
    assert raster.in_steps(ten - nine + MOMENT, 30) == ten - nine + timedelta(minutes=30)


def test_a_place_is_in_the_figures_of_a_month_in_which_it_served_a_day(db, at, day):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    room = make_floor().room
    for opened, retired, is_there in [
        (month.last, None, True), (month.next.first, None, False),
        (month.previous.first, month.first, False), (month.previous.first, month.first + DAY, True),
    ]:  # fmt: skip
        room.opened_on, room.retired_on = opened, retired
        room.save()
        codes = [row.code for row in occupancy(month).rows]
        assert (room.code in codes) == is_there, (opened, retired)


@pytest.mark.parametrize(
    ("came", "left", "used", "estimated"),
    [
        (0, None, 270, 270), (0, 60, 60, 0), (0, 300, 270, 0), (30, None, 240, 240), (-15, 270, 270, 0),
        (60, 60, 0, 0),
    ],
)  # fmt: skip
def test_use_is_from_the_check_in_to_the_check_out_or_the_end(
    db, at, day, came, left, used, estimated
):
    """Minutes after the start of a morning; what was open before it does not count."""
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    floor, start = make_floor(), local(day, time(8, 30))
    BookingFactory(
        space=floor.desk, day=day, status="attended",
        checked_in_at=start + timedelta(minutes=came),
        checked_out_at=None if left is None else start + timedelta(minutes=left),
    )  # fmt: skip
    (row,) = (row for row in occupancy(month).rows if row.code == floor.desk.code)
    assert (row.booked, row.used, row.estimated) == (270, used, estimated)


@pytest.mark.parametrize("clock", [time(0), time(0, 30), time(23, 30)])
def test_what_is_counted_of_a_booking_is_of_the_month_in_which_it_begins(db, at, day, clock):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    floor = make_floor()
    for on, count in [(month.first, 1), (month.last, 1), (month.next.first, 0)]:
        Booking.objects.all().delete()
        start = local(on, clock)
        BookingFactory(space=floor.room, start=start, end=start + timedelta(minutes=20))
        assert occupancy(month).bookings_due == count, on
    begins = Booking.objects.get().start
    at(f"{begins.astimezone(ROME):%Y-%m-%d %H:%M}")
    assert occupancy(month.next).bookings_due == 1
    Booking.objects.update(start=begins + MOMENT * 1_000_000)
    assert occupancy(month.next).bookings_due == 0


def test_who_waits_is_counted_once_the_time_has_come(db, at, day):
    month = Month.of(day)
    begins = at(f"{day} 09:00")
    WaitingRequest.objects.create(
        person=PersonFactory(), kind="office", start=begins, end=begins + DAY, made_at=begins - DAY
    )
    assert [row.unmet for row in occupancy(month).waiting] == [1]
    WaitingRequest.objects.update(start=begins + MOMENT)
    assert occupancy(month).waiting == ()
