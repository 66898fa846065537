"""When places are open, and why they are not."""

from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from django.utils.translation import override

from spaces.models import Space, WeeklyHours
from spaces.schedule.opening import Opening, Slot, holiday, instant
from spaces.tests.factories import (
    ClosureFactory,
    OutOfServiceFactory,
    SpaceFactory,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
HALF = time(13)


@pytest.fixture
def floor(db):
    return make_floor()


def hours(found) -> float:
    return elapsed(found) / timedelta(hours=1)


def elapsed(found) -> timedelta:
    return sum((end - start for start, end in found), timedelta())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 6, 19), "San Gervasio e San Protasio"),
        (date(2027, 6, 19), "San Gervasio e San Protasio"),
        (date(2026, 10, 4), "Festa nazionale di San Francesco d'Assisi, patrono d'Italia"),
        (date(2026, 4, 6), "Lunedì dell'Angelo"),
        (date(2027, 3, 29), "Lunedì dell'Angelo"),
        (date(2026, 12, 8), "Immacolata Concezione"),
        (date(2026, 11, 24), ""),
        (date(2026, 12, 7), ""),
    ],
)
def test_public_holidays_are_those_of_sondrio_in_italian(day, name):
    assert holiday(day) == name


def test_a_holiday_has_its_italian_name_in_every_language():
    with override("en"):
        assert holiday(date(2026, 6, 19)) == "San Gervasio e San Protasio"


def test_the_holidays_are_of_a_version_that_knows_the_fourth_of_october():
    assert tuple(map(int, holidays.__version__.split(".")[:2])) >= (0, 90)
    assert holiday(date(2025, 10, 4)) == ""


def open_on(kind, weekday, opens, closes):
    return WeeklyHours.objects.create(
        kind=kind, weekday=weekday, opens=opens, closes=closes, valid_from=date(2025, 1, 1)
    )


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 10, 4), date(2026, 10, 11)),  # A Sunday.
        (date(2027, 10, 4), date(2027, 10, 5)),  # A Monday.
        (date(2026, 6, 19), date(2026, 6, 26)),
        (date(2026, 4, 6), date(2026, 4, 7)),
        (date(2027, 3, 29), date(2027, 3, 30)),  # The Monday after the clocks change.
    ],
    ids=str,
)
def test_every_kind_is_closed_on_a_holiday_and_open_a_little_later(floor, day, after):
    for kind in Space.Kind:
        open_on(kind, 6, time(9), time(12))
    opening = Opening(day, after + timedelta(1))
    for place in floor.spaces:
        assert opening.of(place, day) == ()
        assert opening.why_closed(place, day) == holiday(day) != ""
        assert opening.of(place, after)


def test_a_plain_weekday_is_open_from_half_past_eight_to_half_past_six(floor):
    opening = Opening.on(TUESDAY)
    assert opening.of(floor.desk, TUESDAY) == (
        (datetime(2026, 11, 24, 7, 30, tzinfo=UTC), datetime(2026, 11, 24, 17, 30, tzinfo=UTC)),
    )
    assert opening.why_closed(floor.desk, TUESDAY) == ""


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 6, 19), "San Gervasio e San Protasio"),
        (date(2026, 4, 6), "Lunedì dell'Angelo"),
        (date(2026, 11, 28), "giorno di chiusura settimanale"),
    ],
)
def test_a_closed_day_says_why(floor, day, why):
    opening = Opening.on(day)
    assert opening.of(floor.desk, day) == ()
    assert opening.why_closed(floor.desk, day) == why


def test_a_place_is_closed_before_it_opens_and_after_it_is_retired(floor):
    new = SpaceFactory(opened_on=TUESDAY + timedelta(1), zone=floor.desk.zone)
    old = SpaceFactory(retired_on=TUESDAY, zone=floor.desk.zone)
    opening = Opening.on(TUESDAY)
    for place in (new, old):
        assert opening.of(place, TUESDAY) == ()
        assert opening.why_closed(place, TUESDAY) == "non in servizio in questo giorno"


def test_closures_of_one_day_add_up_by_union(floor):
    for opens, closes in [(9, 11), (10, 12), (16, 23)]:
        ClosureFactory(start=local(TUESDAY, time(opens)), end=local(TUESDAY, time(closes)))
    open_hours = Opening.on(TUESDAY).of(floor.desk, TUESDAY)
    assert hours(open_hours) == 0.5 + 4


def test_closures_of_one_day_that_touch_repeat_or_hold_one_another_count_once(floor):
    """All places from 9 to 10, 10 to 11, 9 to 11 again, 9:30 to 10:30; one desk from 10:30 to 12."""
    clocks = [((9, 0), (10, 0)), ((10, 0), (11, 0)), ((9, 0), (11, 0)), ((9, 30), (10, 30))]
    for opens, closes in clocks:
        ClosureFactory(start=local(TUESDAY, time(*opens)), end=local(TUESDAY, time(*closes)))
    own = ClosureFactory(start=local(TUESDAY, time(10, 30)), end=local(TUESDAY, time(12)))
    own.spaces.set([floor.desk])
    OutOfServiceFactory(
        space=floor.desk, start=local(TUESDAY, time(11, 30)), end=local(TUESDAY, time(12, 30))
    )
    opening = Opening.on(TUESDAY)
    assert hours(opening.of(floor.desks[1], TUESDAY)) == 10 - 2
    assert hours(opening.of(floor.desk, TUESDAY)) == 10 - 3.5
    assert opening.of(floor.desk, TUESDAY) == (
        (local(TUESDAY, time(8, 30)), local(TUESDAY, time(9))),
        (local(TUESDAY, time(12, 30)), local(TUESDAY, time(18, 30))),
    )


def test_a_closure_over_several_days_takes_each_of_them(floor):
    ClosureFactory(start=local(TUESDAY, time(15)), end=local(TUESDAY + timedelta(2), time(10)))
    opening = Opening(TUESDAY, TUESDAY + timedelta(3))
    assert [hours(opening.of(floor.desk, day)) for day in opening.days()] == [6.5, 0, 8.5]


def test_a_closure_of_some_places_leaves_the_others_open(floor):
    closure = ClosureFactory(
        start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)), reason="Tinteggiatura"
    )
    closure.spaces.set(floor.desks[:2])
    opening = Opening.on(TUESDAY)
    assert [bool(opening.of(desk, TUESDAY)) for desk in floor.desks] == [False, False, True, True]
    assert opening.why_closed(floor.desks[1], TUESDAY) == "Tinteggiatura"


def test_out_of_service_takes_time_from_that_place_only(floor):
    OutOfServiceFactory(
        space=floor.desk, start=local(TUESDAY, time(8)), end=local(TUESDAY, time(13))
    )
    opening = Opening.on(TUESDAY)
    assert hours(opening.of(floor.desk, TUESDAY)) == 5.5
    assert hours(opening.of(floor.desks[1], TUESDAY)) == 10


def test_weekly_hours_hold_from_their_first_day_to_the_day_before_their_end(floor):
    WeeklyHours.objects.filter(kind=floor.desk.kind).update(valid_until=TUESDAY)
    opening = Opening(TUESDAY - timedelta(1), TUESDAY + timedelta(1))
    assert opening.of(floor.desk, TUESDAY - timedelta(1))
    assert not opening.of(floor.desk, TUESDAY)


@pytest.mark.parametrize(("sunday", "length"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_the_night_of_a_clock_change_counts_the_hours_that_pass(floor, sunday, length):
    WeeklyHours.objects.create(
        kind=Space.Kind.EVENT_ROOM,
        weekday=6,
        opens=time(0),
        closes=time(23, 59),
        valid_from=date(2026, 1, 1),
    )
    hall = SpaceFactory(hall=True, zone=floor.desk.zone)
    assert elapsed(Opening.on(sunday).of(hall, sunday)) == timedelta(hours=length, minutes=-1)


@pytest.mark.parametrize(
    ("opens", "closes", "march", "october"),
    [
        (time(1), time(4), 2, 4),
        (time(2), time(3), 0, 2),
        (time(2, 30), time(3, 30), 0.5, 2),
        (time(1), time(2, 30), 1, 1.5),  # October: it closes when half past two is first shown.
        (time(3), time(5), 2, 2),
    ],
)
def test_opening_hours_of_the_night_on_both_clock_changes(floor, opens, closes, march, october):
    open_on(Space.Kind.EVENT_ROOM, 6, opens, closes)
    hall = SpaceFactory(hall=True, zone=floor.desk.zone)
    found = [
        hours(Opening.on(day).of(hall, day)) for day in (date(2026, 3, 29), date(2026, 10, 25))
    ]
    assert found == [march, october]


def test_a_closure_over_a_clock_change_takes_the_hours_that_pass(floor):
    open_on(Space.Kind.EVENT_ROOM, 6, time(0), time(6))
    hall, sunday = SpaceFactory(hall=True, zone=floor.desk.zone), date(2026, 10, 25)
    ClosureFactory(start=local(sunday, time(1)), end=local(sunday, time(4)))
    # Seven hours pass from midnight to six; four of them from one to four.
    assert hours(Opening.on(sunday).of(hall, sunday)) == 7 - 4


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 3, 29), time(1, 59), "00:59"),
        (date(2026, 3, 29), time(2, 0), "01:00"),
        (date(2026, 3, 29), time(2, 45), "01:00"),
        (date(2026, 3, 29), time(3, 0), "01:00"),
        (date(2026, 10, 25), time(2, 30), "00:30"),
        (date(2026, 10, 25), time(3, 0), "02:00"),
    ],
)
def test_an_hour_that_is_skipped_or_repeated_begins_once(day, clock, utc):
    assert f"{instant(day, clock):%H:%M}" == utc


def test_wall_clock_hours_stay_through_a_clock_change(floor):
    opening = Opening(date(2026, 10, 23), date(2026, 10, 27))
    friday, monday = (
        opening.of(floor.desk, date(2026, 10, 23)),
        opening.of(floor.desk, date(2026, 10, 26)),
    )
    assert (friday[0][0].hour, monday[0][0].hour) == (6, 7)
    assert hours(friday) == hours(monday) == 10


def test_half_days_meet_at_the_hour_that_the_rules_set(floor):
    slots = Opening.on(TUESDAY).slots(floor.desk, TUESDAY, HALF)
    assert slots == {
        Slot.MORNING: (local(TUESDAY, time(8, 30)), local(TUESDAY, HALF)),
        Slot.AFTERNOON: (local(TUESDAY, HALF), local(TUESDAY, time(18, 30))),
        Slot.DAY: (local(TUESDAY, time(8, 30)), local(TUESDAY, time(18, 30))),
    }


def test_a_closed_afternoon_leaves_the_morning_as_the_whole_day(floor):
    ClosureFactory(start=local(TUESDAY, time(12)), end=local(TUESDAY, time(19)))
    slots = Opening.on(TUESDAY).slots(floor.desk, TUESDAY, HALF)
    morning = (local(TUESDAY, time(8, 30)), local(TUESDAY, time(12)))
    assert slots == {Slot.MORNING: morning, Slot.DAY: morning}


def test_a_month_of_many_places_takes_one_query(floor, queries_of):
    places = [*floor.spaces, *SpaceFactory.create_batch(20, zone=floor.desk.zone)]
    closure = ClosureFactory(start=local(TUESDAY, time(9)), end=local(TUESDAY, time(10)))
    closure.spaces.set(places[:5])

    def load():
        opening = Opening(date(2026, 11, 1), date(2026, 12, 1))
        assert all(opening.all_of(place) for place in places)

    assert queries_of(load) == 1


def test_a_date_that_was_not_loaded_is_a_programming_error(floor):
    with pytest.raises(ValueError, match="loaded"):
        Opening.on(TUESDAY).of(floor.desk, TUESDAY + timedelta(1))
