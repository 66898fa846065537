"""What is tidied at night."""

from celery import shared_task

from core.clock import today
from members import actions
from members.actions import deadlines
from members.models import Call


@shared_task
def clear_sessions() -> int:
    """Throw away sessions that are long over; safe to run twice. Returns how many."""
    return actions.clear_sessions()


@shared_task
def tell_drafts() -> int:
    """Tell unfinished applications that a call is over, once; safe to run twice. Returns how many were told."""
    over = Call.objects.filter(closes__lte=today(), drafts_told_at=None)
    return sum(deadlines.tell_drafts(call=each) for each in over)
