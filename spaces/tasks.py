"""What happens to bookings without anybody doing it."""

import logging
from datetime import datetime

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from core.access import GRANTS, Permission
from core.models import ClosedMonth
from core.months import Month
from core.refusals import Refusal
from spaces import actions, rules
from spaces.models import Booking

log = logging.getLogger(__name__)


@shared_task
def release_places() -> int:
    """Give back the places whose people did not come; safe to run twice, beside itself, or late.

    Each booking in its own transaction: what one refuses holds up no other. Returns how many were released.
    """
    return sum(_release(booking) for booking in _due(timezone.now()))


def _due(now: datetime) -> list[Booking]:
    """Bookings that waited in vain, of open months.

    Not those made once their time had begun, nor the programme's own (an event's room), nor those
    that the staff took back.
    """
    waiting = Booking.objects.filter(
        status=Booking.Status.CONFIRMED,
        released_at__isnull=True,
        start__lte=now - rules.GRACE,
        made_at__lt=F("start"),
    ).exclude(person__role__in=GRANTS[Permission.SEE_ROSTER])
    closed = set(ClosedMonth.objects.values_list("month", flat=True))
    return [booking for booking in waiting if Month.of(booking.start).first not in closed]


def _release(booking: Booking) -> bool:
    try:
        actions.mark_absent(by=None, booking=booking)
    except Refusal as refusal:  # Somebody came, cancelled or closed the month meanwhile.
        log.info("booking %s keeps its place: %s", booking.pk, refusal.code)
        return False
    return True
