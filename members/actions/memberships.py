"""When a membership begins and ends, whatever makes it: an admission, an invitation, another role."""

from datetime import date, timedelta

from django.db import transaction

from core.clock import today
from core.locks import lock_all
from core.walls import explained
from members.models import Membership


@transaction.atomic
def begin_membership(person, day: date, application=None) -> Membership:
    """Let the person be a member from that day on, without end; one that holds already goes on."""
    running = lock_all(person.memberships.covering(day))
    if running:
        (membership,) = running
        membership.ends = _before_the_next(person, day)
        membership.save(update_fields=["ends"])
        return membership
    with explained():
        return Membership.objects.create(
            person=person, application=application, starts=day, ends=_before_the_next(person, day)
        )


def _before_the_next(person, day: date) -> date | None:
    """Where one that is to come begins already; None: no end."""
    coming = person.memberships.filter(starts__gt=day).order_by("starts", "pk")
    return coming.values_list("starts", flat=True).first()


@transaction.atomic
def end_memberships(person) -> None:
    """End what holds today, and take away what is to come. One that began today holds for this day."""
    now = today()
    for membership in lock_all(person.memberships.unended()):
        if membership.starts > now:
            membership.delete()
            continue
        membership.ends = max(now, membership.starts + timedelta(days=1))
        membership.save(update_fields=["ends"])
