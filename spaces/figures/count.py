"""One month's counting, put together."""

from operator import attrgetter

from django.utils import timezone

from core.month import Month
from spaces.figures import hours
from spaces.figures.answer import Occupancy
from spaces.figures.people import by_person, themes
from spaces.figures.places import open_days, places_of
from spaces.figures.rows import COUNTS, stays_in
from spaces.figures.waiting import waiting


def occupancy(month: Month) -> Occupancy:
    """Every figure of the month's occupancy, as it stands now; totals are the same whoever looks."""
    now = timezone.now()
    stays = stays_in(month, now)
    places = places_of(month, stays)
    people, desks = by_person(stays, places), [place for place in places if place.is_desk]
    rows = tuple(place.row for place in places)
    return Occupancy(
        month=month,
        rows=rows,
        waiting=waiting(month, now),
        open_days=open_days(places),
        people=len(people),
        **{name: sum(map(attrgetter(name), rows)) for name in COUNTS},
        desk_days_available=sum(desk.row.days_available for desk in desks),
        desk_days_attended=sum(desk.row.days_attended for desk in desks),
        **hours.peaks(desks),
        **hours.heat(places),
        themes=themes(people),
    )
