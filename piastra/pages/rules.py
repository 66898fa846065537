"""Questions about accessibility reports. Nothing is written here."""

from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.models import AccessibilityFeedback
from core.moves import NEW, Move, Moves, anybody, holder_of
from core.refusals import Refusal
from core.words import clock, on_day

Status = AccessibilityFeedback.Status

ACTIONS = "piastra.pages.actions"
FEEDBACK = Moves(
    AccessibilityFeedback,
    Move(NEW, Status.RECEIVED, (f"{ACTIONS}.send_feedback",), anybody("anybody")),
    Move(
        Status.RECEIVED,
        Status.ANSWERED,
        (f"{ACTIONS}.answer_feedback",),
        holder_of(Permission.ANSWER_FEEDBACK),
    ),
)

ANSWERED_ALREADY = _(
    "%(who)s answered report %(number)s %(on_day)s at %(time)s: that answer stands. Yours was "
    "not sent; it is shown below."
)
NOT_YOURS = _("Only staff can answer accessibility reports. Nothing was sent.")


def why_not_answer(user, feedback: AccessibilityFeedback) -> Refusal | None:
    """Why this person can't answer this report now."""
    if FEEDBACK.why_not(feedback, Status.ANSWERED, by=user) is None:
        return None
    if not allows(user, Permission.ANSWER_FEEDBACK):
        return Refusal(NOT_YOURS, code="not_yours")
    words = {
        "who": feedback.answered_by or _("A member of staff"),
        "number": feedback.number,
        "on_day": on_day(feedback.answered_at),
        "time": clock(feedback.answered_at),
    }
    return Refusal(ANSWERED_ALREADY % words, code="answered_already")
