"""Who booked, and the themes that they follow."""

from collections import defaultdict

from core.words import is_italian
from members.models import Theme
from spaces.figures.answer import ThemeRow
from spaces.figures.sums import OfPerson


def themes(people: dict[int, OfPerson]) -> tuple[ThemeRow, ...]:
    """Every theme with what its followers booked, also where nobody follows it."""
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


def _row(slug: str, name: str, people: list[OfPerson]) -> ThemeRow:
    sums = OfPerson(*map(sum, zip(*people, strict=True))) if people else OfPerson()
    used = sums.used // 60
    return ThemeRow(
        slug=slug,
        name=name,
        people=len(people),
        booked=sums.booked // 60,
        used=used,
        estimated=used - sums.left // 60,
        bookings_due=sums.bookings_due,
        no_shows=sums.no_shows,
    )
