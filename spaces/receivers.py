"""What happens to accounts and matters to places: who may no longer book gives back what is to come."""

from django.dispatch import receiver

from core.access import Permission, allows
from members.signals import Held, asking, leaving_organisation, losing
from spaces.actions import leaving
from spaces.availability.holdings import Holdings


@receiver(asking)
def say_what_is_held(person, **_more) -> list[Held]:
    return [] if allows(person, Permission.BOOK) else Holdings.of(person).free_to_go().in_words()


@receiver(losing)
def give_back(person, by, reason: str, **_more) -> list[Held]:
    if allows(person, Permission.BOOK):
        return []
    return leaving.give_all_back(by=by, person=person, reason=reason).in_words()


@receiver(leaving_organisation)
def leave_its_places(organisation, person, by, **_more) -> None:
    leaving.leave_places_of(by=by, person=person, organisation=organisation)
