"""Who booked, and the themes that they follow."""

from collections import Counter, defaultdict
from datetime import datetime

from core.month import Month
from core.words import is_italian
from members.models import Theme
from spaces.figures.answer import ThemeRow
from spaces.figures.place import Place
from spaces.schedule import spans

MEASURES = ("booked", "used", "left", "bookings_due", "no_shows")


def themes(people: dict[int, Counter]) -> tuple[ThemeRow, ...]:
    """Every theme with what its followers booked, also where nobody follows it; `people` of `by_person`."""
    name = "name_it" if is_italian() else "name_en"
    followers = defaultdict(set)
    links = list(
        Theme.objects.order_by("order", "slug").values_list("slug", name, "profiles__person")
    )
    for slug, _name, person in links:
        followers[slug].update({person} & people.keys())
    names = {slug: name for slug, name, _person in links}
    return tuple(
        _row(slug, name, [people[person] for person in followers[slug]])
        for slug, name in names.items()
    )


def by_person(places: list[Place], month: Month, now: datetime) -> dict[int, Counter]:
    """Of each coworker with a counted booking: seconds booked and used in open time, bookings due."""
    found = defaultdict(Counter)
    for place in places:
        for stay in place.stays:
            if stay.is_a_coworkers:
                found[stay.person_id].update(_measured(stay, place, month, now))
    return {person: sums for person, sums in found.items() if sums["bookings"]}


def _measured(stay, place: Place, month: Month, now: datetime) -> dict[str, int]:
    sums = {"bookings": stay.counts}
    if stay.counts:
        sums["booked"] = spans.length(place.clipped([stay.booked]))
    if stay.is_attended:
        sums["used"] = spans.length(place.clipped([stay.used]))
        sums["left"] = sums["used"] if stay.checked_out_at else 0
    if month.start <= stay.start < month.end:
        sums["bookings_due"] = stay.is_due(now)
        sums["no_shows"] = stay.is_missed(now)
    return sums


def _row(slug: str, name: str, people: list[Counter]) -> ThemeRow:
    sums = {measure: sum(person[measure] for person in people) for measure in MEASURES}
    used = sums["used"] // 60
    return ThemeRow(
        slug=slug,
        name=name,
        people=len(people),
        booked=sums["booked"] // 60,
        used=used,
        estimated=used - sums["left"] // 60,
        bookings_due=sums["bookings_due"],
        no_shows=sums["no_shows"],
    )
