"""The one thing that these pages write."""

from django.conf import settings
from django.db import transaction

from core.journal import record
from core.mail import post
from core.models import AccessibilityFeedback


@transaction.atomic
def send_feedback(*, text: str, page: str, email: str) -> AccessibilityFeedback:
    """Keep what somebody could not use, and tell the staff: an answer is due in 30 days."""
    feedback = AccessibilityFeedback.objects.create(text=text, page=page, email=email)
    record(by=None, verb="sent", on=feedback)
    if settings.STAFF_EMAIL:
        post(
            to=settings.STAFF_EMAIL,
            template="accessibility_feedback",
            context={"feedback": feedback},
            language=settings.LANGUAGE_CODE,
            about=feedback,
        )
    return feedback
