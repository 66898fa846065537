"""Who is in today, for the staff."""

import re
from datetime import date, timedelta

import pytest

from spaces.models import Assignment, Booking
from spaces.tests.factories import BookingFactory, PersonFactory, organisation_named

MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk_of_staff(floor, staff, client_of):
    return client_of(staff)


@pytest.fixture
def booking(floor):
    return BookingFactory(
        space=floor.desk, day=MONDAY, person=PersonFactory(first_name="Ada", last_name="Bonetti")
    )


def test_it_lists_todays_people_and_places(desk_of_staff, floor, booking):
    BookingFactory(space=floor.desk, person=PersonFactory(last_name="Domani"))
    BookingFactory(
        space=floor.desks[1], day=MONDAY, status="cancelled",
        person=PersonFactory(last_name="Annullato"),
    )  # fmt: skip
    page = desk_of_staff.get("/presenze/").content.decode()
    assert "Ada Bonetti" in page
    assert "In arrivo" in page
    assert "Domani" not in page
    assert "Annullato" not in page


def test_an_empty_day_says_so(desk_of_staff):
    assert "Nessuna prenotazione per oggi" in desk_of_staff.get("/presenze/").content.decode()


def test_checking_in_and_out(desk_of_staff, booking):
    answer = desk_of_staff.post(f"/presenze/{booking.pk}/ingresso/", follow=True)
    page = answer.content.decode()
    assert "Ingresso registrato: Ada Bonetti." in page
    assert "Presente dalle 09:00" in page
    page = desk_of_staff.post(f"/presenze/{booking.pk}/uscita/", follow=True).content.decode()
    assert "Uscita registrata: Ada Bonetti." in page
    assert "Uscita alle 09:00" in page
    booking.refresh_from_db()
    assert booking.status == Booking.Status.ATTENDED


def test_checking_in_twice_changes_nothing(desk_of_staff, booking, at):
    desk_of_staff.post(f"/presenze/{booking.pk}/ingresso/")
    at("2026-11-23 11:00")
    desk_of_staff.post(f"/presenze/{booking.pk}/ingresso/")
    assert "Presente dalle 09:00" in desk_of_staff.get("/presenze/").content.decode()


def test_marking_absent_and_taking_it_back(desk_of_staff, booking, at):
    at("2026-11-23 09:30")
    Booking.objects.update(made_at=at("2026-11-23 09:30") - timedelta(days=2))
    assert "Segna assente" in desk_of_staff.get("/presenze/").text
    page = desk_of_staff.post(f"/presenze/{booking.pk}/assenza/", follow=True).text
    assert "Assenza registrata: Ada Bonetti." in page
    assert "Annulla assenza" in page
    page = desk_of_staff.post(f"/presenze/{booking.pk}/assenza/togli/", follow=True).text
    assert "Assenza annullata: si aspetta Ada Bonetti." in page


def test_nobody_is_absent_too_early(desk_of_staff, booking):
    assert "Segna assente" not in desk_of_staff.get("/presenze/").text
    page = desk_of_staff.post(f"/presenze/{booking.pk}/assenza/", follow=True).text
    assert "È troppo presto" in page


def test_taking_a_check_in_back(desk_of_staff, booking):
    desk_of_staff.post(f"/presenze/{booking.pk}/ingresso/")
    page = desk_of_staff.post(f"/presenze/{booking.pk}/ingresso/togli/", follow=True).text
    assert "Ingresso annullato: Ada Bonetti." in page
    assert "In arrivo" in page


def test_nobody_enters_on_a_cancelled_booking(desk_of_staff, floor):
    gone = BookingFactory(space=floor.desk, day=MONDAY, status="cancelled")
    answer = desk_of_staff.post(f"/presenze/{gone.pk}/ingresso/", follow=True)
    assert "nessun ingresso registrato" in answer.content.decode()


def test_reading_never_checks_in(desk_of_staff, booking):
    assert desk_of_staff.get(f"/presenze/{booking.pk}/ingresso/").status_code == 302
    booking.refresh_from_db()
    assert booking.checked_in_at is None
    assert desk_of_staff.get("/presenze/999999/ingresso/").status_code == 404
    assert desk_of_staff.post("/presenze/999999/ingresso/").status_code == 404


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_the_staff_see_people(floor, booking, role, client_of, request):
    client = client_of(request.getfixturevalue(role))
    assert client.get("/presenze/").status_code == 403
    for verb in ("ingresso", "ingresso/togli", "uscita", "assenza", "assenza/togli"):
        assert client.post(f"/presenze/{booking.pk}/{verb}/").status_code == 403


def test_other_days_are_looked_back_at_and_prepared(desk_of_staff, floor, booking):
    BookingFactory(space=floor.desk, day=MONDAY + timedelta(days=1), person=booking.person)
    page = desk_of_staff.get("/presenze/?giorno=2026-11-24").text
    assert "Presenze previste" in page
    assert "Ada Bonetti" in page
    assert "martedì 24 novembre 2026" in page
    assert "Ingresso senza prenotazione" not in page[page.index("<main") :]
    assert "giorno=2026-11-23" in page
    assert "giorno=2026-11-25" in page
    page = desk_of_staff.get("/presenze/?giorno=2026-11-20").text
    assert "Chi c’era" in page
    assert "Nessuna prenotazione per questo giorno" in page
    assert "Ada Bonetti" not in page


@pytest.mark.parametrize("day", ["2026-02-30", "ieri", "1999-12-31", "20261124"])
def test_a_date_that_does_not_exist_leads_to_today(desk_of_staff, booking, day):
    answer = desk_of_staff.get(f"/presenze/?giorno={day}", follow=True)
    assert answer.redirect_chain == [("/presenze/", 302)]
    assert f"La data «{day}» non esiste" in answer.text
    assert "Ada Bonetti" in answer.text


def test_an_absence_of_yesterday_leads_back_to_yesterday(desk_of_staff, booking, at):
    at("2026-11-24 09:00")
    answer = desk_of_staff.post(f"/presenze/{booking.pk}/assenza/", follow=True)
    assert answer.redirect_chain == [("/presenze/?giorno=2026-11-23", 302)]
    assert "Annulla assenza" in answer.text


def test_the_people_of_assigned_places_are_let_in(desk_of_staff, floor, booking):
    ida = PersonFactory(first_name="Ida", last_name="Moro", email="ida@example.org")
    Assignment.objects.create(space=floor.desks[1], person=ida, starts=date(2026, 1, 1))
    shared = Assignment.objects.create(
        space=floor.office, organisation=organisation_named("Verde srl"), starts=date(2026, 1, 1)
    )
    shared.people.add(booking.person)
    lent = Assignment.objects.create(
        space=floor.desks[2],
        organisation=organisation_named("Prestito srl"),
        starts=date(2026, 1, 1),
    )
    lent.lent.create(day=MONDAY)
    page = desk_of_staff.get("/presenze/").text
    assert "/presenze/senza-prenotazione/?chi=ida%40example.org" in page
    assert "Verde srl" in page
    assert "Fai entrare Ada Bonetti" in page
    assert "Prestito srl" not in page
    search = desk_of_staff.get("/presenze/senza-prenotazione/?chi=ida@example.org").text
    assert "assegnata a Ida Moro" in search
    key = re.search(r'name="request_key" value="([^"]+)"', search)[1]
    answer = desk_of_staff.post(
        "/presenze/senza-prenotazione/?chi=ida@example.org",
        {"request_key": key, "person": ida.pk, "place": "A02/giornata"},
        follow=True,
    )
    assert "Ingresso registrato: Ida Moro." in answer.text
    assert "chi=ida" not in answer.text
    assert "chi=ida" not in desk_of_staff.get("/presenze/?giorno=2026-11-24").text


def test_the_same_queries_with_one_and_three(desk_of_staff, floor, booking, queries_of):
    Assignment.objects.create(
        space=floor.desks[1], organisation=organisation_named("Rosso"), starts=date(2026, 1, 1)
    )
    one = queries_of(lambda: desk_of_staff.get("/presenze/"))
    for desk in floor.desks[1:3]:
        BookingFactory(space=desk, day=MONDAY)
    Assignment.objects.create(
        space=floor.office, organisation=organisation_named("Verde"), starts=date(2026, 1, 1)
    )
    Assignment.objects.create(
        space=floor.desks[3], organisation=organisation_named("Blu"), starts=date(2026, 1, 1)
    )
    assert queries_of(lambda: desk_of_staff.get("/presenze/")) == one


@pytest.mark.parametrize("day", [MONDAY, MONDAY + timedelta(days=1)])
def test_a_name_leads_to_the_booking_and_back_to_its_day(desk_of_staff, floor, day):
    booking = BookingFactory(space=floor.desk, day=day, person=PersonFactory(last_name="Bonetti"))
    assert (
        f'href="/prenotazioni/{booking.pk}/"' in desk_of_staff.get(f"/presenze/?giorno={day}").text
    )
    for action in ("", "annulla/", "sposta/"):
        page = desk_of_staff.get(f"/prenotazioni/{booking.pk}/{action}").text
        trail = page[page.index('class="trail"') : page.index("</ol>")]
        assert f'href="/presenze/?giorno={day}"' in trail
        assert "Le mie prenotazioni" not in trail


def test_an_own_booking_leads_back_to_the_own_ones(desk_of_staff, floor, staff):
    booking = BookingFactory(space=floor.desk, day=MONDAY, person=staff)
    page = desk_of_staff.get(f"/prenotazioni/{booking.pk}/").text
    assert 'href="/prenotazioni/"' in page[page.index('class="trail"') : page.index("</ol>")]


def shown(page: str) -> str:
    """The list itself, in one line."""
    return " ".join(page[page.index("<main") : page.index("</main")].split())


def test_another_day_is_planned_and_a_past_one_says_what_was_not_recorded(desk_of_staff, floor, at):
    day = MONDAY + timedelta(days=1)
    BookingFactory(space=floor.desk, day=day)
    page = shown(desk_of_staff.get(f"/presenze/?giorno={day}").text)
    assert "In programma" in page
    assert "In arrivo" not in page
    friday = MONDAY - timedelta(days=3)
    BookingFactory(space=floor.desk, day=friday, attended=True)
    page = shown(desk_of_staff.get(f"/presenze/?giorno={friday}").text)
    assert "Ingresso 08:30, uscita non registrata" in page
    assert "Presente dalle" not in page


def test_who_is_late_to_check_out_today_still_counts_as_in(desk_of_staff, floor, at):
    BookingFactory(space=floor.desk, day=MONDAY, attended=True)
    at("2026-11-23 13:20")
    assert "Presente dalle 08:30" in desk_of_staff.get("/presenze/").text


def test_how_many_are_booked_and_in(desk_of_staff, floor, booking):
    assert "1 prenotazione, 0 presenti" in shown(desk_of_staff.get("/presenze/").text)
    BookingFactory(space=floor.desks[1], day=MONDAY, attended=True)
    assert "2 prenotazioni, 1 presente" in shown(desk_of_staff.get("/presenze/").text)
    page = shown(desk_of_staff.get("/presenze/?giorno=2026-11-24").text)
    assert "present" not in page.replace("Presenz", "")


@pytest.mark.parametrize("words", ["bonetti ada", "A01", "  BONETTI "])
def test_a_name_or_a_place_is_searched(desk_of_staff, floor, booking, words):
    BookingFactory(space=floor.desks[1], day=MONDAY, person=PersonFactory(last_name="Rossi"))
    page = shown(desk_of_staff.get("/presenze/", {"chi": words}).text)
    assert "Ada Bonetti" in page
    assert "Rossi" not in page
    assert "2 prenotazioni" in page


@pytest.mark.parametrize("words", ["nessuno", "x" * 5000, "<b>"])
def test_a_search_that_finds_nothing_says_so(desk_of_staff, booking, words):
    answer = desk_of_staff.get("/presenze/", {"chi": words})
    assert answer.status_code == 200
    assert "Ada Bonetti" not in shown(answer.text)
    assert "Nessuna prenotazione di questo giorno corrisponde" in answer.text
