"""The outbox's bell."""

from celery import shared_task

from core import postman


@shared_task
def deliver_mail(limit: int = 100) -> int:
    """Send what is due in the outbox; safe to run twice or beside itself. Returns how many were sent."""
    return postman.deliver(limit)
