"""Waiting for a place: first come, first served; held, then handed on."""

from datetime import date, time

import pytest

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from spaces import actions
from spaces.models import Booking, Space, WaitingRequest
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
AFTERNOON = {"start": local(TUESDAY, time(13)), "end": local(TUESDAY, time(18, 30))}
DAY = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(18, 30))}
FIXED = Space.Kind.FIXED_DESK


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def taken(floor):
    """Both fixed desks held on Tuesday morning."""
    return [BookingFactory(space=desk) for desk in floor.desks[:2]]


def wait(person, kind=FIXED, space=None, **span):
    return actions.join(by=person, person=person, kind=kind, space=space, **(span or MORNING))


def in_line(number: int, **words) -> list[WaitingRequest]:
    return [wait(PersonFactory(), **words) for _each in range(number)]


def cancel(booking):
    return actions.cancel(by=booking.person, booking=booking)


def states(*requests) -> list[str]:
    for request in requests:
        request.refresh_from_db()
    return [request.status for request in requests]


def offers() -> list[tuple]:
    found = Booking.objects.filter(status="offered").order_by("start", "pk")
    return [(each.space.code, each.person_id) for each in found]


def refused(action, **words) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(**words)
    return caught.value


def test_a_cancelled_place_is_held_for_the_first_in_line(taken):
    first, second = in_line(2)
    cancel(taken[0])
    assert states(first, second) == ["offered", "waiting"]
    offer = first.offer
    assert (offer.space, offer.person, offer.start, offer.end) == (
        taken[0].space,
        first.person,
        MORNING["start"],
        MORNING["end"],
    )
    assert offer.held_until == local(date(2026, 11, 23), time(11))
    letter = OutgoingMail.objects.get(to=first.person.email)
    assert f"/attesa/{first.pk}/" in letter.text
    assert not OutgoingMail.objects.filter(to=second.person.email).exists()


def test_an_offer_shows_as_taken_to_others(taken):
    (first,) = in_line(1)
    cancel(taken[0])
    other = PersonFactory()
    refusal = refused(actions.book, by=other, person=other, space=taken[0].space, **MORNING)
    assert refusal.code == "taken"


def test_accepting_makes_a_booking_once(taken):
    (first,) = in_line(1)
    cancel(taken[0])
    first.refresh_from_db()
    booking = actions.accept(by=first.person, request=first)
    assert (booking.status, booking.made_by) == ("confirmed", first.person)
    assert actions.accept(by=first.person, request=first) == booking
    assert states(first) == ["served"]
    assert first.offer == booking
    assert OutgoingMail.objects.filter(to=first.person.email).count() == 2
    assert JournalEntry.objects.filter(verb="accepted the offer").count() == 1
