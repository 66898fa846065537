"""Occupancy of a month by hand: one readable example of each measure (`test_figures_recomputed` counts again)."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from core.months import Month
from members.models import Profile, Theme
from spaces.figures import Peak, SpaceRow, occupancy
from spaces.models import Space, WeeklyHours
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
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
