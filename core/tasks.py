"""The outbox's postman."""

import logging

from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from core.models import OutgoingMail

log = logging.getLogger(__name__)

MOST_TRIES = 10


@shared_task
def deliver_mail(limit: int = 100) -> int:
    """Send what waits in the outbox; safe to run twice or beside itself. Returns how many were sent."""
    sent = 0
    for _turn in range(limit):
        if not _deliver_next():
            break
        sent += 1
    return sent


def _deliver_next() -> bool:
    with transaction.atomic():
        waiting = OutgoingMail.objects.filter(sent_at__isnull=True, tries__lt=MOST_TRIES)
        mail = waiting.order_by("tries", "id").select_for_update(skip_locked=True).first()
        if mail is None:
            return False
        mail.tries += 1
        try:
            _send(mail)
        except Exception as error:  # One letter that can't be sent must not hold up the others.
            log.warning("letter %s was not sent: %s", mail.pk, error)
            mail.error = str(error)
            mail.save(update_fields=["tries", "error"])
            return False
        mail.sent_at = timezone.now()
        mail.save(update_fields=["tries", "sent_at"])
        return True


def _send(mail: OutgoingMail) -> None:
    # Nobody reads what a holiday's automatic answer would tell us.
    headers = {"Auto-Submitted": "auto-generated"}
    letter = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        letter.attach_alternative(mail.html, "text/html")
    letter.send()
