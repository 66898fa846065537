"""An offer ends with its time, however late the portal's round comes that takes it back.

Nothing here runs `serve_waiting_lists`: whoever asks for the place next finds it free, or hands it on.
"""

import re
import uuid
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from spaces import actions
from spaces.models import Booking, KindRules, WaitingRequest
from spaces.schedule.series import Wish
from spaces.tests.factories import (
    BookingFactory,
    PersonFactory,
    SpaceFactory,
    join,
    local,
    make_floor,
)

TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}
LATE = "2026-11-23 11:00:00"


@pytest.fixture
def floor(db, at):
    at("2026-11-23 09:00")
    return make_floor()


@pytest.fixture
def offered(floor):
    """A01 is held until eleven for who waited first."""
    return offer_of(floor.desk)


def offer_of(space, **span):
    held = BookingFactory(space=space, **span)
    request = wait(PersonFactory(), space, start=held.start, end=held.end)
    actions.cancel(by=held.person, booking=held)
    assert state(request) == "offered"
    return request


def wait(person, space, **span):
    return actions.join(by=person, person=person, kind=space.kind, space=space, **(span or MORNING))


def state(request) -> str:
    request.refresh_from_db()
    return request.status


def book(person, space, **more):
    return actions.book(by=person, person=person, space=space, **{**MORNING, **more})


def code_of(action, *wanted, **words) -> str:
    with pytest.raises(Refusal) as caught:
        action(*wanted, **words)
    return caught.value.code


def test_it_holds_until_its_last_second_and_no_longer(offered, floor, at):
    person = PersonFactory()
    at("2026-11-23 10:59:59")
    assert code_of(book, person, floor.desk) == "taken"
    assert state(offered) == "offered"
    at(LATE)
    assert book(person, floor.desk).status == "confirmed"
    assert (state(offered), offered.offer.status) == ("expired", "lapsed")
    assert "11:00" in OutgoingMail.objects.filter(to=offered.person.email).last().text
    assert JournalEntry.objects.filter(verb="offer_expired").count() == 1


def test_the_next_in_line_comes_before_who_books(offered, floor, at):
    following = wait(PersonFactory(), floor.desk)
    at(LATE)
    person = PersonFactory()
    assert code_of(book, person, floor.desk) == "taken"
    assert (state(offered), state(following)) == ("expired", "offered")
    assert following.offer.held_until == local(date(2026, 11, 23), time(13))
    assert not Booking.objects.filter(person=person).exists()


def test_whom_it_was_offered_to_may_book_it_if_nobody_else_waits(offered, floor, at):
    at(LATE)
    assert book(offered.person, floor.desk).status == "confirmed"
    assert state(offered) == "expired"


def test_an_overdue_offer_is_no_other_desk_of_its_person(offered, floor, at):
    at(LATE)
    assert book(offered.person, floor.desks[1]).status == "confirmed"


def test_a_refused_booking_serves_the_line_all_the_same(offered, floor, at):
    """The rules are asked after: who may not book has taken nothing from anybody."""
    following = wait(PersonFactory(), floor.desk)
    at(LATE)
    assert code_of(book, PersonFactory(membership=None), floor.desk) == "not_a_member"
    assert (state(offered), state(following)) == ("expired", "offered")


def test_half_of_a_day_held_in_vain_and_half_firmly_taken_is_taken(offered, floor, at):
    BookingFactory(space=floor.desk, afternoon=True)
    at(LATE)
    whole = {"end": local(TUESDAY, time(18, 30))}
    assert code_of(book, PersonFactory(), floor.desk, **whole) == "taken"
    assert state(offered) == "offered"


def test_two_overdue_halves_make_a_day(offered, floor, at):
    afternoon = offer_of(floor.desk, afternoon=True)
    at(LATE)
    day = book(PersonFactory(), floor.desk, end=local(TUESDAY, time(18, 30)))
    assert day.status == "confirmed"
    assert (state(offered), state(afternoon)) == ("expired", "expired")


def test_an_offer_that_lost_its_request_lapses(floor, at):
    held = {"status": "offered", "held_until": local(date(2026, 11, 23), time(10))}
    lost = BookingFactory(space=floor.desk, **held)
    at(LATE)
    assert book(PersonFactory(), floor.desk).status == "confirmed"
    lost.refresh_from_db()
    assert lost.status == "lapsed"


def test_a_booking_moves_there(offered, floor, at):
    person = PersonFactory()
    booking = BookingFactory(space=floor.desks[1], person=person)
    at(LATE)
    moved = actions.move(by=person, booking=booking, space=floor.desk, **MORNING)
    assert moved.space == floor.desk
    assert state(offered) == "expired"


def test_a_booking_does_not_move_before_the_next_in_line(offered, floor, at):
    person = PersonFactory()
    booking = BookingFactory(space=floor.desks[1], person=person)
    following = wait(PersonFactory(), floor.desk)
    at(LATE)
    wanted = {"by": person, "booking": booking, "space": floor.desk, **MORNING}
    assert code_of(actions.move, **wanted) == "taken"
    assert state(following) == "offered"


def test_who_walks_in_gets_it(floor, at, staff):
    at("2026-11-24 06:45")
    request = offer_of(floor.desk)
    at("2026-11-24 08:30")
    person = PersonFactory()
    booking = actions.walk_in(by=staff, person=person, space=floor.desk, **MORNING)
    assert (booking.status, state(request)) == ("attended", "expired")


@pytest.mark.parametrize("others", [0, 1])
def test_a_series_gets_it_or_the_next_in_line_does(offered, floor, at, others):
    following = [wait(PersonFactory(), floor.desk) for _each in range(others)]
    at(LATE)
    person = PersonFactory()
    wish = Wish(
        space=floor.desk,
        weekdays=frozenset({1}),
        first=TUESDAY,
        until=TUESDAY + timedelta(days=7),
        slot="mattina",
    )
    made = actions.book_series(by=person, person=person, wish=wish)
    assert state(offered) == "expired"
    assert made.bookings.count() == 2 - others
    assert [state(each) for each in following] == ["offered"] * others


def test_an_absence_is_taken_back(floor, at, staff):
    absent = BookingFactory(space=floor.desk, whole_day=True, no_show=True)
    request = offer_of(floor.desk, afternoon=True)
    at("2026-11-24 12:30")
    assert actions.unmark(by=staff, booking=absent).status == "confirmed"
    assert state(request) == "expired"


def test_a_room_beside_an_overdue_offer_is_not_too_close(floor, at):
    KindRules.objects.filter(kind=floor.room.kind).update(buffer_minutes=30)
    offer_of(floor.room, opens=time(10), closes=time(11))
    at(LATE)
    span = {"start": local(TUESDAY, time(11)), "end": local(TUESDAY, time(12))}
    assert book(PersonFactory(), floor.room, **span).status == "confirmed"


# -- The pages ----------------------------------------------------------------------------
@pytest.fixture
def browser(offered, member, client_of, at):
    join(member)
    at(LATE)
    return client_of(member)


CHOICE = "/prenota/2026-11-24/mattina/A01/"


def test_the_pages_show_it_as_free_and_change_nothing(browser, offered, member):
    day = browser.get("/prenota/2026-11-24/?fascia=mattina").content.decode()
    assert CHOICE in day
    choice = browser.get(CHOICE).content.decode()
    assert "request_key" in choice
    assert state(offered) == "offered"


def test_it_is_booked_on_the_page(browser, offered, member):
    assert browser.post(CHOICE, {"request_key": uuid.uuid4()}).status_code == 302
    assert Booking.objects.get(person=member).status == "confirmed"
    assert state(offered) == "expired"


def test_the_next_in_line_is_a_sentence_on_the_page(browser, offered, floor, member):
    following = WaitingRequest.objects.create(
        person=PersonFactory(), kind="fixed_desk", space=floor.desk, **MORNING
    )
    answer = browser.post(CHOICE, {"request_key": uuid.uuid4()})
    assert answer.status_code == 409
    assert "ha già prenotato A01" in answer.content.decode()
    assert state(following) == "offered"


def test_the_code_on_the_place_lets_in(floor, member, client_of, at):
    join(member)
    at("2026-11-24 06:45")
    request = offer_of(floor.desk)
    at("2026-11-24 09:00")
    browser = client_of(member)
    page = browser.get("/qui/A01/").content.decode()
    assert "request_key" in page
    answer = browser.post("/qui/A01/prenota/", {"request_key": uuid.uuid4(), "until": "13:00"})
    assert answer.status_code == 302
    assert Booking.objects.get(person=member).status == "attended"
    assert state(request) == "expired"


def test_who_takes_another_place_locks_all_places_before_any_person(offered, floor, staff, at):
    """Else two wait for each other: one that books, and one that hands on what has run out."""
    whole = SpaceFactory(room=True)
    whole.parts.add(floor.room)
    old = BookingFactory(space=floor.room, person=staff)
    wait(PersonFactory(), floor.room)
    at(LATE)
    with CaptureQueriesContext(connection) as queries:
        actions.rebook(by=staff, booking=old, person=staff, space=floor.desk, **MORNING)
    assert state(offered) == "expired"
    locks = [each["sql"] for each in queries if "FOR NO KEY UPDATE" in each["sql"]]
    places = [_numbers_in(each) for each in locks if 'OF "spaces_space"' in each]
    assert 'OF "spaces_space"' in locks[0]
    assert places[0] == {floor.desk.pk, floor.room.pk, whole.pk}
    assert set().union(*places) == places[0]


def _numbers_in(sql: str) -> set[int]:
    return {int(each) for each in re.findall(r"\d+", sql.split(" IN (")[1].split(")")[0])}
