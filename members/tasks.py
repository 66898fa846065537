"""What is done at night: memberships whose end comes or has come, sessions that are over; and imports."""

from datetime import date, timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from core.clock import today
from members import actions
from members.actions import deadlines, imports, memberships, outcomes
from members.models import (
    Call,
    Import,
    Membership,
    MembershipNotice,
    Moment,
    OutcomeQuestion,
    RenewalRequest,
    User,
)
from members.rules.outcomes import MADE_UP_FOR, MONTHS_AFTER, months_before


@shared_task
def clear_sessions() -> int:
    """Throw away sessions that are long over; safe to run twice. Returns how many."""
    return actions.clear_sessions()


@shared_task
def close_memberships() -> int:
    """Do what is due for memberships that the calendar has ended; safe to run twice, beside itself, or late.

    Each in its own transaction. A night that was missed is made up for by the next. Returns how many.
    """
    over = Membership.objects.filter(ends__lte=today())
    return sum(memberships.close_over(membership=each) for each in _unnoticed(over, 0))


@shared_task
def remind_of_ends() -> int:
    """Write to members whose membership ends soon, as many days before as the settings say, each number once.

    Not to whoever has asked for the renewal, or goes on in another membership. After missed nights only the
    last of the letters that are due leaves. Returns how many were written.
    """
    return sum(
        memberships.remind(membership=each, days_before=days)
        for days, first, last in _times_to_remind(today())
        for each in _unnoticed(_ending(first, last), days)
    )


def _times_to_remind(day: date) -> list[tuple[int, date, date]]:
    """Each number of days, with the ends `(first, last]` that it is for now."""
    numbers = sorted({number for number in settings.RENEWAL_NOTICE_DAYS if number > 0})
    nearer = [0, *numbers]
    return [
        (number, day + timedelta(days=before), day + timedelta(days=number))
        for before, number in zip(nearer, numbers, strict=False)
    ]


def _ending(first: date, last: date) -> QuerySet[Membership]:
    """Memberships of open accounts that end then, and that nobody has asked to continue."""
    asked = RenewalRequest.objects.asked().filter(person=OuterRef("person"))
    later = Membership.objects.filter(person=OuterRef("person"), starts__gte=OuterRef("ends"))
    coworkers = Q(person__in=User.objects.filter(is_active=True, role="member"))
    ending = Membership.objects.filter(
        coworkers, ends__gt=first, ends__lte=last, starts__lte=today()
    )
    return ending.filter(~Exists(asked), ~Exists(later))


def _unnoticed(found: QuerySet[Membership], days: int) -> QuerySet[Membership]:
    """Those of whose present end nothing was noted for so many days before."""
    noticed = MembershipNotice.objects.filter(
        membership=OuterRef("pk"), ends=OuterRef("ends"), days_before=days
    )
    return found.filter(~Exists(noticed)).order_by("ends", "pk")


@shared_task
def ask_outcomes() -> int:
    """Ask what became of those who renewed, left, or left six months ago, once each; safe to run twice.

    Not closed accounts, nor whoever asked for no such letter. A night that was missed is made up for within 30
    days. Returns how many letters were written.
    """
    return sum(
        outcomes.ask_outcome(membership=each, moment=moment)
        for moment, found in _to_ask(today())
        for each in _unasked(found, moment)
    )


def _to_ask(day: date) -> list[tuple[Moment, QuerySet[Membership]]]:
    """Each moment with the memberships that it has come for."""
    of_person = Membership.objects.filter(person=OuterRef("person"))
    earlier = of_person.filter(starts__lt=OuterRef("starts"))
    later = of_person.filter(starts__gt=OuterRef("starts"))
    begun = Membership.objects.filter(starts__lte=day, starts__gt=day - MADE_UP_FOR)
    left = Membership.objects.filter(~Exists(later))
    before = months_before(day, MONTHS_AFTER)
    return [
        (Moment.RENEWAL, begun.filter(Exists(earlier))),
        (Moment.LEAVING, left.filter(ends__lte=day, ends__gt=day - MADE_UP_FOR)),
        (Moment.SIX_MONTHS, left.filter(ends__lte=before, ends__gt=before - MADE_UP_FOR)),
    ]


def _unasked(found: QuerySet[Membership], moment: Moment) -> QuerySet[Membership]:
    """Those of open accounts that were not asked at this moment, nor ever said that they want no such letter."""
    asked = OutcomeQuestion.objects.filter(membership=OuterRef("pk"), moment=moment)
    declined = OutcomeQuestion.objects.filter(
        membership__person=OuterRef("person"), declined_at__isnull=False
    )
    return found.filter(~Exists(asked), ~Exists(declined), person__is_active=True).order_by("pk")


@shared_task
def tell_drafts() -> int:
    """Tell unfinished applications that a call is over, once; safe to run twice. Returns how many were told."""
    over = Call.objects.filter(closes__lte=today(), drafts_told_at=None)
    return sum(deadlines.tell_drafts(call=each) for each in over)


@shared_task
def sweep_imports() -> None:
    """Ring again for what was brought and is not done: its worker may have been killed."""
    for pk in Import.objects.unfinished().values_list("pk", flat=True):
        imports.work_on_import.delay(pk)
