"""The page that moves a booking: a day, then what is free on it."""

from datetime import date, time

import pytest

from spaces import actions
from spaces.models import Assignment, Booking, KindRules
from spaces.tests.factories import BookingFactory, PersonFactory, local

WEDNESDAY = date(2026, 11, 25)
#: Keeps the dash of two hours on its line.
NEVER_BROKEN = "\u2060"


@pytest.fixture
def booking(floor, reader, member):
    return BookingFactory(space=floor.desk, person=member, day=WEDNESDAY)


@pytest.fixture
def address(booking):
    return f"/prenotazioni/{booking.pk}/sposta/"


@pytest.fixture
def meeting(floor, reader, member):
    return BookingFactory(
        space=floor.room, person=member, day=WEDNESDAY, opens=time(10), closes=time(11)
    )


def options(html: str) -> str:
    return html.split('name="place"')[1].split("</select>")[0]


def test_the_booking_leads_there_while_it_can_be_moved(read, booking, address, at):
    assert f'href="{address}"' in read(f"/prenotazioni/{booking.pk}/")
    at("2026-11-25 08:00")
    assert f'href="{address}"' not in read(f"/prenotazioni/{booking.pk}/")


def test_it_shows_only_what_can_be_had_the_present_place_first_chosen(read, floor, address):
    BookingFactory(space=floor.desks[1], day=WEDNESDAY)
    Assignment.objects.create(space=floor.desks[2], person=PersonFactory(), starts=WEDNESDAY)
    shown = options(read(address))
    assert '<option value="mattina/A01" selected>' in shown
    assert 'value="mattina/A02"' not in shown
    assert 'value="pomeriggio/A02"' in shown
    assert "A03" not in shown
    assert 'value="giornata/A04"' in shown


def test_another_day_keeps_slot_and_place(read, address):
    shown = options(read(address + "?giorno=2026-11-27"))
    assert '<option value="mattina/A01" selected>' in shown
    assert "venerdì 27 novembre 2026" in read(address + "?giorno=2026-11-27")


def test_moving_leads_to_the_booking_with_the_new_place(reader, booking, address):
    answer = reader.post(address + "?giorno=2026-11-27", {"place": "pomeriggio/A03"}, follow=True)
    assert answer.redirect_chain == [(f"/prenotazioni/{booking.pk}/", 302)]
    booking.refresh_from_db()
    assert (booking.space.code, booking.start) == ("A03", local(date(2026, 11, 27), time(13)))
    words = " ".join(answer.content.decode().split())
    assert "Spostata: ora hai A03." in words
    assert "venerdì 27 novembre 2026, 13:00–18:30" in words


def test_the_same_form_twice_moves_once_also_when_it_would_be_too_late_now(
    reader, booking, address, at
):
    """To this very morning's afternoon: within the twelve hours in which one can't move any more."""
    at("2026-11-24 20:00")
    for _again in range(2):
        answer = reader.post(address, {"place": "pomeriggio/A03"})
        assert answer.url == f"/prenotazioni/{booking.pk}/"
        at("2026-11-25 12:00")
    booking.refresh_from_db()
    assert booking.sequence == 1


def test_what_was_taken_meanwhile_is_refused_with_the_form_kept(reader, floor, booking, address):
    BookingFactory(space=floor.desks[1], day=WEDNESDAY)
    answer = reader.post(address, {"place": "mattina/A02"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Qualcuno ha già prenotato A02. Nello stesso orario è disponibile" in html
    assert 'name="place"' in html
    booking.refresh_from_db()
    assert booking.sequence == 0


def test_a_room_moves_to_other_hours_and_another_room(reader, floor, meeting):
    address = f"/prenotazioni/{meeting.pk}/sposta/"
    BookingFactory(space=floor.room, day=WEDNESDAY, opens=time(14), closes=time(16))
    html = " ".join(reader.get(address).content.decode().split())
    assert "08:30–14:00, 16:00–18:30" in html.replace(NEVER_BROKEN, "")
    assert '<option value="10:00" selected>' in html
    sent = {"place": "STELVIO", "start": "16:30", "end": "18:00"}
    assert reader.post(address, sent).url == f"/prenotazioni/{meeting.pk}/"
    meeting.refresh_from_db()
    assert meeting.start == local(WEDNESDAY, time(16, 30))


def test_what_is_left_of_a_room_keeps_its_buffer(read, floor, meeting):
    KindRules.objects.filter(kind="meeting_room").update(buffer_minutes=30)
    BookingFactory(space=floor.room, day=WEDNESDAY, opens=time(14), closes=time(16))
    html = read(f"/prenotazioni/{meeting.pk}/sposta/")
    assert "08:30–13:30, 16:30–18:30" in html.replace(NEVER_BROKEN, "")


def test_room_hours_that_are_taken_stay_in_the_form(reader, floor, meeting):
    BookingFactory(space=floor.room, day=WEDNESDAY, opens=time(14), closes=time(16))
    sent = {"place": "STELVIO", "start": "15:00", "end": "15:30"}
    answer = reader.post(f"/prenotazioni/{meeting.pk}/sposta/", sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Qualcuno ha già prenotato Stelvio." in html
    assert '<option value="15:00" selected>' in html


def test_a_closed_day_says_why(read, address):
    assert "Immacolata Concezione" in read(address + "?giorno=2026-12-08")


def test_after_the_deadline_it_says_what_can_still_be_done(read, address, at):
    at("2026-11-25 07:00")
    words = read(address)
    assert "martedì 24 novembre 2026 alle 20:30" in words
    assert "chiedere allo staff" in words
    assert 'name="place"' not in words


def test_the_staff_move_somebodys_booking(client_of, staff, booking, address, at):
    at("2026-11-25 07:00")
    assert client_of(staff).post(address, {"place": "mattina/A04"}).status_code == 302
    booking.refresh_from_db()
    assert booking.space.code == "A04"


@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_booking_is_not_found(booking, address, other_member, client_of, method):
    answer = getattr(client_of(other_member), method)(address, {"place": "mattina/A02"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_may_not_book_may_not_move(address, role, request, client_of):
    assert client_of(request.getfixturevalue(role)).get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_it_makes_as_many_queries_with_many_bookings(reader, floor, address, count, queries_of):
    for number in range(count):
        BookingFactory(space=floor.desks[number % 4], day=date(2026, 11, 26 + number // 4))
    assert queries_of(lambda: reader.get(address)) == 9


def test_looking_moves_nothing(read, booking, address):
    read(address + "?giorno=2026-11-27&place=mattina/A03")
    booking.refresh_from_db()
    assert (booking.sequence, Booking.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("10:07", "11:00", "a passi di 30 minuti"),
        ("19:00", "20:00", "l’apertura è 08:30–18:30"),
        ("11:00", "10:00", "finisce dopo il suo inizio"),
        ("10:00", "10:00", "finisce dopo il suo inizio"),
    ],
)
def test_hours_that_are_none_of_the_rooms_stay_in_the_form(reader, meeting, start, end, sentence):
    sent = {"place": "STELVIO", "start": start, "end": end}
    answer = reader.post(f"/prenotazioni/{meeting.pk}/sposta/", sent)
    html = answer.content.decode().replace(NEVER_BROKEN, "")
    assert answer.status_code == 409
    assert sentence in html
    assert "Stelvio è disponibile" in html
    for hour in (start, end):
        assert f'<option value="{hour}" selected>' in html


def test_what_is_no_hour_moves_nothing(reader, meeting):
    sent = {"place": "STELVIO", "start": "dieci", "end": "11:00"}
    html = reader.post(f"/prenotazioni/{meeting.pk}/sposta/", sent).content.decode()
    assert "Scrivi un’ora come 10:30." in html
    assert '<option value="11:00" selected>' in html


def test_what_was_cancelled_in_another_tab_offers_nothing_to_choose(
    reader, member, booking, address
):
    actions.cancel(by=member, booking=booking)
    answer = reader.post(address, {"place": "mattina/A02"})
    assert answer.status_code == 409
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    assert "non tiene più nessun posto" in main
    assert 'href="/prenota/"' in main
    for gone in ("Ora è", "<form", "<select", "<button", "Lascia"):
        assert gone not in main


# -- the day and the choice are one form ------------------------------------------------------------
FRIDAY = date(2026, 11, 27)


def whole_form(html: str) -> str:
    """What lies in the page's one form, its day included."""
    main = html[html.index("<main") : html.index("</main>")]
    assert main.count("<form") == 1
    return main[main.index("<form") : main.index("</form>")]


def test_another_day_that_was_not_looked_at_is_moved_to(reader, read, booking, address):
    assert 'name="giorno"' in whole_form(read(address))
    sent = {"giorno": FRIDAY.isoformat(), "place": "mattina/A01"}
    answer = reader.post(address, sent, follow=True)
    booking.refresh_from_db()
    assert booking.start == local(FRIDAY, time(8, 30))
    words = " ".join(answer.text.split())
    assert "Prima era A01, mercoledì 25 novembre 2026, 08:30–13:00" in words
    assert "adesso è A01, venerdì 27 novembre 2026, 08:30–13:00" in words


def test_the_day_of_the_form_counts_and_not_the_addresss(reader, booking, address):
    sent = {"giorno": FRIDAY.isoformat(), "place": "mattina/A01"}
    reader.post(address + "?giorno=2026-11-26", sent)
    booking.refresh_from_db()
    assert booking.start == local(FRIDAY, time(8, 30))


def test_what_is_as_it_was_is_not_called_moved(reader, booking, address):
    sent = {"giorno": WEDNESDAY.isoformat(), "place": "mattina/A01"}
    words = " ".join(reader.post(address, sent, follow=True).text.split())
    assert "Niente da spostare: hai già A01, mercoledì 25 novembre 2026, 08:30–13:00." in words
    assert "Spostata" not in words


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-12-08", "Immacolata Concezione"),
        ("2026-11-28", "giorno di chiusura settimanale"),
        ("2026-02-30", "la data «2026-02-30» non esiste"),
        ("", "scegli un giorno"),
        ("9999-12-31", "la data «9999-12-31» non esiste"),
        ("2026-11-20", "passat"),
        ("2027-11-26", "2026"),
    ],
)
def test_a_day_that_cannot_be_says_why_and_keeps_the_form(reader, booking, address, day, sentence):
    answer = reader.post(address, {"giorno": day, "place": "mattina/A03"})
    assert answer.status_code == 409
    assert sentence in " ".join(answer.text.split())
    form = whole_form(answer.text)
    assert f'name="giorno" value="{day}"' in form or not day
    assert "mattina/A03" in form
    booking.refresh_from_db()
    assert booking.sequence == 0


def test_what_is_taken_on_the_new_day_leaves_nothing_else_chosen(reader, floor, booking, address):
    BookingFactory(space=floor.desk, day=FRIDAY)
    answer = reader.post(address, {"giorno": FRIDAY.isoformat(), "place": "mattina/A01"})
    assert answer.status_code == 409
    assert "Qualcuno ha già prenotato A01" in answer.text
    shown = options(answer.text)
    assert "selected" not in shown
    assert shown.index('<option value="">Scegli') < shown.index("<optgroup")
    assert f'value="{FRIDAY}"' in whole_form(answer.text)


def test_looking_keeps_what_was_chosen(reader, read, address):
    sent = {"giorno": FRIDAY.isoformat(), "place": "pomeriggio/A03"}
    answer = reader.post(address + "guarda/", sent)
    assert answer.url == address + "?giorno=2026-11-27&place=pomeriggio%2FA03"
    page = read(answer.url)
    assert '<option value="pomeriggio/A03" selected>' in options(page)
    holiday = read(reader.post(address + "guarda/", sent | {"giorno": "2026-12-08"}).url)
    assert 'type="hidden" name="place" value="pomeriggio/A03"' in holiday


def test_a_room_goes_to_the_day_and_hours_of_the_form(reader, meeting):
    address = f"/prenotazioni/{meeting.pk}/sposta/"
    sent = {"giorno": FRIDAY.isoformat(), "place": "STELVIO", "start": "16:30", "end": "18:00"}
    page = reader.get(reader.post(address + "guarda/", sent).url).text
    assert '<option value="16:30" selected>' in page
    words = " ".join(reader.post(address, sent, follow=True).text.split())
    assert "adesso è Stelvio, venerdì 27 novembre 2026, 16:30–18:00" in words
    meeting.refresh_from_db()
    assert meeting.start == local(FRIDAY, time(16, 30))


@pytest.mark.parametrize("which", ["booking", "meeting"])
def test_a_day_that_is_over_is_called_so(read, request, which):
    found = request.getfixturevalue(which)
    main = read(f"/prenotazioni/{found.pk}/sposta/?giorno=2026-11-20").partition("<main")[2]
    assert "Questo giorno è passato. Scegline uno successivo." in main
    assert "In questo giorno" not in main
    assert "al giorno scelto" not in main


@pytest.mark.parametrize("day", ["", "%20"])
def test_an_emptied_day_asks_for_one(read, address, day):
    page = read(f"{address}?giorno={day}")
    assert "Scrivi un giorno. Ecco il giorno della tua prenotazione." in page
    assert "non esiste" not in page


def test_what_is_shown_and_where_the_booking_goes_are_two_days(read, address):
    """The button moves to the day of the form, which may have been changed since it was looked at."""
    main = read(address).partition("<main")[2]
    assert "Che cosa è libero: mercoledì 25 novembre 2026" in main
    assert 'value="Sposta la prenotazione al giorno scelto"' in main
