"""Confirming a desk: the second of two actions."""

import re
import uuid
from datetime import date, time

import pytest

from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory, assign, local

TUESDAY = date(2026, 11, 24)
PAGE = "/prenota/2026-11-24/mattina/A01/"


def confirm(reader, page=PAGE, **fields):
    """Send the form as it stands on the page."""
    form = reader.get(page).content.decode()
    key = re.search(r'name="request_key" value="([^"]+)"', form)
    return reader.post(
        page, {"request_key": key[1] if key else uuid.uuid4(), **fields}, follow=True
    )


def test_it_says_what_will_be_booked(read):
    page = read(PAGE)
    for fact in (
        "Postazione fissa A01",
        "martedì 24 novembre 2026",
        "Mattina",
        "08:30–13:00",
        "Zona Adda",
    ):
        assert fact in page
    assert "Conferma la prenotazione" in page


def test_htmx_gets_only_the_panel(reader):
    panel = reader.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel
    assert "HX-Request" in reader.get(PAGE).headers["Vary"]
    assert "Conferma la prenotazione" in panel


def test_confirming_books_and_shows_the_booking(reader, member):
    answer = confirm(reader)
    booking = Booking.objects.get()
    assert answer.redirect_chain == [(f"/prenotazioni/{booking.pk}/", 302)]
    assert (booking.person, booking.space.code) == (member, "A01")
    assert (booking.start, booking.end) == (local(TUESDAY, time(8, 30)), local(TUESDAY, time(13)))
    page = answer.content.decode()
    assert "Prenotazione confermata: A01 è a tua disposizione." in page
    assert f"/prenotazioni/{booking.pk}/annulla/" in page


@pytest.mark.parametrize(
    ("slot", "hours"),
    [("pomeriggio", (time(13), time(18, 30))), ("giornata", (time(8, 30), time(18, 30)))],
)
def test_the_other_slots(reader, slot, hours):
    confirm(reader, f"/prenota/2026-11-24/{slot}/A01/")
    booking = Booking.objects.get()
    assert (booking.start, booking.end) == tuple(local(TUESDAY, hour) for hour in hours)


def test_the_same_form_twice_shows_the_first_booking(reader):
    key = uuid.uuid4()
    answers = [reader.post(PAGE, {"request_key": key}) for _time in range(2)]
    assert [answer.url for answer in answers] == [f"/prenotazioni/{Booking.objects.get().pk}/"] * 2


def test_a_taken_desk_offers_the_nearest_one_at_once_and_on_confirming(reader, floor):
    BookingFactory(space=floor.desk)
    for answer in (reader.get(PAGE), reader.post(PAGE, {"request_key": uuid.uuid4()})):
        page = answer.content.decode()
        assert "Qualcuno ha già prenotato A01. Nello stesso orario è disponibile A02." in page
        assert 'href="/prenota/2026-11-24/mattina/A02/"' in page
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/prenota/2026-11-20/mattina/A01/", "già passato"),
        ("/prenota/2026-12-08/mattina/A01/", "Immacolata Concezione"),
        ("/prenota/2026-11-29/giornata/A01/", "giorno di chiusura settimanale"),
        ("/prenota/2027-01-11/mattina/A01/", "30 giorni"),
    ],
)
def test_what_cannot_be_booked_says_why(reader, page, sentence):
    for answer in (reader.get(page), reader.post(page, {"request_key": uuid.uuid4()})):
        assert sentence in answer.content.decode()
    assert answer.status_code == 409
    assert not Booking.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"request_key": "non-un-numero"}])
def test_a_damaged_form_books_nothing_and_can_be_confirmed_again(reader, fields):
    answer = reader.post(PAGE, fields)
    assert "nulla è stato prenotato" in answer.content.decode()
    assert not Booking.objects.exists()
    assert confirm(reader).status_code == 200
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/prenota/2026-11-24/notte/A01/", "La fascia «notte» non esiste."),
        ("/prenota/2026-11-24/mattina/Z99/", "Lo spazio «Z99» non esiste."),
    ],
)
def test_an_unknown_slot_or_place_leads_back_to_the_day(reader, page, sentence):
    answer = reader.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == "/prenota/2026-11-24/"
    assert sentence in answer.content.decode()
    part = reader.get(page, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/prenota/2026-11-24/"


def test_a_date_that_does_not_exist_books_nothing(reader):
    answer = reader.post("/prenota/2026-02-30/mattina/A01/", {"request_key": uuid.uuid4()})
    assert answer.url == "/prenota/"
    assert not Booking.objects.exists()


def test_another_persons_key_is_not_my_booking(reader, floor):
    theirs = BookingFactory(space=floor.desks[1], person=PersonFactory())
    answer = reader.post(PAGE, {"request_key": theirs.request_key})
    assert answer.status_code == 409
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_may_not_book(floor, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    assert client.post(PAGE, {"request_key": uuid.uuid4()}).status_code == 403
    assert not Booking.objects.exists()


def test_a_refusal_is_brought_before_the_eyes(reader):
    """On a phone the panel is below the plan: what takes the focus is scrolled to."""
    refused = reader.get("/prenota/2026-11-29/giornata/A01/", headers={"HX-Request": "true"})
    assert 'role="alert" tabindex="-1" autofocus' in refused.content.decode()


def test_a_place_that_i_hold_is_said_to_be_mine(reader, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    for page in (PAGE, "/prenota/2026-11-24/giornata/A01/"):
        answer = reader.get(page).content.decode()
        assert "A01 è già tua, dalle 08:30 alle 13:00." in answer
        assert f'href="/prenotazioni/{booking.pk}/"' in answer
        assert "Conferma la prenotazione</button>" not in answer


def test_a_taken_desk_can_be_waited_for(read, floor):
    BookingFactory(space=floor.desk)
    assert 'href="/attesa/nuova/2026-11-24/mattina/A01/"' in read(PAGE)
    assert "/attesa/" not in read("/prenota/2026-11-29/giornata/A01/")


def test_another_desk_at_that_time_is_moved_here_or_looked_at(reader, floor, member):
    other = BookingFactory(space=floor.desks[1], person=member)
    for answer in (reader.get(PAGE), reader.post(PAGE, {"request_key": uuid.uuid4()})):
        page = answer.content.decode()
        move = f"/prenotazioni/{other.pk}/sposta/?giorno=2026-11-24&amp;place=mattina/A01"
        assert f'href="{move}"' in page
        assert f'href="/prenotazioni/{other.pk}/"' in page
    moving = reader.get(move.replace("&amp;", "&")).content.decode()
    assert '<option value="mattina/A01" selected>' in moving


def test_another_desk_is_not_moved_to_a_taken_place_nor_too_late(reader, floor, member, at):
    other = BookingFactory(space=floor.desks[1], person=member)
    taken = BookingFactory(space=floor.desk)
    assert "/sposta/" not in reader.get(PAGE).content.decode()
    taken.delete()
    at("2026-11-24 08:00")
    page = reader.get(PAGE).content.decode()
    assert "/sposta/" not in page
    assert f'href="/prenotazioni/{other.pk}/"' in page


def test_who_books_too_late_to_cancel_in_time_reads_it_before_and_after(reader, at):
    assert "annullamento in ritardo" not in reader.get(PAGE).content.decode()
    at("2026-11-24 08:00")
    assert "annullamento in ritardo" in reader.get(PAGE).content.decode()
    page = confirm(reader).content.decode()
    assert "da adesso un annullamento conta come in ritardo" in page


def test_in_good_time_the_booking_says_until_when(reader):
    assert "conta come in ritardo" not in confirm(reader).content.decode()


def test_who_finds_it_assigned_may_wait_for_it(read, floor):
    """Its holder may lend the day: whoever may join the line finds the way to it."""
    assign(floor.desk, to=PersonFactory())
    page = read(PAGE)
    assert "/attesa/nuova/2026-11-24/mattina/A01/" in page
    assert "Mettimi in lista" in read("/attesa/nuova/2026-11-24/mattina/A01/")
