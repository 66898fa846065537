"""The places of a month, each with its bookings, its open time and the days on which it is somebody's."""

from collections import defaultdict

from core.month import Month
from spaces.figures.frames import Frames
from spaces.figures.place import Place
from spaces.figures.rows import Stay, places_in
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening


def places_of(month: Month, stays: list[Stay]) -> list[Place]:
    """Every place that the month's figures are about, in the order of the report."""
    stays_of = defaultdict(list)
    for stay in stays:
        for place in stay.places:
            stays_of[place].append(stay)
    frames = Frames(Opening(month.first, month.next.first))
    assigned = Assigned(month.first, month.next.first)
    return [
        Place(spot, stays_of[spot.pk], frames.of(spot), assigned)
        for spot in places_in(month, stays_of.keys())
    ]


def open_days(places: list[Place]) -> int:
    """On how many days some place was open."""
    frames = {place.frame for place in places}
    return len({day for frame in frames for day in frame.open_days})
