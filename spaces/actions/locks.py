"""Locks, in the one order that everybody keeps: places by number, then the person, then the booking."""

from collections.abc import Iterable
from functools import wraps

from django.contrib.auth import get_user_model
from django.db import OperationalError, connection
from django.db.models import Q

from core.refusals import Refusal
from spaces.models import Booking, Space

#: PostgreSQL's codes of a broken exclusion constraint and of a deadlock: both mean "already taken".
DEADLOCK_CODE = "40P01"
TAKEN_CODES = {"23P01", DEADLOCK_CODE}
#: The form's number stands in a booking already.
USED_KEY_CODE = "23505"


def lock_places(ids: Iterable[int]) -> list[Space]:
    """Lock the rows of these places, and of the rooms that they are made of, until the transaction ends.

    The first statement of whatever takes a place: without it, many at one place end in deadlocks. Answers
    with the places asked for, by number.
    """
    wanted = set(ids)
    parts = Space.parts.through.objects.filter(from_space__in=wanted).values("to_space")
    rows = Space.objects.select_for_update(no_key=True)
    rows = rows.filter(Q(pk__in=wanted) | Q(pk__in=parts)).order_by("pk")
    return [place for place in rows if place.pk in wanted]


def lock_person(person) -> None:
    """Two bookings of one person wait for each other, so that one desk at a time and quotas hold."""
    people = get_user_model().objects.select_for_update(no_key=True)
    people.only("pk").get(pk=person.pk)


def locked(booking: Booking) -> Booking:
    """The booking as it is now, locked until the transaction ends."""
    bookings = Booking.objects.select_for_update(of=["self"], no_key=True)
    return bookings.select_related("space", "person").get(pk=booking.pk)


def twice_if_deadlocked(action):
    """Who hands a place on locks whoever waits for it, in no order with others: the loser begins again."""

    @wraps(action)
    def acting(**wanted):
        try:
            return action(**wanted)
        except OperationalError as error:
            deadlocked = getattr(error.__cause__, "pgcode", None) == DEADLOCK_CODE
            if not deadlocked or connection.in_atomic_block:
                raise
            return action(**wanted)

    return acting


def unless(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal
