"""A room that is refused: whose the hours are, and what is free on the same day."""

import uuid
from datetime import date, time

import pytest

from spaces.models import Booking, KindRules, Space
from spaces.tests.factories import BookingFactory, SpaceFactory

TUESDAY = date(2026, 11, 24)
PAGE = "/sale/STELVIO/2026-11-24/"
WAIT = "/attesa/"


@pytest.fixture
def refused(reader):
    """The page after hours that can't be had."""

    def send(start, end, page=PAGE):
        answer = reader.post(page, {"start": start, "end": end, "request_key": uuid.uuid4()})
        assert answer.status_code == 409
        return " ".join(answer.content.decode().split())

    return send


def test_ones_own_hours_are_said_to_be_ones_own(refused, floor, member):
    booking = BookingFactory(space=floor.room, person=member, opens=time(10), closes=time(11))
    page = refused("10:30", "12:00")
    assert "Hai già Stelvio dalle 10:00 alle 11:00." in page
    assert "Nello stesso giorno è libera 08:30–10:00, 11:00–18:30." in page
    assert "Qualcuno" not in page
    assert f'href="/prenotazioni/{booking.pk}/"' in page
    assert "Aspetta Stelvio" not in page
    assert Booking.objects.count() == 1


def test_hours_of_others_are_waited_for(refused, floor, member):
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    page = refused("10:00", "11:00")
    assert "Qualcuno ha già prenotato Stelvio." in page
    assert "Hai già" not in page
    assert "/10:00-11:00/STELVIO/" in page


def test_a_room_made_of_mine_says_which_one(refused, floor, member):
    hall = SpaceFactory(hall=True, code="SALA", name="Grande", zone=floor.room.zone)
    hall.parts.set([floor.room])
    BookingFactory(space=floor.room, person=member, opens=time(10), closes=time(11))
    page = refused("10:00", "11:00", "/sale/SALA/2026-11-24/")
    assert "Hai già Stelvio dalle 10:00 alle 11:00. Grande è" in page


def test_the_hours_before_are_offered_before_another_day(refused, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(18, 30))
    page = refused("10:00", "11:00")
    assert "Nello stesso giorno è libera 08:30–10:00." in page
    assert f"{PAGE}?dalle=09%3A00&amp;alle=10%3A00" in page


def test_less_than_the_wanted_hours_is_offered_too(refused, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(18))
    page = refused("09:00", "12:00")
    assert "Nello stesso giorno è libera 08:30–10:00, 18:00–18:30." in page
    assert f"{PAGE}?dalle=08%3A30&amp;alle=10%3A00" in page


def test_a_full_day_leads_to_the_next_one(refused, floor):
    BookingFactory(space=floor.room, opens=time(8, 30), closes=time(18, 30))
    page = refused("10:00", "11:00")
    assert "Nello stesso giorno" not in page
    assert "mercoledì 25 novembre 2026 dalle 08:30 alle 09:30" in page


def test_the_pause_between_two_bookings_is_kept_in_what_is_offered(refused, floor):
    KindRules.objects.filter(kind=Space.Kind.MEETING_ROOM).update(buffer_minutes=30)
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    page = refused("10:00", "11:00")
    assert "08:30–09:30, 11:30–18:30" in page


def test_the_reason_stands_above_what_is_offered(refused, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(11))
    page = refused("10:00", "11:00")
    assert page.index("Qualcuno ha già") < page.index("Prendi Stelvio")
    assert page.count("Qualcuno ha già") == 1
