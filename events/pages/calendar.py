"""An event as a calendar entry."""

from core import calendars
from core.links import whole_address
from events.models import Event


def entry_of(event: Event) -> bytes:
    """A file with this one event. A called-off event says so, and calendars drop it."""
    is_off = event.status == Event.Status.CANCELLED
    entry = calendars.entry(
        f"event-{event.pk}",
        event.start,
        event.end,
        at=event.made_at,
        summary=event.title,
        description=event.summary,
        location=event.where,
        url=whole_address("events:event", event.slug),
        status="CANCELLED" if is_off else "CONFIRMED",
    )
    return calendars.file_of([entry])
