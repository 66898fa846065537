"""Where a booking can go on a date: the choices of the page that moves it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from core.clock import local_midnight, today
from spaces.availability import asks
from spaces.availability.nearest import Around
from spaces.models import Booking, KindRules, Space
from spaces.pages.plan import hours_of
from spaces.rules import Ask
from spaces.schedule import spans
from spaces.schedule.opening import Opening, Slot
from spaces.schedule.spans import Span

ROOMS = [Space.Kind.MEETING_ROOM, Space.Kind.EVENT_ROOM]


@dataclass(frozen=True)
class Free:
    """A place with the times of the day that are left of it, for rooms by the hour."""

    place: Space
    spans: tuple[Span, ...]

    @property
    def hours(self) -> str:
        return hours_of(self.spans)


class Destinations:
    """The places of the booking's sort on one date, asked as if the booking were not there."""

    def __init__(self, booking: Booking, day: date, by):
        self.booking, self.day, self._by = booking, day, by
        self.opening = Opening.on(day)
        self._rules = {rule.kind: rule for rule in KindRules.objects.all()}
        self.rules = self._rules_of(booking.space.kind)

    def _rules_of(self, kind: str) -> KindRules:
        return self._rules.get(kind) or KindRules.usual(kind)

    @cached_property
    def _alike(self) -> list[Space]:
        return _places_like(self.booking.space, self.day)

    @cached_property
    def _around(self) -> Around:
        """Read only when it is asked what is free: after a refusal that is the state which refused."""
        return Around(self._alike, self.opening, self.booking)

    @cached_property
    def _ask(self) -> Ask:
        return asks.ask_for(
            person=self.booking.person,
            space=self.booking.space,
            start=local_midnight(self.day),
            end=local_midnight(self.day + timedelta(days=1)),
            moving=self.booking,
            by=self._by,
        )

    def was_refused(self, ask: Ask) -> None:
        """What the action read of the person and the day need not be read again."""
        self._ask = ask

    @property
    def by_the_hour(self) -> bool:
        return self.rules.by_the_hour

    @cached_property
    def places(self) -> list[Space]:
        """Those that are booked as the booking's own place is."""
        unit = self.rules.unit
        return [each for each in self._alike if self._rules_of(each.kind).unit == unit]

    @cached_property
    def slots(self) -> dict[tuple[Slot, Space], Span]:
        """Every slot of every place, free or not; slots in the order of the day."""
        found = {}
        for slot in (Slot.MORNING, Slot.AFTERNOON, Slot.DAY):
            for place in self.places:
                half = self._rules_of(place.kind).half_day_at
                if span := self.opening.slots(place, self.day, half).get(slot):
                    found[slot, place] = span
        return found

    @cached_property
    def free_slots(self) -> dict[tuple[Slot, Space], Span]:
        """Those that the person can have."""
        return {
            where: span
            for where, span in self.slots.items()
            if self._around.can_have(self._ask, where[1], *span)
        }

    @cached_property
    def free_rooms(self) -> list[Free]:
        """The rooms that have a time left, with what is left of each."""
        found = [Free(place, self._left(place)) for place in self.places]
        return [free for free in found if free.spans]

    def _left(self, place: Space) -> tuple[Span, ...]:
        open_spans = self.opening.of(place, self.day)
        past = (local_midnight(self.day), self._ask.now)
        wanted = self._around.ask_for(
            self._ask, place, local_midnight(self.day), local_midnight(self.day + timedelta(days=1))
        )
        buffer = self._around.buffer_of(place, self.day)
        held = [(start - buffer, end + buffer) for start, end in wanted.held]
        if wanted.is_assigned:
            return ()
        return spans.less(open_spans, [*held, past] if past[0] < past[1] else held)

    @cached_property
    def hours(self) -> list[datetime]:
        """Each step of the hours in which one of the rooms is open."""
        step = timedelta(minutes=self.rules.raster_minutes)
        found = set()
        for place in self.places:
            for start, end in self.opening.of(place, self.day):
                while start <= end:
                    found.add(start)
                    start += step
        return sorted(found)

    @property
    def is_past(self) -> bool:
        """Whether the date is over, so that nothing of it can be had."""
        return self.day < today()

    @property
    def why_none(self) -> str:
        """Why nothing is open on the date; nothing when something is."""
        return self.opening.why_closed(self.booking.space, self.day)


def _places_like(space: Space, day: date) -> list[Space]:
    kinds = Space.DESKS_AND_OFFICES if space.kind in Space.DESKS_AND_OFFICES else ROOMS
    found = Space.objects.in_service_on(day).filter(kind__in=kinds)
    return list(found.order_by("zone__order", "code"))
