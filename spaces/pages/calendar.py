"""Bookings as calendar entries (RFC 5545): one for a download, many for an address that programs read.

Times are in UTC, so that no program has to know when Rome's clocks change. What no longer holds a place is
written as cancelled, under the same name and with a higher number: calendars drop the entry by themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar
from icalendar import Event as Entry

from core.mail import PORTAL
from spaces.models import Booking, Space

#: How far back an address tells; what is older stays in the calendars that have read it.
PAST = timedelta(days=30)
#: How often programs are asked to read again.
REFRESH = timedelta(hours=1)


def entry_of(booking: Booking) -> bytes:
    """A file with this one booking."""
    return _file([_entry(booking)])


def own_feed(person, now: datetime) -> bytes:
    """The person's bookings from 30 days ago on. Those given back are told until their time is over."""
    firm = Q(status__in=Booking.FIRM, end__gt=now - PAST)
    gone = Q(status__in=Booking.GIVEN_BACK, end__gt=now)
    bookings = Booking.objects.filter(firm | gone, person=person).select_related("space__zone")
    return _feed(PORTAL, [_entry(booking) for booking in bookings])


def busy_feed(space: Space, now: datetime) -> bytes:
    """When the place is taken, from 30 days ago on: no names, no purposes, no numbers of bookings."""
    bookings = Booking.objects.in_the_way_of(space).holding().filter(end__gt=now - PAST)
    entries = [_busy_entry(space, busy) for busy in _each_moment_once(bookings)]
    return _feed(f"{PORTAL}: {space.label}", entries)


def _entry(booking: Booking) -> Entry:
    holds = booking.status in Booking.HOLDING
    address = settings.SITE_URL + reverse("spaces:booking", args=[booking.pk])
    # Many programs show no address but in the description.
    words = [booking.purpose, _("See, move or cancel it: %(address)s") % {"address": address}]
    entry = _timed(f"booking-{booking.pk}", booking.start, booking.end, booking.changed_at)
    entry.add("sequence", booking.sequence + (0 if holds else 1))
    entry.add("summary", booking.space.title)
    entry.add("location", f"{booking.space.zone}, {PORTAL}, Sondrio")
    entry.add("description", "\n".join(filter(None, words)))
    entry.add("url", address)
    entry.add("status", _status(booking))
    return entry


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


def _busy_entry(space: Space, busy: Busy) -> Entry:
    name = f"busy-{space.pk}-{busy.start.astimezone(UTC):%Y%m%dT%H%M}"
    entry = _timed(name, busy.start, busy.end, busy.changed_at)
    entry.add("summary", pgettext("calendar", "Busy"))
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    return entry


def _timed(name: str, start: datetime, end: datetime, changed_at: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", changed_at.astimezone(UTC))
    entry.add("last-modified", changed_at.astimezone(UTC))
    entry.add("dtstart", start.astimezone(UTC))
    entry.add("dtend", end.astimezone(UTC))
    return entry


def _feed(name: str, entries: list[Entry]) -> bytes:
    return _file(
        entries,
        {
            "name": name,
            "x-wr-calname": name,
            "x-wr-timezone": settings.TIME_ZONE,
            "refresh-interval": REFRESH,
            "x-published-ttl": "PT1H",
        },
    )


def _file(entries: list[Entry], head: dict | None = None) -> bytes:
    file = Calendar()
    file.add("prodid", "-//Piastra Coworking//IT")
    file.add("version", "2.0")
    for name, value in (head or {}).items():
        parameters = {"value": "DURATION"} if name == "refresh-interval" else None
        file.add(name, value, parameters=parameters)
    for entry in entries:
        file.add_component(entry)
    return file.to_ical()
