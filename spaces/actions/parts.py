"""Rooms made of rooms: which ones may be, and what a change of them does to the bookings."""

from django.utils import timezone

from core.clock import day_of, last_day_of
from core.closing import ensure_open_since
from core.refusals import ensure
from spaces.actions.waiting import hand_on_all
from spaces.models import Booking, Closure, OutOfService, Space
from spaces.rules import places
from spaces.schedule import spans


def set_parts(place: Space, parts) -> bool:
    """Make the room of these rooms; answers whether that changes anything. All of them are locked already.

    The coming bookings of the whole take the parts from now on. Raises `Refusal` when the rooms can't be
    joined, somebody booked against it, or the figures of a closed month would change.
    """
    old, new = set(place.parts.all()), set(parts)
    ensure(places.why_not_join(place, new, new - old, place.wholes.first()))
    if old == new:
        return False
    _ensure_same_figures(old ^ new)
    place.parts.set(new)
    _ensure_nobody_in_the_way(place)
    # The database writes what a booking takes whenever its place is written.
    for booking in _to_come(Booking.objects.filter(space=place)):
        booking.save(update_fields=["space"])
    if left := old - new:
        # Who booked the whole takes them no more, and who booked one of them takes nothing of the whole.
        hand_on_all(places=[place, *left], start=timezone.now())
    return True


def _ensure_same_figures(parts: set[Space]) -> None:
    """The whole is open while its parts are: their closures must not lie in closed months."""
    closures = Closure.objects.filter(spaces__in=parts).values_list("start", "end")
    outages = OutOfService.objects.filter(space__in=parts).values_list("start", "end")
    for start, end in closures.union(outages):
        ensure_open_since(day_of(start), last_day_of(end))


def _to_come(bookings):
    return bookings.holding().filter(end__gt=timezone.now()).select_related("space", "person")


def _ensure_nobody_in_the_way(place: Space) -> None:
    """Raise `Refusal` that names the bookings which the whole's own bookings would meet."""
    found = list(_to_come(Booking.objects.in_the_way_of(place)))
    own = [booking for booking in found if booking.space_id == place.pk]
    others = [booking for booking in found if booking.space_id != place.pk]
    met = [other for other in others if any(spans.meets(other, one.start, one.end) for one in own)]
    ensure(places.why_not_with(place, met))
