"""The booking action against the same insert and the same lock, written by hand; and what a refusal costs."""

import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from core.refusals import Refusal
from piastra.tools.bench.stopwatch import Limits, Result, compared, in_turns, queries_of
from piastra.tools.bench.world import World
from spaces import actions
from spaces.models import Booking, KindRules, Space
from spaces.schedule.opening import Opening, Slot

RAW, ACTION = "lock and insert in SQL", "booking action"
BOOKED, REFUSED = "booking action, CPU", "refused booking, CPU"
LIMITS = {ACTION: Limits(ratio=12), REFUSED: Limits(ratio=1.5, queries=12)}
INSERT = """
INSERT INTO spaces_booking (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, made_by_id, override_reason, sequence)
VALUES (%s, %s, %s, %s, 'confirmed', '', gen_random_uuid(), false, now(), %s, '', 0)
"""


def measure(world: World, rounds: int) -> list[Result]:
    """Elapsed time with the commit, where rules, journal and letter are the action's own cost; then CPU time."""
    free, taken, start, end = _places(world)
    person = world.sample

    def raw():
        with transaction.atomic(), connection.cursor() as cursor:
            lock = "SELECT id FROM spaces_space WHERE id = %s FOR NO KEY UPDATE"
            cursor.execute(lock, [free.pk])
            cursor.execute(INSERT, [free.pk, person.pk, start, end, person.pk])

    def action():
        actions.book(by=person, person=person, space=free, start=start, end=end)

    def refused():
        try:
            actions.book(by=person, person=person, space=taken, start=start, end=end)
        except Refusal:
            return
        raise RuntimeError(f"{taken} was free: a refusal was to be measured.")

    def give_back():
        Booking.objects.filter(space=free, start=start, status=Booking.Status.CONFIRMED).delete()

    elapsed = _in_turns({RAW: raw, ACTION: action}, give_back, rounds, time.perf_counter)
    cpu = _in_turns({BOOKED: action, REFUSED: refused}, give_back, rounds, time.process_time)
    queries = dict(_queries({RAW: raw, ACTION: action, REFUSED: refused}, give_back))
    return [
        *compared(elapsed, RAW, queries, LIMITS),
        *compared(cpu, BOOKED, {**queries, BOOKED: queries[ACTION]}, LIMITS),
    ]


def _places(world: World):
    """A desk that is free and one that is taken, on a morning on which the person has none."""
    opening = Opening.on(world.day)
    desks = Space.objects.filter(kind=Space.Kind.MOBILE_DESK)
    half_day_at = KindRules.objects.get(kind=Space.Kind.MOBILE_DESK).half_day_at
    start, end = opening.slots(desks[0], world.day, half_day_at)[Slot.MORNING]
    held = Booking.objects.holding().overlapping(start, end).values("space")
    return desks.exclude(pk__in=held)[0], desks.filter(pk__in=held)[0], start, end


def _queries(calls: dict[str, Callable], give_back: Callable) -> Iterator[tuple[str, int]]:
    for name, call in calls.items():
        yield name, queries_of(call)
        give_back()


def _in_turns(calls: dict[str, Callable], give_back: Callable, rounds: int, clock: Callable):
    """Medians; the place is given back outside of the measured time."""
    timer = _Timer(clock)
    timed = {name: timer.around(call, give_back) for name, call in calls.items()}
    return in_turns(timed, rounds, clock=timer)


class _Timer:
    """A clock that stands still while the table is put back as it was."""

    def __init__(self, clock: Callable):
        self.clock = clock
        self.elapsed = 0.0

    def __call__(self) -> float:
        return self.elapsed

    def around(self, call: Callable, afterwards: Callable) -> Callable:
        def timed():
            began = self.clock()
            call()
            self.elapsed += self.clock() - began
            afterwards()

        return timed
