"""The doorbells of the reports: what is to be done stands in rows."""

from celery import shared_task

from piastra.reports import due, making
from piastra.reports.models import Edition


@shared_task
def make_edition(edition_id):
    """Make an edition, then ring for the next one that waits. Safe to run twice or beside itself.

    An edition that must wait for an earlier month rings for that one; one that another worker
    is at is left alone, without a bell, or two workers would ring each other for ever.
    """
    worked = making.make(edition_id)
    following = earliest()
    if following is not None and (worked or following != edition_id):
        make_edition.delay_on_commit(following)


@shared_task
def make_due_editions():
    """Ask for a draft of every finished month that has none, since the programme began."""
    due.request_all()


@shared_task
def sweep_editions():
    """Ring again for what was asked for and is not made: its worker may have been killed."""
    following = earliest()
    if following is not None:
        make_edition.delay_on_commit(following)


def earliest():
    """The edition to make first: the others follow it, month by month."""
    waiting = Edition.objects.unfinished().order_by("month", "pk").values_list("pk", flat=True)
    return waiting.first()
