"""What happens to accounts and matters to places: who may no longer book gives back what is to come."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.clock import today
from members.signals import Held, Room, asking, counting_room, losing
from spaces.actions import leaving
from spaces.availability.holdings import Holdings
from spaces.models import Assignment, Space


@receiver(asking)
def say_what_is_held(person, **_more) -> list[Held]:
    return [] if allows(person, Permission.BOOK) else Holdings.of(person).free_to_go().in_words()


@receiver(losing)
def give_back(person, by, reason: str, **_more) -> list[Held]:
    if allows(person, Permission.BOOK):
        return []
    return leaving.give_all_back(by=by, person=person, reason=reason).in_words()


@receiver(counting_room)
def count_room(**_more) -> list[Room]:
    """How many desks are in service today, and how many of them nobody has for themselves."""
    desks = Space.objects.in_service_on(today()).desks()
    kept = Assignment.objects.covering(today()).filter(space__in=desks).values("space").distinct()
    in_all = desks.count()
    return [Room(_("Unassigned desks"), in_all - kept.count(), in_all)]
