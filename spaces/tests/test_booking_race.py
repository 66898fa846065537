"""Twelve people want one desk at one instant, over real HTTP."""

import uuid
from datetime import date, time

import pytest
from django.db import connection

from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import booking
from spaces.models import Booking
from spaces.tests.factories import PersonFactory, local, make_floor
from spaces.tests.guards_removed import CONSTRAINT, read_places

RUNNERS = 12
ROUNDS = 20
MONDAY = "2026-11-23 07:00"
TUESDAY = date(2026, 11, 24)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def runners(at):
    """One runner for each person, all towards one desk."""
    at(MONDAY)
    floor = make_floor()
    sessions = [session_of(person) for person in PersonFactory.create_batch(RUNNERS)]
    path = f"/prenota/{TUESDAY}/mattina/{floor.desk.code}/"
    return [Runner(session, path, {"request_key": uuid.uuid4()}) for session in sessions]


def held() -> int:
    return Booking.objects.holding().count()


def free_again(runners) -> list[Runner]:
    """The desk free once more, and new forms."""
    Booking.objects.all().delete()
    return [Runner(r.session, r.path, {"request_key": uuid.uuid4()}) for r in runners]


def test_one_books_and_eleven_are_told_in_every_round(runners, live_server):
    for _round in range(ROUNDS):
        runners = free_again(runners)
        answers = race(live_server.url, runners)
        assert sorted(answer.status for answer in answers) == [302] + [409] * (RUNNERS - 1)
        assert held() == 1
        told = [answer.body for answer in answers if answer.status == 409]
        assert all("Qualcuno ha già prenotato A01" in body for body in told)
        assert all("disponibile A02" in body for body in told)
        assert max(answer.seconds for answer in answers) < 5


def test_without_the_lock_the_constraint_still_lets_one_win(runners, live_server, monkeypatch):
    monkeypatch.setattr(booking, "lock_places", read_places)
    answers = race(live_server.url, runners)
    assert sorted(answer.status for answer in answers) == [302] + [409] * (RUNNERS - 1)
    assert held() == 1


def test_without_lock_and_constraint_the_race_happens(
    runners, live_server, monkeypatch, no_constraint
):
    """The negative control: the same race, unguarded, has several winners. So the test above can fail."""
    monkeypatch.setattr(booking, "lock_places", read_places)
    most = 0
    for _round in range(ROUNDS):
        runners = free_again(runners)
        race(live_server.url, runners)
        most = max(most, held())
        if most > 1:
            break
    assert most > 1


def test_one_person_gets_one_desk_at_a_time(runners, live_server):
    """The same person, four desks, one instant."""
    for _round in range(5):
        Booking.objects.all().delete()
        forms = [
            Runner(
                runners[0].session,
                f"/prenota/{TUESDAY}/mattina/A0{number}/",
                {"request_key": uuid.uuid4()},
            )
            for number in (1, 2, 3, 4)
        ]
        answers = race(live_server.url, forms)
        assert sorted(answer.status for answer in answers) == [302, 409, 409, 409]
        assert held() == 1


def test_a_form_sent_twice_at_once_is_one_booking(runners, live_server):
    for _round in range(5):
        twice = free_again(runners)[:1] * 2
        answers = race(live_server.url, twice)
        assert [answer.status for answer in answers] == [302, 302]
        assert answers[0].location == answers[1].location
        assert held() == 1


def test_the_wall_is_up_again_after_the_control(db):
    names = connection.introspection.get_constraints(
        connection.cursor(), Booking._meta.db_table
    ).keys()
    assert CONSTRAINT in names


def test_a_booking_of_the_same_time_on_both_sides_of_the_wall_is_refused(at):
    """The constraint itself, without any of our rules."""
    from django.db import IntegrityError, transaction

    at(MONDAY)
    desk = make_floor().desk
    times = {"start": local(TUESDAY, time(9)), "end": local(TUESDAY, time(11))}
    Booking.objects.create(space=desk, person=PersonFactory(), **times)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(space=desk, person=PersonFactory(), **times)
