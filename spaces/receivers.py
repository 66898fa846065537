"""What happens to accounts and matters to places: who may no longer book gives back what is to come."""

from django.dispatch import receiver

from core.access import Permission, allows
from members.signals import Held, Standing, asking, losing
from spaces.actions import leaving
from spaces.availability.holdings import Holdings


@receiver(asking)
def say_what_is_held(person, standing: Standing | None = None, **_more) -> list[Held]:
    return Holdings.lost_by(person, standing).free_to_go().in_words()


@receiver(losing)
def give_back(person, by, reason: str, standing: Standing | None = None, **_more) -> list[Held]:
    if standing is None and allows(person, Permission.BOOK):
        return []
    given_back = leaving.give_all_back(by=by, person=person, reason=reason, standing=standing)
    return given_back.in_words()
