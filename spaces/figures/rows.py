"""What the figures fetch beside the bookings: the places, who waited."""

from datetime import date
from typing import NamedTuple

from core.month import Month
from spaces.models import Space, WaitingRequest


class Spot(NamedTuple):
    """A place, as much of it as is counted with."""

    pk: int
    code: str
    name: str
    kind: str
    opened_on: date
    retired_on: date | None
    zone: str

    label = Space.label


def spots() -> list[Spot]:
    """Every place there is or was, in the order of the report."""
    fields = ("pk", "code", "name", "kind", "opened_on", "retired_on", "zone__name")
    rows = Space.objects.order_by("zone__order", "zone__name", "code").values_list(*fields)
    return [Spot(*row) for row in rows]


def requests_in(month: Month):
    """The waiting list's requests that start in the month: kind, place's code, start, end, status."""
    found = WaitingRequest.objects.filter(start__gte=month.start, start__lt=month.end)
    return found.order_by().values_list("kind", "space__code", "start", "end", "status")
