"""The demo's reports: one month published, the next asked for, so that the worker makes its draft."""

from django.contrib.auth import get_user_model

from core.months import Month
from piastra.demo import cast
from piastra.reports import actions, making
from piastra.reports.models import Edition


def ask() -> None:
    """Publish the month before the last one; ask for the last one.

    Where this machine cannot make PDFs, the edition itself says what is missing.
    """
    staff = get_user_model().objects.get(email=cast.STAFF.email)
    last = Month.current().previous
    first = actions.request_edition(month=last.previous, by=staff)
    making.make(first.pk)
    first.refresh_from_db()
    if first.state == Edition.State.DRAFT:
        actions.publish(edition=first, by=staff)
    actions.request_edition(month=last, by=staff)
