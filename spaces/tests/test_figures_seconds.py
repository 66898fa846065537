"""People come and leave at any second: a month's figures beside sets of seconds."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from core.clock import ROME
from core.month import Month
from spaces.figures import occupancy
from spaces.models import Space, WeeklyHours
from spaces.tests.factories import BookingFactory, PersonFactory, SpaceFactory, ZoneFactory

pytestmark = pytest.mark.django_db

#: Two days around each clock change, of which the second is a Sunday, open all night; a break at noon.
OPEN = [(time(0), time(12, 7, 11)), (time(12, 40), time(12, 50, 30)), (time(14), time(23, 59, 59))]
STATES = ("attended", "attended", "attended", "confirmed", "no_show", "no_show", "cancelled")


def stamp(moment: datetime) -> int:
    return int(moment.timestamp())


def seconds_of(start: datetime, end: datetime) -> set[int]:
    return set(range(stamp(start), stamp(end)))


@pytest.fixture(params=[(3, 28), (10, 24)], ids=["23 hours", "25 hours"])
def days(request, at) -> list[date]:
    at("2026-11-30 09:00")
    first = date(2026, *request.param)
    for day in (first, first + timedelta(1)):
        for opens, closes in OPEN:
            WeeklyHours.objects.create(
                kind="mobile_desk", weekday=day.weekday(), opens=opens, closes=closes,
                valid_from=first, valid_until=first + timedelta(2),
            )  # fmt: skip
    return [first, first + timedelta(1)]


@pytest.fixture
def places() -> list[Space]:
    zone = ZoneFactory()
    return [SpaceFactory(zone=zone, kind="mobile_desk", opened_on=date(2026, 1, 1)) for _ in "ab"]


def lived(chance: Random, place: Space, since: datetime, people: list) -> list:
    """Bookings of two days, one after the other, whose use, release and walk-ins overlap as it happens."""
    found, at = [], since - timedelta(hours=1)
    while at < since + timedelta(hours=47):
        end = at + timedelta(seconds=chance.choice([chance.randint(1, 20_000), 40_000, 90_000]))
        status, shift = chance.choice(STATES), chance.randint(-4000, 3000)
        micro = timedelta(microseconds=chance.randrange(1_000_000))
        came = {"checked_in_at": at + timedelta(seconds=shift) + micro}
        left = (
            at + timedelta(seconds=chance.choice([chance.randint(shift, 50_000), 50_000])) + micro
        )
        made = BookingFactory(
            space=place, person=chance.choice(people), start=at, end=end, status=status,
            **(came | {"checked_out_at": chance.choice([left, None])} if status == "attended" else {}),
            **({"released_at": at + (end - at) / 3} if status == "no_show" else {}),
        )  # fmt: skip
        found.append(made)
        at = at + (end - at) / 2 if status in ("no_show", "cancelled") else end
        at = at.replace(microsecond=0)
    return found


def open_seconds(days: list[date]) -> set[int]:
    return {
        second
        for day in days
        for opens, closes in OPEN
        for second in seconds_of(
            datetime.combine(day, opens, tzinfo=ROME), datetime.combine(day, closes, tzinfo=ROME)
        )
    }


def taken(booking) -> set[int]:
    if booking.status == "cancelled":
        return set()
    return seconds_of(booking.start, booking.released_at or booking.end)


def used(booking) -> set[int]:
    if booking.status != "attended":
        return set()
    return seconds_of(
        booking.checked_in_at, min(booking.checked_out_at or booking.end, booking.end)
    )


def given(booking) -> set[int]:
    return seconds_of(booking.released_at, booking.end) if booking.released_at else set()


def union(found) -> set[int]:
    return set().union(*found)


@pytest.mark.parametrize("seed", range(4))
def test_to_the_second_whenever_people_come_and_leave(days, places, seed):
    chance, people = Random(seed), [PersonFactory() for _ in range(3)]
    since = datetime.combine(days[0], time(0), tzinfo=ROME)
    bookings = {place: lived(chance, place, since, people) for place in places}
    figures, open_ = occupancy(Month.of(days[0])), open_seconds(days)
    in_use = {}
    for place, found in bookings.items():
        booked, use = union(map(taken, found)) & open_, union(map(used, found)) & open_
        known = union(used(b) for b in found if b.checked_out_at) & open_
        free = union(map(given, found)) & open_
        in_use[place] = {second // 3600 for second in use}
        (row,) = (row for row in figures.rows if row.code == place.code)
        assert (row.available, row.booked) == (len(open_) // 60, len(booked) // 60)
        assert (row.used, row.estimated) == (len(use) // 60, len(use) // 60 - len(known) // 60)
        assert (row.released, row.recovered) == (len(free) // 60, len(free & booked) // 60)
    hours = {
        hour: sum(hour in found for found in in_use.values()) for hour in union(in_use.values())
    }
    busiest = max(hours.values())
    first = min(hour for hour in hours if hours[hour] == busiest)
    assert (figures.peak.in_use, stamp(figures.peak.at)) == (busiest, first * 3600)
