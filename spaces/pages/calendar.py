"""Bookings as calendar entries: one for a download, many for an address that programs read.

What no longer holds a place is written as cancelled, under the same name and with a higher number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import calendars
from core.links import whole_address
from core.mail import PORTAL
from spaces.models import Booking, Space

#: How far back an address tells; what is older stays in the calendars that have read it.
PAST = timedelta(days=30)


def entry_of(booking: Booking) -> bytes:
    """A file with this one booking."""
    return calendars.file_of([_entry(booking)])


def own_feed(bookings: Iterable[Booking]) -> bytes:
    """A person's bookings (`Booking.objects.told_to`)."""
    return calendars.feed_of(PORTAL, [_entry(booking) for booking in bookings])


def busy_feed(space: Space, bookings: Iterable[Booking]) -> bytes:
    """When the place is taken (`Booking.objects.told_of`): no names, no purposes, no numbers of bookings."""
    entries = [_busy_entry(space, busy) for busy in _each_moment_once(bookings)]
    return calendars.feed_of(f"{PORTAL}: {space.label}", entries)


def _entry(booking: Booking) -> calendars.Entry:
    holds = booking.status in Booking.HOLDING
    address = whole_address("spaces:booking", booking.pk)
    # Many programs show no address but in the description.
    words = [booking.purpose, _("See, move or cancel it: %(address)s") % {"address": address}]
    return calendars.entry(
        f"booking-{booking.pk}",
        booking.start,
        booking.end,
        at=booking.changed_at,
        last_modified=booking.changed_at.astimezone(UTC),
        sequence=booking.sequence + (0 if holds else 1),
        summary=booking.space.title,
        location=f"{booking.space.zone}, {PORTAL}, Sondrio",
        description="\n".join(filter(None, words)),
        url=address,
        status=_status(booking),
    )


def _status(booking: Booking) -> str:
    if booking.status == Booking.Status.OFFERED:
        return "TENTATIVE"
    return "CONFIRMED" if booking.status in Booking.FIRM else "CANCELLED"


@dataclass(frozen=True)
class Busy:
    """A time in which a place is taken, and when that last changed."""

    start: datetime
    end: datetime
    changed_at: datetime


def _each_moment_once(bookings: Iterable[Booking]) -> list[Busy]:
    """Parts of a room taken at the same time are one busy time; bookings that only touch stay two."""
    times = []
    for booking in sorted(bookings, key=lambda each: (each.start, each.pk)):
        busy = Busy(booking.start, booking.end, booking.changed_at)
        if times and busy.start < times[-1].end:
            last = times.pop()
            changed_at = max(last.changed_at, busy.changed_at)
            busy = Busy(last.start, max(last.end, busy.end), changed_at)
        times.append(busy)
    return times


def _busy_entry(space: Space, busy: Busy) -> calendars.Entry:
    name = f"busy-{space.pk}-{busy.start.astimezone(UTC):%Y%m%dT%H%M}"
    return calendars.entry(
        name,
        busy.start,
        busy.end,
        at=busy.changed_at,
        last_modified=busy.changed_at.astimezone(UTC),
        summary=pgettext("calendar", "Busy"),
        status="CONFIRMED",
        transp="OPAQUE",
    )
