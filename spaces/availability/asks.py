"""One place, one time, one person: what the verbs ask."""

import uuid
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from core.clock import day_of
from spaces import rules
from spaces.availability.engine import A_DAY, Availability
from spaces.models import Booking, KindRules, Space
from spaces.models.bookings import state_of
from spaces.schedule import setup


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
    """What the staff set for this kind of place, or what holds until they do.

    A copy: a form writes what was sent into its row before anything is decided.
    """
    rules = setup.current().rules.get(kind)
    return copy(rules) if rules else KindRules.usual(kind)


def is_taken(space, start, end, moving: Booking | None = None) -> bool:
    """Whether somebody holds the place, a part of it, or a whole that it is part of, in this time.

    Raises `Overdue` when only offers do that nobody answered in time.
    """
    return standing(space, start, end, moving=moving).is_taken()


#: As `BookingQuerySet.in_the_way_of`; and what a form has made already. Plain SQL: who asks holds locks.
STANDING = """
WITH own AS (
    SELECT %(space)s::bigint AS id
    UNION SELECT to_space_id FROM spaces_space_parts WHERE from_space_id = %(space)s
)
SELECT id, status, held_until, false FROM spaces_booking
WHERE status = ANY(%(holding)s) AND tstzrange(start, "end") && %(time)s::tstzrange
    AND id IS DISTINCT FROM %(moving)s
    AND space_id IN (SELECT id FROM own
        UNION SELECT from_space_id FROM spaces_space_parts WHERE to_space_id IN (SELECT id FROM own))
UNION ALL
SELECT id, status, held_until, true FROM spaces_booking WHERE request_key = %(form)s::uuid
"""


class Holder(NamedTuple):
    """A booking that holds the place, or a part of it, in the time asked for."""

    booking_id: int
    status: str
    held_until: datetime | None

    @property
    def is_overdue(self) -> bool:
        """As `Booking.is_overdue`."""
        is_offer = self.status == Booking.Status.OFFERED
        return is_offer and state_of(self.status, self.held_until) == Booking.Status.LAPSED


@dataclass(frozen=True)
class Standing:
    """Who holds a place in a time, and the number of the booking that the same form has made already."""

    holders: list[Holder]
    made_by_form: int | None = None

    def is_taken(self) -> bool:
        """Raises `Overdue` when only offers hold it that nobody answered in time."""
        if self.holders and all(holder.is_overdue for holder in self.holders):
            ids = [holder.booking_id for holder in self.holders]
            raise Overdue(list(Booking.objects.filter(pk__in=ids).select_related("space")))
        return bool(self.holders)


def standing(
    space, start, end, *, moving: Booking | None = None, form: uuid.UUID | None = None
) -> Standing:
    """What stands in the way of a booking, by one statement; `form` is the `request_key` that it bears."""
    asked = {
        "space": space.pk,
        "holding": list(Booking.HOLDING),
        # Of an end before its start a rule speaks.
        "time": f"[{start.isoformat()},{end.isoformat()})" if start < end else "empty",
        "moving": moving and moving.pk,
        "form": form and str(form),
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, asked)
        rows = cursor.fetchall()
    made = [pk for pk, *_state, is_same_form in rows if is_same_form]
    holders = [Holder(*row[:3]) for row in rows if not row[3]]
    return Standing(holders, made[0] if made else None)


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
