"""Giving back at once all that a person has of the place."""

from datetime import date

from django.db import transaction

from core.refusals import refused
from core.walls import again_if_deadlocked
from members.signals import Standing
from spaces.actions import assignments
from spaces.actions.booking import cancel
from spaces.actions.waiting import hand_on_freed, lock_to_free, withdraw
from spaces.availability.holdings import Holdings, last_until


@again_if_deadlocked
@transaction.atomic
def give_all_back(*, by, person, reason: str, standing: Standing | None = None) -> Holdings:
    """Give back what the person may no longer have, and hand it on. Answers with what was given back.

    What can't be given back stays: somebody is checked in, or an event takes place there. No letter of a
    booking leaves to the person, one letter tells them all; `reason` stands with each. `standing` says which days
    are lost where the account is as it was; `by` None is the portal, when the calendar ends a membership.
    """
    held = Holdings.lost_by(person, standing) if standing else Holdings.of(person)
    until = last_until(standing)
    lock_to_free(held.bookings)
    left = [each for each in held.requests if _done(withdraw, by=by, request=each)]
    told = {"by": by, "reason": reason, "hands_on": False, "tells": False}
    free = [each for each in held.bookings if _done(cancel, booking=each, **told)]
    hand_on_freed(free)
    ended = [
        each
        for each in held.assignments
        if _done(_end, held=each, person=person, by=by, until=until)
    ]
    return Holdings(free, left, ended)


def _done(verb, **facts) -> bool:
    """Whether it was done; one that can't be done does not keep the others."""
    return refused(verb, **facts) is None


def _end(held, person, *, by, until: date | None) -> None:
    """What is the person's ends that day; an organisation keeps its place, and its other people."""
    if held.person_id == person.pk:
        assignments.end_now(by=by, assignment=held, day=until, tells=False)
        return
    assignments.change_people(by=by, assignment=held, people=held.people_but(person))
