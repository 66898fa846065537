"""All that the rules must know about places, dates and one person, read at once.

`Availability` is read with a fixed number of queries, whatever the number of places, dates and bookings; then
it is asked without any. Every page, verb and task that says whether a place can be had asks it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core.clock import day_of, local_midnight
from spaces.availability import reading
from spaces.models import (
    Booking,
    KindRules,
    Space,
    WaitingRequest,
    is_there_between,
)
from spaces.rules import Answers, Ask, Asker, KindDay, Objection, Occupied, PlaceDay
from spaces.schedule import Opening, Slot, Span, is_in_service, setup
from spaces.schedule.assigned import Assigned
from spaces.schedule.setup import Setup

A_DAY = timedelta(days=1)


class Availability:
    """The places of the dates `[first, until)` as the person may have them.

    `moving` is the booking that is to go elsewhere: it is in nobody's way. `by` is who asks for the person:
    sentences then name the person. Without a person, only what is true of the places can be asked. `known` is
    an ask from which all of that is taken.
    """

    def __init__(
        self,
        first: date,
        until: date,
        person=None,
        *,
        places: Iterable[Space] | None = None,
        moving: Booking | None = None,
        by=None,
        known: Ask | None = None,
        now: datetime | None = None,
    ):
        self.first, self.until = first, until
        self.now = known.now if known else now or timezone.now()
        known_setup = known.place.opening.setup if known else setup.current()
        self.places = _places(known_setup, first, until) if places is None else list(places)
        self.links = reading.links(known_setup)
        self.rules = dict(known_setup.rules)
        self.opening = Opening(first, until, known_setup)
        self.assigned = Assigned(first, until)
        self._pause = max((rule.buffer for rule in self.rules.values()), default=timedelta())
        self.asker, self._held = self._read_bookings(
            None if places is None else self.links.of_all(self.places),
            known.asker if known else Asker(person, self.now, moving=moving, by=by),
            is_known=known is not None,
        )
        self._usual = self._usual_places()
        self._answers, self._truths = Answers(), Answers(without_limits=True)
        self._days: dict[tuple[int, date], PlaceDay] = {}
        self._sorts: dict[tuple[int, date], tuple | None] = {}
        self._of_kinds: dict[tuple[str, date], KindDay] = {}

    def _read_bookings(self, concerned: set[int] | None, asker: Asker, *, is_known: bool):
        known = self.opening.setup
        found = reading.bookings(self.first, self.until, self._pause, concerned, asker, known)
        held = self._by_place_and_day(found.holding)
        return asker if is_known else replace(asker, own=found.own), held

    def _usual_places(self) -> frozenset[int]:
        """Those of which nothing of their own is known on any of the dates, but who holds them."""
        apart = self.links.takes.keys() | self.assigned.places
        return frozenset(
            place.id
            for place in self.places
            if place.id not in apart and self.opening.is_as_its_kind(place)
        )

    @property
    def person(self):
        return self.asker.person

    @property
    def today(self) -> date:
        return self.asker.today

    def rules_of(self, kind: str) -> KindRules:
        """What the staff set for this kind of place, or what holds until they do."""
        if kind not in self.rules:
            self.rules[kind] = KindRules.usual(kind)
        return self.rules[kind]

    def by_the_hour(self, place: Space) -> bool:
        return self.rules_of(place.kind).by_the_hour

    def slots(self, place: Space, day: date) -> dict[Slot, Span]:
        """The half days and the whole day of the place on this date."""
        return self.on(place, day).slots

    def on(self, place: Space, day: date) -> PlaceDay:
        """The place on this date. Raises `ValueError` for a date that was not read."""
        key = (place.id, day)
        if key not in self._days:
            self._days[key] = self._place_day(place, day)
        return self._days[key]

    def _place_day(self, place: Space, day: date) -> PlaceDay:
        # Put into words when somebody looks: of most places on a page nobody does.
        who = self._occupied if (place.id, day) in self._held else _nobody
        if place.id in self._usual:
            of_kind = self._of_kind(place, day)
            return PlaceDay(place, day, of_kind, self.opening, of_kind.buffer, who)
        assignment = self.assigned.of(place.id, day)
        is_own = assignment is not None and self.asker.person_id in assignment.people
        is_usual = self.opening.is_usual(place, day)
        of_kind = self._of_kind(place, day) if is_usual else self._of_its_own(place, day)
        return PlaceDay(
            place,
            day,
            of_kind,
            self.opening,
            self._pause_of(place, day, of_kind),
            who,
            has_usual_hours=is_usual,
            is_anothers=assignment is not None and not is_own,
            is_own=is_own,
        )

    def _of_kind(self, place: Space, day: date) -> KindDay:
        """The same for every place of the kind without a closure of its own: only of such a one it is asked."""
        key = (place.kind, day)
        found = self._of_kinds.get(key)
        if found is None:
            found = self._of_kinds[key] = self._of_its_own(place, day)
        return found

    def _of_its_own(self, place: Space, day: date) -> KindDay:
        rules = self.rules_of(place.kind)
        slots = self.opening.slots(place, day, rules.half_day_at)
        return KindDay(rules, rules.by_the_hour, rules.buffer, self.opening.of(place, day), slots)

    def _pause_of(self, place: Space, day: date, of_kind: KindDay) -> timedelta:
        """What must stay free around a booking of the place."""
        if place.id in self.links.takes:
            return self.links.pause(place, day, self.rules_of)
        return of_kind.buffer

    def _occupied(self, place: Space, day: date) -> tuple[Occupied, ...]:
        """Who holds the place, in order."""
        return tuple([self._named(one, place) for one in self._held.get((place.id, day), ())])

    def _named(self, one: reading.Holding, place: Space) -> Occupied:
        """Of a booking of what shares a part with the place, the name of that other room is told."""
        other = self.opening.setup.place(one[-1])
        return Occupied(*one, joined="" if other.pk == place.pk else other.label, place=other.label)

    def ask(self, place: Space, start: datetime, end: datetime) -> Ask:
        """What the person would ask for with this place and time."""
        # In UTC: two local times of one zone are subtracted as the wall clock shows them, not as time passes.
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        here = self.on(place, day_of(start))
        if end <= local_midnight(here.day + A_DAY):
            return Ask(self.asker, here, start, end)
        return Ask(self.asker, here, start, end, self._occupied_until(here, end))

    def _occupied_until(self, here: PlaceDay, end: datetime) -> tuple[Occupied, ...]:
        """Who holds the place on the dates from this one to that of the end."""
        days = (
            here.day + timedelta(days=number) for number in range((day_of(end) - here.day).days + 1)
        )
        return _in_order({one for day in days for one in self._occupied(here.space, day)})

    def objection(self, place: Space, start: datetime, end: datetime) -> Objection | None:
        """Why the person can't have the place for this time; None when it can be had."""
        return self._answers.objection(self.ask(place, start, end))

    def objection_on(self, here: PlaceDay, span: Span) -> Objection | None:
        """The same for a time of one date, in UTC."""
        return self._answers.objection(Ask(self.asker, here, span[0], span[1]))

    def true_of_the_place(self, ask: Ask) -> Objection | None:
        """Why nobody can have the place for this time, whatever limits the staff set aside."""
        return self._truths.objection(ask)

    def alike(self, here: PlaceDay) -> tuple | None:
        """All that the rules can tell of the place on the date: those with the same get the same answers."""
        return self.sort_of(here.space, here.day)

    def sort_of(self, place: Space, day: date) -> tuple | None:
        """As `alike`, of a place on a date at which nobody has looked yet.

        Only the sentences differ, which name the place. None for a place that stands alone: with hours of its
        own, assigned, held by the person or through another room; for each, while a rule may look at everything.
        """
        if self._answers.of_each:
            return None
        key = (place.id, day)
        if key not in self._sorts:
            self._sorts[key] = self._sort_of(place, day, self._held.get(key, ()))
        return self._sorts[key]

    def _sort_of(self, place: Space, day: date, held: Iterable[reading.Holding]) -> tuple | None:
        pk, person_id = place.id, self.asker.person_id
        if pk not in self._usual and self._is_apart(place, day):
            return None
        for one in held:
            if one[2] == person_id or one[6] != pk:
                return None
        pause = self._pause_of(place, day, self._of_kind(place, day))
        return place.kind, day, pause, tuple([(one[0], one[1], one[4]) for one in held])

    def _is_apart(self, place: Space, day: date) -> bool:
        """Whether the place has hours of its own on the date, or is assigned to somebody."""
        return not self.opening.is_usual(place, day) or self.assigned.of(place.id, day) is not None

    def can_have(self, place: Space, start: datetime, end: datetime) -> bool:
        return self.objection(place, start, end) is None

    def has_booked(self, place: Space, start: datetime, end: datetime) -> None:
        """Go on as if the person had booked this too: what is asked next counts it."""
        booked = reading.own_booking(place, start, end)
        own = replace(self.asker.own, bookings=(*self.asker.own.bookings, booked))
        self.asker = replace(self.asker, own=own)
        self._answers, self._truths = Answers(), Answers(without_limits=True)

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

    def waiting(self) -> list[WaitingRequest]:
        """What the person waits for in these days, or is offered: one query."""
        return reading.waiting_of(self.person, self.first, self.until)

    def of_today(self) -> QuerySet[Booking]:
        """What the person has today, or where the person still is, with all that pages say of it: one query."""
        return Booking.objects.of_today(self.person, self.now)

    def held_around(self, place: Space, early: timedelta) -> QuerySet[Booking]:
        """Who has the place now, or within so long from now, first come first: one query."""
        return Booking.objects.held_around(place, self.now, self.now + early)

    def _by_place_and_day(
        self, bookings: list[reading.Holding]
    ) -> dict[tuple[int, date], list[reading.Holding]]:
        """Who holds each place: its own bookings, and those of whatever shares a part with it."""
        days = list(self.opening.days())
        midnights = [local_midnight(day).astimezone(UTC) for day in days]
        found, takes, dates = defaultdict(list), self.links.takes, {}
        # In the order of their start.
        for booking in bookings:
            start, end, held = booking[0], booking[1], booking[6]
            near = dates.get((start, end))
            if near is None:
                first = max(bisect_right(midnights, start - self._pause) - 1, 0)
                near = dates[start, end] = days[first : bisect_right(midnights, end + self._pause)]
            for pk in self.links.sharing(held) if held in takes else (held,):
                for day in near:
                    found[pk, day].append(booking)
        return dict(found)


def _nobody(_place: Space, _day: date) -> tuple[()]:
    return ()


def _in_order(ones: Iterable[Occupied]) -> tuple[Occupied, ...]:
    return tuple(sorted(ones, key=lambda one: (one.start, one.booking_id)))


def _places(known: Setup, first: date, until: date) -> list[Space]:
    return [place for place in known.places if is_there_between(place, first, until)]
