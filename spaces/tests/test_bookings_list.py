"""My bookings: what is held for me, what comes date by date, what was."""

from datetime import date, time, timedelta

import pytest

from spaces import actions
from spaces.models import Booking
from spaces.schedule.opening import Slot
from spaces.schedule.series import Wish
from spaces.tests.factories import BookingFactory, local

TUESDAY = date(2026, 11, 24)
MINE = "/prenotazioni/"


def test_it_leads_to_all_that_can_be_done(read, floor, member):
    BookingFactory(space=floor.desk, person=member)
    page = read(MINE)
    for path in ("/prenota/", "/serie/nuova/", "/prenotazioni/assenza/", "/calendari/"):
        assert f'href="{path}"' in page


def test_who_has_nothing_ahead_is_not_asked_to_be_away(read):
    assert "/prenotazioni/assenza/" not in read(MINE)


def test_two_bookings_of_a_date_stand_under_it_once(read, floor, member):
    BookingFactory(space=floor.desk, person=member)
    BookingFactory(space=floor.room, person=member, opens=time(15), closes=time(16))
    page = read(MINE)
    assert page.count("martedì 24 novembre 2026") == 1
    assert page.index("08:30–13:00") < page.index("15:00–16:00")


def test_a_series_is_marked_and_leads_to_its_page(read, floor, member):
    wish = Wish(floor.desk, frozenset({1}), TUESDAY, date(2026, 12, 1), slot=Slot.MORNING)
    series = actions.book_series(by=member, person=member, wish=wish)
    assert read(MINE).count(f'href="/serie/{series.pk}/"') == 2


def test_what_is_held_for_me_stands_first_with_its_time(read, floor, member):
    offer = BookingFactory(
        space=floor.desk,
        person=member,
        status=Booking.Status.OFFERED,
        held_until=local(date(2026, 11, 23), time(11)),
    )
    page = read(MINE)
    assert "Rispondi entro le 11:00 di lunedì 23 novembre 2026" in page
    assert page.index(f"/prenotazioni/{offer.pk}/") < page.index("In programma")


def test_what_is_held_no_longer_is_not_offered(read, at, floor, member):
    BookingFactory(
        space=floor.desk,
        person=member,
        status=Booking.Status.OFFERED,
        held_until=local(date(2026, 11, 23), time(11)),
    )
    at("2026-11-23 11:00")
    assert "Rispondi entro" not in read(MINE)


def test_the_past_has_pages(read, floor, member):
    for number in range(25):
        BookingFactory(
            space=floor.desk,
            person=member,
            attended=True,
            day=date(2026, 11, 20) - timedelta(number),
        )
    assert "Pagina 1 di 2" in read(MINE)
    assert "27 ottobre 2026" in read(f"{MINE}?page=2")


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", ""])
def test_a_page_that_is_none_is_one_that_is(read, page):
    read(f"{MINE}?page={page}")


def test_it_takes_the_same_queries_with_one_and_three(reader, floor, member, queries_of):
    def add(number):
        wish = Wish(floor.desk, frozenset({number}), TUESDAY, date(2026, 12, 1), slot=Slot.MORNING)
        actions.book_series(by=member, person=member, wish=wish)
        BookingFactory(space=floor.room, person=member, day=TUESDAY + timedelta(days=number))
        BookingFactory(
            space=floor.desk,
            person=member,
            attended=True,
            day=date(2026, 11, 20) - timedelta(number),
        )

    add(1)
    reader.get(MINE)
    one = queries_of(lambda: reader.get(MINE))
    for number in (2, 3):
        add(number)
    assert queries_of(lambda: reader.get(MINE)) == one
