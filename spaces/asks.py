"""Asks put together from the database, so that the rules can answer without it."""

from datetime import timedelta

from django.utils import timezone

from core.months import ROME
from core.refusals import Refusal
from members.models import Membership
from spaces import nearest, rules
from spaces.assigned import Assigned
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening


def ask_for(*, person, space, start, end, moving: Booking | None = None) -> rules.Ask:
    """The ask with all that the rules must know, from a fixed number of queries.

    `moving` is the booking that is to become this one: it is in nobody's way.
    """
    day = start.astimezone(ROME).date()
    return rules.Ask(
        person=person,
        space=space,
        start=start,
        end=end,
        now=timezone.now(),
        rules=rules_of(space.kind),
        opening=Opening.on(day),
        is_member=Membership.objects.filter(person=person).covering(day).exists(),
        other=other_desk(person, space, start, end, moving),
        is_assigned=Assigned(day, day + timedelta(days=1)).keeps_out(person, space.pk, day),
        moving=moving,
    )


def rules_of(kind: str) -> KindRules:
    """What the staff set for this kind of place, or what holds until they do."""
    return KindRules.objects.filter(kind=kind).first() or KindRules.usual(kind)


def every_rule() -> dict[str, KindRules]:
    """What holds for each kind of place, from one query."""
    found = {rules.kind: rules for rules in KindRules.objects.all()}
    return {kind: found.get(kind) or KindRules.usual(kind) for kind in Space.Kind}


def objection(ask: rules.Ask, *, without_limits: bool = False) -> Refusal | None:
    """Why the ask can't be had now: a broken rule, or somebody who was first; None when it can.

    `without_limits` leaves out what the staff set aside (`rules.LIMITS`).
    """
    refusal = rules.refusal(ask, without_limits=without_limits)
    if refusal:
        return refusal
    return nearest.taken(ask) if is_taken(ask.space, ask.start, ask.end, ask.moving) else None


def is_taken(space, start, end, moving: Booking | None = None) -> bool:
    """Whether somebody holds the place, a part of it, or a whole that it is part of, in this time."""
    return _held(Booking.objects.in_the_way_of(space), start, end, moving) is not None


def other_desk(person, space, start, end, moving: Booking | None = None) -> Booking | None:
    """The desk or office that the person holds already in this time; rooms do not matter."""
    if space.kind not in Space.DESKS_AND_OFFICES:
        return None
    desks = Booking.objects.filter(person=person, space__kind__in=Space.DESKS_AND_OFFICES)
    return _held(desks.select_related("space"), start, end, moving)


def _held(bookings, start, end, moving: Booking | None) -> Booking | None:
    """One of the bookings that holds its place in this time, other than the one that moves."""
    if start >= end:
        return None
    if moving:
        bookings = bookings.exclude(pk=moving.pk)
    return bookings.holding().overlapping(start, end).first()
