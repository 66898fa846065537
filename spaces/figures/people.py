"""Who booked, and the themes that they follow."""

from collections import Counter, defaultdict

from core.words import is_italian
from members.models import Theme
from spaces.figures.answer import ThemeRow
from spaces.figures.frames import Frame
from spaces.figures.place import Place
from spaces.figures.rows import Stay

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


def by_person(stays: list[Stay], places: list[Place]) -> dict[int, Counter]:
    """Of each coworker with a counted booking: seconds booked and used in open time, bookings due."""
    frames = {place.space.pk: place.frame for place in places}
    found = defaultdict(Counter)
    for stay in stays:
        alike = Counter(zip(stay.people, map(frames.get, stay.places), strict=True))
        for (person, frame), count in alike.items():
            _add(found[person], stay, frame, count)
    return {
        person: sums for person, sums in found.items() if person is not None and sums["bookings"]
    }


def _add(sums: Counter, stay: Stay, frame: Frame, count: int) -> None:
    """Add so many bookings of a stay to a person's sums."""
    due, missed, *_others = stay.outcome
    sums["bookings"] += stay.counts * count
    sums["bookings_due"] += due * count
    sums["no_shows"] += missed * count
    for name in ("booked", "used", "left"):
        span = getattr(stay, name)
        if span:
            sums[name] += frame.seconds(span) * count


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
