"""Every state of the booking pages as a browser shows it: axe finds nothing, nothing scrolls sideways.

Free, partly free, taken, mine, assigned, held for me, not for me, closed, over, full, waiting, refused.
"""

from datetime import date, time, timedelta

import pytest

from members.models import Application
from members.tests.factories import ApplicationFactory
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    PersonFactory,
    assign,
    join,
    local,
    make_floor,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
MORNING, WHOLE = "/prenota/2026-11-24/?fascia=mattina", "/prenota/2026-11-24/?fascia=giornata"
WEEK, ROOM = "/settimana/2026-11-24/", "/sale/STELVIO/2026-11-24/"
DESK = "/prenota/2026-11-24/mattina/A01/"


@pytest.fixture
def floor(at, live_server, member):
    at("2026-11-23 09:00")
    join(member)
    return make_floor()


@pytest.fixture
def look(browse, member, floor):
    """Open a page as the member, at both widths."""
    visitor = browse(member)

    def at_page(path, *words):
        page = visitor.open(path)
        text = " ".join(page.locator("main").inner_text().split())
        labels = " ".join(
            page.locator("main [aria-label]").evaluate_all(
                "all => all.map((one) => one.getAttribute('aria-label'))"
            )
        )
        for word in words:
            assert word in text + labels
        visitor.check()
        return page

    return at_page


def offered(space, person) -> WaitingRequest:
    held = BookingFactory(
        space=space,
        person=person,
        status=Booking.Status.OFFERED,
        held_until=local(MONDAY, time(12)),
    )
    return WaitingRequest.objects.create(
        person=person,
        kind=space.kind,
        start=held.start,
        end=held.end,
        offer=held,
        status=WaitingRequest.Status.OFFERED,
    )


def test_each_state_of_a_place_on_day_and_week(look, floor, member):
    ApplicationFactory(applicant=member, kind="student", status=Application.Status.ADMITTED)
    KindRules.objects.filter(kind=Space.Kind.MEETING_ROOM).update(open_to=["researcher"])
    assign(floor.desks[0], to=PersonFactory())
    BookingFactory(space=floor.desks[1])
    BookingFactory(space=floor.desks[2], person=member)
    offered(floor.desks[3], member)
    words = ("assegnata", "occupata fino", "tua, 08:30", "tenuta per te fino alle 12:00")
    look(MORNING, *words, "non per la tua categoria", "libero")
    look(WHOLE, "posto solo di pomeriggio")
    look(WEEK, "assegnata")


def test_a_full_day(look, floor):
    for place in (*floor.desks, floor.office):
        BookingFactory(space=place, whole_day=True)
    BookingFactory(space=floor.room, opens=time(8, 30), closes=time(18, 30))
    page = look(WHOLE, "Nessuna postazione libera", "Lista d’attesa: Postazione fissa")
    page.get_by_text("Aspetta un posto occupato").click()
    page.get_by_role("link", name="U01").wait_for()
    look(WEEK)


def test_a_day_on_which_i_wait(look, floor, member):
    for desk in floor.desks:
        BookingFactory(space=desk)
    start, end = local(TUESDAY, time(8, 30)), local(TUESDAY, time(13))
    kind = Space.Kind.FIXED_DESK
    WaitingRequest.objects.create(person=member, kind=kind, start=start, end=end)
    look(MORNING, "sei in lista d’attesa per questo orario")
    look(DESK, "Aspetta A01")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/prenota/2026-12-08/", "Immacolata Concezione"),
        ("/prenota/2026-11-29/", "giorno di chiusura settimanale"),
        ("/prenota/2026-11-20/", "Questa giornata è passata"),
        ("/prenota/2027-01-11/", "30 giorni di anticipo"),
        ("/settimana/2026-12-08/", "Immacolata Concezione"),
        ("/settimana/2026-11-18/", "Settimana dopo"),
        ("/settimana/2027-01-11/", "Settimana dopo"),
    ],
)
def test_days_on_which_nothing_can_be_had(look, path, words):
    look(path, words)


def test_a_closed_day_and_room(look):
    ClosureFactory(start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)))
    look(MORNING, "Disinfestazione")
    look(ROOM, "Disinfestazione")
    look(DESK, "Disinfestazione")
    look(WEEK, "Disinfestazione")


def test_part_of_today_is_over(look, at):
    at("2026-11-23 14:00")
    look("/prenota/2026-11-23/?fascia=mattina", "è passata: mattina")
    look("/prenota/2026-11-23/", "pomeriggio")


def test_choosing_a_desk(look, floor, member):
    look(DESK, "Conferma la prenotazione")
    BookingFactory(space=floor.desk, person=member)
    look(DESK, "A01 è già tua")
    look("/prenota/2026-11-24/mattina/A02/", "A01")
    look("/prenota/2026-11-25/mattina/A01/", "Conferma la prenotazione")


def test_choosing_a_taken_or_assigned_desk(look, floor):
    BookingFactory(space=floor.desk)
    assign(floor.desks[1], to=PersonFactory())
    look(DESK, "Qualcuno ha già prenotato A01", "A03")
    look("/prenota/2026-11-24/mattina/A02/", "A02")


def test_a_refused_confirmation(browse, member, floor):
    """Somebody was faster: the page that answers the form."""
    visitor = browse(member)
    page = visitor.open(DESK)
    BookingFactory(space=floor.desk)
    page.get_by_role("button", name="Conferma la prenotazione").click()
    page.get_by_text("Qualcuno ha già prenotato A01").wait_for()
    visitor.faults = [fault for fault in visitor.faults if "409" not in fault]
    visitor.check()


def test_a_room_free_taken_and_mine(look, floor, member):
    look(ROOM, "Nessuno l’ha ancora prenotata in questo giorno.")
    BookingFactory(space=floor.room, opens=time(9), closes=time(10))
    BookingFactory(space=floor.room, person=member, opens=time(11), closes=time(12))
    look(ROOM, "09:00–10:00", "11:00–12:00")
    look(MORNING, "tua, 11:00")


def test_a_room_with_an_error(browse, member, floor):
    visitor = browse(member)
    page = visitor.open(ROOM)
    page.locator("select[name=start]").select_option("12:00")
    page.locator("select[name=end]").select_option("11:00")
    page.get_by_role("button", name="Prenota la sala").click()
    page.get_by_role("alert").get_by_text("Una prenotazione finisce dopo il suo inizio").wait_for()
    visitor.faults = [fault for fault in visitor.faults if "409" not in fault]
    visitor.check()


def test_the_panel_that_opens_beside_the_plan(look, floor):
    page = look(MORNING)
    page.locator(".places-list").get_by_role("link", name="A02").click()
    page.get_by_role("button", name="Conferma la prenotazione").wait_for()
    look(MORNING)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/libero/", "Prima postazione libera"),
        ("/libero/?giorno=2026-11-24&dotazione=monitor", "1 posto è libero"),
        ("/libero/?giorno=2026-11-24&posti=400", "Chiedi di meno"),
        ("/libero/?giorno=2026-11-24&dalle=12:00&alle=10:00&zona=99", "Questa zona non esiste"),
    ],
)
def test_what_is_free_when(look, path, words):
    look(path, words)


def test_home_in_each_of_its_states(look, floor, member, at):
    look("/", "Oggi ci sono 4 postazioni libere")
    offered(floor.desks[3], member)
    BookingFactory(space=floor.desk, person=member, day=MONDAY)
    BookingFactory(space=floor.room, person=member, day=TUESDAY + timedelta(days=1))
    look("/", "posto tenuto per te", "Oggi: Postazione fissa A01")
    at("2026-11-23 20:00")
    look("/", "Per oggi il coworking è chiuso")
