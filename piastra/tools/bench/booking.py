"""The booking action against the same insert and the same lock, written by hand; and what a refusal costs."""

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from core.refusals import Refusal
from members.models import User
from piastra.tools.bench.stopwatch import Limits, Result, compared, in_turns, queries_of
from piastra.tools.bench.world import World
from spaces import actions
from spaces.models import Booking, KindRules, Space
from spaces.schedule import Opening, Slot, Span

RAW, ACTION = "lock and insert in SQL", "booking action"
BOOKED, REFUSED = "booking action, CPU", "refused ({}), CPU"
REASONS = ("taken", "has_another", "closed", "too_far", "too_many_coming")
LIMITS = {ACTION: Limits(ratio=12)} | {
    REFUSED.format(code): Limits(ratio=1.5, queries=12) for code in REASONS
}
INSERT = """
INSERT INTO spaces_booking (space_id, person_id, start, "end", status, purpose, request_key, is_walk_in,
    made_at, made_by_id, override_reason, sequence)
VALUES (%s, %s, %s, %s, 'confirmed', '', gen_random_uuid(), false, now(), %s, '', 0)
"""


def measure(world: World, rounds: int) -> list[Result]:
    """Elapsed time with the commit, where rules, journal and letter are the action's own cost; then CPU time."""
    free, start, end = _free(world)
    person = world.sample

    def raw():
        with transaction.atomic(), connection.cursor() as cursor:
            lock = "SELECT id FROM spaces_space WHERE id = %s FOR NO KEY UPDATE"
            cursor.execute(lock, [free.pk])
            cursor.execute(INSERT, [free.pk, person.pk, start, end, person.pk])

    def action():
        actions.book(by=person, person=person, space=free, start=start, end=end)

    def give_back():
        Booking.objects.filter(space=free, start=start, status=Booking.Status.CONFIRMED).delete()

    elapsed = _in_turns({RAW: raw, ACTION: action}, give_back, rounds, time.perf_counter)
    asked = _asked(world)
    refused = {REFUSED.format(code): _refused(code, *asked[code]) for code in REASONS}
    cpu = _in_turns({BOOKED: action, **refused}, give_back, rounds, time.process_time)
    queries = dict(_queries({RAW: raw, ACTION: action, **refused}, give_back))
    return [
        *compared(elapsed, RAW, queries, LIMITS),
        *compared(cpu, BOOKED, {**queries, BOOKED: queries[ACTION]}, LIMITS),
    ]


def _refused(code: str, person: User, place: Space, start: datetime, end: datetime) -> Callable:
    """A booking that is refused for this reason, and no other."""

    def refused():
        try:
            actions.book(by=person, person=person, space=place, start=start, end=end)
        except Refusal as refusal:
            if refusal.code == code:
                return
            raise RuntimeError(f"refused as {refusal.code}: {code} was to be measured") from refusal
        raise RuntimeError(f"{place} was free: {code} was to be measured.")

    return refused


def _free(world: World, day: date | None = None) -> tuple[Space, datetime, datetime]:
    """A desk that nobody has on that morning."""
    start, end = _morning(day or world.day)
    return _desks().exclude(pk__in=_held(start, end))[0], start, end


def _desks():
    return Space.objects.filter(kind=Space.Kind.MOBILE_DESK)


def _held(start: datetime, end: datetime):
    return Booking.objects.holding().overlapping(start, end).values("space")


def _morning(day: date) -> Span:
    half_day_at = KindRules.objects.get(kind=Space.Kind.MOBILE_DESK).half_day_at
    return Opening.on(day).slots(_desks()[0], day, half_day_at)[Slot.MORNING]


def _asked(world: World) -> dict[str, tuple]:
    """For each reason who asks for what; for some of them another place or time is looked for."""
    start, end = _morning(world.day)
    taken = _desks().filter(pk__in=_held(start, end))[0]
    sunday, far = timedelta(days=4), timedelta(days=364)
    return {
        "taken": (world.sample, taken, start, end),
        # The sample person has a desk on Mondays.
        "has_another": (world.sample, *_free(world, world.monday)),
        "closed": (world.sample, taken, start + sunday, end + sunday),
        "too_far": (world.sample, taken, start + far, end + far),
        "too_many_coming": _one_too_many(world),
    }


def _one_too_many(world: World) -> tuple:
    """Somebody who has a meeting, and wants a room before those of that day begin."""
    rooms = Booking.objects.firm().filter(space__kind=Space.Kind.MEETING_ROOM)
    meeting = rooms.filter(start__gt=timezone.now()).select_related("person", "space")[0]
    KindRules.objects.filter(kind=Space.Kind.MEETING_ROOM).update(max_coming=1)
    opens = Opening.on(world.day).of(meeting.space, world.day)[0][0]
    return meeting.person, meeting.space, opens, opens + timedelta(minutes=30)


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
