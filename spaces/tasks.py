"""What happens to bookings without anybody doing it."""

import logging
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from celery import shared_task
from django.db.models import F, Q
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone

from core.clock import ROME
from core.closing import closed_months
from core.month import Month
from core.refusals import refused
from spaces import actions
from spaces.availability import waiting
from spaces.models import Booking, KindRules, WaitingRequest

log = logging.getLogger(__name__)


@shared_task
def release_places() -> int:
    """Give back the places whose people did not come; safe to run twice, beside itself, or late.

    Each booking in its own transaction: what one refuses holds up no other. Returns how many were released.
    """
    return sum(_release(booking) for booking in _due(timezone.now()))


def _due(now: datetime) -> list[Booking]:
    """Bookings that waited in vain, of open months, from one query for all kinds of places.

    Not those that `rules.is_spared`, nor the programme's own (an event's room), nor those that the staff
    took back.
    """
    waiting = Booking.objects.filter(status=Booking.Status.CONFIRMED, released_at__isnull=True)
    waiting = waiting.of_coworkers()
    waiting = waiting.alias(settled_at=Greatest("made_at", "moved_at")).alias(
        settled_on=TruncDate("settled_at", tzinfo=ROME), begins_on=TruncDate("start", tzinfo=ROME)
    )
    late = [_late(kind, rules, now) for kind, rules in KindRules.by_kind().items()]
    closed = closed_months()
    return [
        booking
        for booking in waiting.filter(reduce(or_, late))
        if Month.of(booking.start) not in closed
    ]


def _late(kind: str, rules: KindRules, now: datetime) -> Q:
    """Whose grace is over, by the rules of one kind of place."""
    before_the_cutoff = Q(settled_at__lt=F("start") - rules.cutoff)
    before_the_cutoff |= Q(settled_on__lt=F("begins_on"))
    expected_again = Q(undone_at__gt=now - rules.grace)
    return Q(before_the_cutoff, ~expected_again, space__kind=kind, start__lte=now - rules.grace)


def _release(booking: Booking) -> bool:
    refusal = refused(actions.release, booking=booking)
    if refusal:  # Somebody came, cancelled or closed the month meanwhile.
        log.info("booking %s keeps its place: %s", booking.pk, refusal.code)
    return refusal is None


@shared_task
def send_reminders() -> int:
    """Remind people of the bookings that come, as many hours before as the staff set for their kind of place.

    Each in its own transaction, the letter with its mark: safe to run twice, beside itself, or late, and
    what has begun needs no reminder any more. Returns how many were written.
    """
    return sum(actions.remind(by=None, booking=booking) for booking in _coming(timezone.now()))


def _coming(now: datetime) -> list[Booking]:
    """Bookings that begin soon enough, from one query for all kinds of places; the action looks closer.

    Not the programme's own, nor those of closed accounts.
    """
    soon = [
        Q(space__kind=kind, start__lte=now + timedelta(hours=rules.remind_hours))
        for kind, rules in KindRules.by_kind().items()
        if rules.remind_hours
    ]
    coming = Booking.objects.filter(status=Booking.Status.CONFIRMED, start__gt=now)
    coming = coming.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("moved_at")))
    coming = coming.of_coworkers().filter(person__is_active=True)
    return list(coming.filter(reduce(or_, soon))) if soon else []


@shared_task
def serve_waiting_lists() -> int:
    """Take back the offers that nobody answered, end what began, offer what is free; safe twice, or late.

    Each in its own transaction. Whatever frees a place hands it on by itself: this catches what changes
    without anybody doing it, such as a rule that no longer holds a person back. Returns the number of offers.
    """
    now = timezone.now()
    for request in WaitingRequest.objects.filter(
        status=WaitingRequest.Status.OFFERED, offer__held_until__lte=now
    ).order_by("offer__held_until", "pk"):
        actions.expire(request=request)
    actions.end_unserved()
    return sum(
        len(actions.hand_on_all(places=places, start=start, end=end))
        for places, start, end in waiting.chances(now)
    )
