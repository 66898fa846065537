"""What can be had instead of what was refused: another place at that time, or this one later.

Read when the answer is no already, and after the locks are gone: nobody waits for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps

from django.utils.translation import gettext as _

from core.clock import day_of, today
from core.words import clock, day_long
from spaces.availability import asks
from spaces.availability.cells import HALVES, Cells, shortest
from spaces.availability.engine import A_DAY, Availability
from spaces.models import Space
from spaces.rules import Ask, Holder, Objection, Remedy, objection, taken
from spaces.schedule import raster, setup
from spaces.schedule.opening import Slot
from spaces.schedule.setup import Setup
from spaces.schedule.spans import Span

DAYS_TO_LOOK = 14
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
        return day_of(self.start)

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


class WithAlternative(Objection):
    """An objection that names what can be had, in its sentence and as a place or time to choose."""

    def __init__(
        self,
        refused: Objection,
        *,
        instead: Space | None = None,
        later: Later | None = None,
        hours: tuple[Span, ...] = (),
    ):
        super().__init__(refused.ask, refused.code, lambda _ask: refused.sentence)
        #: A place that can be had at the time asked for.
        self.instead = instead
        #: A time at which the place asked for can be had.
        self.later = later
        #: The hours of the same day in which it can be had.
        self.hours = hours

    @property
    def sentence(self) -> str:
        return f"{self._cause} {self._offer}"

    @property
    def _cause(self) -> str:
        if self.holder is Holder.ANOTHER and not self.ask.joined:
            return _("%(place)s is already taken.") % {"place": self.ask.space.label}
        return self._say(self.ask)

    @property
    def _offer(self) -> str:
        if self.instead:
            return _("At the same time %(other)s is free.") % {"other": self.instead.label}
        if self.hours:
            hours = ", ".join(f"{clock(start)}–{clock(end)}" for start, end in self.hours)
            return _("On the same day it is free %(hours)s.") % {"hours": hours}
        is_held = self.holder is not Holder.NOBODY
        offer = _("It is free again %(later)s.") if is_held else _("%(place)s is free %(later)s.")
        return offer % {"place": self.ask.space.label, "later": self.later.words}


def helpful(action):
    """Outside of the action's transaction: what it refuses is raised with the nearest possibility."""

    @wraps(action)
    def acting(**wanted):
        try:
            return action(**wanted)
        except Objection as refused:
            raise with_alternative(refused) from refused
        except asks.Taken as first:
            raise refused_for(first.wanted, without_limits=first.without_limits) from first

    return acting


def refused_for(wanted: dict, *, without_limits: bool = False) -> Objection:
    """The rule that comes first, or that somebody was first, with the nearest possibility."""
    space, start, end = wanted["space"], wanted["start"], wanted["end"]
    if day_of(start) < today():
        ask, read = asks.ask_for(**wanted), None
    else:
        who = {name: wanted.get(name) for name in ("person", "moving", "by")}
        read = _read_around(space, start, end, **who)
        ask = read.ask(space, start, end)
    refused = objection(ask, without_limits=without_limits)
    return with_alternative(refused or taken(ask), read)


def why_not(**wanted) -> Objection | None:
    """Why the place can't be had now, with the nearest possibility; None when it can."""
    refused = objection(asks.ask_for(**wanted))
    return refused and with_alternative(refused)


def with_alternative(refused: Objection, read: Availability | None = None) -> Objection:
    """The objection with the nearest possibility, if any can help.

    `read` is what was read already, of the place and those alike, for who asks for many dates.
    """
    if not refused.has_remedy:
        return refused
    ask = refused.ask
    read = read or _read_around(ask.space, ask.start, ask.end, known=ask)
    # On a day that is over nothing helps but a later one.
    is_coming = ask.day >= read.first
    if is_coming and refused.is_mended(Remedy.ELSEWHERE) and (other := another_place(ask, read)):
        return WithAlternative(refused, instead=other)
    if is_coming and refused.is_mended(Remedy.THAT_DAY) and (hours := free_hours(ask, read)):
        return WithAlternative(refused, later=_that_day(ask, hours), hours=hours)
    if refused.is_mended(Remedy.LATER) and (later := next_free(ask, read)):
        return WithAlternative(refused, later=later)
    return refused


def _read_around(space: Space, start: datetime, end: datetime, **who) -> Availability:
    """The place and those alike, from that day or today on."""
    first = max(day_of(start), today())
    until = max(first + timedelta(days=DAYS_TO_LOOK), day_of(end) + A_DAY)
    known = who.get("known")
    others = alike(space, known.place.opening.setup if known else setup.current())
    return Availability(first, until, places=[space, *others], **who)


def another_place(ask: Ask, read: Availability) -> Space | None:
    """A place of the same sort that the person may have at the same time, as near as can be."""
    others = (place for place in read.places if place.pk != ask.space.pk)
    nearest_first = sorted(others, key=lambda place: distance(ask.space, place))
    free = (place for place in nearest_first if read.can_have(place, ask.start, ask.end))
    return next(free, None)


def alike(wanted: Space, known: Setup) -> list[Space]:
    """The other places of the same sort; for who wants an office, desks are better than nothing."""
    kinds = Space.DESKS if wanted.kind in Space.DESKS else [wanted.kind]
    if wanted.kind == Space.Kind.OFFICE:
        kinds = Space.DESKS_AND_OFFICES
    return [place for place in known.places if place.kind in kinds and place.pk != wanted.pk]


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


def next_free(ask: Ask, read: Availability) -> Later | None:
    """The next half day, or the next time of that length, at which the person may have the place."""
    first = day_of(max(ask.start, ask.now))
    days = [day for day in read.opening.days() if 0 <= (day - first).days < DAYS_TO_LOOK]
    times = _times_by_the_hour if ask.by_the_hour else _half_days
    later = (time for time in times(ask, read, days) if time.start >= ask.start)
    free = (time for time in later if read.can_have(ask.space, time.start, time.end))
    return next(free, None)


def free_hours(ask: Ask, read: Availability) -> tuple[Span, ...]:
    """The hours of the wanted day in which the person may have the room, in whole steps."""
    return Cells(read).free_hours(ask.space, ask.day) if ask.by_the_hour else ()


def _that_day(ask: Ask, hours: tuple[Span, ...]) -> Later:
    """The wanted length in these hours, later rather than before; if it fits in none, the most that does."""
    length = ask.end - ask.start
    fitting = [span for span in hours if span[1] - span[0] >= length]
    if not fitting:
        start, end = max(hours, key=lambda span: span[1] - span[0])
        return Later(ask.space, start, end)
    length = raster.in_steps(length, ask.rules.raster_minutes)
    starts = [min(max(start, ask.start), end - length) for start, end in fitting]
    start = min(starts, key=lambda start: (start < ask.start, abs(start - ask.start)))
    return Later(ask.space, start, start + length)


def _half_days(ask: Ask, read: Availability, days: list[date]) -> Iterator[Later]:
    """The half days; whole days for who wants one."""
    wants_all = ask.place.slots.get(Slot.DAY)
    wanted = (Slot.DAY, *HALVES) if (ask.start, ask.end) == wants_all else HALVES
    for day in days:
        slots = read.slots(ask.space, day)
        for slot in wanted:
            if slot in slots:
                yield Later(ask.space, *slots[slot], slot)


def _times_by_the_hour(ask: Ask, read: Availability, days: list[date]) -> Iterator[Later]:
    """Times of the length asked for, in the place's steps; the shortest for who asked for no time at all."""
    step = ask.rules.raster_minutes
    wanted = ask.end - ask.start if ask.end > ask.start else shortest(ask.rules)
    length = raster.in_steps(wanted, step)
    for day in days:
        for opens, closes in read.on(ask.space, day).open_spans:
            for start in raster.moments((opens, closes - length), step):
                yield Later(ask.space, start, start + length)
