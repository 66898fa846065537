"""Moving a booking, rules and refusals in a real browser: by keyboard, without JavaScript, nothing for axe."""

from datetime import date, time

import pytest

from spaces.models import Booking
from spaces.tests.factories import BookingFactory, PersonFactory, join, make_floor

WEDNESDAY = date(2026, 11, 25)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def floor(at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def marta(floor, member):
    join(member)
    BookingFactory(space=floor.desk, person=member, day=WEDNESDAY)
    BookingFactory(space=floor.room, person=member, day=WEDNESDAY, opens=time(10), closes=time(11))
    return member


def bookings() -> tuple[Booking, Booking]:
    """The desk's and the room's."""
    desk, room = Booking.objects.order_by("space__kind", "pk")
    return desk, room


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_booking_to_another_day_and_place(browse, marta, javascript):
    desk, _room = bookings()
    visitor = browse(marta, javascript=javascript)
    page = visitor.open(f"/prenotazioni/{desk.pk}/")
    page.get_by_role("link", name="Sposta la prenotazione").click()
    page.locator("#id_giorno").fill("2026-11-27")
    page.get_by_role("button", name="Mostra cosa è libero").click()
    page.get_by_role("heading", name="venerdì 27 novembre 2026").wait_for()
    page.get_by_label("Dove e quando").select_option("pomeriggio/A03")
    page.get_by_role("button", name="Sposta la prenotazione").click()
    page.get_by_text("Spostata: ora hai A03.").wait_for()
    desk.refresh_from_db()
    assert (desk.space.code, desk.sequence) == ("A03", 1)
    visitor.no_faults()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_day_that_was_not_looked_at(browse, marta, javascript):
    desk, _room = bookings()
    visitor = browse(marta, javascript=javascript)
    page = visitor.open(f"/prenotazioni/{desk.pk}/sposta/")
    page.locator("#id_giorno").fill("2026-11-27")
    page.get_by_role("button", name="Sposta la prenotazione").click()
    page.get_by_text("adesso è A01, venerdì 27 novembre 2026, 08:30–13:00").wait_for()
    desk.refresh_from_db()
    assert desk.start.date() == date(2026, 11, 27)
    visitor.no_faults()


def test_enter_in_the_day_only_looks(browse, marta):
    desk, _room = bookings()
    page = browse(marta).open(f"/prenotazioni/{desk.pk}/sposta/")
    page.locator("#id_giorno").fill("2026-11-27")
    page.locator("#id_giorno").press("Enter")
    page.get_by_role("heading", name="venerdì 27 novembre 2026").wait_for()
    desk.refresh_from_db()
    assert desk.sequence == 0


def test_by_keyboard_alone(browse, marta):
    desk, _room = bookings()
    visitor = browse(marta)
    page = visitor.open(f"/prenotazioni/{desk.pk}/sposta/")
    page.get_by_label("Dove e quando").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Spostata: ora hai A02.").wait_for()


def test_axe_finds_nothing_in_any_state(browse, floor, marta, at):
    desk, room = bookings()
    visitor = browse(marta)
    for path in (
        f"/prenotazioni/{desk.pk}/sposta/",
        f"/prenotazioni/{room.pk}/sposta/",
        f"/prenotazioni/{desk.pk}/sposta/?giorno=2026-12-08",
        f"/prenotazioni/{desk.pk}/sposta/?giorno=2026-02-30",
        f"/prenotazioni/{desk.pk}/sposta/?giorno=2027-03-02",
    ):
        visitor.open(path)
        visitor.check()


def test_axe_finds_nothing_in_what_is_refused(browse, floor, marta):
    _desk, room = bookings()
    other = PersonFactory()
    BookingFactory(space=floor.room, person=other, day=WEDNESDAY, opens=time(14), closes=time(16))
    visitor = browse(marta)
    page = visitor.open(f"/prenotazioni/{room.pk}/sposta/")
    page.get_by_label("Dalle").select_option("14:00")
    page.get_by_label("Alle", exact=True).select_option("15:00")
    page.get_by_role("button", name="Sposta la prenotazione").click()
    page.get_by_text("Qualcuno ha già prenotato Stelvio.").first.wait_for()
    visitor.faults.clear()  # The browser writes the 409 to the console.
    visitor.check()
    page = visitor.open(f"/sale/STELVIO/{WEDNESDAY}/")
    page.get_by_label("Dalle").select_option("14:00")
    page.get_by_label("Alle", exact=True).select_option("15:00")
    page.get_by_role("button", name="Prenota la sala").click()
    page.get_by_role("link", name="Prendi Stelvio mercoledì 25 novembre 2026").wait_for()
    visitor.faults.clear()
    visitor.check()
    page.get_by_role("link", name="Prendi Stelvio mercoledì 25 novembre 2026").click()
    assert page.get_by_label("Dalle").input_value() == "16:00"
    assert page.get_by_label("Alle", exact=True).input_value() == "17:00"
    visitor.open("/prenota/2026-12-08/mattina/A01/")
    visitor.check()


def test_axe_finds_nothing_in_the_staffs_rules(browse, floor, staff):
    visitor = browse(staff)
    page = visitor.open("/spazi/orari/")
    page.get_by_text("Sala riunioni").first.click()
    visitor.check()
    page = visitor.open("/spazi/regole/meeting_room/cambia/")
    visitor.check()
    page.get_by_label("Al massimo").fill("10")
    page.get_by_role("button", name="Salva").click()
    page.get_by_text("È più breve di un passo").first.wait_for()
    visitor.check()
