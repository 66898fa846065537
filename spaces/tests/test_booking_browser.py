"""One booking in a browser, in each of its states, and the calendars that it goes to."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from spaces import actions
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import BookingFactory, join, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Status = Booking.Status


@pytest.fixture
def floor(at):
    at("2026-11-24 09:00")
    return make_floor()


def sets(now: datetime) -> dict[str, dict]:
    """Each state, as the fields that make it."""
    soon = {"start": now + timedelta(days=2), "end": now + timedelta(days=2, hours=4)}
    lasting = {"start": now - timedelta(minutes=5), "end": now + timedelta(hours=2)}
    past = {"start": now - timedelta(days=2), "end": now - timedelta(days=2, hours=-4)}
    return {
        "far": soon,
        "due": lasting | {"made_at": now - timedelta(days=1)},
        "in": lasting | {"status": Status.ATTENDED, "checked_in_at": now},
        "offered": soon | {"status": Status.OFFERED, "held_until": now + timedelta(hours=2)},
        "cancelled": soon | {"status": Status.CANCELLED, "cancelled_at": now},
        "missed": past | {"status": Status.NO_SHOW, "released_at": past["end"]},
    }


def test_a_booking_is_sound_in_every_state(browse, floor, member):
    join(member)
    visitor, now = browse(member), timezone.now()
    for fields in sets(now).values():
        WaitingRequest.objects.all().delete()
        Booking.objects.all().delete()
        booking = BookingFactory(space=floor.room, person=member, **fields)
        if booking.status == Status.OFFERED:
            times = {"start": booking.start, "end": booking.end}
            WaitingRequest.objects.create(
                person=member, kind=floor.room.kind, status="offered", offer=booking, **times
            )
        page = visitor.open(f"/prenotazioni/{booking.pk}/")
        assert page.locator("main .btn-primary").count() == 1
        visitor.check()


def test_one_gives_back_a_booking_by_keyboard_and_without_javascript(browse, floor, member):
    join(member)
    booking = BookingFactory(space=floor.room, person=member, **sets(timezone.now())["far"])
    visitor = browse(member, javascript=False)
    page = visitor.open(f"/prenotazioni/{booking.pk}/")
    page.get_by_role("link", name="Annulla questa prenotazione").press("Enter")
    page.get_by_role("button", name="Annulla la prenotazione").press("Enter")
    page.wait_for_url(f"**/prenotazioni/{booking.pk}/")
    booking.refresh_from_db()
    assert booking.status == Status.CANCELLED


def test_ones_calendar_from_nothing_to_a_new_address(browse, floor, member):
    join(member)
    visitor = browse(member)
    page = visitor.open("/calendari/")
    visitor.check()
    page.get_by_role("button", name="Crea il mio indirizzo").click()
    first = page.get_by_label("L’indirizzo del tuo calendario").input_value()
    visitor.check()
    page.get_by_role("link", name="Nuovo indirizzo").click()
    visitor.check()
    page.get_by_role("button", name="Crea un nuovo indirizzo").click()
    second = page.get_by_label("L’indirizzo del tuo calendario").input_value()
    assert first != second
    assert first.endswith(".ics")
    visitor.no_faults()


def test_the_rooms_calendars(browse, floor, staff):
    actions.renew_room_feed(by=staff, space=floor.room)
    visitor = browse(staff)
    page = visitor.open("/spazi/calendari/")
    assert page.get_by_label("Indirizzo di Stelvio").input_value().endswith(".ics")
    visitor.check()
