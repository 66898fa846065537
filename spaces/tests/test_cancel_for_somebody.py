"""The staff cancel somebody else's booking: whose it is, what it counts as, and back to the roster."""

from datetime import date

import pytest

from core.models import OutgoingMail
from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory

MONDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 25)


@pytest.fixture
def desk_of_staff(floor, staff, client_of):
    return client_of(staff)


def booked(floor, day, **more) -> Booking:
    person = PersonFactory(first_name="Ada", last_name="Bonetti")
    return BookingFactory(space=floor.desk, day=day, person=person, **more)


def address(booking) -> str:
    return f"/prenotazioni/{booking.pk}/annulla/"


def test_the_page_speaks_of_the_person(desk_of_staff, floor):
    page = desk_of_staff.get(address(booked(floor, WEDNESDAY))).text
    assert "Annullare la prenotazione di Ada Bonetti?" in page
    assert "Per Ada Bonetti è in tempo" in page
    assert "Ada Bonetti riceve un’e-mail" in page
    assert "Sei in tempo" not in page
    assert 'name="reason"' in page


def test_late_for_the_person_is_late_without_a_reason(desk_of_staff, floor):
    booking = booked(floor, MONDAY, afternoon=True)
    assert "Per Ada Bonetti è tardi" in desk_of_staff.get(address(booking)).text
    answer = desk_of_staff.post(address(booking), {"reason": ""}, follow=True)
    assert answer.redirect_chain == [("/presenze/", 302)]
    assert "Ada Bonetti" in answer.text
    assert Booking.objects.get().status == "cancelled_late"


def test_with_a_reason_the_house_cancels_and_the_person_reads_it(desk_of_staff, floor):
    booking = booked(floor, MONDAY, afternoon=True)
    desk_of_staff.post(address(booking), {"reason": "Si è rotta la lampada"})
    found = Booking.objects.get()
    assert (found.status, found.cancel_reason) == ("cancelled", "Si è rotta la lampada")
    assert found.cancelled_by.role == "staff"
    letter = OutgoingMail.objects.get()
    assert "Si è rotta la lampada" in letter.text


def test_it_leads_to_the_roster_of_that_day_also_twice(desk_of_staff, floor):
    booking = booked(floor, WEDNESDAY)
    for _time in range(2):
        answer = desk_of_staff.post(address(booking), {"reason": ""})
        assert answer.url == f"/presenze/?giorno={WEDNESDAY}"
    assert OutgoingMail.objects.count() == 1
    assert "già annullata" in desk_of_staff.get(address(booking)).text


@pytest.mark.parametrize("reason", ["x" * 201, "rotta\x00"])
def test_a_bad_reason_cancels_nothing_and_is_kept(desk_of_staff, floor, reason):
    booking = booked(floor, WEDNESDAY)
    answer = desk_of_staff.post(address(booking), {"reason": reason})
    assert answer.status_code == 409
    assert Booking.objects.get().status == "confirmed"
    assert reason[:5] in answer.text


def test_who_is_in_is_not_cancelled(desk_of_staff, floor):
    booking = booked(floor, MONDAY, attended=True)
    answer = desk_of_staff.post(address(booking), {}, follow=True)
    assert Booking.objects.get().status == "attended"
    assert "Ada Bonetti" in answer.text


def test_ones_own_is_asked_no_reason(read, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    page = read(address(booking))
    assert 'name="reason"' not in page
    assert "In tempo" in page or "in tempo" in page
