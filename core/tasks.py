"""The outbox's bell, and what is swept each night."""

from celery import shared_task

from core import limits, parking, postman


@shared_task
def deliver_mail(limit: int = 100) -> int:
    """Send what is due in the outbox; safe to run twice or beside itself. Returns how many were sent."""
    return postman.deliver(limit)


@shared_task
def clear_parked() -> int:
    """Throw away forms that were kept and not fetched in time; safe to run twice. Returns how many."""
    return parking.clear()


@shared_task
def clear_limits() -> int:
    """Forget whom no limit counts any more. Returns how many."""
    return limits.clear()
