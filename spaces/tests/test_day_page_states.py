"""What a place can be to the person who looks at a day: each state in words, and whether it is a link."""

import re
from datetime import date, time, timedelta

import pytest

from members.models import Application
from members.tests.factories import ApplicationFactory
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    PersonFactory,
    SpaceFactory,
    assign,
    local,
)

TUESDAY = date(2026, 11, 24)
PAGE = "/prenota/2026-11-24/"
MORNING, WHOLE = f"{PAGE}?fascia=mattina", f"{PAGE}?fascia=giornata"
WEEK = "/settimana/2026-11-24/"
DASH = "\u2060–\u2060"


def words_of(page: str, place: str) -> str:
    return re.search(rf'aria-label="([^"]*\b{place}, [^"]*)"', page)[1]


def chips_of(page: str) -> dict[str, str]:
    """What stands under each date of the week."""
    return dict(re.findall(r"<strong>(\d+ \w+)</strong> <small>([^<]*)</small>", page))


def set_rules(kind, **changes):
    KindRules.objects.filter(kind=kind).update(**changes)


# Assigned places.


def test_a_place_assigned_to_others_is_no_link_and_names_nobody(read, floor):
    assign(floor.desk, to=PersonFactory(last_name="Segretissimi"))
    assign(floor.office, organisation="Segretissimi S.r.l.")
    page = read(MORNING)
    assert words_of(page, "A01").startswith("Postazione fissa A01, assegnata")
    assert words_of(page, "U01") == "Ufficio privato U01, assegnato"
    assert f"{PAGE}mattina/A01/" not in page
    assert "3 postazioni libere" in page
    assert "Segretissimi" not in page
    week = read(WEEK)
    assert "A01, mar 24 nov: assegnata" in week
    assert "/2026-11-24/mattina/A01/" not in week


def test_what_the_holder_books_is_still_only_assigned_to_others(read, floor):
    holder = PersonFactory()
    assign(floor.desk, to=holder)
    BookingFactory(space=floor.desk, person=holder)
    assert "assegnata" in words_of(read(MORNING), "A01")


def test_the_holder_finds_the_own_place_free(read, floor, member):
    assign(floor.desk, to=member)
    assign(floor.office, organisation="Cooperativa Prova", people=[member])
    page = read(MORNING)
    assert words_of(page, "A01").startswith("Postazione fissa A01, il tuo posto, libera")
    assert words_of(page, "U01") == "Ufficio privato U01, il tuo posto, libero"
    assert page.count(f'href="{PAGE}mattina/A01/"') == 2
    assert "4 postazioni libere" in page


def test_a_lent_day_is_free_for_all(read, floor):
    assign(floor.desk, to=PersonFactory()).lent.create(day=TUESDAY)
    assert words_of(read(MORNING), "A01").startswith("Postazione fissa A01, libera")
    assert "assegnata" in words_of(read("/prenota/2026-11-25/?fascia=mattina"), "A01")


def test_an_assignment_holds_from_its_first_date_to_the_one_before_its_end(read, floor):
    assign(floor.desk, to=PersonFactory(), starts=TUESDAY, ends=TUESDAY + timedelta(days=1))
    for day, assigned in ((23, False), (24, True), (25, False)):
        page = read(f"/prenota/2026-11-{day}/?fascia=pomeriggio")
        assert ("assegnata" in words_of(page, "A01")) is assigned


def test_a_booking_older_than_the_assignment_stays_mine(read, floor, member):
    BookingFactory(space=floor.desk, person=member)
    assign(floor.desk, to=PersonFactory())
    assert "tua, 08:30" in words_of(read(MORNING), "A01")


# Offers of the waiting list.


def offer(space, person, until=None):
    return BookingFactory(
        space=space,
        person=person,
        status=Booking.Status.OFFERED,
        held_until=until or local(date(2026, 11, 23), time(11)),
    )


def test_a_place_held_for_me_says_until_when_and_leads_to_the_answer(read, floor, member):
    held = offer(floor.desk, member)
    page = read(MORNING)
    assert "tenuta per te fino alle 11:00" in words_of(page, "A01")
    assert page.count(f'href="/prenotazioni/{held.pk}/"') == 2
    assert "A01, mar 24 nov: tenuta per te fino alle 11:00" in read(WEEK)


def test_a_place_held_for_another_is_taken(read, floor):
    offer(floor.desk, PersonFactory())
    page = read(MORNING)
    assert "occupata fino alle 13:00" in words_of(page, "A01")
    assert f"{PAGE}mattina/A01/" not in page


def test_an_offer_that_ran_out_is_nobodys_to_answer(read, floor, member):
    offer(floor.desk, member, until=local(date(2026, 11, 23), time(8, 59)))
    assert "libera" in words_of(read(MORNING), "A01")


# Time between the bookings of a room.


@pytest.mark.parametrize(
    ("buffer", "free"),
    [
        (0, f"libera 08:30{DASH}10:00, 12:00{DASH}13:00"),
        (30, f"libera 08:30{DASH}09:30, 12:30{DASH}13:00"),
        (15, f"libera 08:30{DASH}09:30, 12:30{DASH}13:00"),
        (60, f"libera 08:30{DASH}09:00"),
    ],
)
def test_the_time_between_bookings_shortens_what_is_free(read, floor, buffer, free):
    set_rules(Space.Kind.MEETING_ROOM, buffer_minutes=buffer)
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    assert words_of(read(MORNING), "Stelvio").endswith(free)


def test_a_meeting_after_the_slot_shortens_the_slot_before(read, floor):
    set_rules(Space.Kind.MEETING_ROOM, buffer_minutes=30)
    BookingFactory(space=floor.room, opens=time(13), closes=time(15))
    assert words_of(read(MORNING), "Stelvio").endswith(f"libera 08:30{DASH}12:30")


def test_a_desk_that_wants_a_pause_is_not_offered_right_after(read, floor):
    set_rules(Space.Kind.FIXED_DESK, buffer_minutes=60)
    BookingFactory(space=floor.desk)
    assert "occupata" in words_of(read(f"{PAGE}?fascia=pomeriggio"), "A01")
    assert "occupata" in words_of(read(WHOLE), "A01")


def test_a_whole_is_taken_with_its_part_and_the_other_way_round(read, floor):
    whole = SpaceFactory(room=True, code="UNITA", name="Unita", zone=floor.room.zone)
    whole.parts.add(floor.room)
    BookingFactory(space=floor.room, opens=time(8, 30), closes=time(13))
    assert words_of(read(MORNING), "Unita").endswith("occupata fino alle 13:00 (con Stelvio)")
    BookingFactory(space=whole, afternoon=True)
    assert words_of(read(f"{PAGE}?fascia=pomeriggio"), "Stelvio").endswith("18:30 (con Unita)")


# Who may book which kind.


def test_a_kind_that_i_may_not_book_is_no_link_and_not_counted(read, floor, member):
    ApplicationFactory(applicant=member, kind="student", status=Application.Status.ADMITTED)
    set_rules(Space.Kind.FIXED_DESK, open_to=["researcher"])
    page = read(MORNING)
    assert "libera, non per la tua categoria" in words_of(page, "A01")
    assert f"{PAGE}mattina/A01/" not in page
    assert f'href="{PAGE}mattina/A03/"' in page
    assert "2 postazioni libere" in page
    assert "/2026-11-24/mattina/A01/" not in read(WEEK)


def test_a_kind_open_to_mine_is_a_link(read, floor, member):
    ApplicationFactory(applicant=member, kind="researcher", status=Application.Status.ADMITTED)
    set_rules(Space.Kind.FIXED_DESK, open_to=["researcher"])
    assert f'href="{PAGE}mattina/A01/"' in read(MORNING)


def test_nothing_open_to_me_is_said_at_the_top(read, floor, member):
    ApplicationFactory(applicant=member, kind="student", status=Application.Status.ADMITTED)
    KindRules.objects.update(open_to=["researcher"])
    page = read(MORNING)
    assert "Questi posti non sono per la tua categoria" in page
    assert "libere martedì" not in page


def test_the_staff_may_book_every_kind(floor, staff, client_of):
    KindRules.objects.update(open_to=[])
    page = client_of(staff).get(MORNING).content.decode()
    assert page.count(f'href="{PAGE}mattina/A01/"') == 2


# The sentence, the title and the dates of the week agree with what can be had.


@pytest.mark.parametrize(
    ("now", "day", "chip"),
    [
        ("2026-11-23 09:00", "2026-11-20", ("20 nov", "passato")),
        ("2026-11-23 18:30", "2026-11-23", ("23 nov", "passato")),
        ("2026-11-23 09:00", "2026-11-29", ("29 nov", "chiuso")),
        ("2026-11-23 09:00", "2026-12-08", ("8 dic", "chiuso")),
        ("2026-11-23 09:00", "2027-01-11", ("11 gen", "non ancora")),
    ],
)
def test_where_nothing_can_be_had_nothing_says_that_desks_are_free(read, at, now, day, chip):
    at(now)
    page = read(f"/prenota/{day}/")
    assert chips_of(page)[chip[0]] == chip[1]
    assert "postazioni libere" not in page
    assert "postazioni libere" not in re.search(r"<title>(.*?)</title>", page)[1]


def test_a_retired_place_does_not_speak_for_a_closed_day(read, floor):
    Space.objects.filter(pk=floor.desk.pk).update(retired_on=TUESDAY)
    ClosureFactory(start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)))
    assert "24 novembre 2026: Disinfestazione" in read(PAGE)


def test_the_days_after_the_horizon_are_not_yet_and_those_before_are_counted(read, at):
    at("2026-11-24 09:00")
    chips = chips_of(read("/prenota/2026-12-24/"))
    assert chips["23 dic"] == "4 libere"
    assert chips["24 dic"] == "4 libere"
    assert chips_of(read("/prenota/2026-12-28/"))["28 dic"] == "non ancora"


def test_a_member_until_wednesday_is_not_promised_thursday(floor, member, client_of):
    from spaces.tests.factories import join

    join(member, ends=date(2026, 11, 26))
    page = client_of(member).get("/prenota/2026-11-26/").content.decode()
    assert "La tua adesione non comprende giovedì 26 novembre 2026" in page
    assert chips_of(page)["25 nov"] == "4 libere"
    assert chips_of(page)["26 nov"] == "non per te"
    assert "libera, fuori dalla tua adesione" in words_of(page, "A01")


def test_a_part_of_today_that_is_over_says_so(read, at):
    at("2026-11-24 13:30")
    page = read(MORNING)
    assert "Questa parte di martedì 24 novembre 2026 è passata: mattina" in page
    assert "Nessuna postazione" not in page


def test_when_only_rooms_are_open_the_desks_are_said_to_be_closed(read, floor):
    from spaces.models import WeeklyHours

    WeeklyHours.objects.filter(weekday=1, kind__in=Space.DESKS).delete()
    page = read(PAGE)
    assert "Le postazioni sono chiuse martedì 24 novembre 2026" in page
    assert chips_of(page)["24 nov"] == "chiuso"
    assert 'href="/sale/STELVIO/2026-11-24/"' in page


def test_when_all_desks_are_taken_the_page_says_so(read, floor):
    for desk in floor.desks:
        BookingFactory(space=desk)
    assert "Nessuna postazione libera martedì 24 novembre 2026, mattina" in read(MORNING)


# Waiting for a place.


def take_all(desks):
    for desk in desks:
        BookingFactory(space=desk)


def test_a_full_slot_offers_the_waiting_list_of_each_kind_of_desk(read, floor):
    take_all(floor.desks)
    page = read(MORNING)
    assert 'href="/attesa/nuova/2026-11-24/mattina/fixed_desk/"' in page
    assert 'href="/attesa/nuova/2026-11-24/mattina/mobile_desk/"' in page
    assert "/attesa/nuova/" not in read(f"{PAGE}?fascia=pomeriggio")


def test_each_taken_place_can_be_waited_for_but_not_an_assigned_one(read, floor):
    BookingFactory(space=floor.desk)
    assign(floor.office, to=PersonFactory())
    page = read(MORNING)
    assert re.findall(r"/attesa/nuova/2026-11-24/mattina/(\w+)/", page) == ["A01"]


def test_nobody_waits_for_a_slot_that_began(read, floor, at):
    take_all(floor.desks)
    at("2026-11-24 09:00")
    assert "/attesa/nuova/" not in read(MORNING)


def test_what_i_wait_for_is_marked_and_not_offered_twice(read, floor, member):
    take_all(floor.desks)
    start, end = local(TUESDAY, time(8, 30)), local(TUESDAY, time(13))
    waiting = WaitingRequest.objects.create(
        person=member, kind=Space.Kind.FIXED_DESK, start=start, end=end
    )
    page = read(MORNING)
    assert "Postazione fissa: sei in lista d’attesa per questo orario." in page
    assert f'href="/attesa/{waiting.pk}/"' in page
    assert "/mattina/fixed_desk/" not in page
    assert "sei in lista" not in read("/prenota/2026-11-25/?fascia=mattina")


def test_an_offer_leads_to_its_answer(read, floor, member):
    held = offer(floor.desk, member)
    waiting = WaitingRequest.objects.create(
        person=member,
        kind=Space.Kind.FIXED_DESK,
        start=held.start,
        end=held.end,
        offer=held,
        status=WaitingRequest.Status.OFFERED,
    )
    page = read(MORNING)
    assert page.count(f'href="/attesa/{waiting.pk}/"') == 3
    assert "Rispondi all’offerta" in page


@pytest.mark.parametrize("page", [PAGE, WEEK])
def test_no_browser_keeps_a_plan_to_show_it_again(reader, page):
    assert "no-store" in reader.get(page).headers["Cache-Control"]


# Rooms made of rooms.


@pytest.fixture
def hall(floor):
    """A hall that is made of the floor's meeting room and of another one."""
    other = SpaceFactory(room=True, code="TONALE", name="Tonale", zone=floor.room.zone)
    found = SpaceFactory(hall=True, code="SALA", name="Grande", zone=floor.room.zone)
    found.parts.set([floor.room, other])
    return found


TEN_TO_ELEVEN = {"opens": time(10), "closes": time(11)}


def test_my_part_takes_the_whole_but_does_not_make_it_mine(read, floor, hall, member):
    BookingFactory(space=floor.room, person=member, **TEN_TO_ELEVEN)
    page = read(WHOLE)
    assert f"tua, 10:00{DASH}11:00" in words_of(page, "Stelvio")
    words = words_of(page, "Grande")
    assert "tua" not in words
    assert words.endswith(
        f"libera 08:30{DASH}10:00, 11:00{DASH}18:30, per il resto occupata (con Stelvio)"
    )
    assert "/sale/SALA/" in page
    assert "occupata" not in words_of(page, "Tonale")


def test_my_whole_takes_the_parts_but_does_not_make_them_mine(read, floor, hall, member):
    booking = BookingFactory(space=hall, person=member, opens=time(8, 30), closes=time(18, 30))
    page = read(WHOLE)
    assert f"tua, 08:30{DASH}18:30" in words_of(page, "Grande")
    for part in ("Stelvio", "Tonale"):
        assert words_of(page, part).endswith("occupata fino alle 18:30 (con Grande)")
    week = read(WEEK)
    assert "Stelvio, mar 24 nov: occupata fino alle 18:30 (con Grande)" in week
    assert week.count(f'href="/prenotazioni/{booking.pk}/"') == 2


def test_the_page_of_the_whole_says_which_part_was_booked(read, floor, hall, member):
    BookingFactory(space=floor.room, person=member, **TEN_TO_ELEVEN)
    held = read("/sale/SALA/2026-11-24/").split("Già occupata")[-1]
    assert "con Stelvio" in held
    assert "tua" not in held.split("</ul>")[0]
    assert "tua" in read("/sale/STELVIO/2026-11-24/").split('id="held"')[-1].split("</ul>")[0]


def test_an_hour_of_mine_leaves_the_rest_of_the_half_day_in_the_week(read, floor, member):
    BookingFactory(space=floor.room, person=member, **TEN_TO_ELEVEN)
    words = f"tua, 10:00{DASH}11:00, libera 08:30{DASH}10:00, 11:00{DASH}13:00"
    assert f"Mattina, Stelvio, mar 24 nov: {words}" in read(WEEK).replace("M<i>", "M")
    cells = re.findall(
        r'class="half (\w+)" href="([^"]+)"[^>]*>M<[^>]*>attina, Stelvio', read(WEEK)
    )
    assert cells[1] == ("partly", "/sale/STELVIO/2026-11-24/")


def test_a_day_too_far_says_the_limit_of_desks_first_as_their_confirmation_does(read, floor):
    set_rules(Space.Kind.MEETING_ROOM, days_ahead=60)
    desks = "30 giorni di anticipo, oggi fino a mercoledì 23 dicembre 2026"
    page = read("/prenota/2027-02-01/")
    assert desks in page
    assert "Le sale si prenotano con al massimo 60 giorni di anticipo" in page
    assert page.index(desks) < page.index("Le sale si prenotano")
    assert desks in read("/prenota/2027-02-01/mattina/A01/")


def test_a_limit_of_one_day_is_one(read, floor):
    set_rules(Space.Kind.MEETING_ROOM, days_ahead=1)
    page = read("/prenota/2027-02-01/")
    assert "Le sale si prenotano con al massimo 1 giorno di anticipo, oggi" in page
    KindRules.objects.update(days_ahead=1)
    refused = read("/prenota/2027-02-01/mattina/A01/")
    assert "Puoi prenotare con al massimo 1 giorno di anticipo, oggi" in refused


def test_one_limit_for_all_is_said_once(read):
    page = read("/prenota/2027-02-01/")
    assert "30 giorni di anticipo" in page
    assert "Le sale si prenotano" not in page
