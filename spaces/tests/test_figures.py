"""Occupancy of a month, against a slow and obvious re-computation and by hand."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.months import ROME, Month
from members.models import Profile, Theme
from spaces.figures import Peak, SpaceRow, occupancy
from spaces.models import Booking, Closure, OutOfService, Space, WeeklyHours
from spaces.opening import holiday
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    ZoneFactory,
    local,
    make_floor,
)

NOVEMBER = Month(2026, 11)
TUESDAY = date(2026, 11, 24)
WORKING_DAYS = 21
STEP = timedelta(minutes=15)


@pytest.fixture
def floor(db, at):
    at("2026-12-02 09:00")
    return make_floor()


def row_of(figures, code) -> SpaceRow:
    return next(row for row in figures.rows if row.code == code)


def test_every_place_has_a_row_also_when_nobody_booked(floor):
    figures = occupancy(NOVEMBER)
    assert [row.code for row in figures.rows] == ["A01", "A02", "A03", "A04", "STELVIO", "U01"]
    assert {(row.available, row.booked, row.used) for row in figures.rows} == {
        (WORKING_DAYS * 600, 0, 0)
    }
    assert (figures.open_days, figures.people, figures.mean_daily_peak) == (WORKING_DAYS, 0, 0)
    assert figures.peak == Peak(0, 4, None)


def test_without_places_rates_are_unknown(db):
    figures = occupancy(NOVEMBER)
    assert figures.of(*Space.Kind).occupancy is None
    assert figures.mean_daily_peak is None
    assert figures.no_show_rate is None
    assert figures.peak == Peak(0, 0, None)


def test_sums_of_hours_and_their_rates(floor):
    BookingFactory(space=floor.desk, attended=True)
    BookingFactory(space=floor.office, whole_day=True)
    figures = occupancy(NOVEMBER)
    assert row_of(figures, "A01").booked == row_of(figures, "A01").used == 270
    both = figures.of(*Space.DESKS_AND_OFFICES)
    assert (both.booked, both.available) == (870, 5 * WORKING_DAYS * 600)
    assert both.occupancy == Decimal(870) / Decimal(63000)
    assert figures.of("fixed_desk").use == Decimal(270) / Decimal(2 * WORKING_DAYS * 600)


def test_cancelled_bookings_count_nothing_but_their_own_lines(floor):
    BookingFactory(space=floor.desk, status="cancelled")
    BookingFactory(space=floor.desk, status="cancelled_late")
    figures = occupancy(NOVEMBER)
    assert row_of(figures, "A01").booked == 0
    assert (figures.cancelled_in_time, figures.cancelled_late) == (1, 1)
    assert (figures.bookings_due, figures.people) == (1, 0)


def test_a_no_show_counts_until_its_place_was_released(floor):
    BookingFactory(space=floor.desk, no_show=True, released_at=local(TUESDAY, time(9, 30)))
    BookingFactory(space=floor.desks[1], no_show=True)
    BookingFactory(space=floor.desk, opens=time(9, 45), attended=True, is_walk_in=True)
    figures = occupancy(NOVEMBER)
    assert row_of(figures, "A01").booked == 60 + 195
    assert row_of(figures, "A02").booked == 270
    assert (figures.no_shows, figures.bookings_due, figures.walk_ins) == (2, 3, 1)
    assert figures.no_show_rate == Decimal(2) / Decimal(3)


def test_use_ends_with_the_check_out_and_is_estimated_without_one(floor):
    BookingFactory(space=floor.desk, attended=True, checked_out_at=local(TUESDAY, time(11, 0, 30)))
    BookingFactory(space=floor.desk, afternoon=True, attended=True)
    row = row_of(occupancy(NOVEMBER), "A01")
    assert (row.used, row.estimated) == (150 + 330, 330)


def test_the_programmes_own_bookings_count_hours_and_nobody(floor, staff):
    theme = Theme.objects.create(slug="x", name_it="X", name_en="X")
    Profile.objects.create(person=staff).themes.add(theme)
    BookingFactory(space=floor.room, person=staff, purpose="Aperitivo")
    figures = occupancy(NOVEMBER)
    assert row_of(figures, "STELVIO").booked == 270
    assert figures.people == 0
    (found,) = (row for row in figures.themes if row.slug == "x")
    assert (found.people, found.booked) == (0, 0)


def test_what_lies_outside_of_open_hours_never_counts(floor):
    BookingFactory(
        space=floor.room, opens=time(7), closes=time(23), attended=True,
        checked_in_at=local(TUESDAY, time(6)),
    )  # fmt: skip
    ClosureFactory(start=local(TUESDAY, time(12)), end=local(TUESDAY, time(14)))
    row = row_of(occupancy(NOVEMBER), "STELVIO")
    assert (row.booked, row.used) == (480, 480)


def test_a_booking_over_the_end_of_a_month_gives_each_its_part(floor):
    WeeklyHours.objects.all().delete()
    for weekday in range(7):
        WeeklyHours.objects.create(
            kind="meeting_room", weekday=weekday, opens=time(0), closes=time(23, 59),
            valid_from=date(2026, 1, 1),
        )  # fmt: skip
    BookingFactory(
        space=floor.room, start=local(date(2026, 11, 30), time(22)),
        end=local(date(2026, 12, 1), time(3)),
    )  # fmt: skip
    assert row_of(occupancy(NOVEMBER), "STELVIO").booked == 119
    december = occupancy(Month(2026, 12))
    assert row_of(december, "STELVIO").booked == 180
    assert (occupancy(NOVEMBER).bookings_due, december.bookings_due) == (1, 0)
    assert (occupancy(NOVEMBER).people, december.people) == (1, 1)


def test_the_peak_is_the_hour_with_most_desks_in_use(floor):
    for desk in floor.desks[:3]:
        BookingFactory(space=desk, attended=True)
    BookingFactory(space=floor.desks[3], attended=True, day=TUESDAY + timedelta(1))
    OutOfServiceFactory(
        space=floor.desks[3], start=local(TUESDAY, time(8)), end=local(TUESDAY, time(20))
    )
    figures = occupancy(NOVEMBER)
    assert figures.peak == Peak(3, 3, local(TUESDAY, time(8)))
    assert figures.mean_daily_peak == Decimal("0.19")  # (3 + 1) / 21
    assert (figures.desk_days_available, figures.desk_days_attended) == (83, 4)


def test_heat_adds_up_to_the_hours_of_desks_and_offices(floor):
    BookingFactory(space=floor.desk)
    BookingFactory(space=floor.room, whole_day=True)
    figures = occupancy(NOVEMBER)
    both = figures.of(*Space.DESKS_AND_OFFICES)
    assert sum(cell.available for cell in figures.heat) == both.available
    assert sum(cell.booked for cell in figures.heat) == both.booked
    booked = {(c.weekday, c.hour): c.booked for c in figures.heat if c.booked}
    assert booked == {(1, 8): 30, (1, 9): 60, (1, 10): 60, (1, 11): 60, (1, 12): 60}


def test_themes_count_people_and_their_hours(floor):
    mobility = Theme.objects.create(
        slug="mobilita", name_it="Mobilità", name_en="Mobility", order=1
    )
    Theme.objects.create(slug="verde", name_it="Economia verde", name_en="Green", order=2)
    first = BookingFactory(space=floor.desk)
    BookingFactory(space=floor.desk, afternoon=True, person=first.person)
    BookingFactory(space=floor.desks[1])
    Profile.objects.create(person=first.person).themes.add(mobility)
    Profile.objects.create(person=PersonFactory()).themes.add(mobility)
    found = [(row.slug, row.people, row.booked) for row in occupancy(NOVEMBER).themes]
    assert found == [("mobilita", 1, 600), ("verde", 0, 0)]


def test_a_month_takes_the_same_eight_queries_whatever_it_holds(floor, queries_of):
    assert queries_of(lambda: occupancy(NOVEMBER)) == 8
    for day in range(2, 28):
        BookingFactory(space=floor.desk, day=date(2026, 11, day), attended=True)
    assert queries_of(lambda: occupancy(NOVEMBER)) == 8


# -- Against the slow and obvious way ----------------------------------------------------------------
# Each quarter of an hour of the month is asked, one place at a time, whether it was open, booked, used.

MONTHS = [Month(2026, 3), Month(2026, 10), Month(2026, 6), Month(2027, 2)]
#: Attended bookings have the most to go wrong.
STATES = [
    "confirmed",
    "attended",
    "no_show",
    "cancelled",
    "cancelled_late",
    "lapsed",
    "attended",
    "attended",
]
quarters = st.integers(0, 31 * 96)
lengths = st.integers(1, 60)


@st.composite
def worlds(draw):
    """A month with hours, closures, outages and bookings in every state, on quarters of an hour."""
    piece = st.tuples(quarters, lengths)
    return {
        "month": draw(st.sampled_from(MONTHS)),
        "hours": draw(
            st.lists(
                st.tuples(st.integers(0, 6), st.integers(0, 60), st.integers(20, 90)),
                min_size=4,
                max_size=10,
            )
        ),
        "closures": draw(st.lists(st.tuples(piece, st.booleans()), max_size=4)),
        "outages": draw(st.lists(piece, max_size=3)),
        "bookings": draw(
            st.lists(
                st.tuples(
                    quarters, lengths, st.sampled_from(STATES),
                    st.integers(-4, 40), st.none() | st.integers(0, 60), st.booleans(),
                ),
                min_size=4,
                max_size=16,
            )
        ),
    }  # fmt: skip


class AgainstTheSlowWay(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds())
    def test_figures_equal_the_recomputation(self, world):
        places = build(world)
        figures = occupancy(world["month"])
        expected = slow(world["month"], places)
        found = {
            row.code: (row.available, row.booked, row.used, row.estimated) for row in figures.rows
        }
        assert found == expected
        for row in figures.rows:
            assert 0 <= row.booked <= row.available
            assert 0 <= row.estimated <= row.used <= row.available
        assert figures.peak.in_use <= max(figures.peak.available, 0)
        desks = [place.code for place in places if place.kind in Space.DESKS_AND_OFFICES]
        for measure, minutes in (("available", 0), ("booked", 1)):
            heat = sum(getattr(cell, measure) for cell in figures.heat)
            assert heat == sum(expected[code][minutes] for code in desks)


def build(world) -> list[Space]:
    """Write the world to the database; bookings that the guard would refuse are left out."""
    zone = ZoneFactory()
    start = world["month"].start - timedelta(days=1)
    places = [SpaceFactory(zone=zone), SpaceFactory(room=True, zone=zone)]
    for weekday, opens, long in world["hours"]:
        day = datetime(2026, 1, 1)
        opening = day + opens * STEP
        closing = min(opening + long * STEP, day + timedelta(hours=23, minutes=45))
        if opening < closing:
            for kind in (places[0].kind, places[1].kind):
                WeeklyHours.objects.create(
                    kind=kind, weekday=weekday, opens=opening.time(), closes=closing.time(),
                    valid_from=date(2025, 1, 1),
                )  # fmt: skip
    for (at, long), of_one in world["closures"]:
        closure = ClosureFactory(start=start + at * STEP, end=start + (at + long) * STEP)
        closure.spaces.set(places[:1] if of_one else [])
    for at, long in world["outages"]:
        OutOfServiceFactory(
            space=places[0], start=start + at * STEP, end=start + (at + long) * STEP
        )
    person = PersonFactory()
    for number, booking in enumerate(world["bookings"]):
        write_booking(places[number % 2], person, start, *booking)
    return places


def write_booking(place, person, base, at, long, status, arrival, stay, released) -> None:
    start, end = base + at * STEP, base + (at + long) * STEP
    held = Booking.objects.filter(space=place).holding().overlapping(start, end)
    if status in Booking.HOLDING and held.exists():
        return
    checked_in = min(start + arrival * STEP, end)
    Booking.objects.create(
        space=place, person=person, start=start, end=end, status=status,
        checked_in_at=checked_in if status == "attended" else None,
        checked_out_at=checked_in + stay * STEP if stay is not None else None,
        released_at=start + 2 * STEP if released else None,
    )  # fmt: skip


def slow(month: Month, places) -> dict[str, tuple[int, int, int, int]]:
    """Minutes open, booked, used and estimated of each place, quarter of an hour by quarter."""
    return {place.code: minutes_of(place, month) for place in places}


def minutes_of(place, month: Month) -> tuple[int, int, int, int]:
    hours = list(WeeklyHours.objects.filter(kind=place.kind))
    holes = [
        *Closure.objects.filter(spaces=None),
        *Closure.objects.filter(spaces=place),
        *OutOfService.objects.filter(space=place),
    ]
    bookings = list(Booking.objects.filter(space=place))
    available = booked = used = estimated = 0
    for second in range(int(month.start.timestamp()), int(month.end.timestamp()), 900):
        moment = datetime.fromtimestamp(second, ROME)
        if not is_open(moment, hours, holes):
            continue
        here = [booking for booking in bookings if uses(booking, moment)]
        available += 15
        booked += 15 * any(books(booking, moment) for booking in bookings)
        used += 15 * bool(here)
        estimated += 15 * (bool(here) and not any(b.checked_out_at for b in here))
    return available, booked, used, estimated


def is_open(moment, hours, holes) -> bool:
    # In the hour that October repeats, every minute of it was shown once already.
    clock = time(2, 59, 59) if moment.fold else moment.time()
    weekly = any(h.weekday == moment.weekday() and h.opens <= clock < h.closes for h in hours)
    instant = moment.timestamp()
    shut = any(hole.start.timestamp() <= instant < hole.end.timestamp() for hole in holes)
    return weekly and not shut and not holiday(moment.date())


def books(booking, moment) -> bool:
    end = booking.end
    if booking.status == "no_show" and booking.released_at:
        end = min(end, booking.released_at)
    counted = booking.status in ("confirmed", "attended", "no_show")
    return counted and booking.start.timestamp() <= moment.timestamp() < end.timestamp()


def uses(booking, moment) -> bool:
    if booking.status != "attended":
        return False
    left = min(booking.checked_out_at or booking.end, booking.end)
    return booking.checked_in_at.timestamp() <= moment.timestamp() < left.timestamp()
