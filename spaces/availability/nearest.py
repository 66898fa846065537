"""What can be had instead of what was refused: another place at that time, or this one later.

Read when the answer is no already, and after the locks are gone: nobody waits for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps

from django.utils.translation import gettext as _

from core.clock import ROME, local_midnight
from core.words import clock, day_long
from spaces import rules
from spaces.availability import asks
from spaces.availability.floor import in_whole_steps
from spaces.models import Booking, KindRules, Space
from spaces.rules import Ask, Objection
from spaces.schedule import spans
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening, Slot, is_in_service
from spaces.schedule.spans import Span

DAYS_TO_LOOK = 14
#: What another place at the same time would mend.
MENDED_ELSEWHERE = {
    "taken", "too_close", "out_of_service", "not_in_service", "assigned", "closed", "not_open_to",
}  # fmt: skip
#: What another time at the same place would mend.
MENDED_LATER = {
    "taken", "yours", "too_close", "out_of_service", "not_in_service", "assigned", "closed", "over",
    "has_another", "week_is_full", "not_a_slot", "off_the_raster", "reversed",
}  # fmt: skip
#: What leaves other hours of a room free on the same day.
MENDED_THAT_DAY = {"taken", "yours", "too_close"}
SLOT_NAMES = {
    Slot.MORNING: lambda: _("in the morning"),
    Slot.AFTERNOON: lambda: _("in the afternoon"),
    Slot.DAY: lambda: _("for the whole day"),
}


@dataclass(frozen=True)
class Later:
    """A time at which the place can be had; `slot` for what is booked by half day."""

    place: Space
    start: datetime
    end: datetime
    slot: Slot | None = None

    @property
    def day(self) -> date:
        return self.start.astimezone(ROME).date()

    @property
    def words(self) -> str:
        """`martedì 24 novembre 2026 di mattina`, `… dalle 10:00 alle 11:00`"""
        if self.slot:
            return _("on %(day)s %(slot)s") % {
                "day": day_long(self.day),
                "slot": SLOT_NAMES[self.slot](),
            }
        return _("on %(day)s from %(start)s to %(end)s") % {
            "day": day_long(self.day),
            "start": clock(self.start),
            "end": clock(self.end),
        }


def objection(ask: Ask) -> Objection | None:
    """Why the ask can't be had now, with the nearest possibility; None when it can."""
    found = rules.objection(ask)
    return found and helped(found)


def helpful(action):
    """Outside of the action's transaction: what it refuses is raised with the nearest possibility."""

    @wraps(action)
    def acting(**wanted):
        try:
            return action(**wanted)
        except Objection as refusal:
            raise helped(refusal) from refusal
        except asks.Second as second:
            raise helped(second.reason()) from second

    return acting


def helped(refusal: Objection, around: "Around | None" = None) -> Objection:
    """The refusal with the nearest possibility, in its sentence and as a place or time to choose.

    `around` is what was read already, for who helps with many dates.
    """
    ask, code = refusal.ask, refusal.code
    other = another_place(ask, around) if code in MENDED_ELSEWHERE else None
    if other:
        offer = _("At the same time %(other)s is free.") % {"other": other.label}
        return Objection(f"{_cause(refusal)} {offer}", code=code, ask=ask, instead=other)
    hours = free_hours(ask, around) if code in MENDED_THAT_DAY and ask.by_the_hour else ()
    if hours:
        later = _that_day(ask, hours)
        offer = _("On the same day it is free %(hours)s.")
        offer %= {"hours": ", ".join(f"{clock(start)}–{clock(end)}" for start, end in hours)}
        return Objection(f"{_cause(refusal)} {offer}", code=code, ask=ask, later=later)
    later = next_free(ask, around) if code in MENDED_LATER else None
    if later:
        again = code in ("taken", "yours")
        offer = _("It is free again %(later)s.") if again else _("%(place)s is free %(later)s.")
        offer %= {"place": ask.space.label, "later": later.words}
        return Objection(f"{_cause(refusal)} {offer}", code=code, ask=ask, later=later)
    return refusal


def _cause(refusal: Objection) -> str:
    if refusal.code == "taken" and not refusal.ask.joined:
        return _("%(place)s is already taken.") % {"place": refusal.ask.space.label}
    return refusal.sentence


def another_place(ask: Ask, around: "Around | None" = None) -> Space | None:
    """A place of the same sort that the person may have at the same time, as near as can be."""
    around = around or Around(alike(ask.space), ask.opening, ask.moving)
    others = (place for place in around.places if place.pk != ask.space.pk)
    nearest_first = sorted(others, key=lambda place: distance(ask.space, place))
    free = (place for place in nearest_first if around.can_have(ask, place, ask.start, ask.end))
    return next(free, None)


def alike(wanted: Space) -> list[Space]:
    """The other places of the same sort; for who wants an office, desks are better than nothing."""
    kinds = Space.DESKS if wanted.kind in Space.DESKS else [wanted.kind]
    if wanted.kind == Space.Kind.OFFICE:
        kinds = Space.DESKS_AND_OFFICES
    return list(Space.objects.filter(kind__in=kinds).exclude(pk=wanted.pk))


def distance(wanted: Space, place: Space) -> tuple:
    """How far a place is from the wanted one, for sorting: office, seats, zone, kind, steps on the plan."""
    return (
        wanted.kind == Space.Kind.OFFICE and place.kind != Space.Kind.OFFICE,
        place.capacity < wanted.capacity,
        place.zone_id != wanted.zone_id,
        place.kind != wanted.kind,
        abs(place.plan_x - wanted.plan_x) + abs(place.plan_y - wanted.plan_y),
        place.code,
    )


def next_free(ask: Ask, around: "Around | None" = None) -> Later | None:
    """The next half day, or the next time of that length, at which the person may have the place."""
    first = max(ask.start, ask.now).astimezone(ROME).date()
    last = first + timedelta(days=DAYS_TO_LOOK)
    around = around or Around([ask.space], Opening(first, last), ask.moving)
    days = [day for day in around.opening.days() if first <= day < last]
    times = _times_by_the_hour if ask.by_the_hour else _half_days
    later = (time for time in times(ask, around.opening, days) if time.start >= ask.start)
    free = (time for time in later if around.can_have(ask, ask.space, time.start, time.end))
    return next(free, None)


def free_hours(ask: Ask, around: "Around | None" = None) -> tuple[Span, ...]:
    """The hours of the wanted day in which the person may have the room, in whole steps."""
    around = around or Around([ask.space], ask.opening, ask.moving)
    free = in_whole_steps(around.left_on(ask.space, ask.day, ask.now), ask.rules)
    shortest = timedelta(minutes=ask.rules.min_minutes or ask.rules.raster_minutes)
    return tuple(
        (start, end)
        for start, end in free
        if around.can_have(ask, ask.space, start, start + shortest)
    )


def _that_day(ask: Ask, hours: tuple[Span, ...]) -> Later:
    """The wanted length in these hours, later rather than before; if it fits in none, the most that does."""
    length = ask.end - ask.start
    fitting = [span for span in hours if span[1] - span[0] >= length]
    if not fitting:
        start, end = max(hours, key=lambda span: span[1] - span[0])
        return Later(ask.space, start, end)
    step = timedelta(minutes=ask.rules.raster_minutes)
    length = -(-length // step) * step
    starts = [min(max(start, ask.start), end - length) for start, end in fitting]
    start = min(starts, key=lambda start: (start < ask.start, abs(start - ask.start)))
    return Later(ask.space, start, start + length)


def _half_days(ask: Ask, opening: Opening, days: list[date]) -> Iterator[Later]:
    """The half days; whole days for who wants one."""
    wants_all = ask.opening.slots(ask.space, ask.day, ask.rules.half_day_at).get(Slot.DAY)
    halves = (Slot.MORNING, Slot.AFTERNOON)
    wanted = (Slot.DAY, *halves) if (ask.start, ask.end) == wants_all else halves
    for day in days:
        slots = opening.slots(ask.space, day, ask.rules.half_day_at)
        for slot in wanted:
            if slot in slots:
                yield Later(ask.space, *slots[slot], slot)


def _times_by_the_hour(ask: Ask, opening: Opening, days: list[date]) -> Iterator[Later]:
    """Times of the length asked for, in the place's steps; the shortest for who asked for no time at all."""
    step = timedelta(minutes=ask.rules.raster_minutes)
    shortest = max(step, timedelta(minutes=ask.rules.min_minutes or 0))
    wanted = ask.end - ask.start if ask.end > ask.start else shortest
    length = -(-wanted // step) * step
    for day in days:
        for opens, closes in opening.of(ask.space, day):
            start = _on_the_step(opens, step)
            while start + length <= closes:
                yield Later(ask.space, start, start + length)
                start += step


def _on_the_step(moment: datetime, step: timedelta) -> datetime:
    """The first step of the local day that is not before this moment."""
    midnight = local_midnight(moment.astimezone(ROME).date()).astimezone(UTC)
    return midnight + -(-(moment - midnight) // step) * step


class Around:
    """What the rules must know about these places on the days of an opening; read once."""

    def __init__(self, places: list[Space], opening: Opening, moving: Booking | None = None):
        self.places, self.opening = places, opening
        self._rules = {rule.kind: rule for rule in KindRules.objects.all()}
        self._assigned = Assigned(opening.first, opening.until)
        self._joined, self._rooms = _joined({place.pk for place in places})
        self._held = self._held_spans(moving)

    def ask_for(self, ask: Ask, place: Space, start: datetime, end: datetime) -> Ask:
        """What the same person would ask for with this place and time."""
        day = start.astimezone(ROME).date()
        return replace(
            ask,
            space=place,
            start=start,
            end=end,
            rules=self.rules_of(place.kind),
            opening=self.opening,
            pause=self.buffer_of(place, day),
            held=self._held_near(place, start, end),
            mine=None,
            is_assigned=self._assigned.keeps_out(ask.person, place.pk, day),
        )

    def can_have(self, ask: Ask, place: Space, start: datetime, end: datetime) -> bool:
        """Whether the person could book the place for this time."""
        return rules.objection(self.ask_for(ask, place, start, end)) is None

    def rules_of(self, kind: str) -> KindRules:
        return self._rules.get(kind) or KindRules.usual(kind)

    def left_on(self, place: Space, day: date, now: datetime) -> tuple[Span, ...]:
        """What of the day's open time is neither held, nor too near to it, nor over."""
        buffer, midnight = self.buffer_of(place, day), local_midnight(day)
        held = self._held_near(place, midnight, local_midnight(day + timedelta(days=1)))
        blocked = [(start - buffer, end + buffer) for start, end in held]
        return spans.less(self.opening.of(place, day), [*blocked, (min(midnight, now), now)])

    def buffer_of(self, place: Space, day: date) -> timedelta:
        """What must stay free around a booking: the longest buffer of the rooms that share a part."""
        joined = self._joined[place.pk] - {place.pk}
        rooms = (self._rooms[each] for each in joined)
        kinds = {place.kind, *(room.kind for room in rooms if is_in_service(room, day))}
        return max(self.rules_of(kind).buffer for kind in kinds)

    def _held_near(self, place: Space, start: datetime, end: datetime) -> tuple[Span, ...]:
        buffer = self.buffer_of(place, start.astimezone(ROME).date())
        start, end = start - buffer, end + buffer
        days = list(_days_of(start, end))
        near = {
            span
            for each in self._joined[place.pk]
            for day in days
            for span in self._held.get((each, day), ())
        }
        return tuple(sorted(span for span in near if span[0] < end and span[1] > start))

    def _held_spans(self, moving: Booking | None) -> dict[tuple[int, date], list[Span]]:
        """When each place, or one that shares a part with it, is held: by the dates that it touches."""
        buffer = max((rule.buffer for rule in self._rules.values()), default=timedelta(0))
        concerned = {pk for joined in self._joined.values() for pk in joined}
        first, until = local_midnight(self.opening.first), local_midnight(self.opening.until)
        bookings = asks.but(Booking.objects.filter(space__in=concerned), moving)
        near = bookings.keeping().overlapping(first - buffer, until + buffer)
        held = {}
        for space, start, end in near.values_list("space", "start", "end").order_by():
            for day in _days_of(start, end):
                held.setdefault((space, day), []).append((start, end))
        return held


def _days_of(start: datetime, end: datetime) -> Iterator[date]:
    """The dates in Rome that a time touches."""
    day, last = start.astimezone(ROME).date(), end.astimezone(ROME).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _joined(wanted: set[int]) -> tuple[dict[int, set[int]], dict[int, Space]]:
    """For each place, itself and every place that shares a part with it; and the rooms that are joined."""
    takes, rooms = {pk: {pk} for pk in wanted}, {}
    for link in Space.parts.through.objects.select_related("from_space", "to_space"):
        whole, part = link.from_space, link.to_space
        takes.setdefault(whole.pk, {whole.pk}).add(part.pk)
        takes.setdefault(part.pk, {part.pk})
        rooms |= {whole.pk: whole, part.pk: part}
    return {pk: {other for other in takes if takes[pk] & takes[other]} for pk in wanted}, rooms
