"""Events at their edges: their moments, their places."""

from datetime import UTC, time, timedelta

import pytest

from core.month import Month
from events import rules as meetings
from events.figures import events
from events.models import Event, Registration
from events.tests.factories import EventFactory, RegistrationFactory
from piastra.tests.guards.edges.moments import DAY, MOMENT
from spaces.tests.factories import local


def test_an_event_begins_with_its_first_moment(db, at, day):
    begins = at(f"{day} 18:00")
    for start, no in [(begins + MOMENT, ""), (begins, "begun"), (begins - MOMENT, "begun")]:
        event = Event(start=start, end=start + DAY, status="published", capacity=1)
        found = meetings.why_not_register(event)
        assert (found.code if found else "") == no
        assert bool(meetings.why_not_call_off(event)) == bool(no)
        assert bool(meetings.why_not_cancel(Registration(event=event))) == bool(no)


def test_the_last_place_is_given_and_none_after_it(at, day):
    begins = at(f"{day} 08:00") + DAY
    event = Event(start=begins, end=begins + DAY, status="published", capacity=2, taken=1)
    assert meetings.why_not_register(event) is None
    event.taken = 2
    assert meetings.why_not_register(event).code == "full"
    assert meetings.why_not_hold(event) is None
    event.taken = 3
    assert meetings.why_not_hold(event).code == "fewer_than_registered"


@pytest.mark.parametrize("clock", [time(0, 30), time(23, 30)])
def test_presence_is_taken_from_the_day_in_rome_on(at, day, clock):
    event = Event(start=local(day, clock).astimezone(UTC), status="published")
    event.end = event.start + DAY
    registration = Registration(event=event, status="registered")
    at(f"{day - DAY} 23:59")
    assert meetings.why_not_mark(registration).code == "too_early"
    at(f"{day} 00:00")
    assert meetings.why_not_mark(registration) is None


@pytest.mark.parametrize("clock", [time(0), time(0, 30), time(23, 30)])
def test_an_event_is_of_the_month_in_which_it_begins_in_rome(db, at, day, clock):
    at(f"{day} 08:00")
    month = Month.of(day)
    for on, count in [(month.first, 1), (month.last, 1), (month.next.first, 0)]:
        Event.objects.all().delete()
        start = local(on, clock)
        EventFactory(start=start, end=start + timedelta(minutes=20))
        assert len(events(month)) == count, on
    event = Event.objects.get()
    RegistrationFactory(event=event, status="cancelled")
    assert [row.registered for row in events(month.next)] == [0]
