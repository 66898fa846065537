"""Where a booking can go on a date: the choices of the page that moves it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from core.clock import today
from spaces.availability.cells import Cells
from spaces.availability.engine import Availability
from spaces.models import Booking, Space
from spaces.pages.words import hours_of
from spaces.schedule import Opening, Slot, Span, is_in_service, raster

SLOTS = (Slot.MORNING, Slot.AFTERNOON, Slot.DAY)


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
        self._known = self.opening.setup
        self.rules = self._known.rules[booking.space.kind]

    @cached_property
    def _alike(self) -> list[Space]:
        """Desks and offices, or rooms, in the order of the plan."""
        kinds = _sort_of(self.booking.space.kind)
        there = (place for place in self._known.places if is_in_service(place, self.day))
        return [place for place in there if place.kind in kinds]

    @cached_property
    def _cells(self) -> Cells:
        """Read only when it is asked what is free: after a refusal that is the state which refused."""
        return Cells(
            Availability(
                self.day,
                self.day + timedelta(days=1),
                self.booking.person,
                places=self._alike,
                moving=self.booking,
                by=self._by,
            )
        )

    @property
    def by_the_hour(self) -> bool:
        return self.rules.by_the_hour

    @cached_property
    def places(self) -> list[Space]:
        """Those that are booked as the booking's own place is."""
        unit = self.rules.unit
        return [each for each in self._alike if self._known.rules[each.kind].unit == unit]

    @cached_property
    def slots(self) -> dict[tuple[Slot, Space], Span]:
        """Every slot of every place, free or not; slots in the order of the day."""
        found = {}
        for slot in SLOTS:
            for place in self.places:
                half = self._known.rules[place.kind].half_day_at
                if span := self.opening.slots(place, self.day, half).get(slot):
                    found[slot, place] = span
        return found

    def code_of(self, place: Space, span: Span) -> str:
        """With which code the move there is refused; nothing when it is done."""
        refused = self._cells.read.objection(place, *span)
        return refused.code if refused else ""

    @cached_property
    def free_slots(self) -> dict[tuple[Slot, Space], Span]:
        """Those that the person can have."""
        return {
            where: span for where, span in self.slots.items() if not self.code_of(where[1], span)
        }

    @cached_property
    def free_rooms(self) -> list[Free]:
        """The rooms that have a time left, with what is left of each."""
        found = [Free(place, self._cells.free_hours(place, self.day)) for place in self.places]
        return [free for free in found if free.spans]

    @cached_property
    def hours(self) -> list[datetime]:
        """Each step of the hours in which one of the rooms is open."""
        step = self.rules.raster_minutes
        found = set()
        for place in self.places:
            for span in self.opening.of(place, self.day):
                found.update([span[0], *raster.moments(span, step)])
        return sorted(found)

    @property
    def is_past(self) -> bool:
        """Whether the date is over, so that nothing of it can be had."""
        closed = [span[1] for place in self.places for span in self.opening.of(place, self.day)]
        is_evening = self.day == today() and bool(closed) and max(closed) <= timezone.now()
        return self.day < today() or is_evening

    @property
    def why_none(self) -> str:
        """Why nothing is open on the date; nothing when something is."""
        return self.opening.why_closed(self.booking.space, self.day)


def _sort_of(kind: str) -> list[str]:
    return Space.DESKS_AND_OFFICES if kind in Space.DESKS_AND_OFFICES else Space.ROOMS
