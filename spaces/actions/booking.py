"""Taking a place and giving it back. Each action locks the rows that count, asks the rules, writes, tells."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from core.access import runs_the_place
from core.closing import ensure_open
from core.journal import record
from core.mail import post, read_by
from core.refusals import ensure
from core.walls import DEADLOCK, again_if_deadlocked, explained
from spaces import rules
from spaces.actions.locks import lock_person, lock_places, locked
from spaces.actions.waiting import (
    drop_offer,
    hand_on,
    hand_on_freed,
    lock_to_free,
    overdue_first,
)
from spaces.availability import asks, nearest, waiting
from spaces.models import Booking, Verb
from spaces.signals import cancelling


@again_if_deadlocked
@nearest.helpful
@overdue_first
@transaction.atomic
def book(
    *,
    by,
    person,
    space,
    start,
    end,
    request_key=None,
    purpose="",
    is_walk_in=False,
    override="",
    series=None,
    tells=True,
) -> Booking:
    """Take the place for the person for `[start, end)`. The same `request_key` finds its first booking.

    Raises `rules.Objection` with the rule that is broken, or "taken", and the nearest possibility. The
    staff book for the programme: limits that share places fairly and letters do not concern them. For
    others they may set limits aside (`rules.answers`) with a reason, `override`; it is kept. Who tells the person
    otherwise sends no letter (`tells=False`).
    """
    ensure(rules.why_not_override(by) if override else None)
    (place,) = lock_places([space.pk])
    standing = asks.standing(place, start, end, form=request_key)
    if standing.made_by_form:
        first = Booking.objects.get(pk=standing.made_by_form)
        ensure(None if _stands(first, person, place, start, end) else rules.used_form())
        return first
    wanted = {"person": person, "space": place, "start": start, "end": end, "by": by}
    if standing.is_taken():
        raise asks.Taken(wanted, without_limits=bool(override))
    lock_person(person)
    ensure_open(start)
    ask = asks.ask_for(**wanted)
    ensure(rules.objection(ask, without_limits=bool(override)))
    set_aside = rules.broken_limits(ask) if override else []
    booking = Booking(space=place, person=person, start=start, end=end)
    booking.request_key = request_key or booking.request_key
    booking.purpose, booking.is_walk_in, booking.series = purpose, is_walk_in, series
    booking.made_by, booking.override_reason = by, override if set_aside else ""
    write(booking, ask, force_insert=True)
    told = {"set_aside": set_aside} if set_aside else {}
    record(by=by, verb=Verb.BOOKED, on=booking, space=place.code, start=start.isoformat(), **told)
    # Who stands at the desk needs no letter.
    if tells and not (ask.person_runs_the_place or is_walk_in):
        post(to=person, template="booking_confirmed", context={"booking": booking}, about=booking)
    return booking


def _stands(first: Booking, person, place, start, end) -> bool:
    """Whether the booking is what is asked for again, and still holds."""
    asked = (person.pk, place.pk, start, end)
    found = (first.person_id, first.space_id, first.start, first.end)
    return found == asked and not first.is_cancelled


def write(booking: Booking, ask: rules.Ask, **how) -> None:
    """Save what took the locks and passed the rules, with the database's constraint as the last wall."""
    who_was_first = partial(rules.taken, ask)
    with explained({rules.ONE_AT_A_TIME: who_was_first, DEADLOCK: who_was_first}):
        booking.save(**how)


@transaction.atomic
def change_purpose(*, by, booking, purpose: str) -> Booking:
    """Say anew what the booking is for. Twice changes nothing."""
    lock_places([booking.space_id])
    booking = locked(booking)
    if booking.purpose != purpose:
        booking.purpose, booking.sequence = purpose, booking.sequence + 1
        booking.save(update_fields=["purpose", "sequence"])
        record(by=by, verb=Verb.PURPOSE_CHANGED, on=booking)
    return booking


@again_if_deadlocked
@transaction.atomic
def cancel(*, by, booking, reason: str = "", hands_on: bool = True, tells: bool = True) -> Booking:
    """Give the place back, in time or late, to who waits for it. Cancelling twice changes nothing.

    With a `reason` the house cancels: the person reads it, and it is never the person's lateness. Who
    gives many back hands them on together (`hands_on=False`) and tells them in one letter (`tells=False`).
    An offer that is cancelled is declined.

    Raises `Refusal` for somebody else's booking, one that is attended or over, or a closed month.
    """
    lock_places(waiting.beside(booking.space))
    booking, now = locked(booking), timezone.now()
    if rules.may_give_back(by, booking) and (booking.is_cancelled or booking.is_lapsed):
        return booking
    ensure(rules.why_not_cancel(by, booking, now))
    reason = read_by(booking.person, reason)
    if booking.status == Booking.Status.OFFERED:
        return drop_offer(by=by, booking=booking, reason=reason, hands_on=hands_on)
    ensure_open(booking.start)
    cancelling.send(Booking, booking=booking)
    in_time = bool(reason) or rules.cancelled_in_time(
        booking, asks.rules_of(booking.space.kind), now
    )
    status = Booking.Status.CANCELLED if in_time else Booking.Status.CANCELLED_LATE
    said = {"cancelled_at": now, "cancelled_by": by, "cancel_reason": reason}
    rules.BOOKING.move(booking, status, by=by, **said)
    record(by=by, verb=Verb.CANCELLED, on=booking, in_time=in_time, by_the_house=bool(reason))
    if tells and not runs_the_place(booking.person):
        context = {"booking": booking, "by_staff": booking.person_id != by.pk, "reason": reason}
        post(to=booking.person, template="booking_cancelled", context=context, about=booking)
    if hands_on:
        hand_on(space=booking.space, start=booking.start, end=booking.end)
    return booking


def cancel_together(bookings: list[Booking], *, by, reason: str) -> None:
    """`cancel` for many that the house cancels at once; what they held is handed on after the last of them."""
    lock_to_free(bookings)
    for booking in bookings:
        cancel(by=by, booking=booking, reason=reason, hands_on=False)
    hand_on_freed(bookings)
