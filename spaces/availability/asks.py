"""One place, one time, one person: what the verbs ask."""

from datetime import date, datetime

from core.clock import day_of
from spaces import rules
from spaces.availability.engine import A_DAY, Availability
from spaces.models import Booking, KindRules, Space


class Taken(Exception):
    """Somebody was first. Raised under the locks, where a queue waits: the reasons are read after them.

    `wanted` is what `ask_for` needs.
    """

    def __init__(self, wanted: dict, *, without_limits: bool = False):
        super().__init__("taken")
        self.wanted, self.without_limits = wanted, without_limits


class Overdue(Exception):
    """Nothing is in the way but offers that nobody answered in time: who waits next comes first.

    Raised under the locks; `offers` are to be handed on after them (`actions.waiting.overdue_first`).
    """

    def __init__(self, offers: list[Booking]):
        super().__init__("overdue")
        self.offers = offers


def ask_for(*, person, space, start, end, moving: Booking | None = None, by=None) -> rules.Ask:
    """The ask with all that the rules must know, from a fixed number of queries.

    `moving` is the booking that is to become this one: it is in nobody's way. `by` is who asks for the
    person: sentences then name the person.
    """
    first, until = days_of(start, end)
    read = Availability(first, until, person, places=[space], moving=moving, by=by)
    return read.ask(space, start, end)


def days_of(start: datetime, end: datetime) -> tuple[date, date]:
    """The dates in Rome that a wanted time touches, as `[first, until)`."""
    first = day_of(start)
    return first, max(first, day_of(end)) + A_DAY


def rules_of(kind: str) -> KindRules:
    """What the staff set for this kind of place, or what holds until they do."""
    return KindRules.objects.filter(kind=kind).first() or KindRules.usual(kind)


def is_taken(space, start, end, moving: Booking | None = None) -> bool:
    """Whether somebody holds the place, a part of it, or a whole that it is part of, in this time.

    Raises `Overdue` when only offers do that nobody answered in time.
    """
    if start >= end:
        return False
    in_the_way = without(Booking.objects.in_the_way_of(space).holding(), moving)
    found = list(in_the_way.overlapping(start, end).select_related("space"))
    if found and all(booking.is_overdue for booking in found):
        raise Overdue(found)
    return bool(found)


def other_desk(person, space, start, end, moving: Booking | None = None) -> Booking | None:
    """The desk or office that the person sits at already in this time; not one that was left, nor rooms."""
    if space.kind not in Space.DESKS_AND_OFFICES or start >= end:
        return None
    desks = Booking.objects.filter(person=person, space__kind__in=Space.DESKS_AND_OFFICES)
    desks = without(desks, moving).filter(checked_out_at__isnull=True)
    return desks.keeping().overlapping(start, end).select_related("space").first()


def without(bookings, moving: Booking | None):
    """The bookings, but the one that moves."""
    return bookings.exclude(pk=moving.pk) if moving else bookings
