"""Locks, in the one order that everybody keeps: places by number, then the person, then the booking."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from core.locks import lock, lock_all
from members.models import User
from spaces.models import Booking, Space, WaitingRequest


def lock_places(ids: Iterable[int]) -> list[Space]:
    """Lock the rows of these places, and of the rooms that they are made of, until the transaction ends.

    The first statement of whatever takes a place: without it, many at one place end in deadlocks. Answers
    with the places asked for, by number.
    """
    wanted = set(ids)
    parts = Space.parts.through.objects.filter(from_space__in=wanted).values("to_space")
    # With the zone, which letters name.
    rows = lock_all(Space.objects.select_related("zone").filter(Q(pk__in=wanted) | Q(pk__in=parts)))
    return [place for place in rows if place.pk in wanted]


def lock_person(person) -> None:
    """Two bookings of one person wait for each other, so that one desk at a time and quotas hold.

    Whoever waited here may have lost the right meanwhile: what the person may do is read anew.
    """
    held = lock(get_user_model().objects.only("pk", "role", "is_active"), person.pk)
    person.role, person.is_active = held.role, held.is_active


def lock_people(people: QuerySet) -> list[User]:
    """Lock all of these people."""
    return lock_all(get_user_model().objects.only("pk").filter(pk__in=people))


def locked(booking: Booking) -> Booking:
    """The booking as it is now, locked until the transaction ends."""
    return lock(Booking.objects.select_related("space", "person"), booking.pk)


def locked_request(request: WaitingRequest) -> WaitingRequest:
    """The request as it is now, locked."""
    requests = WaitingRequest.objects.select_related("person", "space", "offer__space")
    return lock(requests, request.pk)
