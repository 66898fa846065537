"""An event as a calendar entry (RFC 5545)."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar
from icalendar import Event as Entry

from events.models import Event


def entry_of(event: Event) -> bytes:
    """A file with this one event, times in UTC. A called-off event says so, and calendars drop it."""
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{settings.SITE_URL.split('//')[-1]}")
    entry.add("dtstamp", event.made_at.astimezone(UTC))
    entry.add("dtstart", event.start.astimezone(UTC))
    entry.add("dtend", event.end.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("description", event.summary)
    entry.add("location", event.where)
    entry.add("url", settings.SITE_URL + reverse("events:event", args=[event.slug]))
    cancelled = event.status == Event.Status.CANCELLED
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    file = Calendar()
    file.add("prodid", "-//Piastra Coworking//IT")
    file.add("version", "2.0")
    file.add_component(entry)
    return file.to_ical()
