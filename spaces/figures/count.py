"""One month's counting, put together."""

from collections import defaultdict
from operator import attrgetter

from django.utils import timezone

from core.month import Month
from spaces.figures import hours
from spaces.figures.answer import Occupancy
from spaces.figures.frames import Frames
from spaces.figures.people import by_person, themes
from spaces.figures.place import Place
from spaces.figures.rows import COUNTS, Stay, places_in, stays_in
from spaces.figures.waiting import waiting
from spaces.models import Space
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening


def occupancy(month: Month) -> Occupancy:
    """Every figure of the month's occupancy, as it stands now; totals are the same whoever looks."""
    now = timezone.now()
    stays = stays_in(month, now)
    places = _places(month, stays)
    people = by_person(stays, places)
    assigned = Assigned(month.first, month.next.first)
    rows = tuple(place.row(assigned) for place in places)
    return Occupancy(
        month=month,
        rows=rows,
        waiting=waiting(month, now),
        open_days=_open_days(places),
        people=len(people),
        **{name: sum(map(attrgetter(name), rows)) for name in COUNTS},
        desk_days_available=sum(row.days_available for row in rows if row.kind in Space.DESKS),
        desk_days_attended=sum(row.days_attended for row in rows if row.kind in Space.DESKS),
        **hours.peaks([place for place in places if place.is_desk]),
        **hours.heat(places, Space.DESKS_AND_OFFICES),
        themes=themes(people),
    )


def _places(month: Month, stays: list[Stay]) -> list[Place]:
    stays_of = defaultdict(list)
    for stay in stays:
        for place in stay.places:
            stays_of[place].append(stay)
    frames = Frames(Opening(month.first, month.next.first))
    found = places_in(month, stays_of.keys())
    return [Place(space, stays_of[space.pk], frames.of(space)) for space in found]


def _open_days(places: list[Place]) -> int:
    frames = {place.frame for place in places}
    return len({day for frame in frames for day in frame.open_days})
