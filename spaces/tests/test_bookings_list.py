"""My bookings: what is held for me, what comes date by date, what was."""

from datetime import date, time, timedelta

import pytest
from django.core.paginator import Paginator

from spaces import actions
from spaces.models import Assignment, Booking
from spaces.schedule.opening import Slot
from spaces.schedule.own import PAST_ON_A_PAGE, bookings_of
from spaces.schedule.series import Wish
from spaces.tests.factories import BookingFactory, local, organisation_named

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


@pytest.mark.parametrize("number", ["1", "2", "3", "9", "0", "-1", "x", None])
def test_the_statement_reads_what_the_querysets_say(floor, member, other_member, number):
    """Every status, before, around and after now; nobody else's."""
    now = local(date(2026, 11, 23), time(10))
    for person in (member, other_member):
        for place, status in enumerate(Booking.Status.values):
            for days in (-30, -20, -10, 0, 1, 20):
                start = now + timedelta(days=days, minutes=place * 5 - 30)
                Booking.objects.create(
                    space=floor.desk if person == member else floor.room,
                    person=person,
                    start=start,
                    end=start + timedelta(minutes=5),
                    status=status,
                    held_until=start,
                    checked_in_at=start,
                )
    found = bookings_of(member.pk, now, number)
    mine = Booking.objects.filter(person=member)
    coming = mine.filter(end__gt=now, status__in=Booking.HOLDING)
    past = mine.exclude(pk__in=coming).order_by("-start", "-pk")
    page = Paginator(past, PAST_ON_A_PAGE).get_page(number)
    assert [each.pk for each in found.coming] == [
        each.pk for each in coming.order_by("start", "pk")
    ]
    assert [each.pk for each in found.past] == [each.pk for each in page]
    assert (found.past.number, found.past.paginator.count) == (page.number, past.count())
    by_pk = mine.select_related("space").in_bulk()
    for each in [*found.coming, *found.past]:
        booking = by_pk[each.pk]
        assert (each.state, each.title) == (booking.state, booking.space.title)


def test_a_place_of_ones_own_is_known_with_and_without_bookings(floor, member, other_member):
    now = local(TUESDAY, time(10))
    assert not bookings_of(member.pk, now, None).has_place
    assignment = Assignment.objects.create(space=floor.desk, person=member, starts=TUESDAY)
    assert bookings_of(member.pk, now, None).has_place
    assert not bookings_of(other_member.pk, now, None).has_place
    BookingFactory(space=floor.room, person=member)
    assert bookings_of(member.pk, now, None).has_place
    Assignment.objects.filter(pk=assignment.pk).update(starts=TUESDAY - timedelta(5), ends=TUESDAY)
    assert not bookings_of(member.pk, now, None).has_place
    Assignment.objects.filter(pk=assignment.pk).update(
        person=None, organisation=organisation_named("Cooperativa"), ends=TUESDAY + timedelta(1)
    )
    assignment.people.add(other_member)
    assert bookings_of(other_member.pk, now, None).has_place
    assert not bookings_of(member.pk, now, None).has_place
