"""Moves over real HTTP at one instant: to one place, crosswise, and against new bookings."""

import uuid
from datetime import date

import pytest

from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import moving
from spaces.models import Booking, Space
from spaces.tests.factories import BookingFactory, PersonFactory, SpaceFactory, make_floor
from spaces.tests.guards_removed import read_places

MONDAY = "2026-11-23 07:00"
WEDNESDAY = date(2026, 11, 25)
MOVERS = 12
ROUNDS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(at):
    at(MONDAY)
    return make_floor()


@pytest.fixture
def movers(floor):
    """Twelve people with a desk each on Wednesday morning, and their sessions."""
    zone = floor.desk.zone
    desks = [SpaceFactory(code=f"B{number:02d}", zone=zone) for number in range(MOVERS)]
    people = PersonFactory.create_batch(MOVERS)
    for desk, person in zip(desks, people, strict=True):
        BookingFactory(space=desk, person=person, day=WEDNESDAY)
    return [(person, session_of(person)) for person in people]


def mover(person, session: str, to: str) -> Runner:
    booking = Booking.objects.get(person=person)
    return Runner(session, f"/prenotazioni/{booking.pk}/sposta/", {"place": f"mattina/{to}"})


def home_again(movers) -> None:
    for number, (person, _session) in enumerate(movers):
        home = Space.objects.get(code=f"B{number:02d}")
        Booking.objects.filter(person=person).update(space=home)


def held(code: str) -> int:
    return Booking.objects.holding().filter(space__code=code).count()


def test_twelve_move_to_one_desk_and_one_gets_it(movers, live_server):
    for _round in range(ROUNDS):
        answers = race(live_server.url, [mover(*who, "A01") for who in movers])
        assert sorted(answer.status for answer in answers) == [302] + [409] * (MOVERS - 1)
        assert held("A01") == 1
        told = [answer.body for answer in answers if answer.status == 409]
        assert all("Qualcuno ha già prenotato A01." in body for body in told)
        assert Booking.objects.holding().count() == MOVERS
        home_again(movers)


def test_moves_and_new_bookings_for_one_desk(movers, live_server):
    newcomers = [session_of(person) for person in PersonFactory.create_batch(4)]
    path = f"/prenota/{WEDNESDAY}/mattina/A01/"
    for _round in range(ROUNDS):
        new = [Runner(each, path, {"request_key": uuid.uuid4()}) for each in newcomers]
        answers = race(live_server.url, [*(mover(*who, "A01") for who in movers[:4]), *new])
        assert sorted(answer.status for answer in answers) == [302] + [409] * 7
        assert held("A01") == 1
        Booking.objects.exclude(person__in=[person for person, _session in movers]).delete()
        home_again(movers)


def test_two_who_change_places_are_both_refused_and_nobody_hangs(movers, live_server):
    """Each place is taken while the other moves: no deadlock, no 5xx, and both keep what they have."""
    for _round in range(ROUNDS):
        one, other = movers[:2]
        answers = race(live_server.url, [mover(*one, "B01"), mover(*other, "B00")])
        assert [answer.status for answer in answers] == [409, 409]
        assert (held("B00"), held("B01")) == (1, 1)


def test_a_ring_of_twelve_who_follow_each_other_never_overlaps(movers, live_server):
    """Everybody wants the neighbour's desk: whoever is let in came to one that was left."""
    for _round in range(ROUNDS):
        ring = [mover(*who, f"B{(at + 1) % MOVERS:02d}") for at, who in enumerate(movers[:-1])]
        ring.append(mover(*movers[-1], "A01"))
        answers = race(live_server.url, ring)
        assert {answer.status for answer in answers} <= {302, 409}
        assert answers[-1].status == 302
        places = list(Booking.objects.holding().values_list("space", flat=True))
        assert len(set(places)) == len(places) == MOVERS
        home_again(movers)


def test_one_booking_moved_to_two_places_at_once_is_in_one(movers, live_server):
    for _round in range(ROUNDS):
        answers = race(live_server.url, [mover(*movers[0], to) for to in ("A01", "A02", "A03")])
        assert {answer.status for answer in answers} <= {302, 409}
        assert 302 in {answer.status for answer in answers}
        assert Booking.objects.holding().count() == MOVERS
        home_again(movers)


def test_without_the_lock_the_constraint_still_lets_one_in(movers, live_server, monkeypatch):
    monkeypatch.setattr(moving, "lock_places", read_places)
    answers = race(live_server.url, [mover(*who, "A01") for who in movers])
    assert sorted(answer.status for answer in answers) == [302] + [409] * (MOVERS - 1)
    assert held("A01") == 1


def test_without_lock_and_constraint_several_get_the_desk(
    movers, live_server, monkeypatch, no_constraint
):
    """The negative control: the first test can fail."""
    monkeypatch.setattr(moving, "lock_places", read_places)
    most = 0
    for _round in range(ROUNDS * 3):
        race(live_server.url, [mover(*who, "A01") for who in movers])
        most = max(most, held("A01"))
        if most > 1:
            break
        home_again(movers)
    assert most > 1
