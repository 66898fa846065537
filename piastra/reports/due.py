"""Which months want a draft: all that are over since the programme began, and have none."""

from collections.abc import Iterator

from core.month import Month
from piastra.reports import actions, assemble
from piastra.reports.models import Edition


def months() -> Iterator[Month]:
    """Finished months of the programme without an edition that stands, the earliest first."""
    month, made = assemble.first_month(), standing()
    while month is not None and month.is_over:
        if month not in made:
            yield month
        month = month.next


def standing() -> set[Month]:
    """Months that have an edition, made or in the making; a failed one is tried again."""
    editions = Edition.objects.exclude(state=Edition.State.FAILED)
    return {Month.of(month) for month in editions.values_list("month", flat=True)}


def request_all() -> None:
    """Ask for each of them, in the portal's own name."""
    for month in months():
        actions.request_edition(month=month, by=None)
