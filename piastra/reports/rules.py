"""Questions about editions, and the states of one. Nothing here asks the database."""

from django.utils.translation import gettext as _

from core.access import Permission
from core.month import Month
from core.moves import NEW, PORTAL, Move, Moves, holder_of
from core.refusals import Refusal
from core.words import from_day
from piastra.reports.models import Edition

State = Edition.State
PREPARER = holder_of(Permission.PREPARE_REPORTS)
ASKED = ("piastra.reports.actions.request_edition",)
AGAIN = (*ASKED, "piastra.reports.actions.prepare_again")
MADE = ("piastra.reports.making.make",)

EDITION = Moves(
    Edition,
    Move(NEW, State.REQUESTED, ASKED, PREPARER | PORTAL),
    Move(State.REQUESTED, State.RENDERING, MADE, PORTAL),
    Move(State.REQUESTED, State.FAILED, MADE, PORTAL),
    Move(State.RENDERING, State.DRAFT, MADE, PORTAL),
    Move(State.RENDERING, State.FAILED, MADE, PORTAL),
    Move(State.FAILED, State.REQUESTED, AGAIN, PREPARER | PORTAL),
    Move(State.DRAFT, State.REQUESTED, AGAIN[1:], PREPARER),
    Move(State.DRAFT, State.PUBLISHED, ("piastra.reports.actions.publish",), PREPARER),
    field="state",
)


def why_not_request(month: Month, *, since: Month | None) -> Refusal | None:
    """Why a month can have no report. `since` is the programme's first month; None where it has no start yet."""
    label = month.label.capitalize()
    if since is None:
        sentence = _("The programme has no start date yet: enter it in the budget, then ask again.")
        return Refusal(sentence, code="no_start")
    if month < since:
        sentence = _(
            "%(month)s was before the programme, which started in %(start)s: choose a later month."
        )
        return Refusal(sentence % {"month": label, "start": since.label}, code="before_start")
    if month.is_over:
        return None
    sentence = _(
        "%(month)s is not over yet: its reports can be prepared %(from_day)s. Choose a month "
        "that has ended."
    )
    words = {"month": label, "from_day": from_day(month.next.first)}
    return Refusal(sentence % words, code="not_over")


def why_not_correct(reason: str) -> Refusal | None:
    """Why what is published is not corrected: nobody says why it should be."""
    if reason:
        return None
    sentence = _(
        "This month is already published. Say why it needs correcting, and a new edition will be "
        "prepared."
    )
    return Refusal(sentence, code="no_reason")


def why_not_prepare(edition: Edition) -> Refusal | None:
    """Why its figures are not collected anew."""
    if not edition.is_published:
        return None
    sentence = _("This edition is published and does not change: ask for a correction instead.")
    return Refusal(sentence, code="published")


def why_not_publish(edition: Edition) -> Refusal | None:
    """Why it is not published, whatever other months do."""
    if edition.state == State.DRAFT:
        return None
    sentence = _("This edition is not prepared yet: wait for its draft, then publish it.")
    return Refusal(sentence, code="no_draft")


def is_stale() -> Refusal:
    """The month's data are no more what the draft says."""
    sentence = _(
        "The data of the month changed after this draft was made. Prepare the draft again, "
        "look at it, then publish it."
    )
    return Refusal(sentence, code="stale")
