"""The half days of all places in a week."""

import re

import pytest

from spaces.tests.factories import BookingFactory, PersonFactory

PAGE = "/settimana/2026-11-26/"


def test_each_half_day_leads_to_its_confirmation(read):
    page = read(PAGE)
    assert page.count("/prenota/2026-11-24/mattina/A01/") == 1
    assert page.count("/prenota/2026-11-24/pomeriggio/A01/") == 1
    assert "M<i>attina, A01, mar 24 nov: libera</i>" in page
    assert page.count('scope="col"') == 6


def test_taken_halves_are_no_links_and_show_no_names(read, floor):
    BookingFactory(space=floor.desk, person=PersonFactory(last_name="Segretissimi"))
    page = read(PAGE)
    assert "/prenota/2026-11-24/mattina/A01/" not in page
    assert "Mattina, A01, mar 24 nov: occupata fino alle 13:00" in page
    assert "Segretissimi" not in page


def test_signs_in_a_name_are_no_places_of_others(read, floor):
    """What is written for many places has marks for the words of each: nobody's name is taken for one."""
    floor.desk.name = "100% %(label)s code"
    floor.desk.save()
    for address in (PAGE, "/prenota/2026-11-24/"):
        page = read(address)
        assert "100% %(label)s code" in page
        assert "\0" not in page


def test_my_own_half_leads_to_my_booking(read, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    assert f'href="/prenotazioni/{booking.pk}/"' in read(PAGE)


def test_a_holiday_says_its_name_in_the_head(read):
    page = read("/settimana/2026-12-07/")
    assert re.search(r"mar 8 dic</a> <small>Immacolata Concezione</small>", page)


def test_past_half_days_cannot_be_had(read):
    assert "/mattina/A01/" not in read("/settimana/2026-11-18/")


def test_a_date_that_does_not_exist(reader):
    assert reader.get("/settimana/2026-02-30/").url == "/prenota/"


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(PAGE).status_code == 403
