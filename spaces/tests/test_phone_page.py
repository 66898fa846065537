"""The staff book for somebody who phones."""

import re
from datetime import date, time, timedelta
from html import unescape

import pytest

from core.closing import close
from core.models import JournalEntry, OutgoingMail
from core.month import Month
from spaces.models import Assignment, Booking
from spaces.tests.factories import BookingFactory, ClosureFactory, PersonFactory, local

PAGE = "/presenze/per-conto/"
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def desk_of_staff(floor, staff, client_of):
    return client_of(staff)


@pytest.fixture
def ada(floor):
    return PersonFactory(first_name="Ada", last_name="Bonetti", email="ada@example.org")


def query(**other) -> dict:
    return {"chi": "ada", "giorno": TUESDAY.isoformat(), "fascia": "mattina"} | other


def offered(page: str) -> list[str]:
    select = page[page.index('name="place"') :]
    return re.findall(r'<option value="([^"]+)"', select[: select.index("</select>")])


def form_of(client, person, place="A01", **other) -> dict:
    page = client.get(PAGE, query(**other)).text
    key = re.search(r'name="request_key" value="([^"]+)"', page)[1]
    return {"request_key": key, "person": person.pk, "place": place}


def send(client, data, **other):
    address = "&".join(f"{name}={value}" for name, value in query(**other).items())
    return client.post(f"{PAGE}?{address}", data, follow=True)


def test_a_morning_is_booked_and_the_person_told(desk_of_staff, staff, ada):
    answer = send(desk_of_staff, form_of(desk_of_staff, ada))
    assert "Prenotato per Ada Bonetti: A01, martedì 24 novembre 2026, 08:30–13:00." in answer.text
    assert answer.redirect_chain == [(f"/presenze/?giorno={TUESDAY}", 302)]
    booking = Booking.objects.get()
    assert (booking.person, booking.made_by, booking.status) == (ada, staff, "confirmed")
    assert (booking.is_walk_in, booking.override_reason) == (False, "")
    assert OutgoingMail.objects.get().to == "ada@example.org"
    assert "Ada Bonetti" in answer.text


@pytest.mark.parametrize(
    ("asked", "proposed"),
    [("2026-11-25", "2026-11-25"), ("2026-11-20", "2026-11-23"), ("boh", "2026-11-23")],
)
def test_the_day_of_the_roster_is_proposed(desk_of_staff, asked, proposed):
    page = desk_of_staff.get(PAGE, {"giorno": asked}).text
    assert f'name="giorno" value="{proposed}"' in page


def test_for_today_it_leads_to_todays_roster(desk_of_staff, ada):
    today = {"giorno": "2026-11-23", "fascia": "pomeriggio"}
    answer = send(desk_of_staff, form_of(desk_of_staff, ada, **today), **today)
    assert answer.redirect_chain == [("/presenze/", 302)]
    assert Booking.objects.get().start == local(date(2026, 11, 23), time(13))


def test_a_room_by_the_hour(desk_of_staff, ada):
    hours = {"fascia": "ore", "dalle": "10:00", "alle": "11:30"}
    send(desk_of_staff, form_of(desk_of_staff, ada, "STELVIO", **hours), **hours)
    booking = Booking.objects.get()
    assert (booking.start, booking.end) == (
        local(TUESDAY, time(10)),
        local(TUESDAY, time(11, 30)),
    )


def test_the_form_sent_twice_shows_the_first_result(desk_of_staff, ada):
    data = form_of(desk_of_staff, ada)
    send(desk_of_staff, data)
    assert "Prenotato per Ada Bonetti: A01" in send(desk_of_staff, data).text
    assert (Booking.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_only_places_free_then_are_offered(desk_of_staff, floor, ada):
    BookingFactory(space=floor.desk)
    Assignment.objects.create(space=floor.desks[1], person=ada, starts=date(2026, 1, 1))
    page = desk_of_staff.get(PAGE, query()).text
    # Assigned places come last, with the name of whose they are.
    assert offered(page) == ["A03", "A04", "U01", "A02"]
    assert "assegnata a Ada Bonetti" in page
    assert offered(desk_of_staff.get(PAGE, query(fascia="pomeriggio")).text)[0] == "A01"
    assert "A01" not in offered(desk_of_staff.get(PAGE, query(fascia="giornata")).text)
    BookingFactory(space=floor.room, opens=time(9), closes=time(10))
    hours = {"fascia": "ore", "dalle": "09:30", "alle": "10:30"}
    assert "Nessun posto è libero" in desk_of_staff.get(PAGE, query(**hours)).text
    hours["dalle"] = "10:00"
    assert offered(desk_of_staff.get(PAGE, query(**hours)).text) == ["STELVIO"]


def test_the_only_person_found_is_chosen_with_the_own_place(desk_of_staff, floor, ada):
    Assignment.objects.create(space=floor.desks[1], person=ada, starts=date(2026, 1, 1))
    page = desk_of_staff.get(PAGE, query()).text
    assert str(ada.pk) in re.findall(r'value="(\d+)"[^>]*checked', page)
    assert re.search(r'<option value="A02"[^>]*selected', page)
    PersonFactory(first_name="Adamo")
    assert not re.search(r'type="radio"[^>]*checked', desk_of_staff.get(PAGE, query()).text)


def test_closed_days_offer_nothing(desk_of_staff, ada):
    assert "Nessun posto è libero" in desk_of_staff.get(PAGE, query(giorno="2026-11-28")).text
    ClosureFactory(start=local(TUESDAY, time()), end=local(TUESDAY + timedelta(days=1), time()))
    assert "Nessun posto è libero" in desk_of_staff.get(PAGE, query()).text


def test_a_limit_is_set_aside_with_a_reason_only(desk_of_staff, floor, ada):
    BookingFactory(space=floor.desks[1], person=ada)
    data = form_of(desk_of_staff, ada)
    answer = send(desk_of_staff, data)
    assert answer.status_code == 409
    assert "A02" in answer.text
    assert 'name="reason"' in answer.text
    assert "Puoi prenotare lo stesso" in answer.text
    label = answer.text[answer.text.index('for="id_reason"') :]
    assert "facoltativo" not in label[: label.index("</label>")]
    assert str(ada.pk) in re.findall(r'value="(\d+)"[^>]*checked', answer.text)
    assert Booking.objects.count() == 1
    key = re.search(r'name="request_key" value="([^"]+)"', answer.text)[1]
    again = data | {"request_key": key, "reason": ""}
    assert send(desk_of_staff, again).status_code == 409
    answer = send(desk_of_staff, again | {"reason": "Porta un ospite"})
    assert "Prenotato per Ada Bonetti" in answer.text
    booking = Booking.objects.get(space=floor.desk)
    assert booking.override_reason == "Porta un ospite"


def test_no_reason_sets_the_double_booking_guard_aside(desk_of_staff, floor, ada):
    data = form_of(desk_of_staff, ada) | {"reason": "Lo vuole proprio"}
    BookingFactory(space=floor.desk)
    answer = send(desk_of_staff, data)
    assert answer.status_code == 409
    assert "Questo posto non è più libero" in answer.text
    assert Booking.objects.filter(space=floor.desk).count() == 1


def test_a_place_assigned_to_somebody_else_is_refused(desk_of_staff, floor, ada, other_member):
    Assignment.objects.create(space=floor.desk, person=other_member, starts=date(2026, 1, 1))
    data = form_of(desk_of_staff, ada) | {"reason": "Lo vuole proprio"}
    assert send(desk_of_staff, data).status_code == 409
    assert not Booking.objects.exists()


def test_a_closed_month_refuses(desk_of_staff, staff, ada, at):
    data = form_of(desk_of_staff, ada)
    close(Month(2026, 11), by=staff)
    answer = send(desk_of_staff, data)
    assert (answer.status_code, Booking.objects.count()) == (409, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"giorno": "2026-02-30"},
        {"giorno": "2026-11-20"},
        {"giorno": "9999-12-31"},
        {"giorno": ""},
        {"fascia": "notte"},
        {"fascia": "ore"},
        {"fascia": "ore", "dalle": "11:00", "alle": "10:00"},
        {"fascia": "ore", "dalle": "11:00", "alle": "11:00"},
        {"fascia": "ore", "dalle": "25:00", "alle": "26:00"},
        {"chi": ""},
        {"chi": "a" * 500},
    ],
)
def test_a_bad_search_is_said_and_kept(desk_of_staff, ada, wrong):
    answer = desk_of_staff.get(PAGE, query(**wrong))
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    answer = send(desk_of_staff, form_of(desk_of_staff, ada), **wrong)
    assert answer.status_code == 409
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"person": ""}, {"person": "x"}, {"place": "Z99"}, {"place": ""}, {"request_key": "x"}],
)
def test_bad_input_keeps_the_form(desk_of_staff, ada, wrong):
    answer = send(desk_of_staff, form_of(desk_of_staff, ada) | wrong)
    assert answer.status_code == 409
    assert not Booking.objects.exists()


def test_reasons_too_long_are_said(desk_of_staff, ada):
    answer = send(desk_of_staff, form_of(desk_of_staff, ada) | {"reason": "a" * 201})
    assert (answer.status_code, Booking.objects.count()) == (409, 0)


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff(floor, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403


def test_the_same_queries_with_one_and_three(desk_of_staff, floor, ada, queries_of):
    one = queries_of(lambda: desk_of_staff.get(PAGE, query()))
    for desk in floor.desks[:2]:
        Assignment.objects.create(
            space=desk, person=PersonFactory(first_name="Ada"), starts=date(2026, 1, 1)
        )
    BookingFactory(space=floor.desks[2])
    assert queries_of(lambda: desk_of_staff.get(PAGE, query())) == one


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
def test_the_nights_of_the_clocks(desk_of_staff, ada, at, day):
    at("2026-10-24 09:00")
    hours = {"fascia": "ore", "dalle": "02:30", "alle": "03:30", "giorno": day}
    assert desk_of_staff.get(PAGE, query(**hours)).status_code == 200


# -- the search and what it found are one form --------------------------------------------------------
def seen_in(page: str) -> dict:
    return {"seen": unescape(re.search(r'name="seen" value="([^"]+)"', page)[1])}


@pytest.mark.parametrize(
    "change", [{"giorno": "2026-11-25"}, {"fascia": "pomeriggio"}, {"chi": "bonetti"}]
)
def test_a_search_that_was_changed_books_nothing(desk_of_staff, ada, change):
    """Neither the old day nor the new one: what is free on the new one is seen first."""
    page = desk_of_staff.get(PAGE, query()).text
    sent = form_of(desk_of_staff, ada) | query(**change) | seen_in(page)
    answer = desk_of_staff.post(f"{PAGE}?chi=ada&giorno={TUESDAY}&fascia=mattina", sent)
    assert answer.status_code == 409
    assert not Booking.objects.exists()
    assert "Hai cambiato la ricerca" in answer.text
    (name, value), *_rest = change.items()
    assert f'value="{value}"' in answer.text
    desk_of_staff.post(PAGE, sent | seen_in(answer.text))
    booked = local(date.fromisoformat(sent["giorno"]), time(13 if name == "fascia" else 8, 30))
    assert Booking.objects.get().start.date() == booked.date()


def test_a_search_as_it_was_seen_books(desk_of_staff, ada):
    sent = form_of(desk_of_staff, ada) | query()
    desk_of_staff.post(PAGE, sent | seen_in(desk_of_staff.get(PAGE, query()).text))
    assert Booking.objects.get().person == ada


def test_searching_is_an_address(desk_of_staff):
    answer = desk_of_staff.post(f"{PAGE}guarda/", query() | {"seen": "x", "person": "7"})
    assert answer.url == f"{PAGE}?chi=ada&giorno={TUESDAY}&fascia=mattina"
