"""The page of one day: days, slots, plan and list."""

import re
from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from spaces.availability.cells import Cells
from spaces.models import Booking, WaitingRequest
from spaces.tests.factories import (
    BookingFactory,
    ClosureFactory,
    OutOfServiceFactory,
    PersonFactory,
    SpaceFactory,
    assign,
    join,
    local,
)

TUESDAY = date(2026, 11, 24)
PAGE = "/prenota/2026-11-24/"
MORNING, WHOLE = f"{PAGE}?fascia=mattina", f"{PAGE}?fascia=giornata"


def words_of(page: str, place: str) -> str:
    """What the plan says of a place to who does not see it."""
    return re.search(rf'aria-label="([^"]*\b{place}, [^"]*)"', page)[1]


def test_it_shows_days_slots_and_free_desks(read):
    page = read(MORNING)
    assert page.count('class="days"') == page.count('class="slots"') == 1
    assert re.findall(r"<strong>(\d+ nov)</strong>", page) == [
        f"{day} nov" for day in range(23, 28)
    ]
    assert "4 postazioni libere martedì 24 novembre 2026, mattina" in page
    assert page.count('aria-current="date"') == 1


def test_plan_and_list_lead_to_the_same_places(read):
    page = read(MORNING)
    links = Counter(re.findall(rf'href="{PAGE}mattina/(\w+)/"', page))
    assert links == dict.fromkeys(["A01", "A02", "A03", "A04", "U01"], 2)
    assert page.count('href="/sale/STELVIO/2026-11-24/"') == 2


def test_a_free_desk_says_what_it_offers(read):
    assert words_of(read(MORNING), "A01") == "Postazione fissa A01, libera, monitor esterno"


def test_a_taken_desk_says_until_when_and_never_by_whom(read, floor):
    booking = BookingFactory(space=floor.desk, person=PersonFactory(last_name="Segretissimi"))
    page = read(MORNING)
    assert (
        words_of(page, "A01") == "Postazione fissa A01, occupata fino alle 13:00, monitor esterno"
    )
    assert "3 postazioni libere" in page
    assert f"{PAGE}mattina/A01/" not in page
    assert "Segretissimi" not in page
    assert booking.person.email not in page


def test_a_desk_with_one_half_left_leads_to_that_half(read, floor):
    BookingFactory(space=floor.desk)
    page = read(WHOLE)
    assert "posto solo di pomeriggio" in words_of(page, "A01")
    assert f'href="{PAGE}pomeriggio/A01/"' in page


def test_my_own_booking_is_marked_and_leads_to_it(read, floor, member):
    booking = BookingFactory(space=floor.desk, person=member)
    page = read(WHOLE)
    assert "tua, 08:30\u2060–\u206013:00" in words_of(page, "A01")
    assert page.count(f'href="/prenotazioni/{booking.pk}/"') == 2


def test_a_room_says_which_hours_are_left(read, floor):
    BookingFactory(space=floor.room, opens=time(10), closes=time(12))
    assert "libera 08:30\u2060–\u206010:00, 12:00\u2060–\u206013:00" in words_of(
        read(MORNING), "Stelvio"
    )


def test_a_place_out_of_service_says_why(read, floor):
    start, end = local(TUESDAY, time(7)), local(TUESDAY, time(20))
    OutOfServiceFactory(space=floor.desk, start=start, end=end)
    assert "Lampada rotta" in words_of(read(MORNING), "A01")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-12-08", "chiuso martedì 8 dicembre 2026: Immacolata Concezione"),
        ("2026-11-28", "chiuso sabato 28 novembre 2026: giorno di chiusura settimanale"),
        ("2026-11-20", "Questa giornata è passata"),
        ("2027-01-11", "30 giorni di anticipo, oggi fino a mercoledì 23 dicembre 2026"),
    ],
)
def test_a_day_on_which_nothing_can_be_booked_says_why(read, day, sentence):
    page = read(f"/prenota/{day}/")
    assert sentence in page
    assert f'href="/prenota/{day}/mattina/' not in page


def test_a_closed_day_says_its_reason(read):
    ClosureFactory(start=local(TUESDAY, time(7)), end=local(TUESDAY, time(20)))
    page = read(PAGE)
    assert "martedì 24 novembre 2026: Disinfestazione" in page
    assert "<small>chiuso</small>" in page


def test_without_a_membership_it_says_so_and_offers_nothing(floor, member, client_of):
    page = client_of(member).get(PAGE).content.decode()
    assert "La tua adesione non comprende martedì 24 novembre 2026" in page
    assert f"{PAGE}mattina/A01/" not in page


def test_today_after_one_proposes_the_afternoon(read, at):
    at("2026-11-24 13:05")
    assert "pomeriggio" in re.search(r'role="status">([^<]*)', read(PAGE))[1]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-23 09:00", "2026-11-23"),
        ("2026-11-23 18:30", "2026-11-24"),
        ("2026-11-27 19:00", "2026-11-30"),
        ("2026-12-07 19:00", "2026-12-09"),
    ],
)
def test_booking_begins_on_the_next_open_day(floor, member, client_of, at, now, day):
    at(now)
    assert client_of(member).get("/prenota/").url == f"/prenota/{day}/"


@pytest.mark.parametrize(
    "day", ["2026-02-30", "domani", "2026-11", "1999-12-31", "9999-12-31", "20261124"]
)
def test_a_date_that_does_not_exist_leads_to_one_that_does(reader, day):
    answer = reader.get(f"/prenota/{day}/", follow=True)
    assert answer.redirect_chain[-1][0] == "/prenota/2026-11-23/"
    assert f"La data «{day}» non esiste" in answer.content.decode()


def test_an_unknown_slot_shows_the_whole_day(read):
    assert "giornata</p>" in read(f"{PAGE}?fascia=notte")


def test_an_empty_place_says_that_there_is_nothing(db, monday, member, client_of):
    assert client_of(member).get(PAGE).status_code == 200
    assert client_of(member).get("/prenota/", follow=True).status_code == 200


@pytest.mark.parametrize("role", ["applicant", "official"])
def test_who_has_nothing_to_book_may_not_come(floor, role, client_of, request):
    assert client_of(request.getfixturevalue(role)).get(PAGE).status_code == 403


def test_strangers_are_asked_to_sign_in(floor, client_of):
    assert client_of().get(PAGE).status_code == 302


@pytest.mark.parametrize("path", [PAGE, "/settimana/2026-11-24/"])
@pytest.mark.parametrize("who", ["member", "staff"])
def test_the_same_queries_with_one_and_with_five_hundred_bookings(
    floor, path, who, queries_of, client_of, request
):
    """Session and user included; assigned places, offers and requests cost nothing more either."""
    person = request.getfixturevalue(who)
    join(person)
    reader, page = client_of(person), path
    BookingFactory(space=floor.desk)
    reader.get(page)
    few = queries_of(lambda: reader.get(page))
    people = PersonFactory.create_batch(20)
    desks = [*floor.desks, *SpaceFactory.create_batch(46, zone=floor.desk.zone, fixed=True)]
    for desk in desks:
        for offset in range(5):
            day = TUESDAY + timedelta(days=offset - 1)
            if (desk, day) != (floor.desk, TUESDAY):
                BookingFactory(space=desk, person=people[offset], day=day)
            BookingFactory(space=desk, person=people[offset], day=day, afternoon=True)
    for desk in SpaceFactory.create_batch(5, zone=floor.desk.zone, fixed=True):
        assign(desk, to=people[0]).lent.create(day=TUESDAY)
    mine = Booking.objects.filter(space=desks[10], start__date=TUESDAY)
    mine.update(person=person, status="offered", held_until=local(TUESDAY, time(8)))
    WaitingRequest.objects.create(
        person=person,
        kind="fixed_desk",
        start=mine[0].start,
        end=mine[0].end,
        offer=mine[0],
        status="offered",
    )
    assert Booking.objects.count() == 500
    assert queries_of(lambda: reader.get(page)) == few
    assert few <= 12


@pytest.mark.parametrize(
    ("now", "free"),
    [
        ("2026-11-24 09:00", 2),
        ("2026-11-24 13:00", 3),
        ("2026-11-24 18:30", None),
        ("2026-11-28 10:00", None),
    ],
)
def test_how_many_desks_are_free_for_the_rest_of_today(floor, member, at, now, free):
    join(member)
    BookingFactory(space=floor.desk)
    BookingFactory(space=floor.desks[1], whole_day=True)
    at(now)
    today = timezone.localdate()
    seen = Cells.of(today, today + timedelta(days=1), member)
    slot = seen.current_slot(today)
    assert (seen.free_desks(today, slot) if slot else None) == free


def test_who_has_a_desk_already_is_told_so_of_the_day_and_not_of_a_place(read, floor, member):
    for desk in floor.desks[1:]:
        BookingFactory(space=desk)
    BookingFactory(space=floor.desk, person=member)
    page = read(MORNING)
    assert f"Hai già {floor.desk.label}: martedì 24 novembre 2026." in page
    assert "se preferisci questo spazio" not in page
