"""Whatever is sent to the pages that take places: a sentence, the form kept, nothing taken, never a 500."""

import re
import uuid
from datetime import date, time

import pytest
from django.db import transaction

from spaces.models import Booking, Series, WaitingRequest
from spaces.tests.factories import BookingFactory, assign, local

TUESDAY = date(2026, 11, 24)
DESK = "/prenota/2026-11-24/mattina/A01/"
ROOM = "/sale/STELVIO/2026-11-24/"
GARBAGE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "🦆",
    "<script>",
    "0",
    "-1",
    "9" * 5000,
    "%s%n",
    "../..",
    "\u202e",
]
WRONG_DAYS = [
    "2026-02-30", "2026-13-01", "2026-1-1", "20261124", "2026-W48-2", "0001-01-01", "9999-12-31", "domani",
    "2026-11-24T10:00",
]  # fmt: skip


@pytest.fixture
def mine(reader, floor, member):
    """The person's own booking, on Wednesday morning."""
    return BookingFactory(space=floor.desks[1], person=member, day=date(2026, 11, 25))


@pytest.fixture
def meeting(reader, floor, member):
    return BookingFactory(
        space=floor.room, person=member, day=date(2026, 11, 25), opens=time(10), closes=time(11)
    )


def said(answer) -> str:
    """What the page says of what went wrong."""
    html = " ".join(answer.content.decode().split())
    return " ".join(
        re.findall(r'(?:role="alert"|class="notice|class="alert).*?</(?:div|ul)>', html)
    )


def key() -> dict:
    return {"request_key": uuid.uuid4()}


def is_refused(answer) -> bool:
    """Refused where one is, or led to a page that exists, with a sentence either way."""
    has_a_page_of_its_own = answer.status_code in (400, 404)
    return has_a_page_of_its_own or (answer.status_code in (200, 409) and bool(said(answer)))


# -- The address -------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/prenota/{}/mattina/A01/", "/sale/STELVIO/{}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_date_that_does_not_exist_leads_to_the_next_open_day(reader, address, method):
    for day in WRONG_DAYS:
        answer = getattr(reader, method)(address.format(day), key(), follow=True)
        assert answer.status_code == 200, day
        assert f"La data «{day}» non esiste." in said(answer)
        assert not Booking.objects.exists(), day


@pytest.mark.parametrize("address", ["/prenota/2026-11-24/mattina/{}/", "/sale/{}/2026-11-24/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_unknown_place_is_said(reader, address, method):
    for code in ["Z99", "a01", "%00", "A01%0A", "x" * 300, "%F0%9F%A6%86", "%2e%2e"]:
        answer = getattr(reader, method)(address.format(code), key(), follow=True)
        assert is_refused(answer), code
        assert not Booking.objects.exists(), code


def test_a_desk_is_no_room_and_a_room_no_desk(reader):
    assert "non esiste" in said(reader.post("/sale/A01/2026-11-24/", key(), follow=True))
    answer = reader.post("/prenota/2026-11-24/mattina/STELVIO/", key(), follow=True)
    assert answer.status_code < 500


# -- A desk ------------------------------------------------------------------------------------------
def test_a_damaged_form_of_a_desk_is_asked_for_again(reader):
    for garbage in GARBAGE:
        answer = reader.post(DESK, {"request_key": garbage})
        assert answer.status_code in (400, 409), garbage
        assert said(answer), garbage
        if answer.status_code == 409:
            assert "Conferma la prenotazione" in answer.content.decode(), garbage
        assert not Booking.objects.exists(), garbage


@pytest.mark.parametrize(
    ("now", "slot", "sentence"),
    [
        ("2026-11-24 13:00", "mattina", "Quell’orario è già passato"),
        ("2026-11-24 18:30", "pomeriggio", "Quell’orario è già passato"),
        ("2026-11-24 18:30", "giornata", "Quell’orario è già passato"),
        ("2026-12-01 09:00", "giornata", "Quell’orario è già passato"),
    ],
)
def test_a_slot_that_closed_a_second_ago(reader, at, now, slot, sentence):
    at(now)
    address = DESK.replace("mattina", slot)
    answer = reader.post(address, key())
    assert answer.status_code == 409
    assert sentence in said(answer).replace("&#x27;", "'")
    assert not Booking.objects.exists()


def test_a_form_that_was_open_for_long_offers_what_is_left(reader, at):
    at("2026-11-24 13:00")
    answer = reader.post(DESK, key())
    assert 'href="/prenota/2026-11-24/pomeriggio/A01/"' in answer.content.decode()


# -- A room ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("10:00", "10:00"),
        ("11:00", "10:00"),
        ("10:07", "11:00"),
        ("10:00", "11:59"),
        ("07:00", "09:00"),
        ("18:00", "23:00"),
        ("24:00", "25:00"),
        ("10:00:00", "11:00:00"),
        ("10:00", ""),
        *((garbage, "11:00") for garbage in GARBAGE),
        *(("10:00", garbage) for garbage in GARBAGE),
    ],
)
def test_hours_that_make_no_sense_are_said_and_the_form_kept(reader, start, end):
    answer = reader.post(ROOM, {"start": start, "end": end, **key()})
    assert answer.status_code in (400, 409)
    assert said(answer)
    if answer.status_code == 409:
        assert 'name="start"' in answer.content.decode()
    assert not Booking.objects.exists()


def test_what_was_chosen_stays_chosen(reader):
    html = reader.post(ROOM, {"start": "15:00", "end": "14:00", **key()}).content.decode()
    assert '<option value="15:00" selected>' in html
    assert '<option value="14:00" selected>' in html


def test_an_hour_that_has_passed(reader, at):
    at("2026-11-24 12:00")
    answer = reader.post(ROOM, {"start": "10:00", "end": "11:00", **key()})
    assert "Quell’orario è già passato" in said(answer).replace("&#x27;", "'")
    offered = re.search(r'href="(/sale/STELVIO/2026-11-24/\?dalle=[^"]+)"', answer.content.decode())
    page = reader.get(offered[1].replace("&amp;", "&")).content.decode()
    assert '<option value="12:00" selected>' in page
    assert '<option value="13:00" selected>' in page


@pytest.mark.parametrize("hours", ["?dalle=99:99&alle=ieri", "?dalle=&alle=", "?dalle=10:00"])
def test_an_address_with_strange_hours_is_read_all_the_same(reader, hours):
    assert reader.get(ROOM + hours).status_code == 200


def test_a_room_sent_twice_shows_the_first_booking(reader):
    sent = {"start": "10:00", "end": "11:00", **key()}
    answers = [reader.post(ROOM, sent) for _time in range(2)]
    assert [answer.url for answer in answers] == [f"/prenotazioni/{Booking.objects.get().pk}/"] * 2


# -- Moving ------------------------------------------------------------------------------------------
#: Beside garbage: places that are none, and half of what a form of a place sends.
NOWHERE = [
    "mattina/Z99", "notte/A01", "A01", "mattina/", "/A01", "mattina/STELVIO", "mattina/A01/A02",
]  # fmt: skip


def test_a_destination_that_does_not_exist(reader, mine):
    before = (mine.space_id, mine.start)
    for place in [*GARBAGE, *NOWHERE]:
        answer = reader.post(f"/prenotazioni/{mine.pk}/sposta/", {"place": place})
        assert answer.status_code in (400, 409), place
        assert said(answer), place
        if answer.status_code == 409:
            assert 'name="place"' in answer.content.decode(), place
        mine.refresh_from_db()
        assert (mine.space_id, mine.start, mine.sequence) == (*before, 0), place


def test_room_hours_that_make_no_sense_move_nothing(reader, meeting):
    hours = [("10:00", "10:00"), ("11:00", "10:00"), ("10:07", "11:00"), *((g, g) for g in GARBAGE)]
    for start, end in hours:
        sent = {"place": "STELVIO", "start": start, "end": end}
        answer = reader.post(f"/prenotazioni/{meeting.pk}/sposta/", sent)
        assert answer.status_code in (400, 409), (start, end)
        assert said(answer), (start, end)
        meeting.refresh_from_db()
        assert meeting.sequence == 0, (start, end)


def test_moving_to_a_date_that_does_not_exist_shows_the_bookings_own(reader, mine):
    for day in [*WRONG_DAYS, *GARBAGE]:
        answer = reader.get(f"/prenotazioni/{mine.pk}/sposta/", {"giorno": day})
        assert answer.status_code in (200, 400), day
        if answer.status_code == 200:
            assert "mercoledì 25 novembre 2026" in answer.content.decode(), day


def test_moving_to_the_past_says_so(reader, mine):
    answer = reader.post(
        f"/prenotazioni/{mine.pk}/sposta/?giorno=2026-11-20", {"place": "mattina/A01"}
    )
    assert answer.status_code == 409
    assert "Quell’orario è già passato" in said(answer).replace("&#x27;", "'")


@pytest.mark.parametrize("number", ["0", "999999999", "99999999999999999999999999"])
@pytest.mark.parametrize("verb", ["", "annulla/", "sposta/"])
def test_a_booking_that_does_not_exist_is_not_found(reader, number, verb):
    assert reader.get(f"/prenotazioni/{number}/{verb}").status_code == 404
    assert reader.post(f"/prenotazioni/{number}/{verb}", {}).status_code == 404


@pytest.mark.parametrize("verb", ["", "annulla/", "sposta/", "calendario/"])
def test_somebody_elses_booking_is_not_found(reader, floor, verb):
    theirs = BookingFactory(space=floor.desk)
    assert reader.get(f"/prenotazioni/{theirs.pk}/{verb}").status_code == 404
    if verb:
        reader.post(f"/prenotazioni/{theirs.pk}/{verb}", {"place": "mattina/A03"})
    theirs.refresh_from_db()
    assert (theirs.status, theirs.start) == ("confirmed", local(TUESDAY, time(8, 30)))


# -- Every other page that takes or gives ------------------------------------------------------------
#: A form of the member that would be understood, by its address; the staff's forms below.
FORMS_OF_MEMBERS = {
    "/serie/nuova/": {
        "posto": "A01", "giorni": "1", "dal": "2026-11-24", "al": "2026-12-01", "fascia": "mattina",
        "request_key": "{key}",
    },
    "/serie/nuova/#room": {
        "posto": "STELVIO", "giorni": "1", "dal": "2026-11-24", "al": "2026-12-01", "dalle": "10:00",
        "alle": "11:00", "scopo": "Riunione", "request_key": "{key}",
    },
    "/serie/{series}/annulla/": {"dal": "2026-11-24", "al": "2026-12-01", "booking": "1"},
    "/prenotazioni/assenza/": {"dal": "2026-11-24", "al": "2026-12-01", "booking": "1", "lend": "1"},
    "/attesa/nuova/2026-11-24/mattina/A01/": {"request_key": "{key}"},
    "/attesa/{wait}/accetta/": {"request_key": "{key}"},
    "/attesa/{wait}/rifiuta/": {"request_key": "{key}"},
    "/attesa/{wait}/ritira/": {"request_key": "{key}"},
    "/qui/A01/prenota/": {"until": "13:00", "request_key": "{key}"},
    "/assegnazioni/{assignment}/prestiti/": {"first": "2026-11-24", "last": "2026-11-25"},
    "/calendari/nuovo/": {"instead_of": "1"},
}  # fmt: skip
FORMS_OF_STAFF = {
    "/presenze/senza-prenotazione/?chi=Prova": {
        "person": "{person}", "place": "A01/mattina", "reason": "Perché sì", "request_key": "{key}",
    },
    "/presenze/per-conto/?chi=Prova&giorno=2026-11-24&fascia=mattina": {
        "person": "{person}", "place": "A01", "reason": "Perché sì", "request_key": "{key}",
    },
    "/spazi/assegnazioni/nuova/": {
        "space": "{place}", "person": "{person}", "organisation": "", "people": "{person}",
        "first": "2026-11-24", "last": "2026-12-01", "shown": "x", "agreed": "on",
    },
    "/spazi/assegnazioni/{assignment}/modifica/": {
        "last": "2026-12-01", "people": "{person}", "shown": "x", "agreed": "on",
    },
    "/spazi/calendari/STELVIO/nuovo/": {"instead_of": "1"},
}  # fmt: skip
#: What databases and numbers stumble over.
WORST = ["", "\x00", "a\x00b", "🦆", "-1", "9" * 5000]
ANSWERS = {200, 302, 400, 404, 409}


@pytest.fixture
def numbers(reader, floor, member) -> dict:
    """The numbers that the addresses and forms above name."""
    series = Series.objects.create(
        person=member, space=floor.desk, weekdays=[1], first=TUESDAY, until=TUESDAY,
        slot="mattina", starts_at=time(8, 30), ends_at=time(13),
    )  # fmt: skip
    wait = WaitingRequest.objects.create(
        person=member, kind=floor.desk.kind, start=local(TUESDAY, time(8, 30)),
        end=local(TUESDAY, time(13)),
    )  # fmt: skip
    return {
        "series": series.pk,
        "wait": wait.pk,
        "assignment": assign(floor.desks[1], to=member).pk,
        "person": member.pk,
        "place": floor.desks[1].pk,
        "key": uuid.uuid4(),
    }


def garbled(browser, forms: dict, address: str, numbers: dict) -> None:
    """Send garbage in each field of a form that is otherwise understood; the next field finds it undone."""
    understood = {each: said.format(**numbers) for each, said in forms[address].items()}
    for name in understood:
        with transaction.atomic():
            for garbage in WORST:
                sent = understood | {name: garbage}
                answer = browser.post(address.partition("#")[0].format(**numbers), sent)
                assert answer.status_code in ANSWERS, (name, garbage)
            transaction.set_rollback(True)


@pytest.mark.parametrize("address", FORMS_OF_MEMBERS)
def test_a_members_form_with_garbage_is_answered(reader, numbers, address):
    garbled(reader, FORMS_OF_MEMBERS, address, numbers)


@pytest.mark.parametrize("address", FORMS_OF_STAFF)
def test_a_form_of_the_staff_with_garbage_is_answered(numbers, staff, client_of, address):
    garbled(client_of(staff), FORMS_OF_STAFF, address, numbers)


@pytest.mark.parametrize("place", ["\x00", "A01\x00", "x" * 300, "🦆", "a01", ""])
def test_a_series_at_no_place_asks_for_one(reader, place):
    answer = reader.post("/serie/nuova/", {"posto": place, **key()})
    assert answer.status_code == 409
    assert 'name="posto"' in answer.content.decode()
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "name", ["giorno", "fascia", "dalle", "alle", "tipo", "zona", "posti", "dotazione"]
)
def test_a_search_with_garbage_is_answered(reader, name):
    for garbage in WORST:
        answer = reader.get("/libero/", {"giorno": "2026-11-24", name: garbage})
        assert answer.status_code in (200, 400), garbage
