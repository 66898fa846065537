"""What each date of a wish that repeats would answer now, in a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone, translation

from core.clock import local_midnight
from core.refusals import Refusal
from spaces import rules
from spaces.availability import asks, nearest
from spaces.models import Booking
from spaces.rules import Ask, Own, OwnBooking
from spaces.schedule.opening import Opening
from spaces.schedule.series import Wish, no_such_hour

#: Reasons that name another place or another time; a holiday needs no such word.
HELPED = {"taken", "too_close", "assigned", "out_of_service"}


@dataclass(frozen=True)
class Line:
    """One date of the wish: free, or with the reason why not."""

    day: date
    start: datetime
    end: datetime
    refusal: Refusal | None = None
    #: Says the refusal once more, in the language of the moment.
    again: Callable[[], Refusal] | None = None

    @property
    def is_free(self) -> bool:
        return self.refusal is None

    @property
    def told(self) -> dict:
        """The date and its reason in every language of the portal: who reads it later may speak another."""
        return {"day": self.day.isoformat(), "sentences": dict(self._sentences())}

    def _sentences(self):
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                yield language, str(self.again().sentence)


class DryRun:
    """Each date of the wish asked in its order, as if the free ones before it were booked already."""

    def __init__(self, wish: Wish, person, now: datetime | None = None):
        self.wish, self.person, self.now = wish, person, now or timezone.now()
        space = wish.space
        self.opening = Opening(wish.first, wish.until + timedelta(days=1 + nearest.DAYS_TO_LOOK))
        self._around = nearest.Around([space, *nearest.alike(space)], self.opening)
        self.rules = self._around.rules_of(space.kind)
        self._own = asks.own_of(
            person, min(self.now, asks.monday_before(local_midnight(wish.first)))
        )
        self.lines = [self._line(day) for day in wish.dates()]

    @property
    def free(self) -> list[Line]:
        return [line for line in self.lines if line.is_free]

    @property
    def left_out(self) -> list[Line]:
        return [line for line in self.lines if not line.is_free]

    def ask_on(self, start: datetime, end: datetime) -> Ask:
        """The ask of one date, with what was read for all of them."""
        space = self.wish.space
        ask = Ask(
            person=self.person,
            space=space,
            start=start,
            end=end,
            now=self.now,
            rules=self.rules,
            opening=self.opening,
            own=self._own,
        )
        return self._around.ask_for(ask, space, start, end)

    def _line(self, day: date) -> Line:
        start, end = self.wish.span_on(day, self.opening, self.rules.half_day_at)
        if start >= end or not self.wish.is_shown_on(day):
            return Line(day, start, end, no_such_hour(), no_such_hour)
        ask = self.ask_on(start, end)
        refusal = self._answer(ask)
        if refusal is None:
            self._own = _with(self._own, self.wish, start, end)
        return Line(day, start, end, refusal, partial(self._answer, ask))

    def _answer(self, ask: Ask) -> Refusal | None:
        refusal = rules.objection(ask)
        if refusal and refusal.code in HELPED:
            return nearest.helped(refusal, self._around)
        return refusal


def _with(own: Own, wish: Wish, start: datetime, end: datetime) -> Own:
    """What the person has, once this date is booked too: quotas count it."""
    status = Booking.Status.CONFIRMED
    booking = OwnBooking(wish.space.kind, wish.space.label, start, end, status)
    return replace(own, bookings=(*own.bookings, booking))
