"""One place in a month: what was booked and used of it, its days, its bookings."""

from dataclasses import dataclass

from spaces.figures.answer import SpaceRow
from spaces.figures.frames import Frame
from spaces.figures.rows import Spot
from spaces.figures.sums import Counts, Given, OfPlace, Sums
from spaces.models import Assignment, Space
from spaces.schedule.assigned import Assigned


@dataclass(frozen=True)
class Place:
    """A place, its open time, and its row in the report."""

    space: Spot
    frame: Frame
    row: SpaceRow

    @property
    def is_desk(self) -> bool:
        return self.space.kind in Space.DESKS


def row_of(space: Spot, frame: Frame, sums: Sums, assigned: Assigned) -> SpaceRow:
    """What is counted of the place."""
    of_place = sums.places.get(space.pk, OfPlace())
    return SpaceRow(
        code=space.code,
        name=space.label,
        kind=space.kind,
        zone=space.zone,
        **_minutes(frame, of_place, sums.given.get(space.pk, Given())),
        **_days(space, frame, assigned),
        days_attended=of_place.days_attended,
        **sums.counts.get(space.pk, Counts())._asdict(),
    )


def _minutes(frame: Frame, found: OfPlace, given: Given) -> dict[str, int]:
    used = found.used // 60
    return {
        "available": frame.length // 60,
        "booked": found.booked // 60,
        "used": used,
        "estimated": used - found.left // 60,
        "released": given.released // 60,
        "recovered": given.recovered // 60,
    }


def _days(space: Spot, frame: Frame, assigned: Assigned) -> dict[str, int]:
    days = frame.open_days
    can_be = space.kind in Assignment.KINDS
    return {
        "days_available": len(days),
        "days_assignable": len(days) if can_be else 0,
        "days_assigned": assigned.count(space.pk, days) if can_be else 0,
    }
