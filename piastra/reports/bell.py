"""The worker's bell: what is to be made stands in rows, and a ring that is lost is rung again.

Apart from `tasks`, so that whoever asks for an edition can ring, and the clock can ask for editions.
"""

from celery import shared_task
from django.db import transaction

from piastra.reports import making
from piastra.reports.models import Edition


@shared_task
def make_edition(edition_id: int) -> None:
    """Make an edition, then ring for the next one that waits. Safe to run twice or beside itself.

    An edition that must wait for an earlier month rings for that one; one that another worker
    is at is left alone, without a bell, or two workers would ring each other for ever.
    """
    worked = making.make(edition_id)
    following = earliest()
    if following is not None and (worked or following != edition_id):
        make_edition.delay_on_commit(following)


def earliest() -> int | None:
    """The edition to make first: the others follow it, month by month."""
    waiting = Edition.objects.unfinished().order_by("month", "pk").values_list("pk", flat=True)
    return waiting.first()


def ring(edition: Edition) -> None:
    """Wake the worker when this is committed.

    The row is the work: where the broker can't be reached the bell is only logged as lost,
    and the sweeper rings again.
    """
    transaction.on_commit(lambda: make_edition.delay(edition.pk), robust=True)
