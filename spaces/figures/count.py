"""One month's counting, put together."""

from collections import defaultdict
from operator import attrgetter

from django.utils import timezone

from core.month import Month
from spaces.figures import hours
from spaces.figures.answer import Occupancy
from spaces.figures.people import by_person, themes
from spaces.figures.place import Place
from spaces.figures.rows import places_in, stays_in
from spaces.figures.waiting import waiting
from spaces.models import Space
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening

BOOKINGS = ("bookings_due", "no_shows", "cancelled_in_time", "cancelled_late", "walk_ins")


def occupancy(month: Month) -> Occupancy:
    """Every figure of the month's occupancy, as it stands now; totals are the same whoever looks."""
    now, places = timezone.now(), _places(month)
    desks = [place for place in places if place.is_desk]
    people = by_person(places, month, now)
    assigned = Assigned(month.first, month.next.first)
    rows = tuple(place.row(month, now, assigned) for place in places)
    return Occupancy(
        month=month,
        rows=rows,
        waiting=waiting(month, now),
        open_days=_open_days(places),
        people=len(people),
        **{name: sum(map(attrgetter(name), rows)) for name in BOOKINGS},
        desk_days_available=sum(row.days_available for row in rows if row.kind in Space.DESKS),
        desk_days_attended=sum(row.days_attended for row in rows if row.kind in Space.DESKS),
        **hours.peaks(desks),
        **hours.heat(places, Space.DESKS_AND_OFFICES),
        themes=themes(people),
    )


def _places(month: Month) -> list[Place]:
    bookings = defaultdict(list)
    for stay in stays_in(month):
        bookings[stay.space_id].append(stay)
    opening = Opening(month.first, month.next.first)
    return [Place(space, bookings[space.pk], opening) for space in places_in(month, [*bookings])]


def _open_days(places: list[Place]) -> int:
    return sum(any(of_day) for of_day in zip(*(p.days.values() for p in places), strict=True))
