"""The places of a month, each with its open time and what is counted of it."""

from core.month import Month
from spaces.figures.frames import NEVER, Frame
from spaces.figures.place import Place, row_of
from spaces.figures.rows import Spot
from spaces.figures.sums import Sums
from spaces.schedule.assigned import Assigned


def places_of(month: Month, frames: dict[Spot, Frame], sums: Sums) -> list[Place]:
    """Those in service at some time of the month, and those with bookings in it; in the order of the report."""
    assigned = Assigned(month.first, month.next.first)
    return [
        Place(spot, frame, row_of(spot, frame, sums, assigned))
        for spot, frame in frames.items()
        if frame is not NEVER or spot.pk in sums.counts
    ]


def open_days(places: list[Place]) -> int:
    """On how many days some place was open."""
    frames = {place.frame for place in places}
    return len({day for frame in frames for day in frame.open_days})
