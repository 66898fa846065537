"""Rooms made of rooms: which ones may be, and what a change of them does to the bookings."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import ROME, today
from core.refusals import Refusal
from core.words import clock, day_long
from spaces.actions.clearing import ensure_open_since, last_day_of
from spaces.models import Booking, Closure, OutOfService, Space

NAMED = 3


def set_parts(place: Space, parts) -> bool:
    """Make the room of these rooms; answers whether that changes anything. All of them are locked already.

    The coming bookings of the whole take the parts from now on. Raises `Refusal` when the rooms can't be
    joined, somebody booked against it, or the figures of a closed month would change.
    """
    old, new = set(place.parts.all()), set(parts)
    _ensure_can_join(place, new, old)
    if old == new:
        return False
    _ensure_same_figures(old ^ new)
    place.parts.set(new)
    _ensure_nobody_in_the_way(place)
    # The database writes what a booking takes whenever its place is written.
    for booking in _to_come(Booking.objects.filter(space=place)):
        booking.save(update_fields=["space"])
    return True


def ensure_fits_its_wholes(place: Space, kind: str, opened_on) -> None:
    """Raise `Refusal` when a part of a room would be no room any more, or not be in service yet."""
    whole = place.wholes.first()
    if whole is None or (kind in Space.ROOMS and opened_on <= max(place.opened_on, today())):
        return
    raise _is_needed(place, whole)


def ensure_is_no_part(place: Space) -> None:
    """Raise `Refusal` when a room is made of this one: it could not be had in full any more."""
    if whole := place.wholes.filter(Q(retired_on=None) | Q(retired_on__gt=today())).first():
        raise _is_needed(place, whole)


def _is_needed(place: Space, whole: Space) -> Refusal:
    sentence = _("%(whole)s is made of %(part)s: take it out of there first.")
    return Refusal(sentence % {"whole": whole.title, "part": place.title}, code="is_part")


def _ensure_can_join(place: Space, parts: set[Space], old: set[Space]) -> None:
    for sentence, broken in [
        (_("Only a room is made of rooms: %(place)s is none."), place.kind not in Space.ROOMS),
        (_("%(place)s is not a part of itself: choose other rooms."), place in parts),
    ]:
        if parts and broken:
            raise Refusal(sentence % {"place": place.title}, code="parts")
    whole = parts and place.wholes.first()
    if whole:
        sentence = _("%(place)s is a part of %(whole)s: it can't be made of rooms itself.")
        raise Refusal(sentence % {"place": place.title, "whole": whole.title}, code="parts")
    for part in sorted(parts - old, key=lambda part: part.code):
        _ensure_can_be_part(part)


def _ensure_can_be_part(part: Space) -> None:
    if part.kind not in Space.ROOMS:
        sentence = _("%(part)s is no room: only rooms can be joined.")
    elif part.parts.exists():
        sentence = _("%(part)s is made of rooms itself: choose those instead.")
    elif part.retired_on or part.opened_on > today():
        sentence = _("%(part)s is not in service for good: choose other rooms.")
    else:
        return
    raise Refusal(sentence % {"part": part.title}, code="parts")


def _ensure_same_figures(parts: set[Space]) -> None:
    """The whole is open while its parts are: their closures must not lie in closed months."""
    closures = Closure.objects.filter(spaces__in=parts).values_list("start", "end")
    outages = OutOfService.objects.filter(space__in=parts).values_list("start", "end")
    for start, end in closures.union(outages):
        ensure_open_since(start.astimezone(ROME).date(), last_day_of(end))


def _to_come(bookings):
    return bookings.holding().filter(end__gt=timezone.now()).select_related("space", "person")


def _ensure_nobody_in_the_way(place: Space) -> None:
    """Raise `Refusal` that names the bookings which the whole's own bookings would meet."""
    found = list(_to_come(Booking.objects.in_the_way_of(place)))
    own = [booking for booking in found if booking.space_id == place.pk]
    others = [booking for booking in found if booking.space_id != place.pk]
    met = [other for other in others if any(_meet(other, booking) for booking in own)]
    if met:
        raise Refusal(_in_the_way(place, met), code="in_the_way")


def _meet(one: Booking, other: Booking) -> bool:
    return one.start < other.end and other.start < one.end


def _in_the_way(place: Space, met: list[Booking]) -> str:
    told = "; ".join(_told(booking) for booking in met[:NAMED])
    sentence = ngettext(
        "Nothing was changed: %(place)s is booked at the time of %(n)d other booking (%(told)s). "
        "Cancel or move one of them first.",
        "Nothing was changed: %(place)s is booked at the time of %(n)d other bookings (%(told)s). "
        "Cancel or move them first.",
        len(met),
    )
    if len(met) > NAMED:
        told += "; …"
    return sentence % {"place": place.title, "n": len(met), "told": told}


def _told(booking: Booking) -> str:
    hours = f"{clock(booking.start)}–{clock(booking.end)}"
    return f"{booking.space.title}, {day_long(booking.start)} {hours}, {booking.person}"
