"""Closed months: their figures were published, so nothing may change them any more."""

from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from core.models import ClosedMonth
from core.month import Month
from core.refusals import Refusal, ensure

#: The first half of our advisory locks on months; the second is the month itself, as 202610.
LOCKS = 1110


def _lock(month: Month, function: str) -> None:
    """Writers of a month share its lock, its closing takes it alone, until their transactions end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [LOCKS, month.year * 100 + month.month])


def close(month: Month, *, by) -> None:
    """Freeze a month: from now on nothing may change its figures (docs/domain.md, Closing a month).

    Waits for whoever is writing in the month: what is read after this call is what stays.
    """
    _lock(month, "pg_advisory_xact_lock")
    ClosedMonth.objects.get_or_create(month=month.first, defaults={"closed_by": by})


def is_closed(day: date | datetime) -> bool:
    return ClosedMonth.objects.filter(month=Month.of(day).first).exists()


def closed_months() -> set[Month]:
    return {Month.of(first) for first in ClosedMonth.objects.values_list("month", flat=True)}


def ensure_open(day: date | datetime) -> None:
    """Raise `Refusal` when a write dated on this day would change a closed month's figures.

    Inside a transaction the answer holds until its end: the month can't be closed meanwhile.
    """
    month = Month.of(day)
    asked = {"locks": LOCKS, "number": month.year * 100 + month.month, "first": month.first}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_AND_ASK, asked)
        ensure(_closed(month) if cursor.fetchone()[0] else None)


def ensure_open_since(first: date, last: date | None = None) -> None:
    """Raise `Refusal` when a month from the one of `first` to that of `last` (or to today's) is closed."""
    month, until = Month.of(first), Month.current()
    if last is not None:
        until = min(until, Month.of(last))
    ensure_open(first)
    while month < until:
        month = month.next
        ensure_open(month.first)


#: Two statements on one way to the database: the second sees what was written before the lock was given.
LOCK_AND_ASK = """
SELECT pg_advisory_xact_lock_shared(%(locks)s, %(number)s);
SELECT EXISTS (SELECT FROM core_closedmonth WHERE month = %(first)s)
"""


def _closed(month: Month) -> Refusal:
    sentence = _(
        "%(month)s is closed: its figures were published and do not change. Nothing was "
        "recorded; date the correction in the open month."
    )
    return Refusal(sentence % {"month": month.label.capitalize()}, code="closed_month")
