"""One month's counting, put together."""

from operator import attrgetter

from django.utils import timezone

from core.month import Month
from spaces.figures import hours
from spaces.figures.answer import Occupancy
from spaces.figures.frames import Frames
from spaces.figures.people import themes
from spaces.figures.places import open_days, places_of
from spaces.figures.rows import spots
from spaces.figures.sums import Counts, sums_of
from spaces.figures.waiting import waiting


def occupancy(month: Month) -> Occupancy:
    """Every figure of the month's occupancy, as it stands now; totals are the same whoever looks."""
    now, frames = timezone.now(), Frames(month)
    frame_of = {spot: frames.of(spot) for spot in spots()}
    sums = sums_of(month, now, frame_of)
    places = places_of(month, frame_of, sums)
    desks = [place for place in places if place.is_desk]
    rows = tuple(place.row for place in places)
    return Occupancy(
        month=month,
        rows=rows,
        waiting=waiting(month, now),
        open_days=open_days(places),
        people=len(sums.people),
        **{name: sum(map(attrgetter(name), rows)) for name in Counts._fields},
        desk_days_available=sum(desk.row.days_available for desk in desks),
        desk_days_attended=sum(desk.row.days_attended for desk in desks),
        **hours.heat(month, places, sums),
        **hours.peaks(month, desks, sums),
        themes=themes(sums.people),
    )
