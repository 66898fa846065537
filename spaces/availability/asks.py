"""Asks put together from the database, so that the rules can answer without it."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from core.clock import ROME, local_midnight
from core.refusals import Refusal
from members.models import Application, Membership
from spaces import rules
from spaces.models import Booking, KindRules, Space
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening


class Second(Exception):
    """Somebody was first. Raised under the locks, where a queue waits: the reasons are read after them.

    `wanted` is what `ask_for` needs.
    """

    def __init__(self, wanted: dict, *, without_limits: bool = False):
        super().__init__("taken")
        self.wanted, self.without_limits = wanted, without_limits

    def reason(self) -> rules.Objection:
        """The rule that comes first, or that somebody did."""
        ask = ask_for(**self.wanted)
        return rules.objection(ask, without_limits=self.without_limits) or rules.taken(ask)


class Overdue(Exception):
    """Nothing is in the way but offers that nobody answered in time: who waits next comes first.

    Raised under the locks; `offers` are to be handed on after them (`actions.waiting.overdue_first`).
    """

    def __init__(self, offers: list[Booking]):
        super().__init__("overdue")
        self.offers = offers


def ask_for(*, person, space, start, end, moving: Booking | None = None, by=None) -> rules.Ask:
    """The ask with all that the rules must know, from a fixed number of queries.

    `moving` is the booking that is to become this one: it is in nobody's way. `by` is who asks for the
    person: sentences then name the person.
    """
    # In UTC: two local times of one zone are subtracted as the wall clock shows them, not as time passes.
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    day, now = start.astimezone(ROME).date(), timezone.now()
    kind_rules, pause = _rules_around(space, day)
    held = _held_around(space, start, end, pause, moving)
    return rules.Ask(
        person=person,
        space=space,
        start=start,
        end=end,
        now=now,
        rules=kind_rules,
        opening=Opening.on(day),
        pause=pause,
        own=own_of(person, min(now, monday_before(start)), moving),
        held=held,
        joined=_joined(space, start, end, moving) if held and space.kind in Space.ROOMS else "",
        mine=_mine(person, space, start, end, moving) if held else None,
        is_assigned=Assigned(day, day + timedelta(days=1)).keeps_out(person, space.pk, day),
        moving=moving,
        by=by,
    )


def own_of(person, since: datetime, moving: Booking | None = None) -> rules.Own:
    """What the person brings, and has booked from this moment on."""
    bookings = Booking.objects.filter(person=person, end__gt=since).keeping()
    bookings = but(bookings, moving).select_related("space").order_by("start", "pk")
    admitted = Application.objects.filter(
        applicant_id=person.pk, status=Application.Status.ADMITTED
    ).order_by("-made_at", "-pk")
    return rules.Own(
        memberships=tuple(
            Membership.objects.filter(person=person).values_list("starts", "ends").order_by()
        ),
        applicant_kind=admitted.values_list("kind", flat=True).first() or "",
        bookings=tuple(
            rules.OwnBooking(
                own.space.kind,
                own.space.label,
                own.start,
                own.end,
                own.status,
                is_left=own.checked_out_at is not None,
            )
            for own in bookings
        ),
    )


def monday_before(moment: datetime) -> datetime:
    """When the week of this moment begins in Rome."""
    day = moment.astimezone(ROME).date()
    return local_midnight(day - timedelta(days=day.weekday()))


def _held_around(space, start, end, buffer: timedelta, moving: Booking | None) -> tuple:
    """The times near the asked one in which somebody holds the place, or what shares a part with it."""
    if start >= end:
        return ()
    in_the_way = but(Booking.objects.in_the_way_of(space).keeping(), moving)
    near = in_the_way.overlapping(start - buffer, end + buffer)
    return tuple(near.values_list("start", "end").order_by("start", "pk"))


def _joined(space, start, end, moving: Booking | None) -> str:
    """The name of another room whose booking holds this one in this time; nothing if there is none."""
    others = Booking.objects.in_the_way_of(space).exclude(space=space).select_related("space")
    found = _held(others, start, end, moving)
    return found.space.label if found else ""


def _mine(person, space, start, end, moving: Booking | None) -> Booking | None:
    """The person's own booking that holds the room in this time; None for what is no room."""
    if space.kind not in Space.ROOMS:
        return None
    own = Booking.objects.in_the_way_of(space).filter(person=person).select_related("space")
    return _held(own.order_by("start", "pk"), start, end, moving)


def _rules_around(space: Space, day: date) -> tuple[KindRules, timedelta]:
    """The rules of the place's kind; and the longest buffer of its own and of rooms that share a part."""
    if space.kind not in Space.ROOMS:
        kind_rules = rules_of(space.kind)
        return kind_rules, kind_rules.buffer
    joined = Space.objects.in_service_on(day).sharing_a_part_with(space).values("kind")
    every = KindRules.objects.filter(Q(kind=space.kind) | Q(kind__in=joined))
    found = {each.kind: each for each in every}
    kind_rules = found.setdefault(space.kind, KindRules.usual(space.kind))
    return kind_rules, max(each.buffer for each in found.values())


def rules_of(kind: str) -> KindRules:
    """What the staff set for this kind of place, or what holds until they do."""
    return KindRules.objects.filter(kind=kind).first() or KindRules.usual(kind)


def objection(ask: rules.Ask, *, without_limits: bool = False) -> Refusal | None:
    """Why the ask can't be had now: a broken rule, or somebody who was first; None when it can.

    `without_limits` leaves out what the staff set aside (`rules.LIMITS`). What can be had instead, say
    `nearest.helped` and `nearest.objection`.
    """
    return rules.objection(ask, without_limits=without_limits)


def is_taken(space, start, end, moving: Booking | None = None) -> bool:
    """Whether somebody holds the place, a part of it, or a whole that it is part of, in this time.

    Raises `Overdue` when only offers do that nobody answered in time.
    """
    if start >= end:
        return False
    in_the_way = but(Booking.objects.in_the_way_of(space).holding(), moving)
    found = list(in_the_way.overlapping(start, end).select_related("space"))
    if found and all(booking.is_overdue for booking in found):
        raise Overdue(found)
    return bool(found)


def other_desk(person, space, start, end, moving: Booking | None = None) -> Booking | None:
    """The desk or office that the person sits at already in this time; not one that was left, nor rooms."""
    if space.kind not in Space.DESKS_AND_OFFICES:
        return None
    desks = Booking.objects.filter(person=person, space__kind__in=Space.DESKS_AND_OFFICES)
    desks = desks.filter(checked_out_at__isnull=True)
    return _held(desks.select_related("space"), start, end, moving)


def _held(bookings, start, end, moving: Booking | None) -> Booking | None:
    """One of the bookings that holds its place in this time, other than the one that moves."""
    if start >= end:
        return None
    return but(bookings, moving).keeping().overlapping(start, end).first()


def but(bookings, moving: Booking | None):
    """The bookings, without the one that moves."""
    return bookings.exclude(pk=moving.pk) if moving else bookings
