"""What the list of events shows of each: values alone, so that a row is drawn once for all who read it."""

from datetime import datetime
from typing import NamedTuple

from events.models import Event


class Row(NamedTuple):
    """One event in the list."""

    slug: str
    title: str
    summary: str
    start: datetime
    end: datetime
    where: str
    themes: tuple[str, ...]
    status: str
    is_over: bool
    free: int

    def get_status_display(self) -> str:
        """As an event's, for the piece of the page that shows both."""
        return Event.Status(self.status).label


class Filter(NamedTuple):
    """A theme by which the list can be narrowed."""

    slug: str
    name: str


def add_rows(events: list[Event], names: dict[int, str]) -> None:
    """Give each event that `Event.objects.listed` read its `row`; `names` are the themes' by their keys."""
    for event in events:
        event.row = _row(event, names)


def _row(event: Event, names: dict[int, str]) -> Row:
    return Row(
        event.slug,
        event.title,
        event.summary,
        event.start,
        event.end,
        event.elsewhere or event.place,
        tuple(names[key] for key in event.theme_ids),
        event.status,
        event.is_over,
        event.free,
    )
