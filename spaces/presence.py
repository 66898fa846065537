"""Today's roster: each booking with what can be done about it now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.months import local_midnight
from spaces import rules
from spaces.models import Booking
from spaces.opening import Opening


@dataclass(frozen=True)
class Line:
    """One booking of the day, and the buttons beside it."""

    booking: Booking
    now: datetime
    #: Until when coming and leaving are written.
    until: datetime

    @property
    def may_enter(self) -> bool:
        confirmed = self.booking.status == Booking.Status.CONFIRMED
        return confirmed and rules.check_in_refusal(self.booking, self.now) is None

    @property
    def may_leave(self) -> bool:
        left = self.booking.checked_out_at
        return not left and rules.check_out_refusal(self.booking, self.until, self.now) is None

    @property
    def may_undo(self) -> bool:
        return rules.undo_check_in_refusal(self.booking, self.until, self.now) is None

    @property
    def may_be_absent(self) -> bool:
        return rules.absence_refusal(self.booking, self.now) is None

    @property
    def may_unmark(self) -> bool:
        return self.booking.status == Booking.Status.NO_SHOW


def lines(day: date, now: datetime) -> list[Line]:
    """The day's bookings in the order of their hours, from a fixed number of queries."""
    opening, tomorrow = Opening.on(day), day + timedelta(days=1)
    here = Booking.objects.counted().select_related("space__zone", "person")
    here = here.overlapping(local_midnight(day), local_midnight(tomorrow))
    return [
        Line(booking, now, rules.present_until(booking, opening.of(booking.space, day)))
        for booking in here.order_by("start", "space__zone__order", "space__code")
    ]
