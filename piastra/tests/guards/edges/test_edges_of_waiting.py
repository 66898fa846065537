"""The waiting list, assignments and series at their edges."""

from datetime import time, timedelta

from django.utils import timezone

from members.models import User
from piastra.tests.guards.edges.moments import DAY, MOMENT, around
from spaces.availability import waiting
from spaces.models import Assignment, Booking, Space, WaitingRequest
from spaces.schedule.series import Wish, why_not_wish
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    SpaceFactory,
    assign,
    local,
    make_floor,
)


def test_nobody_joins_a_line_in_the_last_hour(db, at, day):
    at(f"{day} 08:00")
    floor, now = make_floor(), timezone.now()
    for desk in floor.desks[:2]:
        BookingFactory(space=desk, day=day, opens=time(13), closes=time(18, 30))
    person, places = PersonFactory(), list(floor.desks[:2])
    start, end = local(day, time(13)), local(day, time(18, 30))

    def refused(moment) -> bool:
        found = waiting.why_not_join(person, places, start, end, moment)
        return bool(found) and found.code == "too_soon"

    assert now < start
    assert around(start - waiting.LAST_CALL, refused) == (False, True, True)


def test_who_is_in_line(db, at, day):
    """Not who begins within the hour, whose account is closed, nor who only touches what came free."""
    at(f"{day - DAY} 12:00")
    floor = make_floor()
    start, end = local(day, time(9)), local(day, time(11))
    one = WaitingRequest.objects.create(
        person=PersonFactory(), kind="meeting_room", start=start, end=end
    )

    def line(start, end, now):
        return waiting.line_for([floor.room], start, end, now).exists()

    early = start - DAY
    assert line(start, end, early)
    assert around(start - waiting.LAST_CALL, lambda now: line(start, end, now)) == (
        True, False, False,
    )  # fmt: skip
    assert around(end, lambda since: line(since, since + DAY, early)) == (True, False, False)
    assert around(start, lambda until: line(until - DAY, until, early)) == (False, False, True)
    User.objects.filter(pk=one.person_id).update(is_active=False)
    assert not line(start, end, early)


def test_an_offer_is_lost_from_its_moment_on(db, at, day):
    until = at(f"{day} 08:00")
    offer = BookingFactory(day=day, status="offered", held_until=until)
    assert offer.is_overdue
    assert not Booking.objects.keeping().exists()
    assert Booking.objects.overdue().exists()
    Booking.objects.update(held_until=until + MOMENT)
    offer.refresh_from_db()
    assert not offer.is_overdue
    assert Booking.objects.keeping().exists()
    assert not Booking.objects.overdue().exists()


def test_an_assignment_that_is_somebody_s_twice_is_listed_once(db, day):
    floor, ada, bea = make_floor(), PersonFactory(), PersonFactory()
    found = assign(
        floor.office, organisation="Studio", people=[ada, bea], starts=day, ends=day + DAY
    )
    found.people.add(ada)
    assert list(Assignment.objects.of(ada)) == [found]
    assert list(Assignment.objects.visible_to(bea)) == [found]
    # Whose it is, and whoever else may use it.
    own = assign(floor.desk, to=ada, people=[bea, PersonFactory()], starts=day, ends=day + DAY)
    assert list(Assignment.objects.of(ada)) == [found, own]
    assert list(Assignment.objects.covering(day)) == [found, own]
    assert not Assignment.objects.covering(day + DAY).exists()
    assert not Assignment.objects.covering(day - DAY).exists()


def test_a_series_is_a_year_at_most_and_not_over(at, day):
    at(f"{day} 00:30")
    room = Space(code="R1", kind="meeting_room")
    hours = {"starts_at": time(9), "ends_at": time(10), "weekdays": frozenset({day.weekday()})}

    def code(first, until, **changes) -> str:
        wish = Wish(space=room, first=first, until=until, **{**hours, **changes})
        found = why_not_wish(wish, timezone.now())
        return found.code if found else ""

    assert code(day, day + 365 * DAY) == ""
    assert code(day, day + 366 * DAY) == "too_long"
    assert code(day, day) == ""
    assert code(day, day - DAY) == "reversed"
    assert code(day - 7 * DAY, day - DAY) == "over"
    assert code(day - 7 * DAY, day) == ""
    assert code(day, day, ends_at=time(9)) == "no_hours"
    assert code(day, day, weekdays=frozenset({(day.weekday() + 1) % 7})) == "no_dates"


def test_the_smallest_room_that_does_is_offered_first(db, at, day):
    at(f"{day - DAY} 08:00")
    floor = make_floor()
    small = SpaceFactory(code="ZZ", kind="meeting_room", capacity=1, zone=floor.room.zone)
    assert floor.room.capacity > small.capacity
    request = WaitingRequest(
        person=PersonFactory(), kind="meeting_room", start=local(day, time(9)),
        end=local(day, time(10)),
    )  # fmt: skip
    for places in ([floor.room, small], [small, floor.room]):
        assert waiting.place_for(request, places) == small


def test_who_waits_for_a_named_place_is_before_those_who_would_get_it(db, at, day):
    """Before me is who would be offered what I wait for: whoever takes any, and who named the same place."""
    at(f"{day - DAY} 08:00")
    floor = make_floor()
    other = SpaceFactory(code="ZZ", kind="meeting_room", zone=floor.room.zone)
    nine, ten = local(day, time(9)), local(day, time(10))
    wishes = [
        (floor.room, "meeting_room", nine), (None, "meeting_room", nine),
        (floor.room, "meeting_room", nine), (other, "meeting_room", nine),
        (None, "fixed_desk", nine), (None, "meeting_room", ten),
    ]  # fmt: skip
    line = [
        WaitingRequest.objects.create(
            person=PersonFactory(), kind=kind, space=space, start=start,
            end=start + timedelta(hours=1), made_at=timezone.now(),
        )
        for space, kind, start in wishes
    ]  # fmt: skip
    assert [each.place for each in waiting.with_place_in_line(line)] == [1, 1, 3, 2, 1, 1]
