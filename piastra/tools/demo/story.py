"""When things happen in the demo, counted from the day on which it is loaded."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import ROME, day_of, monday_of
from core.month import Month

#: Days after today that already have bookings.
DAYS_AHEAD = 13
MONTHS_OF_BOOKINGS = 8
MONTHS_OF_FITTING_OUT = 2


def moment(day: date, at: str | time) -> datetime:
    """The instant of a wall-clock time in Rome: `moment(day, "08:30")`."""
    clock = time.fromisoformat(at) if isinstance(at, str) else at
    return datetime.combine(day, clock, tzinfo=ROME)


@dataclass(frozen=True)
class Story:
    """The demo's calendar. The same instant gives the same story, on every machine."""

    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def monday(self) -> date:
        """With which this week began."""
        return monday_of(self.today)

    @property
    def first_month(self) -> Month:
        """The first month with bookings; the current one is the eighth."""
        return Month.of(self.today).plus(1 - MONTHS_OF_BOOKINGS)

    @property
    def programme_starts(self) -> date:
        """Two months of fitting out come before the doors open."""
        return self.first_month.plus(-MONTHS_OF_FITTING_OUT).first

    @property
    def opens(self) -> date:
        return self.first_month.first

    @property
    def last_day(self) -> date:
        return self.today + timedelta(days=DAYS_AHEAD)

    @property
    def days(self) -> list[date]:
        """Each date on which somebody may have a booking."""
        length = (self.last_day - self.opens).days + 1
        return [self.opens + timedelta(days=number) for number in range(length)]

    def progress(self, day: date) -> float:
        """How far the ramp-up is on a day: 0 at the opening, 1 today and later."""
        return min(1.0, (day - self.opens).days / (self.today - self.opens).days)

    def dice(self, chapter: str) -> random.Random:
        """Dice of its own for each chapter, so that changing one leaves the others as they are."""
        return random.Random(f"piastra {chapter}")
