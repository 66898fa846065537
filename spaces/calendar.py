"""A booking as a calendar entry (RFC 5545)."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar
from icalendar import Event as Entry

from spaces.models import Booking


def entry_of(booking: Booking) -> bytes:
    """A file with this one booking, times in UTC. One that holds no place says so, and calendars drop it."""
    holds = booking.status in Booking.HOLDING
    entry = Entry()
    entry.add("uid", f"booking-{booking.pk}@{settings.SITE_URL.split('//')[-1]}")
    entry.add("dtstamp", (booking.cancelled_at or booking.made_at).astimezone(UTC))
    entry.add("sequence", 0 if holds else 1)
    entry.add("dtstart", booking.start.astimezone(UTC))
    entry.add("dtend", booking.end.astimezone(UTC))
    entry.add("summary", booking.space.title)
    entry.add("location", str(booking.space.zone))
    if booking.purpose:
        entry.add("description", booking.purpose)
    entry.add("url", settings.SITE_URL + reverse("spaces:booking", args=[booking.pk]))
    entry.add("status", "CONFIRMED" if holds else "CANCELLED")
    file = Calendar()
    file.add("prodid", "-//Piastra Coworking//IT")
    file.add("version", "2.0")
    file.add_component(entry)
    return file.to_ical()
