"""Locks, in the one order that everybody keeps: places by number, then the person, then the booking."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q

from core.refusals import Refusal
from spaces.models import Booking, Space

#: PostgreSQL's codes of a broken exclusion constraint and of a deadlock: both mean "already taken".
TAKEN_CODES = {"23P01", "40P01"}
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


def unless(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal
