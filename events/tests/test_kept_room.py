"""An announced event's room is never given back because nobody checked in."""

from datetime import date, time

import pytest

from core.refusals import Refusal
from events.tests.factories import EventFactory
from spaces import actions, tasks
from spaces.models import Booking, Closure
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

TUESDAY = date(2026, 11, 24)
BEFORE = local(date(2026, 11, 20), time(12))


@pytest.fixture
def room(db, at):
    at("2026-11-24 11:00")
    return make_floor().room


def test_the_staff_do_not_mark_its_organiser_absent(room, staff):
    booking = BookingFactory(space=room, person=staff, made_at=BEFORE)
    EventFactory(title="Orti urbani", booking=booking, space=room, elsewhere="")
    with pytest.raises(Refusal, match="Orti urbani") as caught:
        actions.mark_absent(by=staff, booking=booking)
    assert caught.value.code == "event"


def test_nobody_moves_its_booking_alone(room, staff):
    booking = BookingFactory(space=room, person=staff, made_at=BEFORE)
    EventFactory(title="Orti urbani", booking=booking, space=room, elsewhere="")
    later = {"start": local(TUESDAY, time(15)), "end": local(TUESDAY, time(16))}
    with pytest.raises(Refusal, match="Orti urbani") as caught:
        actions.move(by=staff, booking=booking, space=room, **later)
    assert caught.value.code == "event"


def test_the_portal_keeps_it_also_when_its_organiser_is_staff_no_more(room):
    booking = BookingFactory(space=room, person=PersonFactory(), made_at=BEFORE)
    EventFactory(booking=booking, space=room, elsewhere="")
    assert tasks.release_places() == 0
    booking.refresh_from_db()
    assert booking.status == "confirmed"


def test_a_closure_is_refused_before_anybody_agrees(room, staff, client_of):
    """What can't be done is said first: with the room, the day and the hour."""
    BookingFactory(space=room, opens=time(9), closes=time(10), day=date(2026, 12, 10))
    booking = BookingFactory(
        space=room, person=staff, opens=time(17), closes=time(18), day=date(2026, 12, 10)
    )
    begins = local(date(2026, 12, 10), time(17, 30))
    EventFactory(title="Orti urbani", booking=booking, space=room, elsewhere="", start=begins)
    closure = {
        "first": "2026-12-10",
        "opens": "00:00",
        "last": "2026-12-10",
        "closes": "00:00",
        "reason": "Disinfestazione",
    }
    page = client_of(staff).post("/spazi/chiusure/nuova/", closure).text
    told = "In Stelvio, giovedì 10 dicembre 2026 alle 17:30, si tiene «Orti urbani»"
    assert told in page
    assert 'name="agreed"' not in page
    assert not Closure.objects.exists()
    assert Booking.objects.holding().count() == 2
