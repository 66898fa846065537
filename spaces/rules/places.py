"""Whether the staff may change a place as they ask: its kind, its first and last day, what it is made of."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import today
from core.refusals import Refusal
from core.words import clock, day_long
from spaces.models import Assignment, Booking, Equipment, Space

#: How many bookings in the way are named.
NAMED = 3


def why_not_retire_on(place: Space, on: date) -> Refusal | None:
    """Why the place is not taken out of use from this date, whatever happened there."""
    if on > place.opened_on:
        return None
    return Refusal(_("A place is retired after it went into service."), code="retired")


def why_not_retire(
    place: Space,
    *,
    somebody_was_there: bool,
    whole: Space | None,
    assigned: Assignment | None,
) -> Refusal | None:
    """Why the place is not taken out of use: for what happens there after its last day.

    `whole` is a room in service that is made of it, `assigned` an assignment that lasts longer.
    """
    if somebody_was_there:
        return Refusal(
            _("Somebody used the place after that day: choose a later one."), code="attended"
        )
    if whole:
        return is_needed(place, whole)
    if assigned is None:
        return None
    sentence = _("%(place)s is assigned to %(holder)s after that day: end the assignment first.")
    words = {"place": place.title, "holder": assigned.holder}
    return Refusal(sentence % words, code="assigned")


def why_not_change_past(
    place: Space, kind: str, opened_on: date, *, was_taken: bool, booked_before: bool
) -> Refusal | None:
    """Why its kind and first day stay. `booked_before`: somebody booked it before that day."""
    if place.retired_on and opened_on >= place.retired_on:
        return Refusal(_("A place is retired after it went into service."), code="retired")
    if place.kind != kind and was_taken:
        sentence = _("This place already has bookings as it is now: retire it and add a new one.")
        return Refusal(sentence, code="kind")
    if booked_before:
        return Refusal(_("This place has bookings from before that day."), code="opened_on")
    return None


def why_not_part_any_more(
    place: Space, kind: str, opened_on: date, whole: Space | None
) -> Refusal | None:
    """Why a part of a room must stay a room in service. `whole` is the room made of it."""
    if whole is None or (kind in Space.ROOMS and opened_on <= max(place.opened_on, today())):
        return None
    return is_needed(place, whole)


def is_needed(place: Space, whole: Space) -> Refusal:
    """A room is made of this one: without it, it could not be had in full any more."""
    sentence = _("%(whole)s includes %(part)s: take it out of there first.")
    return Refusal(sentence % {"whole": whole.title, "part": place.title}, code="is_part")


def why_not_join(
    place: Space, parts: set[Space], new: Iterable[Space], whole: Space | None
) -> Refusal | None:
    """Why the place is not made of these rooms. `new` are those it is not made of yet, with their own parts.

    `whole` is a room that the place itself is a part of.
    """
    if not parts:
        return None
    if place.kind not in Space.ROOMS:
        return _parts(
            _("Only a room can be made up of rooms: %(place)s is not a room."), place=place
        )
    if place in parts:
        return _parts(_("%(place)s cannot be part of itself: choose other rooms."), place=place)
    if whole:
        sentence = _("%(place)s is part of %(whole)s: it can't be made up of rooms itself.")
        return _parts(sentence, place=place, whole=whole)
    refusals = (_why_not_part(part) for part in sorted(new, key=lambda part: part.code))
    return next((refusal for refusal in refusals if refusal), None)


def _why_not_part(part: Space) -> Refusal | None:
    if part.kind not in Space.ROOMS:
        return _parts(_("%(part)s is not a room: only rooms can be joined."), part=part)
    if part.parts.all():
        sentence = _("%(part)s is itself made up of rooms: choose those instead.")
        return _parts(sentence, part=part)
    if part.retired_on or part.opened_on > today():
        sentence = _("%(part)s is not permanently in service: choose other rooms.")
        return _parts(sentence, part=part)
    return None


def why_not_with(place: Space, met: list[Booking]) -> Refusal | None:
    """Why the place is not made of other rooms while these bookings meet its own: they are named."""
    if not met:
        return None
    told = "; ".join(_told(booking) for booking in met[:NAMED])
    sentence = ngettext(
        "Nothing was changed: %(place)s clashes with %(n)d other booking (%(told)s). Cancel or "
        "move one of them first.",
        "Nothing was changed: %(place)s clashes with %(n)d other bookings (%(told)s). Cancel or "
        "move them first.",
        len(met),
    )
    if len(met) > NAMED:
        told += "; …"
    words = {"place": place.title, "n": len(met), "told": told}
    return Refusal(sentence % words, code="in_the_way")


def _told(booking: Booking) -> str:
    hours = f"{clock(booking.start)}–{clock(booking.end)}"
    return f"{booking.space.title}, {day_long(booking.start)} {hours}, {booking.person}"


def why_not_name(is_taken: bool) -> Refusal | None:
    """Why a zone does not get this name."""
    if not is_taken:
        return None
    return Refusal(_("There is already a zone with this name."), code="zone_name")


def why_not_in_english(name: str, other: Equipment | None) -> Refusal | None:
    """Why equipment is not called so in English: something else is."""
    if other is None:
        return None
    sentence = _("“%(name)s” is already the English name of “%(other)s” in Italian.")
    return Refusal(sentence % {"name": name, "other": other.name_it}, code="english_name")


def _parts(sentence: str, **places: Space) -> Refusal:
    return Refusal(sentence % {name: each.title for name, each in places.items()}, code="parts")
