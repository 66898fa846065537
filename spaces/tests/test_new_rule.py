"""The README's example: a new rule is one function and one row, and every page and verb obeys it."""

import uuid
from datetime import date, time, timedelta

import pytest

from core.refusals import Refusal
from spaces import actions, rules
from spaces.tests.factories import BookingFactory, local

MONDAY = date(2026, 11, 23)
SENTENCE = "Chiedilo almeno due ore prima."
TODAY = "/prenota/2026-11-23/"


@pytest.fixture(autouse=True)
def two_hours_before(monkeypatch):
    """Monday at nine: what begins before eleven can't be had."""

    def too_late(ask) -> str | None:
        return None if ask.start - ask.now >= timedelta(hours=2) else SENTENCE

    monkeypatch.setitem(rules.RULES, "too_late", too_late)


def test_booking_obeys(floor, member, reader):
    wanted = {"by": member, "person": member, "space": floor.desk}
    with pytest.raises(Refusal) as refused:
        actions.book(**wanted, start=local(MONDAY, time(8, 30)), end=local(MONDAY, time(13)))
    assert refused.value.code == "too_late"
    assert refused.value.sentence.startswith(SENTENCE)
    assert refused.value.later.start == local(MONDAY, time(13))
    actions.book(**wanted, start=local(MONDAY, time(13)), end=local(MONDAY, time(18, 30)))


def test_the_day_obeys(read):
    page = read(f"{TODAY}?fascia=mattina")
    assert f"{TODAY}mattina/A01/" not in page
    assert SENTENCE in page
    assert "postazioni libere" not in page
    assert "libera 11:00" in page.replace("\u2060", "")
    whole = read(f"{TODAY}?fascia=giornata")
    assert f"{TODAY}giornata/A01/" not in whole
    assert f"{TODAY}pomeriggio/A01/" in whole


def test_the_week_obeys(read):
    page = read("/settimana/2026-11-23/")
    assert f"{TODAY}mattina/A01/" not in page
    assert f"{TODAY}pomeriggio/A01/" in page
    assert f"Mattina, A01, lun 23 nov: {SENTENCE}" in page


def test_the_home_obeys(read):
    page = read("/")
    assert f"{TODAY}mattina/" not in page
    assert f"{TODAY}giornata/" not in page
    assert f"{TODAY}pomeriggio/A01/" in page


def test_the_finder_obeys(read):
    page = read("/libero/?giorno=2026-11-23&fascia=mattina")
    assert f"{TODAY}mattina/" not in page
    assert f"{TODAY}pomeriggio/A01/" in page
    assert "/sale/STELVIO/2026-11-23/?dalle=11:00" in page


def test_a_finder_that_finds_nothing_says_the_sentence(read):
    page = read("/libero/?giorno=2026-11-23&fascia=mattina&tipo=fixed_desk")
    assert SENTENCE in page


def test_the_code_on_a_place_obeys(read):
    assert SENTENCE in read("/qui/A01/")
    assert SENTENCE in read("/qui/STELVIO/")


def test_the_confirmation_obeys(read):
    page = read(f"{TODAY}mattina/A01/")
    assert SENTENCE in page
    assert "Conferma la prenotazione</button>" not in page


def test_the_room_obeys(reader):
    sent = {"start": "09:30", "end": "10:30", "request_key": uuid.uuid4()}
    answer = reader.post("/sale/STELVIO/2026-11-23/", sent)
    assert answer.status_code == 409
    assert SENTENCE in answer.content.decode()


def test_moving_obeys(read, floor, member):
    own = BookingFactory(space=floor.desk, person=member)
    page = read(f"/prenotazioni/{own.pk}/sposta/?giorno=2026-11-23")
    assert 'value="pomeriggio/A01"' in page
    assert 'value="mattina/A01"' not in page
    wanted = {"start": local(MONDAY, time(8, 30)), "end": local(MONDAY, time(13))}
    with pytest.raises(Refusal) as refused:
        actions.move(by=member, booking=own, space=floor.desk, **wanted)
    assert refused.value.code == "too_late"


def test_a_series_obeys(read):
    wish = "posto=A01&giorni=0&giorni=1&dal=2026-11-23&al=2026-11-24&fascia=mattina"
    page = read(f"/serie/nuova/?{wish}")
    assert SENTENCE in page
    assert "1 data è libera" in page or "libera, su 2" in page or page.count(SENTENCE) == 1


def test_the_waiting_list_obeys(read, floor):
    assert SENTENCE in read("/attesa/nuova/2026-11-23/mattina/A01/")
    BookingFactory(space=floor.desk, day=MONDAY)
    assert "Mettimi in lista" not in read("/attesa/nuova/2026-11-23/mattina/A01/")


def test_the_staff_at_the_desk_are_offered_nothing_that_is_refused(floor, staff, client_of):
    answer = client_of(staff).get("/presenze/senza-prenotazione/")
    assert answer.status_code == 200
    assert "A01" not in answer.content.decode().split("<form")[-1]


def test_a_rule_that_knows_the_place_is_asked_of_each(read, monkeypatch):
    monkeypatch.delitem(rules.RULES, "too_late")
    monkeypatch.setitem(
        rules.RULES, "painted", lambda ask: "Fresca." if ask.space.code == "A02" else None
    )
    page = read("/prenota/2026-11-24/?fascia=mattina")
    assert "/mattina/A02/" not in page
    assert "/mattina/A01/" in page
    assert "3 postazioni libere" in page


@pytest.mark.parametrize("state", ["shut", "out", "over", "barred", "assigned", "taken"])
def test_whatever_its_state_the_pages_say_its_sentence(read, monkeypatch, state):
    row = rules.Answer(rules.State(state), "mai", remedies=rules.Remedy.WAITING)
    monkeypatch.setitem(rules.ANSWERS, "too_late", row)
    assert SENTENCE in read(f"{TODAY}?fascia=mattina")
    assert f"Mattina, A01, lun 23 nov: {SENTENCE}" in read("/settimana/2026-11-23/")
    page = read(f"{TODAY}mattina/A01/")
    assert SENTENCE in page
    assert "/attesa/nuova/2026-11-23/mattina/A01/" in page


def test_each_place_has_its_own_sentence(read, monkeypatch):
    monkeypatch.setitem(rules.ANSWERS, "too_late", rules.Answer(rules.State.BARRED, "mai"))
    monkeypatch.setitem(rules.RULES, "too_late", lambda ask: f"Non {ask.space.code}.")
    page = read("/settimana/2026-11-24/")
    assert "Non A01." in page
    assert "Non A02." in page
