"""What happens to accounts and matters to places: who may no longer book gives back what is to come."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.clock import today
from members.signals import (
    Held,
    Room,
    Standing,
    asking,
    counting_room,
    leaving_organisation,
    losing,
)
from spaces.actions import assignments, leaving
from spaces.availability.holdings import Holdings
from spaces.models import Assignment, Space


@receiver(asking)
def say_what_is_held(person, standing: Standing | None = None, **_more) -> list[Held]:
    return Holdings.lost_by(person, standing).free_to_go().in_words()


@receiver(losing)
def give_back(person, by, reason: str, standing: Standing | None = None, **_more) -> list[Held]:
    if standing is None and allows(person, Permission.BOOK):
        return []
    given_back = leaving.give_all_back(by=by, person=person, reason=reason, standing=standing)
    return given_back.in_words()


@receiver(counting_room)
def count_room(**_more) -> list[Room]:
    """How many desks are in service today, and how many of them nobody has for themselves."""
    desks = Space.objects.in_service_on(today()).desks()
    kept = Assignment.objects.covering(today()).filter(space__in=desks).values("space").distinct()
    in_all = desks.count()
    return [Room(_("Unassigned desks"), in_all - kept.count(), in_all)]


@receiver(leaving_organisation)
def leave_its_places(organisation, person, by, **_more) -> None:
    assignments.leave_places_of(by=by, person=person, organisation=organisation)
