"""What somebody wants, with all that the rules must know about it."""

from dataclasses import dataclass
from datetime import date, datetime

from core.access import Permission, allows
from core.months import ROME
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening
from spaces.spans import Span


@dataclass(frozen=True)
class Ask:
    """Somebody wants a place for `[start, end)`."""

    person: object
    space: Space
    start: datetime
    end: datetime
    now: datetime
    rules: KindRules
    opening: Opening
    #: A membership covers the date.
    is_member: bool = True
    #: The desk or office that the person holds already at that time.
    other: Booking | None = None
    #: On that day the place is somebody else's.
    is_assigned: bool = False
    #: The booking that is to become this one.
    moving: Booking | None = None

    @property
    def day(self) -> date:
        return self.start.astimezone(ROME).date()

    @property
    def by_the_hour(self) -> bool:
        return self.rules.unit == KindRules.Unit.HOURS

    @property
    def open_spans(self) -> tuple[Span, ...]:
        return self.opening.of(self.space, self.day)

    @property
    def offered(self) -> bool:
        """Whether the place is open for just this time."""
        if self.by_the_hour:
            return any(start <= self.start and self.end <= end for start, end in self.open_spans)
        slots = self.opening.slots(self.space, self.day, self.rules.half_day_at)
        return (self.start, self.end) in slots.values()

    @property
    def person_runs_the_place(self) -> bool:
        """The staff book for the programme: limits that share places fairly do not bind them."""
        return allows(self.person, Permission.SEE_ROSTER)
