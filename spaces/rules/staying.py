"""Whether a booking that stands still fits when its kind of place is booked in another way."""

from spaces.models import Booking, KindRules
from spaces.schedule import Opening, Slot, raster, spans

HALVES = (Slot.MORNING, Slot.AFTERNOON)


def is_left_out(booking: Booking, opening: Opening, *, before: KindRules, after: KindRules) -> bool:
    """Whether the booking fitted the rules before and would keep a time from others under those after.

    Limits that share places fairly (how long, how many, how far ahead, for whom) leave out nobody: they
    hold for what is booked from now on.
    """
    return _fits(booking, opening, before) and not _fits(booking, opening, after)


def _fits(booking: Booking, opening: Opening, rules: KindRules) -> bool:
    """By the hour: when it lies on the steps. Else when it is a slot, or leaves another half of the day free."""
    times = (booking.start, booking.end)
    if rules.by_the_hour:
        return all(raster.is_on(moment, rules.raster_minutes) for moment in times)
    day = booking.day
    slots = opening.slots(booking.space, day, rules.half_day_at)
    halves = [slots[half] for half in HALVES if half in slots]
    touched = [half for half in halves if spans.meets(booking, *half)]
    return times in slots.values() or len(touched) < len(halves)
