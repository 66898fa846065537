"""Who comes without a booking, let in by the staff."""

import re
from datetime import date

import pytest

from core.models import JournalEntry, OutgoingMail
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory

PAGE = "/presenze/senza-prenotazione/"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk_of_staff(floor, staff, client_of):
    return client_of(staff)


@pytest.fixture
def ada(floor):
    return PersonFactory(first_name="Ada", last_name="Bonetti", email="ada@example.org")


def form_of(client, person, place="A01/mattina"):
    page = client.get(PAGE, {"chi": "bonetti ADA"}).text
    key = re.search(r'name="request_key" value="([^"]+)"', page)[1]
    return {"request_key": key, "person": person.pk, "place": place}


def send(client, data, words="ada"):
    return client.post(f"{PAGE}?chi={words}", data, follow=True)


def test_a_person_is_let_in(desk_of_staff, ada):
    answer = send(desk_of_staff, form_of(desk_of_staff, ada))
    assert "Ingresso registrato: Ada Bonetti." in answer.text
    booking = Booking.objects.get()
    assert (booking.status, booking.is_walk_in) == ("attended", True)
    assert (booking.person, booking.space.code) == (ada, "A01")
    verbs = [entry.verb for entry in JournalEntry.objects.order_by("pk")]
    assert verbs == ["booked", "checked_in"]
    assert not OutgoingMail.objects.exists()


def test_the_form_sent_twice_shows_the_first_result(desk_of_staff, ada):
    data = form_of(desk_of_staff, ada)
    send(desk_of_staff, data)
    assert "Ingresso registrato: Ada Bonetti." in send(desk_of_staff, data).text
    assert (Booking.objects.count(), JournalEntry.objects.count()) == (1, 2)


def test_people_are_found_by_name_or_email(desk_of_staff, ada):
    for words in ("bonetti", "ada@example", "Ada Bon"):
        assert "ada@example.org" in desk_of_staff.get(PAGE, {"chi": words}).text
    assert "Nessun coworker" in desk_of_staff.get(PAGE, {"chi": "zzz"}).text
    assert "ada@example.org" not in desk_of_staff.get(PAGE).text


def test_only_free_desks_and_offices_are_offered(desk_of_staff, floor, ada, at):
    BookingFactory(space=floor.desk, day=MONDAY)
    page = desk_of_staff.get(PAGE, {"chi": "ada"}).text
    assert "A01/mattina" not in page
    assert "A02/mattina" in page
    assert "A02/giornata" in page
    assert "STELVIO" not in page
    at("2026-11-23 14:00")
    page = desk_of_staff.get(PAGE, {"chi": "ada"}).text
    assert "A01/pomeriggio" in page
    assert "A02/giornata" not in page
    at("2026-11-22 14:00")
    assert "nessuna postazione" in desk_of_staff.get(PAGE, {"chi": "ada"}).text


def test_a_place_taken_meanwhile_and_a_second_desk_are_refused(desk_of_staff, floor, ada):
    data = form_of(desk_of_staff, ada)
    taken = BookingFactory(space=floor.desk, day=MONDAY)
    answer = send(desk_of_staff, data)
    assert answer.status_code == 409
    assert "Questo posto non è più libero" in answer.text
    taken.delete()
    BookingFactory(space=floor.desks[1], day=MONDAY, person=ada)
    answer = send(desk_of_staff, data)
    assert answer.status_code == 409
    assert "A02" in answer.text
    assert not Booking.objects.filter(is_walk_in=True).exists()


@pytest.mark.parametrize(
    "wrong", [{"person": ""}, {"person": "x"}, {"place": "Z99/mattina"}, {"request_key": "x"}]
)
def test_bad_input_keeps_the_form(desk_of_staff, ada, wrong):
    answer = send(desk_of_staff, form_of(desk_of_staff, ada) | wrong)
    assert answer.status_code == 409
    assert not Booking.objects.exists()


def test_nobody_is_let_in_without_a_search_nor_by_strange_words(desk_of_staff, ada):
    data = form_of(desk_of_staff, ada)
    assert "prima cerca la persona" in desk_of_staff.post(PAGE, data).text
    assert desk_of_staff.get(PAGE, {"chi": "a" * 500}).status_code == 200
    assert not Booking.objects.exists()


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff(floor, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403


def test_the_same_queries_with_one_and_three(desk_of_staff, ada, queries_of):
    one = queries_of(lambda: desk_of_staff.get(PAGE, {"chi": "ada"}))
    PersonFactory(first_name="Ada")
    PersonFactory(first_name="Adamo")
    assert queries_of(lambda: desk_of_staff.get(PAGE, {"chi": "ada"})) == one


def test_a_limit_is_set_aside_with_a_reason(desk_of_staff, floor, ada):
    data = form_of(desk_of_staff, ada)
    BookingFactory(space=floor.desks[1], day=MONDAY, person=ada)
    answer = send(desk_of_staff, data)
    assert answer.status_code == 409
    assert 'name="reason"' in answer.text
    key = re.search(r'name="request_key" value="([^"]+)"', answer.text)[1]
    answer = send(desk_of_staff, data | {"request_key": key, "reason": "Accompagna un ospite"})
    assert "Ingresso registrato: Ada Bonetti." in answer.text
    booking = Booking.objects.get(is_walk_in=True)
    assert (booking.status, booking.override_reason) == ("attended", "Accompagna un ospite")


def test_another_name_than_the_one_searched_lets_nobody_in(desk_of_staff, ada):
    PersonFactory(first_name="Bice", last_name="Carli", email="bice@example.org")
    sent = form_of(desk_of_staff, ada) | {"chi": "bice", "seen": "chi=bonetti+ADA"}
    answer = desk_of_staff.post(PAGE, sent)
    assert answer.status_code == 409
    assert not Booking.objects.exists()
    assert "Hai cambiato la ricerca" in answer.text
    assert "bice@example.org" in answer.text


def test_searching_is_an_address(desk_of_staff):
    assert desk_of_staff.post(f"{PAGE}guarda/", {"chi": "ada"}).url == f"{PAGE}?chi=ada"
