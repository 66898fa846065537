"""The programme's months, and what was made of them."""

from core.month import Month
from piastra.reports.assemble import first_month
from piastra.reports.models import Edition, EditionQuerySet


def finished() -> list[Month]:
    """Months of the programme that are over, the earliest first; none while it has no start."""
    month, found = first_month(), []
    while month is not None and month.is_over:
        found.append(month)
        month = month.next
    return found


def published() -> set[Month]:
    """Those of which a new edition is a correction."""
    return _of(Edition.objects.filter(state=Edition.State.PUBLISHED))


def standing() -> set[Month]:
    """Those that have an edition, made or in the making; a failed one is tried again."""
    return _of(Edition.objects.exclude(state=Edition.State.FAILED))


def _of(editions: EditionQuerySet) -> set[Month]:
    return {Month.of(first) for first in editions.values_list("month", flat=True)}
