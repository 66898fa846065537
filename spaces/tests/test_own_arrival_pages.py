"""Coming and leaving, written by the person: one page asks, one form writes."""

from datetime import date
from html import unescape

import pytest

from core.closing import close
from core.models import JournalEntry
from core.month import Month
from spaces.models import Booking
from spaces.tests.factories import BookingFactory

MONDAY = date(2026, 11, 23)


@pytest.fixture
def booking(reader, floor, member):
    """The member's own afternoon of today."""
    return BookingFactory(space=floor.desk, day=MONDAY, person=member, afternoon=True)


def state() -> list:
    fields = ("status", "checked_in_at", "checked_out_at")
    return [*Booking.objects.order_by("pk").values_list(*fields), JournalEntry.objects.count()]


def enter(booking) -> str:
    return f"/prenotazioni/{booking.pk}/ingresso/"


def leave(booking) -> str:
    return f"/prenotazioni/{booking.pk}/uscita/"


def test_coming_and_leaving(reader, read, booking, at):
    at("2026-11-23 12:30")
    assert enter(booking) in read(f"/prenotazioni/{booking.pk}/")
    assert "Sei arrivata o arrivato?" in read(enter(booking))
    page = reader.post(enter(booking), follow=True).text
    assert "Hai registrato l’ingresso: A01." in page
    assert leave(booking) in page
    at("2026-11-23 17:00")
    assert "Presente dalle 12:30" in read(enter(booking))
    assert "Stai uscendo?" in read(leave(booking))
    page = reader.post(leave(booking), follow=True).text
    assert "Hai registrato l’uscita" in page
    assert "Uscita alle 17:00" in read(leave(booking))
    assert [entry.verb for entry in JournalEntry.objects.order_by("pk")] == [
        "checked_in",
        "checked_out",
    ]


def test_twice_changes_nothing(reader, booking, at):
    at("2026-11-23 12:30")
    reader.post(enter(booking))
    at("2026-11-23 12:40")
    before = state()
    assert "Hai registrato l’ingresso" in reader.post(enter(booking), follow=True).text
    assert state() == before
    reader.post(leave(booking))
    at("2026-11-23 12:50")
    before = state()
    assert "Hai registrato l’uscita" in reader.post(leave(booking), follow=True).text
    assert state() == before


def test_reading_changes_nothing(read, booking, at):
    at("2026-11-23 12:30")
    before = state()
    read(enter(booking))
    read(leave(booking))
    assert state() == before


@pytest.mark.parametrize(
    ("now", "fields", "sentence"),
    [
        ("2026-11-23 11:59", {}, "l’ingresso si registra dalle 12:00"),
        ("2026-11-20 11:59", {}, "l’ingresso si registra da lunedì 23 novembre 2026 alle 12:00"),
        ("2026-11-23 18:30", {}, "Questa prenotazione è conclusa"),
        ("2026-11-23 13:30", {"status": "cancelled"}, "non occupa più lo spazio"),
        (
            "2026-11-23 14:10",
            {"status": "no_show", "released_at": "2026-11-23T14:00+01:00"},
            "Alle 14:00 nessuno risultava entrato",
        ),
        (
            "2026-11-23 12:10",
            {"status": "offered", "held_until": "2026-11-23T12:30+01:00"},
            "fino alle 12:30",
        ),
    ],
)
def test_why_not(reader, read, booking, at, now, fields, sentence):
    Booking.objects.update(**fields)
    at(now)
    assert sentence in read(enter(booking))
    before = state()
    assert sentence in reader.post(enter(booking), follow=True).text
    assert state() == before


def test_nobody_leaves_who_is_not_in(reader, read, booking):
    assert "un ingresso registrato" in unescape(read(leave(booking)))
    reader.post(leave(booking))
    assert Booking.objects.get().checked_out_at is None


def test_a_departure_long_ago_is_not_known(reader, read, booking, at):
    Booking.objects.update(status="attended", checked_in_at=booking.start)
    at("2026-11-23 19:01")
    assert "È troppo tardi per registrare l’uscita" in read(leave(booking))
    assert "È troppo tardi" in reader.post(leave(booking), follow=True).text


def test_a_closed_month_refuses(reader, staff, booking, at):
    at("2026-11-23 13:00")
    close(Month(2026, 11), by=staff)
    before = state()
    assert "chiuso" in reader.post(enter(booking), follow=True).text
    assert state() == before


def test_only_the_own_booking(reader, floor, staff, other_member, client_of, at):
    at("2026-11-23 09:00")
    other = BookingFactory(space=floor.desk, day=MONDAY, person=other_member)
    for client in (reader, client_of(staff)):
        for address in (enter(other), leave(other), enter(Booking(pk=999999))):
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404
    assert Booking.objects.get().status == "confirmed"


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_books_nothing_comes_to_nothing(booking, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    assert client.get(enter(booking)).status_code == 403
    assert client.post(leave(booking)).status_code == 403


def test_a_stranger_signs_in_first(booking, client):
    answer = client.get(enter(booking))
    assert answer.status_code == 302
    assert answer.url.endswith(f"?next={enter(booking)}")


def test_the_buttons_stand_on_the_booking_only_when_due(read, booking, at):
    at("2026-11-23 11:00")
    assert enter(booking) not in read(f"/prenotazioni/{booking.pk}/")
    at("2026-11-23 12:00")
    assert enter(booking) in read(f"/prenotazioni/{booking.pk}/")
