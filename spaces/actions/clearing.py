"""Bookings in the way of what the staff do to the floor: shown first, then cancelled and told.

Write what closes the place first, then `clear`: a booking that is cancelled may be handed on to whoever
waits, and must find the place closed.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from core.access import runs_the_place
from core.refusals import Refusal
from spaces.actions.booking import cancel_together
from spaces.models import Booking
from spaces.signals import cancelling

#: What holds a place without anybody being there: booked, or offered to who waits.
COMING = [Booking.Status.CONFIRMED, Booking.Status.OFFERED]


class InTheWay(Refusal):
    """Somebody booked: nothing was written. `bookings` are those that the staff have not agreed to cancel."""

    def __init__(self, bookings: list[Booking]):
        self.bookings = bookings
        number = len(bookings)
        sentence = ngettext(
            "%(n)d booking is in the way: nothing has been changed yet.",
            "%(n)d bookings are in the way: nothing has been changed yet.",
            number,
        )
        super().__init__(sentence % {"n": number}, code="in_the_way")


def coming(places, start, end=None) -> list[Booking]:
    """The bookings of these places in `[start, end)` that are still to come; without end, for ever."""
    found = Booking.objects.filter(space__in=places, status__in=COMING)
    found = found.filter(end__gt=max(start, timezone.now())).select_related("space", "person")
    return list(found.filter(Q() if end is None else Q(start__lt=end)))


def clear(bookings: list[Booking], *, by, agreed: frozenset[int], reason: str) -> None:
    """Cancel the bookings and tell each person why. Raises `InTheWay` when one was not agreed to.

    Raises `Refusal` first when a booking can't be given back at all: nobody agrees in vain.
    """
    if any(booking.pk not in agreed for booking in bookings):
        for booking in bookings:
            if booking.status == Booking.Status.CONFIRMED:
                cancelling.send(Booking, booking=booking)
        raise InTheWay(bookings)
    cancel_together(bookings, by=by, reason=reason)


def told_of(numbers: frozenset[int], *, by) -> int:
    """How many people were told that one of these bookings gave way to what this user did.

    The staff are not told, nor is whoever had cancelled before, or declined the offer.
    """
    by_the_portal = Q(status=Booking.Status.LAPSED, cancelled_by=None)
    given_way = Q(cancelled_by=by) | by_the_portal
    found = Booking.objects.filter(given_way, pk__in=numbers).select_related("person")
    return len(told_among({booking.person for booking in found}))


def told_among(people) -> list:
    """Those who get a letter: not the staff."""
    return [person for person in people if not runs_the_place(person)]
