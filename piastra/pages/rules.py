"""Questions about accessibility reports. Nothing is written here."""

from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.models import AccessibilityFeedback
from core.refusals import Refusal
from core.words import clock, on_day

Status = AccessibilityFeedback.Status

# Every move that a report may make, and the permission that making it takes.
MOVES: dict[tuple[str, str], Permission] = {
    (Status.RECEIVED, Status.ANSWERED): Permission.ANSWER_FEEDBACK,
}

ANSWERED_ALREADY = _(
    "%(who)s answered report %(number)s %(on_day)s at %(time)s: that answer holds. "
    "Yours was not sent; it stands below."
)
NOT_YOURS = _("Only the staff answer accessibility reports. Nothing was sent.")


def may_move(user, feedback: AccessibilityFeedback, to: str) -> bool:
    """Whether this person may bring this report to that state now."""
    permission = MOVES.get((feedback.status, to))
    return permission is not None and allows(user, permission)


def why_not_answer(user, feedback: AccessibilityFeedback) -> Refusal | None:
    """Why this person can't answer this report now."""
    if may_move(user, feedback, Status.ANSWERED):
        return None
    if not allows(user, Permission.ANSWER_FEEDBACK):
        return Refusal(NOT_YOURS, code="not_yours")
    words = {
        "who": feedback.answered_by or _("Somebody of the staff"),
        "number": feedback.number,
        "on_day": on_day(feedback.answered_at),
        "time": clock(feedback.answered_at),
    }
    return Refusal(ANSWERED_ALREADY % words, code="answered_already")
