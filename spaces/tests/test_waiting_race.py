"""Waiting lists under real races: what is freed goes to who waits, and each offer has one end."""

import random
import threading
import uuid
from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone

from core.models import JournalEntry, OutgoingMail
from core.testing.journal import empty_journal
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from core.testing.waiting import STANDSTILL
from spaces import actions
from spaces.actions import booking as booking_actions
from spaces.models import Booking, WaitingRequest
from spaces.tasks import serve_waiting_lists
from spaces.tests.factories import BookingFactory, PersonFactory, local, make_floor

RUNNERS = 12
ROUNDS = 12
MONDAY = "2026-11-23 07:00"
TUESDAY = date(2026, 11, 24)
MORNING = {"start": local(TUESDAY, time(8, 30)), "end": local(TUESDAY, time(13))}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(at):
    at(MONDAY)
    return make_floor()


@pytest.fixture
def people(floor):
    return PersonFactory.create_batch(RUNNERS)


def clear() -> None:
    WaitingRequest.objects.all().delete()
    Booking.objects.all().delete()
    OutgoingMail.objects.all().delete()
    empty_journal()


def in_line(person, **more) -> WaitingRequest:
    return WaitingRequest.objects.create(person=person, kind="fixed_desk", **MORNING, **more)


def consistent() -> bool:
    """Each request and what is held for it tell the same, and nobody holds what another one does."""
    ends = {"offered": "offered", "served": "confirmed", "expired": "lapsed", "declined": "lapsed"}
    for request in WaitingRequest.objects.select_related("offer"):
        if request.status in ends and request.offer.status != ends[request.status]:
            return False
    open_offers = Booking.objects.filter(status="offered")
    requests = WaitingRequest.objects.filter(status="offered")
    held = list(Booking.objects.holding().values_list("space", "start"))
    return open_offers.count() == requests.count() and len(held) == len(set(held))


def offer_to(person, floor) -> WaitingRequest:
    """An open offer of the first desk."""
    held = BookingFactory(space=floor.desk)
    request = in_line(person, space=floor.desk)
    actions.cancel(by=held.person, booking=held)
    request.refresh_from_db()
    assert request.status == "offered"
    return request


# -- somebody gives the place back while twelve others want it ------------------------------------
def give_back_and_book(floor, people, sessions, live_server):
    """One round: the answer to who gives back, those to who books, and the request of who waits."""
    clear()
    held = BookingFactory(space=floor.desk)
    request = in_line(PersonFactory(), space=floor.desk)
    path = f"/prenota/{TUESDAY}/mattina/{floor.desk.code}/"
    bookers = [Runner(session, path, {"request_key": uuid.uuid4()}) for session in sessions]
    back = Runner(session_of(held.person), f"/prenotazioni/{held.pk}/annulla/", {})
    place = random.randrange(RUNNERS)
    answers = race(live_server.url, [*bookers[:place], back, *bookers[place:]])
    request.refresh_from_db()
    return answers.pop(place), answers, request


def test_who_waits_gets_it_and_never_who_books_at_that_moment(floor, people, live_server):
    sessions = [session_of(person) for person in people]
    for _round in range(ROUNDS):
        back, others, request = give_back_and_book(floor, people, sessions, live_server)
        assert back.status == 302
        assert [answer.status for answer in others] == [409] * RUNNERS
        assert request.status == "offered"
        assert (request.offer.space, request.offer.person) == (floor.desk, request.person)
        assert consistent()
        assert max(answer.seconds for answer in [back, *others]) < 5


def test_handed_on_after_the_transaction_it_is_taken_by_others(
    floor, people, live_server, monkeypatch
):
    """The negative control: handed on a moment later, somebody slips in. So the test above can fail."""
    hand_on = booking_actions.hand_on
    monkeypatch.setattr(
        booking_actions,
        "hand_on",
        lambda **freed: transaction.on_commit(lambda: hand_on(**freed)),
    )
    sessions = [session_of(person) for person in people]
    for _round in range(5 * ROUNDS):
        _back, _others, request = give_back_and_book(floor, people, sessions, live_server)
        if request.status == "waiting":
            return
    pytest.fail("nobody slipped in: this control proves nothing")


def test_many_places_given_back_at_once_go_to_the_first_in_line(floor, people, live_server):
    """The same people wait for each of them: no deadlock, nobody gets two, nobody is passed over."""
    for _round in range(ROUNDS):
        clear()
        held = [BookingFactory(space=desk) for desk in floor.desks[:2]]
        requests = [in_line(person) for person in people[:4]]
        backs = [
            Runner(session_of(each.person), f"/prenotazioni/{each.pk}/annulla/", {})
            for each in held
        ]
        answers = race(live_server.url, backs)
        assert [answer.status for answer in answers] == [302, 302]
        for request in requests:
            request.refresh_from_db()
        assert [each.status for each in requests] == ["offered", "offered", "waiting", "waiting"]
        assert consistent()


# -- one offer, one end ---------------------------------------------------------------------------
def test_an_offer_accepted_twice_at_once_is_one_booking(floor, people, live_server):
    session = session_of(people[0])
    for _round in range(ROUNDS):
        clear()
        request = offer_to(people[0], floor)
        accept = Runner(session, f"/attesa/{request.pk}/accetta/", {})
        answers = race(live_server.url, [accept] * 4)
        assert {(a.status, a.location) for a in answers} == {
            (302, f"/prenotazioni/{request.offer_id}/")
        }
        assert JournalEntry.objects.filter(verb="offer_accepted").count() == 1
        assert OutgoingMail.objects.filter(to=people[0].email).count() == 2
        assert consistent()


def test_an_offer_accepted_and_declined_at_once_has_one_end(floor, people, live_server):
    session = session_of(people[0])
    for _round in range(ROUNDS):
        clear()
        request = offer_to(people[0], floor)
        runners = [
            Runner(session, f"/attesa/{request.pk}/{step}/", {})
            for step in ("accetta", "rifiuta", "ritira")
        ]
        answers = race(live_server.url, runners)
        assert [answer.status for answer in answers] == [302] * 3
        request.refresh_from_db()
        assert request.status in ("served", "declined", "withdrawn")
        assert JournalEntry.objects.filter(subject="spaces.waitingrequest").count() == 2
        assert consistent()


def decline_crosswise(floor, people, sessions, live_server) -> list[int]:
    """Two who wait for each other's place decline at once: what they get, and the statuses after."""
    clear()
    offered = []
    for person, desk in zip(people[:2], floor.desks[:2], strict=True):
        held = BookingFactory(space=desk)
        offered.append(in_line(person, space=desk))
        actions.cancel(by=held.person, booking=held)
    for person, desk in zip(people[:2], floor.desks[1::-1], strict=True):
        in_line(person, space=desk)
    declines = [
        Runner(session, f"/attesa/{request.pk}/rifiuta/", {})
        for session, request in zip(sessions, offered, strict=True)
    ]
    return [answer.status for answer in race(live_server.url, declines)]


def test_two_who_wait_for_each_others_place_decline_at_once(floor, people, live_server):
    """Each locks itself, then the other: the loser of a deadlock begins again, and nobody sees it."""
    sessions = [session_of(person) for person in people[:2]]
    for _round in range(ROUNDS):
        assert decline_crosswise(floor, people, sessions, live_server) == [302, 302]
        declined = WaitingRequest.objects.filter(status="declined", offer__status="lapsed")
        assert declined.count() == 2
        assert consistent()


def test_who_does_not_begin_again_is_lost_in_a_deadlock(floor, people, live_server, monkeypatch):
    """The negative control: the same race without the second try. So the test above can fail."""
    monkeypatch.setattr(actions, "decline", actions.decline.__wrapped__)
    sessions = [session_of(person) for person in people[:2]]
    for _round in range(5 * ROUNDS):
        if 503 in decline_crosswise(floor, people, sessions, live_server):
            return
    pytest.fail("there was no deadlock: this control proves nothing")


@pytest.mark.parametrize("waits", [False, True])
def test_twelve_who_find_an_overdue_offer_leave_it_to_the_next_in_line_or_one_gets_it(
    floor, people, live_server, at, waits
):
    sessions = [session_of(person) for person in people]
    path = f"/prenota/{TUESDAY}/mattina/{floor.desk.code}/"
    for _round in range(ROUNDS // 2):
        at(MONDAY)
        clear()
        overdue = offer_to(PersonFactory(), floor)
        following = in_line(PersonFactory(), space=floor.desk) if waits else None
        at("2026-11-23 10:00")
        answers = race(
            live_server.url,
            [Runner(session, path, {"request_key": uuid.uuid4()}) for session in sessions],
        )
        got = sorted(answer.status for answer in answers)
        assert got == ([409] * RUNNERS if waits else [302] + [409] * (RUNNERS - 1))
        overdue.refresh_from_db()
        assert overdue.status == "expired"
        assert JournalEntry.objects.filter(verb="offer_expired").count() == 1
        if following:
            following.refresh_from_db()
            assert following.status == "offered"
        assert consistent()
        assert max(answer.seconds for answer in answers) < 5


@pytest.fixture
def ticking():
    """A clock that runs, from Monday morning on."""
    with time_machine.travel(local(date(2026, 11, 23), time(7)), tick=True):
        yield


def test_an_offer_accepted_in_its_last_moment_is_accepted_or_expired(
    ticking, live_server, transactional_db
):
    floor, person, second = make_floor(), PersonFactory(), PersonFactory()
    session = session_of(person)
    for _round in range(ROUNDS):
        clear()
        request = offer_to(person, floor)
        following = in_line(second, space=floor.desk)
        until = timezone.now() + timedelta(milliseconds=random.randrange(100))
        Booking.objects.filter(pk=request.offer_id).update(held_until=until)
        done = threading.Event()
        sweeping = threading.Thread(target=sweep_until, args=(done,))
        sweeping.start()
        (answer,) = race(live_server.url, [Runner(session, f"/attesa/{request.pk}/accetta/", {})])
        while timezone.now() <= until:
            pass
        done.set()
        sweeping.join()
        serve_waiting_lists()
        request.refresh_from_db()
        following.refresh_from_db()
        assert answer.status == 302
        assert (request.status, following.status) in {
            ("served", "waiting"),
            ("expired", "offered"),
        }
        assert consistent()


def sweep_until(done: threading.Event) -> None:
    while not done.is_set():
        serve_waiting_lists()
    connections.close_all()


def test_four_sweeps_at_once_offer_each_place_once(floor, people):
    for _round in range(ROUNDS):
        clear()
        requests = [in_line(person) for person in people[:4]]
        line = threading.Barrier(4)
        sweeps = [threading.Thread(target=sweep_with, args=(line,)) for _sweep in range(4)]
        for sweep in sweeps:
            sweep.start()
        for sweep in sweeps:
            sweep.join()
        for request in requests:
            request.refresh_from_db()
        assert [each.status for each in requests] == ["offered", "offered", "waiting", "waiting"]
        assert Booking.objects.count() == 2
        assert OutgoingMail.objects.count() == 2
        assert consistent()


def sweep_with(line: threading.Barrier) -> None:
    line.wait(timeout=STANDSTILL)
    serve_waiting_lists()
    connections.close_all()


def test_who_leaves_the_line_at_that_moment_is_offered_nothing_for_good(floor, people, live_server):
    session = session_of(people[0])
    for _round in range(ROUNDS):
        clear()
        held = BookingFactory(space=floor.desk)
        first, second = (in_line(person, space=floor.desk) for person in people[:2])
        back = Runner(session_of(held.person), f"/prenotazioni/{held.pk}/annulla/", {})
        leave = Runner(session, f"/attesa/{first.pk}/ritira/", {})
        answers = race(live_server.url, [back, leave])
        assert [answer.status for answer in answers] == [302, 302]
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.status) in {
            ("withdrawn", "offered"),
            # The offer came first, and the person is asked to decide on it.
            ("offered", "waiting"),
        }
        assert consistent()
