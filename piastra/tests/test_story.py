"""The first two minutes of a place, as people live them: real browsers, a real worker, real PDFs."""

from datetime import date

import pytest
from django.core.management import call_command

from core.testing.browser import DESK
from members.models import Membership
from piastra.celery import app
from piastra.tests.personas import Coworker, Newcomer, Official, Place, Staff
from piastra.tools.embedded.worker import worker_inside

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def place(at, live_server, settings, tmp_path):
    """Tuesday 27 October 2026, nine in the morning; the programme began on the first."""
    settings.MEDIA_ROOT = tmp_path / "media"
    at("2026-10-27 09:00")
    place = Place.opened(on=date(2026, 10, 1))
    with worker_inside(app):
        yield place


@pytest.fixture
def laura(browse, tmp_path, place):
    return Newcomer(browse(), tmp_path)


@pytest.fixture
def sara(browse, staff, tmp_path, place):
    return Staff(browse(staff, size=DESK), tmp_path)


@pytest.fixture
def ugo(browse, official, tmp_path, place):
    return Official(browse(official, size=DESK), tmp_path)


@pytest.fixture
def marta(member, place):
    """A coworker since the first of the month."""
    Membership.objects.create(person=member, starts=date(2026, 10, 1))
    return member


def test_from_a_newcomers_phone_to_the_officials_two_documents(laura, sara, ugo, at):
    laura.signs_up("Laura", "Levi")
    laura.follows_the_link_in_the_letter()
    laura.applies("Giovane studente", theme="Mobilità sostenibile")
    sara.admits("Laura Levi")
    laura.books_a_desk_in_two_taps("A03")
    sara.lets_in("Laura Levi")

    sara.announces_an_event("In bici a scuola", "2026-10-28", "16:00", "18:00", places="12")
    laura.registers_for("In bici a scuola")
    sara.records_an_invoice("27/A", "2026-10-27", "1.000,00", vat="220,00", total="1.220,00")
    sara.records_its_payment("2026-10-27", reference="CRO 4711")

    at("2026-10-28 18:00")
    sara.marks_present("Laura Levi", "In bici a scuola")

    at("2026-11-03 09:00")
    sara.has_the_reports_made_and_publishes_them("Ottobre 2026")
    occupancy, spending = ugo.downloads("Ottobre 2026")

    # 22 open days of 10 hours for 4 desks and an office; one desk for one day.
    assert "10 ore prenotate 1.100 ore disponibili 0,9 %" in occupancy
    assert "In bici a scuola" in occupancy
    assert "Legno Prova S.r.l." in spending
    assert "27/A" in spending
    assert "1.220,00 € 131.760,00 €" in spending
    assert "Laura" not in occupancy + spending


def test_an_official_invited_by_the_command_signs_in_and_downloads_a_report(
    browse, sara, tmp_path, at
):
    at("2026-11-03 09:00")
    sara.has_the_reports_made_and_publishes_them("Ottobre 2026")

    call_command("invite", Official.email, role="official")
    anna = Official(browse(size=DESK), tmp_path)
    anna.opens_the_link_in_the_letter()
    anna.chooses_name_and_password("Anna", "Alberti")
    occupancy, spending = anna.downloads("Ottobre 2026")

    assert "1.100 ore disponibili" in occupancy
    assert "131.760,00 €" in spending


def test_a_desk_is_booked_in_two_taps_on_a_phone(browse, marta, tmp_path):
    Coworker(browse(marta), tmp_path).books_a_desk_in_two_taps("A03")


def test_a_desk_is_booked_in_two_taps_without_javascript(browse, marta, tmp_path):
    Coworker(browse(marta, javascript=False), tmp_path).books_a_desk_in_two_taps("A03")


def test_a_desk_is_booked_by_keyboard_alone(browse, marta, tmp_path):
    Coworker(browse(marta), tmp_path).books_a_desk_by_keyboard_alone("A03")
