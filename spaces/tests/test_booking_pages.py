"""My bookings, one booking, cancelling it."""

import re
from datetime import date, timedelta

import pytest

from spaces.models import Booking
from spaces.tests.factories import BookingFactory

TUESDAY = date(2026, 11, 24)


@pytest.fixture
def booking(floor, member):
    return BookingFactory(space=floor.desk, person=member)


def test_my_bookings_are_mine_only(read, floor, booking):
    other = BookingFactory(space=floor.desks[1])
    past = BookingFactory(
        space=floor.desk, person=booking.person, attended=True, day=TUESDAY - timedelta(7)
    )
    page = read("/prenotazioni/")
    assert f"/prenotazioni/{booking.pk}/" in page
    assert f"/prenotazioni/{past.pk}/" in page
    assert f"/prenotazioni/{other.pk}/" not in page
    assert page.index("martedì 24 novembre 2026") < page.index("martedì 17 novembre 2026")


def test_without_bookings_it_proposes_to_book(read):
    assert "Non hai prenotazioni in programma" in read("/prenotazioni/")


def test_the_list_takes_the_same_queries_with_one_and_three(
    reader, floor, booking, member, queries_of
):
    one = queries_of(lambda: reader.get("/prenotazioni/"))
    for offset in (1, 2):
        BookingFactory(space=floor.desk, person=member, day=TUESDAY + timedelta(days=offset))
    assert queries_of(lambda: reader.get("/prenotazioni/")) == one


def test_one_booking_tells_its_facts(read, booking):
    page = read(f"/prenotazioni/{booking.pk}/")
    for fact in (
        "Postazione fissa A01",
        "martedì 24 novembre 2026, 08:30–13:00",
        "Zona Adda",
        "Confermata",
    ):
        assert fact in page
    assert f"/prenotazioni/{booking.pk}/annulla/" in page


def test_a_past_booking_cannot_be_cancelled(read, at, booking):
    at("2026-11-24 13:00")
    assert "annulla/" not in read(f"/prenotazioni/{booking.pk}/")
    assert "nulla da annullare" in read(f"/prenotazioni/{booking.pk}/annulla/")


@pytest.mark.parametrize("page", ["", "annulla/"])
def test_another_persons_booking_does_not_exist_for_me(reader, floor, page):
    other = BookingFactory(space=floor.desk)
    assert reader.get(f"/prenotazioni/{other.pk}/{page}").status_code == 404
    assert reader.post(f"/prenotazioni/{other.pk}/annulla/").status_code == 404
    assert reader.get(f"/prenotazioni/{10**30}/{page}").status_code == 404
    other.refresh_from_db()
    assert other.status == Booking.Status.CONFIRMED


def test_the_staff_see_it_with_its_person(client_of, staff, booking):
    page = client_of(staff).get(f"/prenotazioni/{booking.pk}/").content.decode()
    assert "Marta Moretti" in page


def test_cancelling_asks_first_and_changes_nothing_by_itself(read, booking):
    page = read(f"/prenotazioni/{booking.pk}/annulla/")
    assert "Annullare questa prenotazione?" in page
    assert "Sei in tempo" in page
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CONFIRMED


def test_a_late_cancellation_is_announced_as_such(read, at, booking):
    at("2026-11-24 08:00")
    assert "annullamento in ritardo" in read(f"/prenotazioni/{booking.pk}/annulla/")


def test_cancelling_frees_the_place(reader, read, booking):
    answer = reader.post(f"/prenotazioni/{booking.pk}/annulla/", follow=True)
    assert "lo spazio torna disponibile per altri" in answer.content.decode()
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    assert "4 postazioni libere" in read("/prenota/2026-11-24/?fascia=mattina")


def test_cancelling_twice_changes_nothing(reader, read, booking):
    for _time in range(2):
        assert reader.post(f"/prenotazioni/{booking.pk}/annulla/").status_code == 302
    booking.refresh_from_db()
    assert booking.status == Booking.Status.CANCELLED
    assert "già annullata" in read(f"/prenotazioni/{booking.pk}/annulla/")


def test_what_was_attended_is_not_cancelled(reader, floor, member):
    attended = BookingFactory(space=floor.desk, person=member, attended=True)
    answer = reader.post(f"/prenotazioni/{attended.pk}/annulla/", follow=True)
    assert "questa prenotazione resta" in answer.content.decode()
    attended.refresh_from_db()
    assert attended.status == Booking.Status.ATTENDED


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_has_no_bookings_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get("/prenotazioni/").status_code == 403


def test_one_action_comes_first_in_every_state(read, floor, member, at):
    """To the calendar while it is far, in when it is due, out once one is in, another place when it is over."""
    booking = BookingFactory(space=floor.desk, person=member)

    def first():
        page = read(f"/prenotazioni/{booking.pk}/")
        return re.findall(r'class="btn btn-primary" href="([^"]+)"', page)

    assert first() == [f"/prenotazioni/{booking.pk}/calendario/"]
    at("2026-11-24 08:20")
    assert first() == [f"/prenotazioni/{booking.pk}/ingresso/"]
    Booking.objects.update(status="attended", checked_in_at=booking.start)
    assert first() == [f"/prenotazioni/{booking.pk}/uscita/"]
    Booking.objects.update(status="cancelled", checked_in_at=None)
    assert first() == ["/prenota/"]


def test_a_booking_tells_until_when_it_is_given_back_in_time(read, floor, member, at):
    booking = BookingFactory(space=floor.desk, person=member)
    assert "fino a lunedì 23 novembre 2026, ore 20:30" in read(f"/prenotazioni/{booking.pk}/")
    at("2026-11-23 21:00")
    assert "da adesso un annullamento conta come in ritardo" in read(f"/prenotazioni/{booking.pk}/")


def test_a_booking_leads_to_ones_own_calendar(read, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    assert 'href="/calendari/"' in read(f"/prenotazioni/{booking.pk}/")


def test_the_staff_are_not_offered_somebody_elses_calendar(client_of, staff, floor):
    booking = BookingFactory(space=floor.desk)
    page = client_of(staff).get(f"/prenotazioni/{booking.pk}/").text
    assert "/annulla/" in page
    assert "/calendario/" not in page
    assert 'btn btn-primary"' not in page
