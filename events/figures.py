"""How well events were attended: for reports and the home pages. Two queries for a month."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q

from core.month import Month
from events.models import Event, Registration
from members.models import Theme


@dataclass(frozen=True)
class EventRow:
    """One announced event: places, people registered (cancelled ones not), people who came."""

    title: str
    start: datetime
    theme_names: tuple[str, ...]
    objective: str
    capacity: int
    registered: int
    attended: int


def events(month: Month) -> tuple[EventRow, ...]:
    """The announced events that begin in the month, in order; those called off are left out."""
    holding = ~Q(registrations__status=Registration.Status.CANCELLED)
    attended = Q(registrations__status=Registration.Status.ATTENDED)
    found = (
        Event.objects.published()
        .filter(start__gte=month.start, start__lt=month.end)
        .annotate(
            registered=Count("registrations", filter=holding),
            attended=Count("registrations", filter=attended),
        )
        .select_related("objective")
        .prefetch_related(Prefetch("themes", Theme.objects.order_by("order", "slug")))
        # Said here: the sums make Django forget the order of the model.
        .order_by("start", "pk")
    )
    return tuple(_row(event) for event in found)


def _row(event: Event) -> EventRow:
    return EventRow(
        title=event.title,
        start=event.start,
        theme_names=tuple(theme.name for theme in event.themes.all()),
        objective=event.objective.name,
        capacity=event.capacity,
        registered=event.registered,
        attended=event.attended,
    )
