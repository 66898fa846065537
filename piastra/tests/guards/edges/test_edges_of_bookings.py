"""Bookings at the edges of their rules: the moment itself, one before it, one after it."""

from datetime import time, timedelta

import pytest

from members.models import Membership
from piastra.tests.guards.edges.moments import DAY, MOMENT, STAFF, around, booking, usual
from spaces import rules
from spaces.availability import asks
from spaces.models import KindRules
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    local,
    make_floor,
)


def test_in_time_is_until_the_last_hour_to_cancel(day):
    one, hours = booking(day), usual(cancel_hours=12)
    last = one.start - timedelta(hours=12)
    asked = around(last, lambda now: rules.cancelled_in_time(one, hours, now))
    assert asked == (True, True, False)


def test_a_booking_can_t_be_given_back_or_moved_from_its_end_on(day):
    one, hours = booking(day), usual(cancel_hours=0)
    no = around(one.end, lambda now: rules.why_not_cancel(STAFF, one, now))
    assert no == (False, True, True)
    no = around(one.end, lambda now: rules.why_not_move(STAFF, one, hours, now))
    assert no == (False, True, True)


def test_the_door_opens_early_and_closes_with_the_end(day):
    one, hours = booking(day), usual(early_minutes=60)
    opens = one.start - timedelta(hours=1)
    no = around(opens, lambda now: rules.why_not_check_in(one, hours, now))
    assert no == (True, False, False)
    no = around(one.end, lambda now: rules.why_not_check_in(one, hours, now))
    assert no == (False, True, True)


def test_coming_and_leaving_are_written_a_little_longer_than_the_later_of_end_and_closing(day):
    one = booking(day, status="attended")
    closes = local(day, time(18, 30))
    for spans, until in [((), one.end), (((one.start, closes),), closes)]:
        last = rules.present_until(one, spans)
        assert last == until + timedelta(minutes=30)
        for why_not in (rules.why_not_check_out, rules.why_not_undo_check_in):
            no = around(last, lambda now, why=why_not, last=last: why(one, last, now))
            assert no == (False, False, True)


@pytest.mark.parametrize(("grace", "late"), [(60, 0), (15, 0), (60, 90)])
def test_absent_is_who_has_not_come_when_the_grace_is_over(day, grace, late):
    """Who books, or moves, once the time began has the grace from then."""
    one, hours = booking(day), usual(grace_minutes=grace)
    if late:
        one.moved_at = one.start + timedelta(minutes=late)
    from_ = one.start + timedelta(minutes=grace + late)
    assert rules.absent_from(one, hours) == from_
    no = around(from_, lambda now: rules.why_not_mark_absent(one, hours, now))
    assert no == (True, False, False)


def test_who_books_on_the_day_from_the_cut_off_on_is_spared(day):
    one, hours = booking(day), usual(cutoff_minutes=120)
    cutoff = one.start - timedelta(hours=2)

    def spared(made_at) -> bool:
        one.made_at = made_at
        return rules.is_spared(one, hours)

    assert around(cutoff, spared) == (False, True, True)
    midnight, hours.cutoff_minutes = local(day, time(0)), 24 * 60
    assert around(midnight, spared) == (False, True, True)


def test_a_reminder_leaves_in_its_hours_and_not_to_who_booked_in_them(day):
    one, hours = booking(day), usual(remind_hours=24)
    opens = one.start - DAY

    def reminded(now) -> bool:
        return rules.is_to_be_reminded(one, hours, now)

    assert around(opens, reminded) == (False, True, True)
    assert around(one.start, reminded) == (True, False, False)

    def of_who_booked(made_at) -> bool:
        one.made_at = made_at
        return reminded(one.start - MOMENT)

    assert around(opens, of_who_booked) == (True, False, False)
    one.made_at, one.reminded_at = opens - DAY, opens - DAY
    assert not reminded(opens)
    one.reminded_at -= MOMENT
    assert reminded(opens)


def test_without_hours_nobody_is_reminded(day):
    one = booking(day)
    for hours in (None, 0):
        assert not rules.is_to_be_reminded(one, usual(remind_hours=hours), one.start - MOMENT)


@pytest.fixture
def code(db, at, day):
    """The code of the rule that an ask breaks, made at Monday noon."""
    at(f"{day - DAY} 12:00")
    floor, person = make_floor(), PersonFactory()

    def ask(opens, closes, on=day, space=None, **facts) -> str:
        KindRules.objects.update(**facts)
        wanted = {"person": person, "space": space or floor.room}
        found = rules.objection(
            asks.ask_for(**wanted, start=local(on, opens), end=local(on, closes))
        )
        return found.code if found else ""

    ask.floor, ask.person = floor, person
    return ask


def test_a_meeting_is_as_long_as_the_rules_say(code):
    nine = time(9)
    limits = {"min_minutes": 60, "max_minutes": 120, "raster_minutes": 1}
    assert code(nine, time(9, 59), **limits) == "too_short"
    assert code(nine, time(10)) == code(nine, time(11)) == ""
    assert code(nine, time(11, 1)) == "too_long"


def test_it_lies_on_the_steps_of_the_clock(code):
    assert code(time(9, 20), time(10), raster_minutes=20) == ""
    assert code(time(9, 30), time(10)) == code(time(9, 20), time(10, 10)) == "off_the_raster"
    assert code(time(9, 20, 1), time(10)) == "off_the_raster"


def test_a_pause_between_two_is_as_long_as_the_rules_say(code, day):
    room = code.floor.room
    BookingFactory(space=room, start=local(day, time(9)), end=local(day, time(10)))
    facts = {"buffer_minutes": 15, "raster_minutes": 1}
    assert code(time(10, 14), time(11), **facts) == "too_close"
    assert code(time(10, 15), time(11)) == ""
    assert code(time(8, 30), time(8, 46)) == "too_close"
    assert code(time(8, 30), time(8, 45)) == ""


def test_as_many_coming_and_as_many_hours_a_week(code, day):
    BookingFactory(
        space=code.floor.room,
        person=code.person,
        start=local(day, time(9)),
        end=local(day, time(11)),
    )
    assert code(time(14), time(15), max_coming=1) == "too_many_coming"
    assert code(time(14), time(15), max_coming=2) == ""
    assert code(time(14), time(16), max_coming=None, max_hours_week=4) == ""
    assert code(time(14), time(16, 30)) == "week_is_full"


@pytest.mark.parametrize("clock", ["00:30", "12:00", "23:30"])
def test_the_last_day_ahead_is_counted_from_rome_s_today(code, day, at, clock):
    at(f"{day - DAY} {clock}")
    assert code(time(9), time(10), day + DAY, days_ahead=1) == "too_far"
    assert code(time(9), time(10), day) == ""


def test_a_membership_holds_from_its_first_day_and_not_on_its_last(code, day):
    Membership.objects.update(starts=day, ends=day + DAY)
    assert code(time(9), time(10)) == ""
    Membership.objects.update(starts=day - DAY, ends=day)
    assert code(time(9), time(10)) == "not_a_member"
    Membership.objects.update(starts=day + DAY, ends=None)
    assert code(time(9), time(10)) == "not_a_member"


def test_a_desk_that_only_touches_is_no_other_desk(code, day):
    desk, other = code.floor.desks[2:]
    BookingFactory(space=desk, person=code.person, day=day)
    assert code(time(13), time(18, 30), space=other) == ""
    assert code(time(8, 30), time(13), space=other) == "has_another"
