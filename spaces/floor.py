"""The places and what holds them, for the dates `[first, until)`: what the day and week pages show.

Everything is read in eight queries; whatever the number of places and bookings, nothing is asked later.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone

from core.access import Permission, allows
from core.months import ROME, is_italian, local_midnight
from members.models import Membership
from spaces import rules, spans
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening, Slot
from spaces.spans import Span


class State(StrEnum):
    """What a place is to the person who looks, in one slot. The value is its CSS class."""

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    MINE = "mine"
    SHUT = "shut"
    OVER = "over"


class Held(NamedTuple):
    """A time in which somebody holds a place."""

    start: datetime
    end: datetime
    person_id: int
    booking_id: int


@dataclass(frozen=True)
class Look:
    """The state of one place in one slot, with what the words about it need."""

    state: State
    #: When it is free, or partly so: what is left. When it is taken or mine: what is held.
    spans: tuple[Span, ...] = ()
    #: The half day that is left of a whole one.
    slot: Slot | None = None
    booking_id: int | None = None


class Floor:
    """Every place in service, its rules and hours, and who holds it."""

    def __init__(self, first: date, until: date, person):
        self.first, self.until, self.person = first, until, person
        self.now = timezone.now()
        self.today = self.now.astimezone(ROME).date()
        self.runs_the_place = allows(person, Permission.SEE_ROSTER)
        self.places = _places_in(first, until)
        self.opening = Opening(first, until)
        self._rules = {rule.kind: rule for rule in KindRules.objects.all()}
        self._held = _held_in(first, until, self.places)
        self._memberships = list(
            Membership.objects.filter(person=person).values_list("starts", "ends")
        )

    def rules_of(self, kind: str) -> KindRules:
        if kind not in self._rules:
            self._rules[kind] = KindRules.usual(kind)
        return self._rules[kind]

    def covers(self, day: date) -> bool:
        """Whether the person may book on this date: a member then, or one of the staff."""
        return self.runs_the_place or any(
            starts <= day and (ends is None or day < ends) for starts, ends in self._memberships
        )

    def last_day(self, kind: str) -> date:
        return rules.last_day(self.rules_of(kind), self.today)

    def may_book(self, kind: str, day: date) -> bool:
        """Whether the person may take a place of this kind on the date at all."""
        soon_enough = self.runs_the_place or day <= self.last_day(kind)
        return soon_enough and self.covers(day)

    def by_the_hour(self, place: Space) -> bool:
        return self.rules_of(place.kind).unit == KindRules.Unit.HOURS

    def slots(self, place: Space, day: date) -> dict[Slot, Span]:
        return self.opening.slots(place, day, self.rules_of(place.kind).half_day_at)

    def look(self, place: Space, day: date, slot: Slot) -> Look:
        """What the place is in this slot to this person."""
        slots = self.slots(place, day)
        span = slots.get(slot)
        if span is None:
            return Look(State.SHUT)
        if span[1] <= self.now:
            return Look(State.OVER)
        touching = [held for held in self._held[place.pk] if _touch(held, span)]
        if not touching:
            return Look(State.FREE, (span,))
        return self._look_at_held(place, slots, slot, touching)

    def _look_at_held(self, place, slots, slot, touching) -> Look:
        own = [held for held in touching if held.person_id == self.person.pk]
        taken = spans.union(held[:2] for held in touching)
        if own:
            return Look(State.MINE, (own[0][:2],), booking_id=own[0].booking_id)
        if self.by_the_hour(place):
            left = spans.less((slots[slot],), [*taken, (slots[slot][0], self.now)])
            return Look(State.PARTLY, left) if left else Look(State.TAKEN, taken)
        if slot == Slot.DAY:
            for half in (Slot.MORNING, Slot.AFTERNOON):
                if self._is_left(slots.get(half), touching):
                    return Look(State.PARTLY, (slots[half],), slot=half)
        return Look(State.TAKEN, taken)

    def _is_left(self, span: Span | None, touching: list[Held]) -> bool:
        return bool(span) and span[1] > self.now and not any(_touch(h, span) for h in touching)

    def held_on(self, place: Space, day: date) -> list[Held]:
        """The times of the day at which the place is held, in order."""
        whole = (local_midnight(day), local_midnight(day + timedelta(days=1)))
        return sorted(held for held in self._held[place.pk] if _touch(held, whole))

    def free_on(self, place: Space, day: date) -> tuple[Span, ...]:
        """What of the day's open time is neither held nor over."""
        held = [time[:2] for time in self.held_on(place, day)]
        return spans.less(self.opening.of(place, day), [*held, (local_midnight(day), self.now)])

    def free_desks(self, day: date, slot: Slot) -> int:
        """How many desks can be had for the slot."""
        return sum(
            place.kind in Space.DESKS and self.look(place, day, slot).state == State.FREE
            for place in self.places
        )

    def why_closed(self, day: date) -> str:
        """Why no place at all is open on the date; nothing when one is."""
        if not self.places or any(self.opening.of(place, day) for place in self.places):
            return ""
        return self.opening.why_closed(self.places[0], day)

    def usual_days(self) -> list[date]:
        """The dates with weekly hours for some kind of place, closed by a holiday or not."""
        kinds = {place.kind for place in self.places}
        return [
            day
            for day in self.opening.days()
            if any(self.opening.weekly(kind, day) for kind in kinds)
        ]


def _touch(held, span: Span) -> bool:
    return held[0] < span[1] and held[1] > span[0]


def _places_in(first: date, until: date) -> list[Space]:
    """The places of the period with their zones, in one query.

    `offers` holds the names of their equipment in the page's language, `part_ids` the rooms they are made of.
    """
    name = "equipment__name_it" if is_italian() else "equipment__name_en"
    offers = Space.equipment.through.objects.filter(space=OuterRef("pk"))
    parts = Space.parts.through.objects.filter(from_space=OuterRef("pk"))
    places = Space.objects.filter(
        Q(retired_on__isnull=True) | Q(retired_on__gt=first), opened_on__lt=until
    ).annotate(
        offers=ArraySubquery(offers.order_by("equipment__order").values(name)),
        part_ids=ArraySubquery(parts.values("to_space")),
    )
    return list(places.select_related("zone").order_by("zone__order", "code"))


def _held_in(first: date, until: date, places: list[Space]) -> dict[int, list[Held]]:
    """Who holds each place: its own bookings, and those of whatever shares a part with it."""
    bookings = Booking.objects.holding().overlapping(local_midnight(first), local_midnight(until))
    held, related = defaultdict(list), _related(places)
    for space_id, *row in bookings.values_list("space", "start", "end", "person", "pk").order_by():
        for place_id in related.get(space_id, (space_id,)):
            held[place_id].append(Held(*row))
    return held


def _related(places: list[Space]) -> dict[int, set[int]]:
    """For a room that is made of rooms, or is part of one: all that a booking of it takes."""
    takes = {place.pk: {place.pk, *place.part_ids} for place in places}
    parts = {part for place in places for part in place.part_ids}
    joined = [place.pk for place in places if place.part_ids or place.pk in parts]
    return {pk: {other for other in joined if takes[pk] & takes[other]} for pk in joined}


def free_desks_today(person) -> int | None:
    """How many desks are free for the rest of today; None when the coworking is closed or has closed."""
    now = timezone.now()
    today = now.astimezone(ROME).date()
    floor = Floor(today, today + timedelta(days=1), person)
    slot = current_slot(floor, today)
    return floor.free_desks(today, slot) if slot else None


def current_slot(floor: Floor, day: date) -> Slot | None:
    """The slot that one means on this date: the whole day, or what is left of today; None when over."""
    for place in floor.places:
        slots = floor.slots(place, day) if place.kind in Space.DESKS else {}
        if slots and slots[Slot.DAY][1] > floor.now:
            morning = slots.get(Slot.MORNING)
            return Slot.AFTERNOON if morning and morning[1] <= floor.now else Slot.DAY
    return None
