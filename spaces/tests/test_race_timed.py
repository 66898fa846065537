"""Parallel clients against the processes of production: who wins, and how long the others wait."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import islice

import pytest

from core.clock import today
from core.testing.plugin import session_of
from core.testing.races import Answer, Runner, race
from spaces.models import Assignment, Booking, KindRules, Series
from spaces.schedule.opening import Opening, Slot
from spaces.tests.factories import Floor, PersonFactory, make_floor
from spaces.tests.served_portal import p99, portal

CLIENTS = (2, 12, 30)
LONGEST = 1.0  # seconds, for all but one of a hundred
ROUNDS = 4  # of each number of clients
#: The promise is about the portal: a machine that had to do something else gets another chance.
ATTEMPTS = 3

#: `make test` runs them after all others: beside another test they would time that one.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.alone]


@pytest.fixture
def floor() -> Floor:
    return make_floor()


@pytest.fixture
def free_slots(floor):
    """Slots of one desk to come, by the real clock: the portal is a program of its own."""
    opening = Opening(today() + timedelta(days=1), today() + timedelta(days=30))
    days = [day for day in opening.days() if opening.of(floor.desk, day)]
    return iter([(day, slot) for day in days for slot in (Slot.MORNING, Slot.AFTERNOON)])


@pytest.fixture
def address(floor):
    with portal() as found:
        yield found


def overlaps() -> int:
    """Pairs of bookings that hold one place at one time."""
    held = list(Booking.objects.holding().values_list("space", "start", "end"))
    return sum(
        one[0] == other[0] and one[1] < other[2] and one[2] > other[1]
        for at, one in enumerate(held)
        for other in held[at + 1 :]
    )


def test_one_of_many_clients_books_and_the_others_read_why_within_a_second(
    idle, address, floor, free_slots
):
    sessions = [session_of(person) for person in PersonFactory.create_batch(max(CLIENTS))]

    def one_round(clients: int = max(CLIENTS)) -> list[Answer]:
        day, slot = next(free_slots)
        path = f"/prenota/{day}/{slot}/{floor.desk.code}/"
        answers = race(
            address,
            [Runner(each, path, {"request_key": uuid.uuid4()}) for each in sessions[:clients]],
        )
        assert sorted(answer.status for answer in answers) == [302] + [409] * (clients - 1)
        told = [answer.body for answer in answers if answer.status == 409]
        assert all("Qualcuno ha già prenotato A01." in body for body in told)
        return answers

    def best_of(clients: int) -> list[float]:
        return timed(lambda: [one_round(clients) for _round in range(ROUNDS)])

    one_round()  # The processes wake up.
    # Each number of clients has its own chances: a busy moment in one of them says nothing of the others.
    measured = [best_of(clients) for clients in CLIENTS]
    assert Booking.objects.count() == 1 + ROUNDS * sum(len(found) for found in measured)
    assert overlaps() == 0
    # The most clients first: theirs is the promise.
    for found in reversed(measured):
        assert_quick(found, idle)


def test_beside_a_series_everybody_is_answered_within_a_second(idle, address, floor):
    """One wants ten mornings of a desk, twelve others one of its first four each: all answers count."""
    opening = Opening(today() + timedelta(days=1), today() + timedelta(days=30))
    days = list(islice((day for day in opening.days() if opening.of(floor.desk, day)), 10))
    wish = {"posto": floor.desk.code, "dal": days[0], "al": days[-1], "fascia": "mattina"}
    wisher, *others = [session_of(person) for person in PersonFactory.create_batch(13)]

    def one_round() -> list[Answer]:
        Booking.objects.all().delete()
        Series.objects.all().delete()
        runners = [Runner(wisher, "/serie/nuova/", {**wish, "giorni": [*range(7)]})] + [
            Runner(each, f"/prenota/{days[number % 4]}/mattina/{floor.desk.code}/", {})
            for number, each in enumerate(others)
        ]
        for runner in runners:
            runner.fields["request_key"] = uuid.uuid4()
        first, *rest = answers = race(address, runners)
        assert first.status == 302
        assert {answer.status for answer in rest} <= {302, 409}
        assert Booking.objects.holding().count() == len(days)
        assert overlaps() == 0
        return answers

    one_round()
    assert_quick(timed(lambda: [one_round() for _round in range(2 * ROUNDS)]), idle)


def test_of_many_who_move_to_one_desk_each_is_answered_within_a_second(
    idle, address, floor, free_slots
):
    """Their bookings stand on other days, three desks a slot; all want the same morning of a fourth."""
    day, slot = next(free_slots)
    others, people = floor.desks[1:], PersonFactory.create_batch(max(CLIENTS))
    homes = [(desk, *times) for times in later(floor, day) for desk in others]
    bookings = [
        Booking.objects.create(space=desk, start=start, end=end, person=person)
        for person, (desk, start, end) in zip(people, homes, strict=False)
    ]
    sessions = [session_of(person) for person in people]

    def one_round(clients: int = max(CLIENTS)) -> list[Answer]:
        Booking.objects.bulk_update(bookings, ["space", "start", "end"])
        wanted = {"place": f"{slot}/{floor.desk.code}"}
        runners = [
            Runner(session, f"/prenotazioni/{booking.pk}/sposta/?giorno={day}", wanted)
            for session, booking in zip(sessions, bookings, strict=True)
        ]
        answers = race(address, runners[:clients])
        assert sorted(answer.status for answer in answers) == [302] + [409] * (clients - 1)
        assert Booking.objects.holding().filter(space=floor.desk).count() == 1
        assert overlaps() == 0
        return answers

    one_round()  # The processes wake up.
    for clients in reversed(CLIENTS):
        rounds = [partial(one_round, clients)] * ROUNDS
        assert_quick(timed(lambda rounds=rounds: [run() for run in rounds]), idle)


def later(floor: Floor, day):
    """The half days after the date, each with its start and its end."""
    opening = Opening(day + timedelta(days=1), day + timedelta(days=25))
    for each in opening.days():
        slots = opening.slots(floor.desk, each, KindRules.usual(floor.desk.kind).half_day_at)
        yield from (slots[half] for half in (Slot.MORNING, Slot.AFTERNOON) if half in slots)


def test_the_last_booking_of_a_quota_is_answered_within_a_second(idle, address, floor, free_slots):
    """One person sends twelve forms for twelve slots, and may have one booking."""
    KindRules.objects.update(max_coming=1)
    session, slots = session_of(PersonFactory()), list(islice(free_slots, 12))

    def one_round() -> list[Answer]:
        Booking.objects.all().delete()
        runners = [
            Runner(
                session,
                f"/prenota/{day}/{slot}/{floor.desks[at % 2].code}/",
                {"request_key": uuid.uuid4()},
            )
            for at, (day, slot) in enumerate(slots)
        ]
        answers = race(address, runners)
        assert sorted(answer.status for answer in answers) == [302] + [409] * 11
        assert Booking.objects.holding().count() == 1
        return answers

    one_round()
    assert_quick(timed(lambda: [one_round() for _round in range(2 * ROUNDS)]), idle)


def test_beside_an_assignment_everybody_is_answered_within_a_second(idle, address, floor, staff):
    """The staff assign the desk that thirty people book: it is the one or the other."""
    day = first_open_day(floor)
    assigning = session_of(staff)
    form = {
        "space": floor.desk.pk,
        "person": PersonFactory().pk,
        "first": day,
        "last": day + timedelta(days=6),
    }
    sessions = [session_of(person) for person in PersonFactory.create_batch(max(CLIENTS))]
    path = f"/prenota/{day}/mattina/{floor.desk.code}/"

    def one_round() -> list[Answer]:
        Booking.objects.all().delete()
        Assignment.objects.all().delete()
        runners = [Runner(each, path, {"request_key": uuid.uuid4()}) for each in sessions]
        middle = len(runners) // 2
        runners.insert(middle, Runner(assigning, "/spazi/assegnazioni/nuova/", form))
        answers = race(address, runners)
        statuses = [answer.status for answer in answers]
        staffs = statuses.pop(middle)
        assert (staffs, statuses.count(302)) in {(302, 0), (200, 1)}
        assert set(statuses) <= {302, 409}
        assert Assignment.objects.count() + Booking.objects.holding().count() == 1
        return answers

    one_round()
    assert_quick(timed(lambda: [one_round() for _round in range(ROUNDS)]), idle)


def first_open_day(floor: Floor):
    opening = Opening(today() + timedelta(days=1), today() + timedelta(days=30))
    return next(day for day in opening.days() if opening.of(floor.desk, day))


def timed(rounds: Callable[[], list[list[Answer]]]) -> list[float]:
    """The p99 of these rounds, in seconds; again while it is too long and chances are left."""
    measured = []
    while len(measured) < ATTEMPTS and min(measured, default=LONGEST) >= LONGEST:
        measured.append(p99([answer for answers in rounds() for answer in answers]))
    return measured


def assert_quick(measured: list[float], idle: bool) -> None:
    if min(measured) >= LONGEST and not idle:
        pytest.skip(f"others use this machine: p99 {min(measured):.2f} s says nothing")
    assert min(measured) < LONGEST, measured
