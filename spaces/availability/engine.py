"""All that the rules must know about places, dates and one person, read at once.

`Availability` is read with a fixed number of queries, whatever the number of places, dates and bookings; then
it is asked without any. Every page, verb and task that says whether a place can be had asks it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from core.clock import day_of, local_midnight
from spaces.availability import reading
from spaces.models import Booking, KindRules, Space, WaitingRequest, is_retired_on
from spaces.rules import Answers, Ask, Asker, Objection, Occupied, PlaceDay
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
        self.asker, self._occupied = self._read_bookings(
            None if places is None else self.links.of_all(self.places),
            known.asker if known else Asker(person, self.now, moving=moving, by=by),
            is_known=known is not None,
        )
        self._answers, self._truths = Answers(), Answers(without_limits=True)
        self._days: dict[tuple[int, date], PlaceDay] = {}
        self._of_kinds: dict[tuple[str, date], tuple] = {}

    def _read_bookings(self, concerned: set[int] | None, asker: Asker, *, is_known: bool):
        found = reading.bookings(self.first, self.until, self._pause, concerned, asker)
        occupied = self._by_place_and_day(found.occupied)
        return asker if is_known else replace(asker, own=found.own), occupied

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
        assignment = self.assigned.of(place.id, day)
        is_own = assignment is not None and self.asker.person_id in assignment.people
        is_usual = self.opening.is_usual(place, day)
        rules, pause, hours = (
            self._of_kind(place, day) if is_usual else self._of_its_own(place, day)
        )
        if place.id in self.links.takes:
            pause = self.links.pause(place, day, self.rules_of)
        return PlaceDay(
            space=place,
            day=day,
            rules=rules,
            opening=self.opening,
            pause=pause,
            occupied=self._occupied.get((place.id, day), ()),
            hours=hours,
            has_usual_hours=is_usual,
            is_anothers=assignment is not None and not is_own,
            is_own=is_own,
        )

    def _of_kind(self, place: Space, day: date) -> tuple:
        """The same for every place of the kind without a closure of its own."""
        key = (place.kind, day)
        found = self._of_kinds.get(key)
        if found is None:
            found = self._of_kinds[key] = self._of_its_own(place, day)
        return found

    def _of_its_own(self, place: Space, day: date) -> tuple:
        """The rules of the place, the pause after its bookings, its hours and slots."""
        rules = self.rules_of(place.kind)
        hours = self.opening.of(place, day), self.opening.slots(place, day, rules.half_day_at)
        return rules, rules.buffer, hours

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
        return _in_order(
            {one for day in days for one in self._occupied.get((here.space.pk, day), ())}
        )

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
        """All that the rules can tell of the place on the date: those with the same get the same answers.

        Only the sentences differ, which name the place. None for a place that stands alone: with hours of its
        own, assigned, held by the person or through another room; for each, while a rule may look at everything.
        """
        if self._answers.of_each or not here.has_usual_hours or here.is_anothers or here.is_own:
            return None
        person_id, held = self.asker.person_id, here.occupied
        for one in held:
            if one.person_id == person_id or one.joined:
                return None
        times = tuple([(one.start, one.end, one.status) for one in held])
        return here.rules.kind, here.day, here.pause, times

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

    def _by_place_and_day(
        self, bookings: list[Occupied]
    ) -> dict[tuple[int, date], tuple[Occupied, ...]]:
        """Who holds each place: its own bookings, and those of whatever shares a part with it."""
        days = list(self.opening.days())
        midnights = [local_midnight(day).astimezone(UTC) for day in days]
        found = defaultdict(list)
        for booking in bookings:
            first = max(bisect_right(midnights, booking.start - self._pause) - 1, 0)
            last = bisect_right(midnights, booking.end + self._pause)
            for place_id in self.links.sharing(booking.space_id):
                is_itself = place_id == booking.space_id
                one = booking if is_itself else booking._replace(joined=booking.place)
                for day in days[first:last]:
                    found[place_id, day].append(one)
        # Read in the order of their start.
        return {key: tuple(ones) for key, ones in found.items()}


def _in_order(ones: Iterable[Occupied]) -> tuple[Occupied, ...]:
    return tuple(sorted(ones, key=lambda one: (one.start, one.booking_id)))


def _places(known: Setup, first: date, until: date) -> list[Space]:
    return [place for place in known.places if _is_there(place, first, until)]


def _is_there(place: Space, first: date, until: date) -> bool:
    return place.opened_on < until and not is_retired_on(place, first)
