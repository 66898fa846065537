"""The page of one event and its calendar entry."""

import pytest
from icalendar import Calendar

from core.clock import ROME
from events.tests.factories import EventFactory, RegistrationFactory, ThemeFactory


def test_a_stranger_reads_all_that_one_must_know(client_of, monday, hall):
    theme = ThemeFactory(slug="mobilita", name_it="Mobilità sostenibile")
    event = EventFactory(title="Orti urbani", space=hall, elsewhere="", capacity=12, themes=[theme])
    page = client_of().get(f"/eventi/{event.slug}/").text
    for words in [
        "Orti urbani",
        "lunedì 30 novembre 2026",
        "18:00–20:00",
        "Sala Mallero",
        "al piano rialzato della Piastra",
        "Mobilità sostenibile",
        "Contaminare le aziende locali",
        "12 liberi su 12",
        "Nome e cognome",
    ]:
        assert words in page


@pytest.mark.parametrize(
    ("free", "written"),
    [(0, "0 liberi su 12"), (1, "1 libero su 12"), (2, "2 liberi su 12")],
)
def test_the_free_places_are_one_or_many(client_of, monday, free, written):
    event = EventFactory(capacity=12, taken=12 - free)
    assert written in client_of().get(f"/eventi/{event.slug}/").text


def test_what_organisers_write_is_text_and_not_markup(client_of, monday):
    event = EventFactory(description="Prima riga\n\n<script>alert(1)</script>")
    page = client_of().get(f"/eventi/{event.slug}/").text
    assert "<p>Prima riga</p>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("reader", ["applicant", "member", "official", None])
def test_a_draft_is_not_found(client_of, request, monday, reader):
    event = EventFactory(is_draft=True)
    person = request.getfixturevalue(reader) if reader else None
    assert client_of(person).get(f"/eventi/{event.slug}/").status_code == 404


def test_the_organiser_reads_a_draft_and_may_announce_it(client_of, monday, staff):
    event = EventFactory(is_draft=True)
    page = client_of(staff).get(f"/eventi/{event.slug}/").text
    assert "Annuncia l’evento" in page


def test_who_is_registered_sees_it(client_of, monday, member):
    event = EventFactory()
    RegistrationFactory(event=event, person=member, email=member.email)
    page = client_of(member).get(f"/eventi/{event.slug}/").text
    assert "La tua iscrizione è confermata." in page
    assert "Annulla la mia iscrizione" in page


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"taken": 20}, "Non ci sono più posti"),
        ({"is_called_off": True}, "Questo evento è annullato"),
        ({"is_past": True}, "Le iscrizioni sono chiuse"),
    ],
)
def test_why_one_cannot_register_is_said(client_of, monday, state, sentence):
    page = client_of().get(f"/eventi/{EventFactory(**state).slug}/").text
    assert sentence in page
    assert "Iscriviti" not in page


def test_an_official_is_told_how_to_take_part(client_of, monday, official):
    page = client_of(official).get(f"/eventi/{EventFactory().slug}/").text
    assert "iscriviti senza accedere" in page


def test_the_page_costs_the_same_with_one_and_three_themes(client_of, monday, queries_of):
    one = EventFactory()
    three = EventFactory(themes=[ThemeFactory(slug=name) for name in ("a", "b", "c")])
    client = client_of()
    paths = [f"/eventi/{event.slug}/" for event in (one, three)]
    assert queries_of(lambda: client.get(paths[0])) == queries_of(lambda: client.get(paths[1]))


def test_the_calendar_entry_reads_back(client_of, monday):
    event = EventFactory(title="Orti, semi; e terra", elsewhere="Sala consiliare")
    answer = client_of().get(f"/eventi/{event.slug}/calendario/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["summary"] == "Orti, semi; e terra"
    assert entry["location"] == "Sala consiliare"
    assert entry.decoded("dtstart") == event.start
    assert entry.decoded("dtend") == event.end
    assert entry["status"] == "CONFIRMED"


def test_the_calendar_entry_is_right_on_the_night_of_the_clock_change(client_of, at):
    """Begins at 1:30 on 25 October 2026 and lasts three elapsed hours: until 3:30 on the wall."""
    from datetime import timedelta

    begins = at("2026-10-25 01:30")
    at("2026-10-01 09:00")
    event = EventFactory(start=begins, end=begins.astimezone() + timedelta(hours=3))
    answer = client_of().get(f"/eventi/{event.slug}/calendario/")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry.decoded("dtend") - entry.decoded("dtstart") == timedelta(hours=3)
    assert entry.decoded("dtend").astimezone(ROME).hour == 3


def test_a_called_off_event_says_so_to_calendars(client_of, monday):
    event = EventFactory(is_called_off=True)
    answer = client_of().get(f"/eventi/{event.slug}/calendario/")
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["status"] == "CANCELLED"


def test_an_unknown_event_is_not_found(client_of, db):
    assert client_of().get("/eventi/mai-sentito/").status_code == 404
    assert client_of().get("/eventi/mai-sentito/calendario/").status_code == 404
