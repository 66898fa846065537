"""What these pages write: accessibility reports, and the answers to them."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.access import Permission, who_may
from core.identity import made_by_form
from core.journal import CoreVerb, record
from core.locks import lock
from core.mail import post
from core.models import AccessibilityFeedback
from core.refusals import ensure
from piastra.pages import rules

Status = AccessibilityFeedback.Status


@transaction.atomic
def send_feedback(
    *, text: str, page: str, email: str, language: str, request_key: UUID | None = None
) -> AccessibilityFeedback:
    """Keep what somebody could not use, tell the staff, and send a receipt where an address was left.

    The same words with the same `request_key` find the first report; other words are another one.
    """
    first = made_by_form(AccessibilityFeedback, request_key)
    if first and (first.text, first.page, first.email) == (text, page, email):
        return first
    feedback = AccessibilityFeedback.objects.create(
        text=text,
        page=page,
        email=email,
        language=language,
        request_key=uuid4() if first or not request_key else request_key,
    )
    record(by=None, verb=CoreVerb.FEEDBACK_SENT, on=feedback)
    for reader in _who_is_told():
        # Each of the staff in the own language; an address has the portal's.
        post(
            to=reader,
            template="accessibility_feedback",
            context={"feedback": feedback},
            about=feedback,
        )
    _write_back(feedback, "accessibility_receipt")
    return feedback


def _who_is_told() -> list:
    """The staff's address; where none is set, everybody who may answer: a report always reaches somebody."""
    if settings.STAFF_EMAIL:
        return [settings.STAFF_EMAIL]
    return list(who_may(Permission.ANSWER_FEEDBACK))


@transaction.atomic
def answer_feedback(*, by, feedback: AccessibilityFeedback, answer: str) -> AccessibilityFeedback:
    """Answer a report: once, and by letter where an address was left. Raises `Refusal` when somebody has."""
    held = lock(AccessibilityFeedback.objects.all(), feedback.pk)
    ensure(rules.why_not_answer(by, held))
    said = {"answer": answer, "answered_at": timezone.now(), "answered_by": by}
    rules.FEEDBACK.move(held, Status.ANSWERED, by=by, **said)
    record(by=by, verb=CoreVerb.FEEDBACK_ANSWERED, on=held)
    _write_back(held, "accessibility_answer")
    return held


def _write_back(feedback: AccessibilityFeedback, template: str) -> None:
    if feedback.email:
        context = {"feedback": feedback}
        post(
            to=feedback.email,
            template=template,
            context=context,
            language=feedback.language,
            about=feedback,
        )
