"""The last booking of a quota, and a whole room against its parts, over real HTTP at one instant."""

import uuid
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.testing.plugin import session_of
from core.testing.races import Runner, race
from spaces.actions import booking
from spaces.models import Booking, KindRules, Space
from spaces.tests.factories import PersonFactory, SpaceFactory, local, make_floor
from spaces.tests.guards_removed import CONSTRAINT, read_places

MONDAY = "2026-11-23 07:00"
TUESDAY = date(2026, 11, 24)
DAYS = [TUESDAY + timedelta(days=days) for days in (0, 1, 2, 3, 6, 7, 8, 9)]
ROUNDS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def floor(at):
    at(MONDAY)
    return make_floor()


@pytest.fixture
def session(floor):
    return session_of(PersonFactory())


def one_each_day(session: str, days=DAYS) -> list[Runner]:
    """One person, a form for each day, each for another desk so that no place makes them wait."""
    return [
        Runner(session, f"/prenota/{day}/mattina/A0{at % 2 + 1}/", {"request_key": uuid.uuid4()})
        for at, day in enumerate(days)
    ]


def held() -> int:
    return Booking.objects.holding().count()


def limit(kind: str, **limits) -> None:
    KindRules.objects.filter(kind=kind).update(**limits)


def test_one_coming_booking_stays_one_from_eight_forms_at_once(session, live_server):
    limit("fixed_desk", max_coming=1)
    for _round in range(ROUNDS):
        Booking.objects.all().delete()
        answers = race(live_server.url, one_each_day(session))
        assert sorted(answer.status for answer in answers) == [302] + [409] * (len(DAYS) - 1)
        assert held() == 1
        told = [answer.body for answer in answers if answer.status == 409]
        assert all("Hai già 1 prenotazione futura" in body for body in told)


def test_the_last_of_three_goes_to_one_form(session, live_server):
    limit("fixed_desk", max_coming=3)
    for _round in range(ROUNDS):
        Booking.objects.all().delete()
        answers = race(live_server.url, one_each_day(session))
        assert sorted(answer.status for answer in answers) == [302] * 3 + [409] * (len(DAYS) - 3)
        assert held() == 3


def test_hours_of_a_week_are_not_passed_by_forms_at_once(session, live_server):
    """Nine hours: two mornings of four and a half, of the four of that week."""
    limit("fixed_desk", max_hours_week=9)
    for _round in range(ROUNDS):
        Booking.objects.all().delete()
        answers = race(live_server.url, one_each_day(session, DAYS[:4]))
        assert sorted(answer.status for answer in answers) == [302, 302, 409, 409]
        assert held() == 2


def test_without_the_persons_lock_the_quota_breaks(session, live_server, monkeypatch):
    """The negative control: the tests above can fail."""
    limit("fixed_desk", max_coming=1)
    monkeypatch.setattr(booking, "lock_person", lambda person: None)
    most = 0
    for _round in range(ROUNDS * 4):
        Booking.objects.all().delete()
        race(live_server.url, one_each_day(session))
        most = max(most, held())
        if most > 1:
            break
    assert most > 1


# -- A whole room and its parts ----------------------------------------------------------------------
@pytest.fixture
def rooms(floor) -> list[Space]:
    """A room made of two."""
    zone = floor.room.zone
    parts = [SpaceFactory(room=True, code=f"PARTE-{side}", zone=zone) for side in "AB"]
    whole = SpaceFactory(room=True, code="TUTTA", zone=zone)
    whole.parts.set(parts)
    return [whole, *parts]


@pytest.fixture
def sessions(floor):
    return [session_of(person) for person in PersonFactory.create_batch(12)]


def for_rooms(sessions, rooms) -> list[Runner]:
    """Twelve people: four for the whole, four for each part, for the same hour."""
    hour = {"start": "10:00", "end": "11:00"}
    return [
        Runner(
            session,
            f"/sale/{rooms[at % 3].code}/{TUESDAY}/",
            {**hour, "request_key": uuid.uuid4()},
        )
        for at, session in enumerate(sessions)
    ]


def is_sound() -> bool:
    """The whole alone, or each part once at most."""
    codes = sorted(Booking.objects.holding().values_list("space__code", flat=True))
    return codes in (["TUTTA"], ["PARTE-A", "PARTE-B"])


def test_the_whole_or_its_parts_never_both(sessions, rooms, live_server):
    for _round in range(ROUNDS):
        Booking.objects.all().delete()
        answers = race(live_server.url, for_rooms(sessions, rooms))
        statuses = [answer.status for answer in answers]
        assert set(statuses) == {302, 409}
        assert statuses.count(302) == held()
        assert is_sound()


def test_without_the_lock_the_constraint_keeps_the_whole_from_its_parts(
    sessions, rooms, live_server, monkeypatch
):
    monkeypatch.setattr(booking, "lock_places", read_places)
    for _round in range(ROUNDS):
        Booking.objects.all().delete()
        answers = race(live_server.url, for_rooms(sessions, rooms))
        assert {answer.status for answer in answers} == {302, 409}
        assert is_sound()


def test_without_lock_and_constraint_the_whole_and_a_part_are_both_taken(
    sessions, rooms, live_server, monkeypatch, no_constraint
):
    """The negative control."""
    monkeypatch.setattr(booking, "lock_places", read_places)
    for _round in range(ROUNDS * 4):
        Booking.objects.all().delete()
        race(live_server.url, for_rooms(sessions, rooms))
        if not is_sound():
            return
    pytest.fail("no overlap came about: the tests above could not have failed")


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [(0, 1, True), (0, 2, True), (1, 0, True), (2, 0, True), (1, 2, False), (0, 0, True)],
)
@pytest.mark.parametrize("status", ["confirmed", "attended", "offered"])
def test_the_constraint_itself_knows_wholes_and_parts(rooms, first, second, clash, status):
    """In the database, without any of our rules."""
    times = {"start": local(TUESDAY, time(10)), "end": local(TUESDAY, time(11))}
    state = {"status": status, "held_until": times["start"], "checked_in_at": times["start"]}
    Booking.objects.create(space=rooms[first], person=PersonFactory(), **times, **state)
    other = Booking(space=rooms[second], person=PersonFactory(), **times)
    if clash:
        with pytest.raises(IntegrityError, match=CONSTRAINT), transaction.atomic():
            other.save()
    else:
        other.save()


def test_the_constraint_holds_when_a_booking_changes_its_place(rooms):
    times = {"start": local(TUESDAY, time(10)), "end": local(TUESDAY, time(11))}
    Booking.objects.create(space=rooms[1], person=PersonFactory(), **times)
    other = Booking.objects.create(space=rooms[2], person=PersonFactory(), **times)
    with pytest.raises(IntegrityError, match=CONSTRAINT), transaction.atomic():
        Booking.objects.filter(pk=other.pk).update(space=rooms[0])


@pytest.mark.parametrize("status", ["no_show", "cancelled", "cancelled_late", "lapsed"])
def test_what_was_given_back_keeps_nobody_out(rooms, status):
    times = {"start": local(TUESDAY, time(10)), "end": local(TUESDAY, time(11))}
    Booking.objects.create(space=rooms[0], person=PersonFactory(), **times, status=status)
    Booking.objects.create(space=rooms[1], person=PersonFactory(), **times)
