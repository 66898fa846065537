"""A meeting room by the hour."""

import re
import uuid
from datetime import date, time

import pytest

from spaces.models import Booking
from spaces.tests.factories import BookingFactory, ClosureFactory, PersonFactory, local

NEVER_BROKEN = "\u2060"

TUESDAY = date(2026, 11, 24)
PAGE = "/sale/STELVIO/2026-11-24/"


def book(reader, start="10:00", end="11:30", key=None):
    fields = {"start": start, "end": end, "request_key": key or uuid.uuid4()}
    return reader.post(PAGE, fields, follow=True)


def test_it_proposes_the_first_free_hour(read, floor):
    BookingFactory(space=floor.room, closes=time(9))
    page = read(PAGE)
    assert '<option value="09:00" selected>' in page
    assert '<option value="10:00" selected>' in page
    assert "08:30–09:00" in page


def test_booking_from_one_hour_to_another(reader, member):
    answer = book(reader)
    booking = Booking.objects.get()
    assert answer.redirect_chain == [(f"/prenotazioni/{booking.pk}/", 302)]
    assert (booking.start, booking.end) == (
        local(TUESDAY, time(10)),
        local(TUESDAY, time(11, 30)),
    )


def test_the_same_form_twice_is_one_booking(reader):
    key = uuid.uuid4()
    first, second = book(reader, key=key), book(reader, key=key)
    assert first.redirect_chain == second.redirect_chain


def test_the_same_form_for_another_hour_is_refused_once(reader):
    """As when one goes back to the form that the browser kept, and chooses again."""
    key = uuid.uuid4()
    book(reader, key=key)
    page = book(reader, "14:00", "15:00", key=key).content.decode()
    assert "Questo modulo" in page
    assert Booking.objects.count() == 1
    renewed = re.search(r'name="request_key" value="([^"]+)"', page)[1]
    book(reader, "14:00", "15:00", key=renewed)
    assert Booking.objects.count() == 2


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("11:00", "11:00", "Una prenotazione finisce dopo il suo inizio."),
        ("12:00", "11:00", "Una prenotazione finisce dopo il suo inizio."),
        ("07:00", "09:00", "l’apertura è"),
        ("10:10", "11:00", "a passi di 30 minuti"),
        ("", "", "Scrivi un’ora come 10:30."),
    ],
)
def test_bad_hours_say_why_and_keep_the_form(reader, start, end, sentence):
    answer = book(reader, start, end)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert sentence in page
    if end == "11:00":
        assert '<option value="11:00" selected>' in page
    assert not Booking.objects.exists()


def test_a_taken_hour_says_so_without_a_name(reader, floor):
    BookingFactory(space=floor.room, person=PersonFactory(last_name="Segretissimi"))
    page = book(reader).content.decode()
    assert "Qualcuno ha già prenotato Stelvio" in page
    assert "Segretissimi" not in page


def test_a_closed_day_says_why(read):
    ClosureFactory(start=local(TUESDAY, time(7)), end=local(TUESDAY, time(20)))
    assert "In questo giorno la sala è chiusa: Disinfestazione." in read(PAGE)


@pytest.mark.parametrize("code", ["A01", "Z99"])
def test_what_is_no_room_leads_back_to_the_day(reader, code):
    answer = reader.get(f"/sale/{code}/2026-11-24/", follow=True)
    assert answer.redirect_chain[-1][0] == "/prenota/2026-11-24/"
    assert f"La sala «{code}» non esiste" in answer.content.decode()


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("start", "end", "sentence", "offered"),
    [
        ("10:07", "11:00", "a passi di 30 minuti", ("2026-11-24", "10:30", "11:30")),
        ("19:00", "20:00", "l’apertura è 08:30–18:30", ("2026-11-25", "08:30", "09:30")),
        ("07:00", "08:00", "l’apertura è 08:30–18:30", ("2026-11-24", "08:30", "09:30")),
        ("12:00", "11:00", "finisce dopo il suo inizio", ("2026-11-24", "12:00", "12:30")),
        ("11:00", "11:00", "finisce dopo il suo inizio", ("2026-11-24", "11:00", "11:30")),
    ],
)
def test_hours_that_are_none_of_the_rooms_break_a_rule_with_the_nearest_possibility(
    reader, start, end, sentence, offered
):
    html = book(reader, start, end).content.decode()
    assert sentence in html.replace(NEVER_BROKEN, "")
    for hour in (start, end):
        assert f'<option value="{hour}" selected>' in html
    day, opens, closes = offered
    dalle, alle = opens.replace(":", "%3A"), closes.replace(":", "%3A")
    assert f'href="/sale/STELVIO/{day}/?dalle={dalle}&amp;alle={alle}"' in html
    assert not Booking.objects.exists()


@pytest.mark.parametrize("hour", ["25:00", "dieci", "10", "10:00:00", ""])
def test_what_is_no_hour_is_asked_for_again(reader, hour):
    html = book(reader, hour, "11:00").content.decode()
    assert "Scrivi un’ora come 10:30." in html
    assert '<option value="11:00" selected>' in html


def test_a_closed_day_keeps_the_hours_that_were_sent(reader):
    sent = {"start": "10:00", "end": "11:00", "request_key": uuid.uuid4()}
    answer = reader.post("/sale/STELVIO/2026-12-08/", sent)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Immacolata Concezione" in html
    assert '<option value="10:00" selected>' in html
    assert 'href="/sale/STELVIO/2026-12-09/?dalle=' in html


def test_an_hour_that_the_clocks_jump_over_is_closed(reader, member, client_of, at):
    at("2027-03-22 09:00")
    sent = {"start": "02:30", "end": "03:15", "request_key": uuid.uuid4()}
    answer = client_of(member).post("/sale/STELVIO/2027-03-28/", sent)
    assert answer.status_code == 409
    assert not Booking.objects.exists()
