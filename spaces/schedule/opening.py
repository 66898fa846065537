"""When each place is open: the one source for "can I book?" and for the occupancy's denominator.

Open time = weekly hours, less public holidays, less extraordinary closures, less the out-of-service
periods of that place, while it is in service (docs/domain.md, Opening). A room made of rooms is out of service
while one of them is closed or out of service. Wall-clock times are of Rome, the spans are instants in UTC,
so that a day of 23 or 25 hours has the hours that really pass.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import holidays
from django.utils.translation import gettext as _

from core.clock import ROME, local_midnight
from core.ranges import covers
from spaces.models import Space, is_retired_on
from spaces.schedule import setup, spans
from spaces.schedule.holes import Hole
from spaces.schedule.setup import Setup
from spaces.schedule.spans import Span


class Slot(StrEnum):
    """What a desk is booked for. The value is written in the pages' addresses."""

    # As quick a key as its text: every cell of a week is looked up by it.
    __hash__ = str.__hash__

    MORNING = "mattina"
    AFTERNOON = "pomeriggio"
    DAY = "giornata"


@cache
def _holidays_of(year: int) -> dict[date, str]:
    # This language code exactly: any other one silently gives English names.
    return dict(holidays.Italy(subdiv="SO", language="it_IT", years=year))


def holiday(day: date) -> str:
    """The name of the public holiday in Sondrio on this date, or nothing."""
    return _holidays_of(day.year).get(day, "")


def instant(day: date, clock: time) -> datetime:
    """The UTC instant at which Rome's clocks first show this time, or have jumped over it."""
    wall = datetime.combine(day, clock, tzinfo=ROME)
    moment = wall.astimezone(UTC)
    if moment.astimezone(ROME).time() == clock:
        return moment
    # In March the hour from two to three does not exist; the clocks jump on the hour.
    return moment.replace(minute=0, second=0, microsecond=0)


class Opening:
    """The open time of places on the dates `[first, until)`.

    `known` is the setup that who asks has read already; without it, it is asked for (one query).
    """

    def __init__(self, first: date, until: date, known: Setup | None = None):
        self.first, self.until = first, until
        self.setup = known or setup.current()
        self._general, self._own = [], defaultdict(list)
        self._sort_holes()

    @classmethod
    def on(cls, day: date) -> "Opening":
        return cls(day, day + timedelta(days=1))

    def _sort_holes(self) -> None:
        start, end = local_midnight(self.first), local_midnight(self.until)
        for hole in self.setup.holes:
            if not spans.meets(hole, start, end):
                continue
            if not hole.spaces:
                self._general.append(hole)
            for space_id in hole.spaces:
                self._own[space_id].append(hole)

    def days(self):
        """Each date of the period."""
        for offset in range((self.until - self.first).days):
            yield self.first + timedelta(days=offset)

    def of(self, space: Space, day: date) -> tuple[Span, ...]:
        """The open spans of the place on this date."""
        if not self.first <= day < self.until:
            raise ValueError(f"{day} is not among the dates that were loaded")
        if not is_in_service(space, day):
            return ()
        plain = self._plain(space.kind, day)
        own = self._own.get(space.pk)
        return spans.less(plain, _times(own)) if own and plain else plain

    def is_as_its_kind(self, space: Space) -> bool:
        """Whether the place is open whenever its kind is, in the whole period."""
        last = self.until - timedelta(days=1)
        is_there = is_in_service(space, self.first) and is_in_service(space, last)
        return is_there and space.pk not in self._own

    def is_usual(self, space: Space, day: date) -> bool:
        """Whether the place is open on the date as every place of its kind: without a closure of its own."""
        if not self.first <= day < self.until:
            raise ValueError(f"{day} is not among the dates that were loaded")
        return space.id not in self._own and is_in_service(space, day)

    def all_of(self, space: Space) -> tuple[Span, ...]:
        """The open spans of the place in the whole period."""
        return tuple(span for day in self.days() for span in self.of(space, day))

    def weekly(self, kind: str, day: date) -> list[tuple[time, time]]:
        """The weekly hours of this kind of place on the date, whatever else closes it."""
        return [
            (opens, closes)
            for opens, closes, since, until in self.setup.hours.get((kind, day.weekday()), ())
            if covers(since, until, day)
        ]

    def _plain(self, kind: str, day: date) -> tuple[Span, ...]:
        """What is open on the date for every place of the kind that has no closure of its own."""
        derived, key = self.setup.plain_days, (kind, day)
        found = derived.get(key)
        if found is None:
            found = derived[key] = spans.less(self._usual(kind, day), _times(self._general))
        return found

    def _usual(self, kind: str, day: date) -> tuple[Span, ...]:
        if holiday(day):
            return ()
        weekly = self.weekly(kind, day)
        return spans.union((instant(day, opens), instant(day, closes)) for opens, closes in weekly)

    def slots(self, space: Space, day: date, half_day_at: time) -> dict[Slot, Span]:
        """The half days and the whole day that can be had, from their first open moment to the last."""
        if space.pk in self._own or not is_in_service(space, day):
            return _slots(self.of(space, day), instant(day, half_day_at))
        derived, key = self.setup.plain_slots, (space.kind, day, half_day_at)
        found = derived.get(key)
        if found is None:
            found = derived[key] = _slots(self.of(space, day), instant(day, half_day_at))
        return found

    def hole_in(self, space: Space, start: datetime, end: datetime) -> Hole | None:
        """The first closure or outage of the place that touches the time."""
        holes = [*self._general, *self._own.get(space.pk, ())]
        touching = [hole for hole in holes if spans.meets(hole, start, end)]
        return min(touching, key=lambda hole: hole.start, default=None)

    def why_closed(self, space: Space, day: date) -> str:
        """Why the place is closed on this date, in words for people; nothing if it is open."""
        if self.of(space, day):
            return ""
        if holiday(day):
            return holiday(day)
        if not self.weekly(space.kind, day):
            return _("closed on this day of the week")
        hole = self.hole_in(space, local_midnight(day), local_midnight(day + timedelta(days=1)))
        return hole.reason if hole else _("not in service on this day")


def is_in_service(space: Space, day: date) -> bool:
    """Whether the place exists on this date: opened, and not yet retired."""
    return space.opened_on <= day and not is_retired_on(space, day)


def _slots(open_spans: tuple[Span, ...], half: datetime) -> dict[Slot, Span]:
    if not open_spans:
        return {}
    begin, close = open_spans[0][0], open_spans[-1][1]
    found = {
        Slot.MORNING: _hull(spans.clip(open_spans, ((begin, half),)) if begin < half else ()),
        Slot.AFTERNOON: _hull(spans.clip(open_spans, ((half, close),)) if half < close else ()),
        Slot.DAY: (begin, close),
    }
    return {slot: span for slot, span in found.items() if span}


def _hull(pieces: tuple[Span, ...]) -> Span | None:
    return (pieces[0][0], pieces[-1][1]) if pieces else None


def _times(holes: list[Hole]) -> list[Span]:
    return [(hole.start, hole.end) for hole in holes]
