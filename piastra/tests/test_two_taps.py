"""From home to a booked desk on a phone: two taps, with JavaScript and without, and by keyboard alone."""

import re
from datetime import date

import pytest

from spaces.models import Booking
from spaces.tests.factories import BookingFactory, join, make_floor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TABS = 120
CONFIRM = "Conferma la prenotazione"
BOOKED = re.compile(r"/prenotazioni/\d+/$")


@pytest.fixture
def marta(at, live_server, member):
    """A coworker on Monday 23 November 2026, nine o'clock; A03 is where she sits."""
    at("2026-11-23 09:00")
    floor = make_floor()
    join(member)
    BookingFactory(space=floor.desks[2], person=member, day=date(2026, 11, 16), attended=True)
    return member


@pytest.mark.parametrize("javascript", [True, False])
def test_two_taps_from_home_book_the_usual_desk(browse, marta, javascript):
    visitor = browse(marta, javascript=javascript)
    page = visitor.open("/")
    page.get_by_role("link", name="Prenota A03 oggi").click()
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url(BOOKED)
    visitor.no_faults()
    booking = Booking.objects.get(status="confirmed")
    assert (booking.space.code, booking.person) == ("A03", marta)


def test_by_keyboard_alone(browse, marta):
    visitor = browse(marta)
    page = visitor.open("/")
    press_at(page, "Prenota A03 per mar 24 nov")
    page.get_by_role("button", name=CONFIRM).wait_for()
    press_at(page, CONFIRM)
    page.wait_for_url(BOOKED)
    visitor.no_faults()
    assert str(Booking.objects.get(status="confirmed").start.date()) == "2026-11-24"


def press_at(page, words: str):
    """Press the Tab key until what says these words is in focus; then Enter."""
    for _turn in range(MOST_TABS):
        focused = page.locator(":focus")
        if focused.count() and words == " ".join(focused.inner_text().split()):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key never comes to “{words}”.")


def test_the_way_back_shows_the_booked_desk_as_ones_own(browse, marta):
    visitor = browse(marta)
    page = visitor.open("/prenota/2026-11-24/?fascia=giornata")
    page.locator("#choice:empty").wait_for(state="attached")
    page.locator(".places-list").get_by_role("link", name="A04").click()
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url(BOOKED)
    page.go_back()
    page.wait_for_url(re.compile(r"/prenota/2026-11-24/"))
    page.get_by_role("link", name=re.compile("Postazione mobile A04, tua")).wait_for()
    visitor.no_faults()


def test_the_way_back_to_home_shows_the_booking(browse, marta):
    visitor = browse(marta)
    page = visitor.open("/")
    page.get_by_role("link", name="Prenota A03 oggi").click()
    page.get_by_role("button", name=CONFIRM).click()
    page.wait_for_url(BOOKED)
    page.goto(visitor.server + "/")
    page.get_by_text("Oggi: Postazione mobile A03").wait_for()
    visitor.no_faults()
