"""Check-in window, grace and cut-off as the staff set them for each kind of place."""

from datetime import date, time, timedelta

import pytest

from core.clock import ROME
from core.closing import close
from core.month import Month
from core.refusals import Refusal
from spaces import actions, rules, tasks
from spaces.availability import asks
from spaces.models import Booking, KindRules, Space
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
BEFORE = local(date(2026, 11, 20), time(12))


@pytest.fixture
def floor(db, at):
    at("2026-11-24 07:00")
    return make_floor()


def set_rules(kind, **minutes) -> None:
    assert KindRules.objects.filter(kind=kind).update(**minutes) == 1


def refused(action, **words) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(**words)
    return caught.value


def test_the_window_is_that_of_the_kind(floor, staff, at):
    set_rules("fixed_desk", early_minutes=15)
    fixed = BookingFactory(space=floor.desks[0])
    mobile = BookingFactory(space=floor.desks[2])
    at("2026-11-24 08:14")
    assert actions.check_in(by=staff, booking=mobile).status == "attended"
    refusal = refused(actions.check_in, by=staff, booking=fixed)
    assert refusal.sentence == (
        "È troppo presto: l’ingresso si registra dalle 08:15, la prenotazione inizia alle 08:30."
    )
    at("2026-11-24 08:15")
    assert actions.check_in(by=staff, booking=fixed).status == "attended"


def test_too_early_by_days_names_the_day(floor, staff, at):
    booking = BookingFactory(space=floor.desk)
    at("2026-11-22 12:00")
    refusal = refused(actions.check_in, by=staff, booking=booking)
    assert refusal.sentence == (
        "È troppo presto: l’ingresso si registra da martedì 24 novembre 2026 alle 07:30."
    )


def test_each_kind_waits_for_its_own_grace_in_one_query(floor, at, queries_of):
    set_rules("fixed_desk", grace_minutes=15)
    set_rules("meeting_room", grace_minutes=0)
    fixed = BookingFactory(space=floor.desks[0], made_at=BEFORE)
    mobile = BookingFactory(space=floor.desks[2], made_at=BEFORE)
    room = BookingFactory(space=floor.room, made_at=BEFORE)
    at("2026-11-24 08:30")
    assert [booking.pk for booking in tasks._due(local(TUESDAY, time(8, 30)))] == [room.pk]
    assert queries_of(lambda: tasks._due(local(TUESDAY, time(8, 30)))) == 3
    at("2026-11-24 08:45")
    assert tasks.release_places() == 2
    assert Booking.objects.get(status="confirmed") == mobile
    at("2026-11-24 09:30")
    assert tasks.release_places() == 1
    assert Booking.objects.get(pk=fixed.pk).released_at == local(TUESDAY, time(8, 45))


@pytest.mark.parametrize(
    ("made", "cutoff", "spared"),
    [
        ("2026-11-24 08:29", 0, False),
        ("2026-11-24 08:30", 0, True),
        ("2026-11-24 07:29", 60, False),
        ("2026-11-24 07:30", 60, True),
        ("2026-11-24 08:00", 60, True),
        # Not the same day, whatever the cut-off.
        ("2026-11-23 23:59", 720, False),
        ("2026-11-24 00:00", 720, True),
    ],
)
def test_who_booked_after_the_cutoff_of_the_same_day_is_not_released(
    floor, staff, at, made, cutoff, spared
):
    set_rules("fixed_desk", cutoff_minutes=cutoff)
    booking = BookingFactory(space=floor.desk, made_at=at(made))
    at("2026-11-24 10:00")
    assert rules.is_spared(booking, asks.rules_of("fixed_desk")) is spared
    assert tasks.release_places() == (0 if spared else 1)
    # By hand it can be done all the same.
    assert actions.mark_absent(by=staff, booking=booking).status == "no_show"


def test_who_moved_a_booking_to_what_had_begun_has_the_grace_from_then(floor, staff, at):
    booking = BookingFactory(space=floor.desk, made_at=BEFORE, moved_at=at("2026-11-24 10:00"))
    assert tasks.release_places() == 0
    refusal = refused(actions.mark_absent, by=staff, booking=booking)
    assert refusal.sentence.endswith("fino alle 11:00.")


def test_an_offer_is_neither_checked_in_nor_released(floor, staff, at):
    offer = BookingFactory(
        space=floor.desk, made_at=BEFORE, status="offered", held_until=local(TUESDAY, time(7, 30))
    )
    at("2026-11-24 09:45")
    assert tasks.release_places() == 0
    refusal = refused(actions.check_in, by=staff, booking=offer)
    assert (refusal.code, "07:30" in refusal.sentence) == ("offered", True)
    assert refused(actions.mark_absent, by=staff, booking=offer).code == "offered"
    assert Booking.objects.get().status == "offered"


def test_a_kind_without_rules_has_the_usual_ones(floor, at):
    KindRules.objects.all().delete()
    BookingFactory(space=floor.desk, made_at=BEFORE)
    at("2026-11-24 09:29")
    assert tasks.release_places() == 0
    at("2026-11-24 09:30")
    assert (tasks.release_places(), tasks.release_places()) == (1, 0)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "early", "released"),
    [
        # In March the clocks jump from two to three, in October they show two to three twice.
        ("2026-03-29", time(3, 30), time(6), "2026-03-29 01:30", "2026-03-29 04:30"),
        ("2026-10-25", time(3, 30), time(6), "2026-10-25 02:30", "2026-10-25 04:30"),
    ],
)
def test_both_nights_of_the_clocks_count_elapsed_hours(
    floor, staff, at, day, opens, closes, early, released
):
    set_rules("fixed_desk", early_minutes=60, grace_minutes=60)
    made = at("2026-01-20 12:00")
    booking = BookingFactory(
        space=floor.desk, day=date.fromisoformat(day), opens=opens, closes=closes, made_at=made
    )
    booking.refresh_from_db()
    opening = rules.check_in_from(booking, asks.rules_of("fixed_desk"))
    assert opening.astimezone(ROME).strftime("%Y-%m-%d %H:%M") == early
    moment = at(released)
    assert moment - booking.start == timedelta(hours=1)
    assert [found.pk for found in tasks._due(moment)] == [booking.pk]
    assert tasks._due(moment - timedelta(seconds=1)) == []


def test_half_past_eleven_on_the_last_of_january_belongs_to_january(floor, staff, at):
    night = at("2027-01-31 23:30")
    kept = BookingFactory(
        space=floor.desk, day=date(2027, 1, 31), opens=time(22), closes=time(23, 59), made_at=BEFORE
    )
    other = BookingFactory(
        space=floor.desks[1],
        day=date(2027, 2, 1),
        opens=time(0, 15),
        closes=time(8),
        made_at=BEFORE,
    )
    assert actions.check_in(by=staff, booking=other).checked_in_at == night
    at("2027-02-01 00:30")
    close(Month(2027, 1), by=staff)
    assert tasks.release_places() == 0
    for action in (actions.mark_absent, actions.check_in):
        with pytest.raises(Refusal):
            action(by=staff, booking=kept)
    assert Booking.objects.get(pk=kept.pk).status == "confirmed"
    assert Space.objects.count() == len(floor.spaces)


def test_a_closed_month_refuses_coming_and_leaving(floor, staff, at):
    at("2026-11-30 18:00")
    booking = BookingFactory(
        space=floor.desk, person=PersonFactory(), day=date(2026, 11, 30), afternoon=True
    )
    close(Month(2026, 11), by=staff)
    assert refused(actions.check_in, by=staff, booking=booking).code == "closed_month"
    Booking.objects.update(status="attended", checked_in_at=booking.start)
    assert refused(actions.check_out, by=staff, booking=booking).code == "closed_month"
    assert refused(actions.undo_check_in, by=staff, booking=booking).code == "closed_month"
