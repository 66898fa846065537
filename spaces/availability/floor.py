"""The places and what holds them, for the dates `[first, until)`: what the day and week pages show.

Everything is read in ten queries; whatever the number of places and bookings, nothing is asked later.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from core.access import runs_the_place
from core.clock import ROME, local_midnight
from core.words import is_italian
from members.models import Application, Membership
from spaces import rules
from spaces.models import Booking, KindRules, Space, WaitingRequest
from spaces.schedule import spans
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening, Slot, is_in_service
from spaces.schedule.spans import Span


class State(StrEnum):
    """What a place is to the person who looks, in one slot. The value is its CSS class."""

    FREE = "free"
    PARTLY = "partly"
    TAKEN = "taken"
    MINE = "mine"
    #: A waiting list holds it for this person.
    OFFERED = "offered"
    #: Somebody else's for the day, booked or not.
    ASSIGNED = "assigned"
    #: Nobody has it, but this person may not book it.
    BARRED = "barred"
    SHUT = "shut"
    OVER = "over"


class Bar(StrEnum):
    """Why a person may book no place of a kind on a date."""

    NOT_A_MEMBER = "not_a_member"
    TOO_FAR = "too_far"
    NOT_OPEN = "not_open"


class Held(NamedTuple):
    """A time in which somebody holds a place."""

    start: datetime
    end: datetime
    person_id: int
    booking_id: int
    status: str
    #: Until when an offer waits for its answer.
    until: datetime | None
    #: The place that was booked: this one, or a room that shares a part with it.
    space_id: int
    #: The name of that other room; nothing when this one itself was booked.
    joined: str

    @property
    def is_offer(self) -> bool:
        return self.status == Booking.Status.OFFERED


@dataclass(frozen=True)
class Look:
    """The state of one place in one slot, with what the words about it need."""

    state: State
    #: When it is free, or partly so: what is left. When it is taken or mine: what is held.
    spans: tuple[Span, ...] = ()
    #: The half day that is left of a whole one.
    slot: Slot | None = None
    booking_id: int | None = None
    #: Until when an offer is held.
    until: datetime | None = None
    bar: Bar | None = None
    #: Assigned to the person who looks.
    is_own: bool = False
    #: The other room whose booking holds this one, wholly or in part; nothing if its own do.
    joined: str = ""


class Floor:
    """Every place in service, its rules and hours, and who holds it."""

    def __init__(self, first: date, until: date, person):
        self.first, self.until, self.person = first, until, person
        self.now = timezone.now()
        self.today = self.now.astimezone(ROME).date()
        self.runs_the_place = runs_the_place(person)
        self.places = _places_in(first, until)
        self.opening = Opening(first, until)
        self.assigned = Assigned(first, until)
        self._rules = {rule.kind: rule for rule in KindRules.objects.all()}
        related = _related(self.places)
        self._held = _held_in(first, until, self.places, related)
        self._buffers = self._longest_buffers(related)
        self._memberships = _memberships_of(person)
        #: What the person waits for in these days, or is offered.
        self.waiting = _waiting_of(person, first, until)
        self._bars: dict[tuple[str, date], Bar | None] = {}
        self._looks: dict[tuple[int, date, Slot], Look] = {}

    def rules_of(self, kind: str) -> KindRules:
        if kind not in self._rules:
            self._rules[kind] = KindRules.usual(kind)
        return self._rules[kind]

    def _longest_buffers(self, related: dict[int, set[int]]) -> dict[int, timedelta]:
        own = {place.pk: self.rules_of(place.kind).buffer for place in self.places}
        return own | {pk: max(own[each] for each in joined) for pk, joined in related.items()}

    def last_day(self, kind: str) -> date:
        return rules.last_day(self.rules_of(kind), self.today)

    def bar(self, kind: str, day: date) -> Bar | None:
        """Why the person may take no place of this kind on the date; None when places may be had."""
        key = (kind, day)
        if key not in self._bars:
            self._bars[key] = None if self.runs_the_place else self._bar(kind, day)
        return self._bars[key]

    def _bar(self, kind: str, day: date) -> Bar | None:
        rule = self.rules_of(kind)
        if day > rules.last_day(rule, self.today):
            return Bar.TOO_FAR
        member_as = [
            admitted_as
            for starts, ends, admitted_as in self._memberships
            if starts <= day and (ends is None or day < ends)
        ]
        if not member_as:
            return Bar.NOT_A_MEMBER
        admitted_as = member_as[0] or ""
        return None if rules.may_book_kind(rule, admitted_as) else Bar.NOT_OPEN

    def by_the_hour(self, place: Space) -> bool:
        return self.rules_of(place.kind).unit == KindRules.Unit.HOURS

    def slots(self, place: Space, day: date) -> dict[Slot, Span]:
        return self.opening.slots(place, day, self.rules_of(place.kind).half_day_at)

    def look(self, place: Space, day: date, slot: Slot) -> Look:
        """What the place is in this slot to this person."""
        key = (place.pk, day, slot)
        if key not in self._looks:
            self._looks[key] = self._look(place, day, slot)
        return self._looks[key]

    def _look(self, place: Space, day: date, slot: Slot) -> Look:
        slots = self.slots(place, day)
        span = slots.get(slot)
        if span is None:
            return Look(State.SHUT)
        if span[1] <= self.now:
            return Look(State.OVER)
        held = self._held.get(place.pk)
        touching = self._touching(place, span) if held else ()
        for one in touching:
            if self.is_mine(one) and _touch(one, span):
                return self._own(one)
        assignment = self.assigned.of(place.pk, day)
        if assignment and self.person.pk not in assignment.people:
            return Look(State.ASSIGNED)
        left = self._left(place, day, slots, slot, touching)
        bar = left.state != State.TAKEN and self.bar(place.kind, day)
        if bar:
            return Look(State.BARRED, bar=bar)
        return replace(left, is_own=True) if assignment else left

    def is_mine(self, held: Held) -> bool:
        """Whether the person who looks booked the place itself, and not a room that shares a part."""
        return held.person_id == self.person.pk and not held.joined

    def _own(self, held: Held) -> Look:
        if not held.is_offer:
            return Look(State.MINE, (held[:2],), booking_id=held.booking_id)
        return Look(State.OFFERED, (held[:2],), booking_id=held.booking_id, until=held.until)

    def _left(self, place, day, slots, slot, touching) -> Look:
        """What others leave of the slot."""
        if not touching:
            return Look(State.FREE, (slots[slot],))
        taken = spans.union(held[:2] for held in touching)
        joined = ", ".join(sorted({held.joined for held in touching if held.joined}))
        if self.by_the_hour(place):
            left = self.free_in(place, day, slots[slot])
            state = State.PARTLY if left else State.TAKEN
            return Look(state, left or taken, joined=joined)
        if slot == Slot.DAY:
            for half in (Slot.MORNING, Slot.AFTERNOON):
                if self._is_left(place, slots.get(half)):
                    return Look(State.PARTLY, (slots[half],), slot=half)
        return Look(State.TAKEN, taken, joined=joined)

    def _is_left(self, place: Space, span: Span | None) -> bool:
        return bool(span) and span[1] > self.now and not self._touching(place, span)

    def _touching(self, place: Space, span: Span) -> list[Held]:
        """Who holds the place in this time, or too near to it."""
        buffer = self.buffer_of(place)
        near = (span[0] - buffer, span[1] + buffer)
        return [held for held in self._held.get(place.pk, ()) if _touch(held, near)]

    def buffer_of(self, place: Space) -> timedelta:
        """What must stay free around a booking: the longest buffer of the rooms that share a part."""
        return self._buffers[place.pk]

    def _free_hours(self, place: Space, wanted: tuple[Span, ...]) -> tuple[Span, ...]:
        """What of the wanted time can be booked by the hour: neither held, nor over, in whole steps."""
        if not wanted:
            return ()
        rule, buffer = self.rules_of(place.kind), self.buffer_of(place)
        frame = (wanted[0][0], wanted[-1][1])
        blocked = [(h.start - buffer, h.end + buffer) for h in self._touching(place, frame)]
        left = spans.less(wanted, [*blocked, (min(frame[0], self.now), self.now)])
        return in_whole_steps(left, rule) if buffer else left

    def held_on(self, place: Space, day: date) -> list[Held]:
        """The times of the day at which the place is held, in order."""
        whole = (local_midnight(day), local_midnight(day + timedelta(days=1)))
        return sorted(held for held in self._held[place.pk] if _touch(held, whole))

    def free_on(self, place: Space, day: date) -> tuple[Span, ...]:
        """What of the day's open time is neither held nor over."""
        return self._free_hours(place, self.opening.of(place, day))

    def free_in(self, place: Space, day: date, span: Span) -> tuple[Span, ...]:
        """What of the day's open time is neither held nor over, within this time."""
        return self._free_hours(place, spans.clip(self.opening.of(place, day), (span,)))

    def hours_on(self, place: Space, day: date) -> tuple[Span, ...]:
        """What of `free_on` a booking in whole steps can have."""
        return in_whole_steps(self.free_on(place, day), self.rules_of(place.kind))

    def in_steps(self, place: Space, span: Span) -> Span:
        """The time, widened to the place's steps."""
        step = timedelta(minutes=self.rules_of(place.kind).raster_minutes)
        return _off(span[0], step), _off(span[1], step, up=True)

    def free_desks(self, day: date, slot: Slot) -> int:
        """How many desks can be had for the slot."""
        return sum(
            place.kind in Space.DESKS and self.look(place, day, slot).state == State.FREE
            for place in self.places
        )

    def hours_of_desks(self, day: date) -> dict[Slot, Span]:
        """The slots in which desks are open on the date; none when all of them are closed."""
        desks = (place for place in self.places if place.kind in Space.DESKS)
        return next((slots for desk in desks if (slots := self.slots(desk, day))), {})

    def bar_of_desks(self, day: date) -> Bar | None:
        """Why the person may take no desk at all on the date."""
        kinds = dict.fromkeys(place.kind for place in self.places if place.kind in Space.DESKS)
        bars = [self.bar(kind, day) for kind in kinds]
        return bars[-1] if all(bars) and bars else None

    def bar_of_all(self, day: date) -> Bar | None:
        """Why the person may take no place at all on the date."""
        bars = [self.bar(kind, day) for kind in dict.fromkeys(p.kind for p in self.places)]
        return bars[-1] if bars and all(bars) else None

    def why_closed(self, day: date) -> str:
        """Why no place at all is open on the date; nothing when one is."""
        if not self.places or any(self.opening.of(place, day) for place in self.places):
            return ""
        # A place that is not there yet, or no longer, would speak only for itself.
        there = (place for place in self.places if is_in_service(place, day))
        return self.opening.why_closed(next(there, self.places[0]), day)

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


def in_whole_steps(left: tuple[Span, ...], rule: KindRules) -> tuple[Span, ...]:
    """The part of each span that begins and ends on the raster, where a shortest booking fits in."""
    step = timedelta(minutes=rule.raster_minutes)
    shortest = timedelta(minutes=rule.min_minutes or rule.raster_minutes)
    found = ((_off(start, step, up=True), _off(end, step)) for start, end in left)
    return tuple(span for span in found if span[1] - span[0] >= shortest)


def _off(moment: datetime, step: timedelta, *, up: bool = False) -> datetime:
    """The next, or last, moment of the raster: whole steps since midnight on Rome's clocks."""
    local = moment.astimezone(ROME)
    past = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second) % step
    past += timedelta(microseconds=local.microsecond)
    if not past:
        return moment
    return moment + (step - past) if up else moment - past


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


def _memberships_of(person) -> list[tuple[date, date | None, str | None]]:
    """From when until when the person is a member, and as what the person was admitted last."""
    admitted = Application.objects.filter(
        applicant=OuterRef("person"), status=Application.Status.ADMITTED
    )
    admitted_as = Subquery(admitted.order_by("-decided_at", "-pk").values("kind")[:1])
    rows = Membership.objects.filter(person=person).annotate(admitted_as=admitted_as)
    return list(rows.values_list("starts", "ends", "admitted_as").order_by())


def _waiting_of(person, first: date, until: date) -> list[WaitingRequest]:
    own = WaitingRequest.objects.active().filter(person=person)
    return list(own.filter(start__lt=local_midnight(until), end__gt=local_midnight(first)))


def _held_in(
    first: date, until: date, places: list[Space], related: dict[int, set[int]]
) -> dict[int, list[Held]]:
    """Who holds each place: its own bookings, and those of whatever shares a part with it."""
    bookings = Booking.objects.keeping().overlapping(local_midnight(first), local_midnight(until))
    held = defaultdict(list)
    names = {place.pk: place.label for place in places}
    fields = ("space", "start", "end", "person", "pk", "status", "held_until")
    for space_id, *row in bookings.values_list(*fields).order_by():
        for place_id in related.get(space_id, (space_id,)):
            joined = names[space_id] if place_id != space_id else ""
            held[place_id].append(Held(*row, space_id, joined))
    return held


def _related(places: list[Space]) -> dict[int, set[int]]:
    """For a room that is made of rooms, or is part of one: all that a booking of it takes."""
    takes = {place.pk: {place.pk, *place.part_ids} for place in places}
    parts = {part for place in places for part in place.part_ids}
    joined = [place.pk for place in places if place.part_ids or place.pk in parts]
    return {pk: {other for other in joined if takes[pk] & takes[other]} for pk in joined}


def current_slot(floor: Floor, day: date) -> Slot | None:
    """The slot that one means on this date: the whole day, or what is left of today; None when over."""
    for place in floor.places:
        slots = floor.slots(place, day) if place.kind in Space.DESKS else {}
        if slots and slots[Slot.DAY][1] > floor.now:
            morning = slots.get(Slot.MORNING)
            return Slot.AFTERNOON if morning and morning[1] <= floor.now else Slot.DAY
    return None
