"""The demo's reports: all months but the last are published, the last one is asked for.

So the officials have reports from the first minute, and the staff a draft to look at and publish.
"""

from django.contrib.auth import get_user_model

from core.month import Month
from piastra.reports import actions, due, making
from piastra.reports.models import Edition
from piastra.tools.demo import cast


def ask() -> None:
    """Publish the finished months in order, as the chain of hashes wants; ask for the last one.

    Where this machine cannot make PDFs, the edition itself says what is missing.
    """
    staff = get_user_model().objects.get(email=cast.STAFF.email)
    last = Month.current().previous
    for month in due.wanted():
        edition = actions.request_edition(month=month, by=staff)
        if month == last or not publish(edition, staff):
            return


def publish(edition: Edition, staff) -> bool:
    """Make an edition here and now, and publish it; whether that could be done."""
    making.make(edition.pk)
    edition.refresh_from_db()
    if edition.state != Edition.State.DRAFT:
        return False
    actions.publish(edition=edition, by=staff)
    return True
