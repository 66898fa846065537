"""What each date of a wish that repeats would answer now, in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from core.refusals import Refusal
from spaces.availability import nearest
from spaces.availability.engine import Availability
from spaces.rules import State, answer_to, objection, taken
from spaces.rules.answers import CLOSED, OVER
from spaces.schedule import setup
from spaces.schedule.series import Wish, no_such_hour

NO_SUCH_HOUR = "no_such_hour"


@dataclass(frozen=True)
class DryDate:
    """One date of the wish: free, or with the reason why not."""

    day: date
    start: datetime
    end: datetime
    refusal: Refusal | None = None

    @property
    def is_free(self) -> bool:
        return self.refusal is None

    @property
    def told(self) -> dict:
        """The date and its reason in every language of the portal: who reads it later may speak another."""
        return {"day": self.day.isoformat(), "sentences": dict(self._sentences())}

    def _sentences(self) -> Iterator[tuple[str, str]]:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                # The rules' objections say themselves anew; this one was said when it was made.
                is_skipped = self.refusal.code == NO_SUCH_HOUR
                yield language, str((no_such_hour() if is_skipped else self.refusal).sentence)


class DryRun:
    """Each date of the wish asked in its order, as if the free ones before it were booked already."""

    def __init__(self, wish: Wish, person, now: datetime | None = None):
        self.wish = wish
        until = wish.until + timedelta(days=1 + nearest.DAYS_TO_LOOK)
        places = [wish.space, *nearest.alike(wish.space, setup.current())]
        self._read = Availability(wish.first, until, person, places=places, now=now)
        self.lines = [self._on(day) for day in wish.dates()]

    @property
    def free(self) -> list[DryDate]:
        return [line for line in self.lines if line.is_free]

    @property
    def left_out(self) -> list[DryDate]:
        return [line for line in self.lines if not line.is_free]

    @property
    def why_none(self) -> str:
        return why_none(self.left_out)

    def lost(self, line: DryDate) -> DryDate:
        """The date after all not free: somebody was first whom this run did not see."""
        refused = taken(self._read.ask(self.wish.space, line.start, line.end))
        return replace(line, refusal=nearest.with_alternative(refused, self._read))

    def _on(self, day: date) -> DryDate:
        half_day_at = self._read.rules_of(self.wish.space.kind).half_day_at
        start, end = self.wish.span_on(day, self._read.opening, half_day_at)
        if start >= end or not self.wish.is_shown_on(day):
            return DryDate(day, start, end, no_such_hour())
        refused = objection(self._read.ask(self.wish.space, start, end))
        if refused is None:
            self._read.has_booked(self.wish.space, start, end)
        elif answer_to(refused.code).state in OF_THE_PLACE:
            refused = nearest.with_alternative(refused, self._read)
        return DryDate(day, start, end, refused)


def why_none(lines: list[DryDate]) -> str:
    """What keeps all of these dates, none of which is free: on a holiday nobody has it."""
    reasons = {answer_to(line.refusal.code).of_day for line in lines}
    if reasons == {CLOSED}:
        return _("The place is closed on all of these dates.")
    if reasons == {OVER}:
        return _("All of these dates are over.")
    if reasons <= {CLOSED, OVER}:
        return _("All of these dates are over, or the place is closed on them.")
    return _("None of these dates is free.")


#: Where another place or another time serves; a holiday needs no such word.
OF_THE_PLACE = (State.TAKEN, State.ASSIGNED, State.OUT)
