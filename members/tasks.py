"""What is tidied at night."""

from celery import shared_task

from members import actions


@shared_task
def clear_sessions() -> int:
    """Throw away sessions that are long over; safe to run twice. Returns how many."""
    return actions.clear_sessions()
