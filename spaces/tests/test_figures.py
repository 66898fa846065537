"""Occupancy of a month by hand: one readable example of each measure (`test_figures_recomputed` counts again)."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from core.month import Month
from members.models import Profile, Theme
from spaces import actions
from spaces.figures import Peak, SpaceRow, occupancy
from spaces.models import Assignment, Booking, LentDay, Space, WaitingRequest, WeeklyHours
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    local,
    make_floor,
    organisation_named,
)

NOVEMBER = Month(2026, 11)
TUESDAY = date(2026, 11, 24)
WORKING_DAYS = 21


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


def test_a_month_takes_the_same_six_queries_with_1_and_with_500_bookings(floor, queries_of):
    BookingFactory(space=floor.desk, attended=True)
    assert queries_of(lambda: occupancy(NOVEMBER)) == 6
    person, desks = PersonFactory(), SpaceFactory.create_batch(14, zone=floor.desk.zone)
    Booking.objects.bulk_create(
        Booking(
            space=desk, person=person, start=local(day, opens), end=local(day, time(opens.hour + 2)),
            status="attended", checked_in_at=local(day, opens),
        )
        for desk in desks
        for day in (date(2026, 11, number) for number in range(2, 20))
        for opens in (time(9), time(14))
    )  # fmt: skip
    for desk in desks:
        Assignment.objects.create(
            space=desk, organisation=organisation_named("Ente"), starts=date(2026, 1, 1)
        )
        wait("unserved", space=desk)
    assert Booking.objects.count() > 500
    assert queries_of(lambda: occupancy(NOVEMBER)) == 6


# -- Assignments ---------------------------------------------------------------------------------------


def test_assigned_space_days_over_the_days_on_which_the_place_is_open(floor):
    holder = PersonFactory()
    made = Assignment.objects.create(
        space=floor.desk, person=holder, starts=date(2026, 11, 17), ends=date(2026, 12, 5)
    )
    LentDay.objects.create(assignment=made, day=date(2026, 11, 19))
    # A Sunday lent, and a closed day assigned, are no days of an open place.
    LentDay.objects.create(assignment=made, day=date(2026, 11, 22))
    ClosureFactory(start=local(date(2026, 11, 20), time(0)), end=local(date(2026, 11, 21), time(0)))
    Assignment.objects.create(
        space=floor.office, organisation=organisation_named("Ente"), starts=date(2026, 1, 1)
    )
    figures = occupancy(NOVEMBER)
    row = row_of(figures, "A01")
    # From 17 to 30 November 10 working days, less the closed 20th, less the lent 19th.
    assert (row.days_assigned, row.days_assignable) == (8, 20)
    assert row.assignment == Decimal(8) / Decimal(20)
    assert row_of(figures, "U01").days_assigned == 20
    both = figures.of(*Space.DESKS_AND_OFFICES)
    # Two fixed desks and an office: mobile desks and rooms are nobody's.
    assert (both.days_assigned, both.days_assignable) == (8 + 20, 3 * 20)
    assert figures.of("mobile_desk", "meeting_room").assignment is None


def test_the_holders_use_counts_through_bookings_alone(floor):
    holder = PersonFactory()
    Assignment.objects.create(space=floor.desk, person=holder, starts=date(2026, 1, 1))
    assert row_of(occupancy(NOVEMBER), "A01").booked == 0
    BookingFactory(space=floor.desk, person=holder, attended=True)
    row = row_of(occupancy(NOVEMBER), "A01")
    assert (row.booked, row.used, row.days_attended, row.days_assigned) == (270, 270, 1, 21)


# -- What was given back -------------------------------------------------------------------------------


def test_recovered_hours_are_released_ones_that_somebody_booked_again(floor):
    """Released at 10:00 of 8:30 to 18:30: eight hours and a half; booked again from 11 to 13, and from 17."""
    released = local(TUESDAY, time(10))
    BookingFactory(space=floor.desk, whole_day=True, no_show=True, released_at=released)
    BookingFactory(space=floor.desk, opens=time(11), attended=True, is_walk_in=True)
    BookingFactory(space=floor.desk, opens=time(17), closes=time(20))
    # A second that did not come either gave back half an hour of what it had taken.
    BookingFactory(
        space=floor.desk, opens=time(14), closes=time(15), no_show=True,
        released_at=local(TUESDAY, time(14, 30)),
    )  # fmt: skip
    BookingFactory(space=floor.desk, opens=time(15), closes=time(16), status="cancelled_late")
    row = row_of(occupancy(NOVEMBER), "A01")
    assert (row.released, row.recovered) == (510, 120 + 90 + 30)
    assert row.recovery == Decimal(240) / Decimal(510)
    assert row.booked == 90 + row.recovered


def test_a_no_show_that_was_never_released_gives_nothing_back(floor):
    BookingFactory(space=floor.desk, no_show=True)
    row = row_of(occupancy(NOVEMBER), "A01")
    assert (row.released, row.recovered, row.recovery) == (0, 0, None)


def test_an_absence_taken_back_gives_nothing_back(floor):
    BookingFactory(space=floor.desk, attended=True, released_at=local(TUESDAY, time(9, 30)))
    row = row_of(occupancy(NOVEMBER), "A01")
    assert (row.booked, row.released) == (270, 0)


# -- Who waited ----------------------------------------------------------------------------------------


def wait(status, space=None, kind="mobile_desk", day=TUESDAY, closes=time(13)):
    return WaitingRequest.objects.create(
        person=PersonFactory(), kind=kind, space=space, status=status,
        start=local(day, time(9)), end=local(day, closes),
    )  # fmt: skip


def test_unmet_demand_is_who_waited_and_was_never_offered_a_place(floor):
    for status in ("unserved", "unserved", "waiting", "served", "declined", "expired", "withdrawn"):
        wait(status)
    wait("unserved", kind="fixed_desk", space=floor.desk, closes=time(18))
    figures = occupancy(NOVEMBER)
    mobile = figures.of("mobile_desk")
    assert (mobile.asked, mobile.served, mobile.declined, mobile.expired) == (6, 1, 1, 1)
    assert (mobile.unmet, mobile.unmet_minutes, mobile.asked_minutes) == (3, 3 * 240, 6 * 240)
    assert mobile.unmet_rate == Decimal(3) / Decimal(6)
    assert [(row.kind, row.code, row.unmet) for row in figures.waiting] == [
        ("fixed_desk", "A01", 1), ("mobile_desk", "", 3),
    ]  # fmt: skip
    assert figures.of(*Space.DESKS_AND_OFFICES).unmet_minutes == 3 * 240 + 540


def test_who_still_hopes_is_not_unmet_demand_yet(floor, at):
    wait("waiting", day=date(2026, 11, 20))
    wait("waiting", day=date(2026, 11, 24))
    at("2026-11-22 12:00")
    assert occupancy(NOVEMBER).of("mobile_desk").unmet == 1
    at("2026-11-25 12:00")
    assert occupancy(NOVEMBER).of("mobile_desk").unmet == 2


def test_an_offer_is_no_booking_and_neither_is_one_that_lapsed(floor):
    BookingFactory(space=floor.desk, status="offered", held_until=local(TUESDAY, time(8)))
    BookingFactory(space=floor.desks[1], status="lapsed")
    figures = occupancy(NOVEMBER)
    assert (figures.bookings_due, figures.people) == (0, 0)
    assert figures.of(*Space.Kind).booked == 0


# -- As people really do it ----------------------------------------------------------------------------


def test_a_day_as_it_is_lived_is_counted_as_it_was(floor, staff, at):
    """Nobody comes to A01 at half past eight; at ten somebody walks in; another waits for it in vain."""
    at("2026-11-23 09:00")
    absent, guest, hopeful = (PersonFactory() for _ in range(3))
    whole = {"space": floor.desk, "start": local(TUESDAY, time(8, 30))}
    missed = actions.book(by=absent, person=absent, **whole, end=local(TUESDAY, time(18, 30)))
    actions.join(
        by=hopeful, person=hopeful, kind=None, space=floor.desk,
        start=local(TUESDAY, time(8, 30)), end=local(TUESDAY, time(18, 30)),
    )  # fmt: skip
    at("2026-11-24 10:00")
    actions.mark_absent(by=staff, booking=missed)
    actions.walk_in(
        by=staff, person=guest, space=floor.desk,
        start=local(TUESDAY, time(8, 30)), end=local(TUESDAY, time(13)),
    )  # fmt: skip
    assert actions.end_unserved() == 1
    at("2026-12-02 09:00")
    figures = occupancy(NOVEMBER)
    row = row_of(figures, "A01")
    # The morning that the guest was given counts once, from ten on as recovered and used.
    assert (row.booked, row.used, row.estimated) == (270, 180, 180)
    assert (row.released, row.recovered) == (510, 180)
    assert (row.no_shows, row.bookings_due, row.walk_ins) == (1, 2, 1)
    assert (figures.of("fixed_desk").unmet, figures.of("fixed_desk").unmet_minutes) == (1, 600)


# -- Bookings that count, by place, kind and hour ------------------------------------------------------


def test_each_place_and_kind_has_its_own_no_shows_late_cancellations_and_walk_ins(floor):
    BookingFactory(space=floor.desk, no_show=True)
    BookingFactory(space=floor.desk, afternoon=True, attended=True, is_walk_in=True)
    BookingFactory(space=floor.desks[1], status="cancelled_late")
    BookingFactory(space=floor.desks[1], status="cancelled")
    BookingFactory(space=floor.room, attended=True)
    figures = occupancy(NOVEMBER)
    row = row_of(figures, "A01")
    assert (row.no_shows, row.bookings_due, row.walk_ins) == (1, 2, 1)
    fixed = figures.of("fixed_desk")
    assert (fixed.no_shows, fixed.bookings_due) == (1, 3)
    assert (fixed.cancelled_late, fixed.cancelled_in_time) == (1, 1)
    assert fixed.no_show_rate == Decimal(1) / Decimal(3)
    assert figures.of("meeting_room").bookings_due == 1
    assert (figures.no_shows, figures.bookings_due) == (1, 4)


def test_a_booking_that_has_not_begun_is_not_due(floor, at):
    BookingFactory(space=floor.desk, status="cancelled_late", day=date(2026, 11, 25))
    BookingFactory(space=floor.desk, day=date(2026, 11, 25), afternoon=True)
    BookingFactory(space=floor.desk)
    at("2026-11-24 08:30")
    figures = occupancy(NOVEMBER)
    assert (figures.bookings_due, figures.cancelled_late) == (1, 1)
    # Of a month in progress the whole is available, and what is booked counts already.
    assert row_of(figures, "A01").booked == 270 + 330
    assert row_of(figures, "A01").available == WORKING_DAYS * 600


def test_desk_days_are_days_with_at_least_one_attended_booking(floor):
    BookingFactory(space=floor.desk, attended=True)
    BookingFactory(space=floor.desk, attended=True, afternoon=True)
    BookingFactory(space=floor.desk, day=TUESDAY + timedelta(1))
    BookingFactory(space=floor.office, attended=True)
    figures = occupancy(NOVEMBER)
    assert (row_of(figures, "A01").days_attended, row_of(figures, "A01").days_available) == (1, 21)
    assert (figures.desk_days_attended, figures.desk_days_available) == (1, 4 * 21)
    assert row_of(figures, "U01").day_rate == Decimal(1) / Decimal(21)


def test_rooms_have_weekdays_and_hours_of_their_own(floor):
    BookingFactory(space=floor.room, attended=True)
    figures = occupancy(NOVEMBER)
    cells = {(cell.weekday, cell.hour): cell for cell in figures.heat_of("meeting_room")}
    # Four Tuesdays, from half past eight.
    assert (cells[1, 8].available, cells[1, 8].booked, cells[1, 8].used) == (120, 30, 30)
    assert cells[1, 9].estimated == 60
    assert not any(cell.booked for cell in figures.heat)
    assert figures.heat_of("event_room") == ()


def test_themes_count_use_and_missed_bookings_too(floor):
    theme = Theme.objects.create(slug="mobilita", name_it="Mobilità", name_en="Mobility", order=1)
    left = local(TUESDAY, time(10, 30))
    came = BookingFactory(space=floor.desk, attended=True, checked_out_at=left)
    BookingFactory(space=floor.desks[1], person=came.person, afternoon=True, attended=True)
    BookingFactory(space=floor.desks[2], person=came.person, day=date(2026, 11, 25), no_show=True)
    Profile.objects.create(person=came.person).themes.add(theme)
    (row,) = occupancy(NOVEMBER).themes
    assert (row.people, row.booked, row.used, row.estimated) == (1, 870, 120 + 330, 330)
    assert (row.bookings_due, row.no_shows) == (3, 1)


# -- A room made of rooms, places that come and go -----------------------------------------------------


def test_a_booking_of_a_whole_room_is_booked_of_the_whole_alone(floor):
    """Docs, decision 0012: each hour that was booked counts once."""
    hall = SpaceFactory(code="SALONE", room=True, zone=floor.room.zone)
    hall.parts.set([floor.room])
    BookingFactory(space=hall, attended=True)
    figures = occupancy(NOVEMBER)
    assert (row_of(figures, "SALONE").booked, row_of(figures, "STELVIO").booked) == (270, 0)
    assert figures.of("meeting_room").booked == 270


def test_a_place_retired_in_the_month_is_available_until_then(floor):
    floor.desk.retired_on = TUESDAY
    floor.desk.save()
    BookingFactory(space=floor.desk, status="cancelled")
    row = row_of(occupancy(NOVEMBER), "A01")
    # 2 to 23 November: sixteen working days.
    assert (row.available, row.days_available, row.cancelled_in_time) == (16 * 600, 16, 1)
    assert "A01" not in [row.code for row in occupancy(Month(2026, 12)).rows]


def test_a_retired_place_with_bookings_left_has_a_row_so_that_rows_add_up(floor):
    floor.desk.retired_on = date(2026, 11, 1)
    floor.desk.save()
    BookingFactory(space=floor.desk, status="cancelled")
    figures = occupancy(NOVEMBER)
    row = row_of(figures, "A01")
    assert (row.available, row.occupancy, row.cancelled_in_time) == (0, None, 1)
    assert figures.cancelled_in_time == figures.of("fixed_desk").cancelled_in_time == 1


# -- The days that are hard ----------------------------------------------------------------------------


def open_always(kind, weekday) -> None:
    WeeklyHours.objects.filter(kind=kind).delete()
    WeeklyHours.objects.create(
        kind=kind, weekday=weekday, opens=time(0), closes=time(12), valid_from=date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    ("month", "sunday", "booked"), [(3, 29, 4), (10, 25, 6)], ids=["23 hours", "25 hours"]
)
def test_in_the_night_of_a_clock_change_the_hours_that_pass_count(floor, month, sunday, booked):
    """Open on Sundays from midnight to noon; booked from midnight to five by the clock."""
    open_always("meeting_room", 6)
    sundays = {3: 5, 10: 3}[month]  # The fourth of October is a holiday.
    BookingFactory(
        space=floor.room,
        day=date(2026, month, sunday),
        opens=time(0),
        closes=time(5),
        attended=True,
    )
    figures = occupancy(Month(2026, month))
    row = row_of(figures, "STELVIO")
    one_more = booked - 5
    assert (row.available, row.booked, row.used) == (
        (sundays * 12 + one_more) * 60, booked * 60, booked * 60,
    )  # fmt: skip
    cells = {cell.hour: cell for cell in figures.heat_of("meeting_room")}
    # The hour from two to three was not there in March, and twice in October.
    assert cells[2].available == (sundays + one_more) * 60
    assert cells[2].booked == (1 + one_more) * 60


@pytest.mark.parametrize(
    ("day", "open_days"),
    [
        (date(2026, 4, 6), 21),  # Easter Monday: 22 weekdays less one; the 25th is a Saturday.
        (date(2027, 3, 29), 22),  # Easter Monday after the clocks change: 23 less one.
        (date(2026, 6, 19), 20),  # Sondrio's patron saint, and the 2nd: 22 less two.
        (date(2027, 10, 4), 20),  # Saint Francis, a Monday in 2027: 21 less one.
    ],
    ids=str,
)
def test_a_holiday_is_neither_available_nor_booked(floor, day, open_days, at):
    at("2027-11-02 09:00")
    BookingFactory(space=floor.desk, day=day, whole_day=True, attended=True)
    row = row_of(occupancy(Month.of(day)), "A01")
    assert (row.days_available, row.available) == (open_days, open_days * 600)
    assert (row.booked, row.used, row.days_attended) == (0, 0, 0)
    # It was due all the same.
    assert row.bookings_due == 1


def test_the_fourth_of_october_2026_closes_a_sunday(floor):
    open_always("meeting_room", 6)
    BookingFactory(space=floor.room, day=date(2026, 10, 4), opens=time(9), attended=True)
    BookingFactory(space=floor.room, day=date(2026, 10, 11), opens=time(9), attended=True)
    row = row_of(occupancy(Month(2026, 10)), "STELVIO")
    # The 11th and the 18th, and the 25th with its hour more.
    assert (row.days_available, row.available, row.booked) == (3, 37 * 60, 180)


def test_figures_are_the_same_whoever_looks_and_in_every_language(floor):
    BookingFactory(space=floor.desk, attended=True)
    with override("it"):
        italian = occupancy(NOVEMBER)
    with override("en"):
        assert occupancy(NOVEMBER) == italian
