"""The booking action against the same insert and the same lock, written by hand."""

import time

from django.contrib.auth import get_user_model
from django.db import connection, transaction

from piastra.tools.bench.pages import next_open_day
from piastra.tools.bench.stopwatch import Result, compared, in_turns, queries_of
from piastra.tools.demo import cast
from spaces import actions
from spaces.models import Booking, KindRules, Space
from spaces.schedule.opening import Opening, Slot

RAW, ACTION = "lock and insert in SQL", "booking action"
INSERT = """
INSERT INTO spaces_booking (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, made_by_id)
VALUES (%s, %s, %s, %s, 'confirmed', '', gen_random_uuid(), false, now(), %s)
"""


def measure(rounds: int) -> list[Result]:
    """Elapsed time with the commit: rules, journal and letter are the action's own cost."""
    space, start, end = _free_place()
    person = get_user_model().objects.get(email=cast.COWORKER.email)

    def raw():
        with transaction.atomic(), connection.cursor() as cursor:
            lock = "SELECT id FROM spaces_space WHERE id = %s FOR NO KEY UPDATE"
            cursor.execute(lock, [space.pk])
            cursor.execute(INSERT, [space.pk, person.pk, start, end, person.pk])

    def action():
        actions.book(by=person, person=person, space=space, start=start, end=end)

    calls = {RAW: raw, ACTION: action}
    queries = {name: queries_of(call) for name, call in _once_each(calls, space, start)}
    return compared(_elapsed(calls, space, start, rounds), RAW, queries)


def _free_place():
    """A desk that nobody has on the next open day."""
    day = next_open_day()
    opening = Opening.on(day)
    half_day_at = KindRules.objects.get(kind=Space.Kind.MOBILE_DESK).half_day_at
    for space in Space.objects.filter(kind=Space.Kind.MOBILE_DESK):
        start, end = opening.slots(space, day, half_day_at)[Slot.MORNING]
        taken = Booking.objects.filter(space=space).holding().overlapping(start, end)
        if not taken.exists():
            return space, start, end
    raise RuntimeError("The demo left no desk free on the next open day.")


def _once_each(calls, space, start):
    for name, call in calls.items():
        yield name, call
        _give_back(space, start)


def _elapsed(calls, space, start, rounds) -> dict[str, float]:
    """In turns; the place is given back outside of the measured time."""
    timer = _Timer()
    timed = {
        name: timer.around(call, lambda: _give_back(space, start)) for name, call in calls.items()
    }
    return in_turns(timed, rounds, clock=timer)


class _Timer:
    """A clock that stands still while the table is put back as it was."""

    def __init__(self):
        self.elapsed = 0.0

    def __call__(self) -> float:
        return self.elapsed

    def around(self, call, afterwards):
        def timed():
            began = time.perf_counter()
            call()
            self.elapsed += time.perf_counter() - began
            afterwards()

        return timed


def _give_back(space, start) -> None:
    Booking.objects.filter(space=space, start=start, status=Booking.Status.CONFIRMED).delete()
