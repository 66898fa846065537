"""The coworker's home: today first, then the desk that one is likely to want, one tap from its confirmation."""

import re
from datetime import date, time, timedelta

import pytest

from members.models import Membership, Suspension
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

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def monday(at):
    return at("2026-11-23 09:00")


@pytest.fixture
def floor(monday):
    return make_floor()


@pytest.fixture
def read(floor, member, client_of):
    join(member)
    return lambda: " ".join(client_of(member).get("/").content.decode().split())


def proposed(page: str) -> list[str]:
    """The addresses that confirm a desk."""
    return re.findall(r'href="(/prenota/[^/]+/\w+/\w+/)"', page)


def sat_at(desk, person, *, times=1, ago=7):
    for week in range(times):
        day = MONDAY - timedelta(days=ago + 7 * week)
        BookingFactory(space=desk, person=person, day=day, whole_day=True, attended=True)


def test_without_a_habit_the_first_desk_today_and_on_the_next_open_day(read):
    page = read()
    assert "Oggi ci sono 4 postazioni libere" in page
    assert proposed(page) == [
        "/prenota/2026-11-23/giornata/A01/",
        "/prenota/2026-11-24/giornata/A01/",
    ]
    assert "il tuo posto abituale" not in page


def test_the_usual_desk_is_the_one_booked_most_often_in_ninety_days(read, floor, member):
    sat_at(floor.desks[2], member, times=3)
    sat_at(floor.desks[1], member, times=2, ago=8)
    for week in range(5):
        day = MONDAY - timedelta(days=100 + 7 * week)
        BookingFactory(space=floor.desks[3], person=member, day=day)
    sat_at(floor.desks[0], PersonFactory(), times=4, ago=9)
    page = read()
    assert proposed(page)[0] == "/prenota/2026-11-23/giornata/A03/"
    assert "Postazione mobile A03</strong>, il tuo posto abituale" in page


def test_where_the_usual_desk_is_taken_the_nearest_one(read, floor, member):
    sat_at(floor.desks[1], member)
    BookingFactory(space=floor.desks[1], day=MONDAY, whole_day=True)
    page = read()
    assert proposed(page) == [
        "/prenota/2026-11-23/giornata/A01/",
        "/prenota/2026-11-24/giornata/A02/",
    ]
    assert "A02, dove ti siedi di solito, non è disponibile" in page


def test_a_place_assigned_to_me_is_my_usual_one(read, floor, member):
    sat_at(floor.desks[1], member)

    assign(floor.office, organisation="Cooperativa Prova", people=[member])
    assert proposed(read())[0] == "/prenota/2026-11-23/giornata/U01/"


def test_the_rest_of_today_is_the_afternoon(read, at):
    at("2026-11-23 13:30")
    assert proposed(read()) == [
        "/prenota/2026-11-23/pomeriggio/A01/",
        "/prenota/2026-11-24/giornata/A01/",
    ]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-27 19:00", "2026-11-30"),
        ("2026-11-28 10:00", "2026-11-30"),
        ("2026-12-07 20:00", "2026-12-09"),
    ],
)
def test_when_it_is_closed_the_next_open_day(read, at, now, day):
    at(now)
    page = read()
    assert "Per oggi il coworking è chiuso" in page
    assert proposed(page) == [f"/prenota/{day}/giornata/A01/"]


def test_a_day_on_which_i_have_a_desk_is_passed_over(read, floor, member):
    BookingFactory(space=floor.desk, person=member, day=TUESDAY)
    assert proposed(read())[1] == "/prenota/2026-11-25/giornata/A01/"


def test_a_full_day_proposes_its_free_half(read, floor):
    for place in (*floor.desks, floor.office):
        BookingFactory(space=place, day=MONDAY)
    assert proposed(read())[0] == "/prenota/2026-11-23/pomeriggio/A01/"


def test_what_i_may_not_book_is_not_proposed(read, floor):
    KindRules.objects.filter(kind=Space.Kind.FIXED_DESK).update(open_to=["researcher"])
    assert proposed(read())[0] == "/prenota/2026-11-23/giornata/A03/"


def test_without_a_membership_nothing_is_proposed(floor, member, client_of):
    page = client_of(member).get("/").content.decode()
    assert proposed(page) == []
    assert "Oggi non puoi prenotare una postazione" in page


def test_my_booking_of_today_with_the_check_in_when_it_is_due(read, floor, member, at):
    booking = BookingFactory(space=floor.desk, person=member, day=MONDAY, afternoon=True)
    link = f'href="/prenotazioni/{booking.pk}/ingresso/"'
    page = read()
    assert "Oggi: Postazione fissa A01, dalle 13:00 alle 18:30" in page
    assert "l’ingresso si apre alle 12:00" in page
    assert link not in page
    at("2026-11-23 12:05")
    assert link in read()
    Booking.objects.update(status="attended", checked_in_at=local(MONDAY, time(12, 5)))
    page = read()
    assert link not in page
    assert "dentro dalle 12:05" in page
    assert f'href="/prenotazioni/{booking.pk}/uscita/"' in page
    Booking.objects.update(checked_out_at=local(MONDAY, time(14, 21)))
    page = read()
    assert "Uscita da Postazione fissa A01 alle 14:21" in page
    assert "dalle 13:00 alle 18:30" not in page[page.index("<main") :]


def test_a_place_held_for_me_is_offered_first(read, floor, member):
    held = BookingFactory(
        space=floor.desk,
        person=member,
        status=Booking.Status.OFFERED,
        held_until=local(MONDAY, time(11)),
    )
    request = WaitingRequest.objects.create(
        person=member,
        kind=Space.Kind.FIXED_DESK,
        start=held.start,
        end=held.end,
        offer=held,
        status=WaitingRequest.Status.OFFERED,
    )
    page = read()
    assert "Postazione fissa A01: posto tenuto per te fino alle 11:00" in page
    assert page.index(f'href="/attesa/{request.pk}/"') < page.index("postazioni libere")
    assert "Non hai prenotazioni" in page or "prenotato" in page


def test_coming_bookings_are_told_apart_from_today(read, floor, member):
    BookingFactory(space=floor.desk, person=member, day=MONDAY)
    later = BookingFactory(space=floor.room, person=member, day=TUESDAY)
    page = read()
    assert f'href="/prenotazioni/{later.pk}/">Stelvio' in page


def test_nothing_is_kept_for_the_way_back(floor, member, client_of):
    assert "no-store" in client_of(member).get("/").headers["Cache-Control"]


def test_the_same_queries_whatever_there_is(floor, member, client_of, queries_of):
    join(member)
    client = client_of(member)
    client.get("/")
    few = queries_of(lambda: client.get("/"))
    sat_at(floor.desk, member, times=3)
    for desk in floor.desks[1:]:
        BookingFactory(space=desk, day=MONDAY)
    BookingFactory(space=floor.desk, person=member, day=MONDAY)
    for days in range(1, 5):
        BookingFactory(space=floor.desk, person=member, day=MONDAY + timedelta(days=days))
    ClosureFactory(start=local(TUESDAY, time(0)), end=local(TUESDAY, time(23)))
    assign(floor.office, organisation="Prova", people=[member])
    # The closure is read once, by whoever comes first.
    client.get("/")
    assert queries_of(lambda: client.get("/")) == few
    assert few <= 10


def test_the_next_open_day_may_be_weeks_away(read):
    """A week is read first, and the rest of the month only then."""
    ClosureFactory(start=local(MONDAY, time(0)), end=local(date(2026, 12, 9), time(23)))
    assert proposed(read()) == ["/prenota/2026-12-10/giornata/A01/"]


def test_six_bookings_are_told_the_next_first(read, floor, member):
    days = [date(2026, 12, number) for number in (10, 3, 4, 9, 1, 2, 11)]
    booked = {day: BookingFactory(space=floor.desk, person=member, day=day) for day in days}
    page = read()
    told = re.findall(r'href="/prenotazioni/(\d+)/"', page)
    assert told == [str(booked[day].pk) for day in sorted(days)[:6]]


def test_an_offer_that_is_over_or_somebody_elses_is_not_told(read, floor, member):
    for person, until in ((member, time(8, 59)), (PersonFactory(), time(11))):
        held = BookingFactory(
            space=floor.desks[0 if person == member else 1],
            person=person,
            status=Booking.Status.OFFERED,
            held_until=local(MONDAY, until),
        )
        WaitingRequest.objects.create(
            person=person,
            kind=Space.Kind.FIXED_DESK,
            start=held.start,
            end=held.end,
            offer=held,
            status=WaitingRequest.Status.OFFERED,
        )
    assert "/attesa/" not in read()


def test_whoever_may_not_book_today_does_not_read_that_no_desk_is_free(at, client_of, member):
    """Desks are free; it is the membership that rests, or has not begun."""
    at("2026-11-23 09:00")
    make_floor()
    mine = join(member)
    rest = Suspension.objects.create(membership=mine, since=date(2026, 11, 23), reason="Pausa")
    browser = client_of(member)
    for why in ("è sospesa in questo giorno", "non comprende"):
        home = " ".join(browser.get("/").text.split())
        assert "Oggi non puoi prenotare una postazione" in home
        assert "Oggi non ci sono postazioni libere" not in home
        assert why in home
        rest.delete() if rest.pk else None
        Membership.objects.update(starts=date(2026, 12, 1))
