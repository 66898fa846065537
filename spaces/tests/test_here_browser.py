"""The code on a place, read with a phone: every state of its page, with and without JavaScript."""

from datetime import date, time

import pytest

from core.testing.browser import html_errors
from spaces.models import Assignment
from spaces.tests.factories import BookingFactory, PersonFactory, join, local, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MONDAY = date(2026, 11, 23)


@pytest.fixture
def floor(at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def visitor(floor, member, browse):
    join(member)
    return browse(member)


def test_book_come_and_leave_by_two_taps_and_a_tap(visitor, at):
    page = visitor.open("/qui/A01/")
    page.get_by_role("button", name="Prenota adesso fino alle 13:00").click()
    page.get_by_text("A01 è tua fino alle 13:00").wait_for()
    visitor.check()
    at("2026-11-23 11:00")
    page = visitor.open("/qui/A01/")
    page.locator("main form button").click()
    page.get_by_text("Hai registrato l’uscita").wait_for()
    visitor.check()


def test_a_due_booking_without_javascript_by_keyboard(floor, member, browse):
    join(member)
    BookingFactory(space=floor.desk, day=MONDAY, person=member)
    visitor = browse(member, javascript=False)
    page = visitor.open("/qui/A01/")
    page.locator("main form button").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Hai registrato l’ingresso").wait_for()


def test_every_state_of_the_page_is_sound(visitor, floor, member, other_member, tmp_path):
    """Free, due, in, left, later, elsewhere, taken, assigned, refused, unknown."""
    pages = {}

    def look(state: str, path: str):
        visitor.open(path)
        pages[state] = visitor.html
        assert visitor.problems() == [], state

    look("free", "/qui/A01/")
    look("a free room", "/qui/STELVIO/")
    booking = BookingFactory(space=floor.desk, day=MONDAY, person=member, afternoon=True)
    look("later", "/qui/A01/")
    booking.start = local(MONDAY, time(8, 30))
    booking.save()
    look("due", "/qui/A01/")
    look("the page that asks", f"/prenotazioni/{booking.pk}/ingresso/")
    look("elsewhere", "/qui/A02/")
    booking.status, booking.checked_in_at = "attended", booking.start
    booking.save()
    look("in", "/qui/A01/")
    look("the page that asks to leave", f"/prenotazioni/{booking.pk}/uscita/")
    booking.checked_out_at = local(MONDAY, time(8, 45))
    booking.save()
    look("left", "/qui/A01/")
    booking.delete()
    BookingFactory(space=floor.desk, day=MONDAY)
    look("taken", "/qui/A01/")
    Assignment.objects.create(space=floor.desks[1], person=other_member, starts=date(2026, 1, 1))
    look("assigned", "/qui/A02/")
    floor.desks[2].retired_on = MONDAY
    floor.desks[2].save()
    look("refused", "/qui/A03/")
    page = visitor.page
    assert page.goto(f"{visitor.server}/qui/Z99/").status == 404
    visitor.faults.clear()  # The browser itself writes the status to the console.
    pages["unknown"] = page.content()
    assert visitor.problems() == []
    assert html_errors(pages, tmp_path) == []


def test_the_desk_of_the_staff_is_sound(floor, staff, browse, tmp_path):
    ada = PersonFactory(first_name="Ada", last_name="Bonetti", email="ada@example.org")
    Assignment.objects.create(space=floor.desks[1], person=ada, starts=date(2026, 1, 1))
    BookingFactory(space=floor.desks[2], person=ada, day=date(2026, 11, 24))
    visitor, pages = browse(staff), {}
    search = "chi=ada&giorno=2026-11-24&fascia=mattina&dalle=&alle="
    for path in (
        "/presenze/",
        "/presenze/?giorno=2026-11-24",
        "/presenze/per-conto/",
        f"/presenze/per-conto/?{search}",
        "/presenze/per-conto/?chi=&giorno=2026-11-01&fascia=ore",
        "/presenze/senza-prenotazione/?chi=ada",
    ):
        visitor.open(path)
        pages[path] = visitor.html
        visitor.check()
    page = visitor.open(f"/presenze/per-conto/?{search}")
    page.locator("main form[method=post] [name=book]").click()
    page.get_by_label("Motivo per derogare alla regola").wait_for()
    visitor.faults.clear()  # The browser writes the 409 to the console.
    visitor.check()
    page.get_by_label("Motivo per derogare alla regola").fill("Accompagna un ospite")
    page.locator("main form[method=post] [name=book]").click()
    page.get_by_text("Prenotato per Ada Bonetti: A02").wait_for()
    visitor.check()
    assert html_errors(pages, tmp_path) == []
