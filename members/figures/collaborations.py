"""Collaborations that both sides confirmed. Three queries for a span of time."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from core.month import Month
from members.models import Collaboration, Objective, Theme


@dataclass(frozen=True)
class CountRow:
    """A theme or an objective, and how many collaborations it has."""

    slug: str
    name: str
    collaborations: int


@dataclass(frozen=True)
class Collaborations:
    """The collaborations of a span, by the date of the second yes, without those that the staff unmade.

    `between_kinds`: between an organisation and a person, or an organisation of another kind.
    """

    collaborations: int
    between_kinds: int
    by_theme: tuple[CountRow, ...]
    by_objective: tuple[CountRow, ...]


def collaborations(month: Month, since: Month | None = None) -> Collaborations:
    """Those of the month, or of all months since another one; every theme and objective has its row."""
    start, end = (since or month).start, month.end
    within = {"confirmed_at__gte": start, "confirmed_at__lt": end}
    standing = Collaboration.objects.standing().filter(**within)
    counted = standing.order_by().aggregate(
        all=Count("pk"),
        between=Count("pk", filter=Q(pk__in=standing.between_kinds().order_by().values("pk"))),
    )
    return Collaborations(
        collaborations=counted["all"],
        between_kinds=counted["between"],
        by_theme=_rows(Theme, start, end),
        by_objective=_rows(Objective, start, end),
    )


def _rows(nouns: type[Theme | Objective], start: datetime, end: datetime) -> tuple[CountRow, ...]:
    within = Q(
        collaborations__confirmed_at__gte=start,
        collaborations__confirmed_at__lt=end,
        collaborations__unmade_at__isnull=True,
    )
    found = nouns.objects.annotate(found=Count("collaborations", filter=within))
    return tuple(CountRow(row.slug, row.name, row.found) for row in found.order_by("order", "slug"))
