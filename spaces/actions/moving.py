"""Giving a booking another time or place, through the same guard as a new one."""

from django.db import transaction
from django.utils import timezone

from core.access import runs_the_place
from core.closing import ensure_open
from core.journal import record
from core.mail import post
from core.month import Month
from core.refusals import ensure
from core.walls import again_if_deadlocked
from spaces import rules
from spaces.actions.booking import book, cancel, write
from spaces.actions.locks import lock_person, lock_places, locked
from spaces.actions.waiting import expire_in_the_way, hand_on, overdue_first, overdue_in_the_way
from spaces.availability import asks, nearest, waiting
from spaces.models import Booking, Verb
from spaces.signals import cancelling


@again_if_deadlocked
@nearest.helpful
@overdue_first
@transaction.atomic
def move(*, by, booking, space, start, end) -> Booking:
    """Give the booking this place and `[start, end)`, with its number. Twice changes nothing.

    Its own time is in nobody's way, and counts in no quota. What it leaves is handed on to who waits.

    Raises `rules.Objection` as `book` does; `Refusal` for somebody else's booking, one that is attended,
    over, given back or too near for its person, an event's room, or a closed month.
    """
    ids = {space.pk, *waiting.beside(booking.space)}
    place = next(each for each in lock_places(ids) if each.pk == space.pk)
    lock_person(booking.person)
    found, now = locked(booking), timezone.now()
    if rules.is_own_or_staff(by, found) and _is_there(found, place, start, end):
        return found
    ensure(rules.why_not_move(by, found, asks.rules_of(found.space.kind), now))
    ensure(rules.why_not_meanwhile(found, booking.space_id))
    wanted = {"space": place, "start": start, "end": end, "moving": found}
    # Before all that costs more: a queue may wait for these locks.
    if asks.is_taken(**wanted):
        raise asks.Taken({**wanted, "person": found.person, "by": by})
    for month in sorted({Month.of(found.start), Month.of(start)}):
        ensure_open(month.first)
    cancelling.send(Booking, booking=found)
    ask = asks.ask_for(**wanted, person=found.person, by=by)
    ensure(rules.objection(ask))
    was = {"space": found.space, "start": found.start, "end": found.end}
    _write_move(found, ask, now)
    record(by=by, verb=Verb.MOVED, on=found, was=_told(**was), now=_told(place, start, end))
    _tell(found, was)
    hand_on(**was)
    return found


@again_if_deadlocked
@transaction.atomic
def rebook(*, by, booking, person, space, start, end, purpose="") -> Booking:
    """Take this place for `[start, end)` instead of the booking, which is cancelled: both, or nothing.

    The new claim comes first: only what it leaves of the old place is handed on to who waits. A person who has
    both is told of it as of a move, in one letter.
    Raises `Refusal` as `cancel` and `book` do.
    """
    # All places at once and before any person: handing on what has run out locks those who wait.
    held = overdue_in_the_way(space, start, end)
    places = {booking.space, space, *(offer.space for offer in held)}
    lock_places({beside for place in places for beside in waiting.beside(place)})
    # Whoever comes before us because an offer has run out, comes before while we still hold our own.
    expire_in_the_way(space=space, start=start, end=end)
    is_a_move = booking.person_id == person.pk
    old = cancel(by=by, booking=booking, hands_on=False, tells=not is_a_move)
    wanted = {"person": person, "space": space, "start": start, "end": end, "purpose": purpose}
    new = book(by=by, **wanted, tells=not is_a_move)
    if is_a_move:
        _tell(new, {"space": old.space, "start": old.start, "end": old.end})
    hand_on(space=old.space, start=old.start, end=old.end)
    return new


def _tell(booking: Booking, was: dict) -> None:
    if not runs_the_place(booking.person):
        context = {"booking": booking, "was": was}
        post(to=booking.person, template="booking_moved", context=context, about=booking)


def _is_there(booking: Booking, place, start, end) -> bool:
    """Whether it is where it shall go, and holds."""
    there = (booking.space_id, booking.start, booking.end) == (place.pk, start, end)
    return there and booking.status in Booking.FIRM


def _write_move(booking: Booking, ask: rules.Ask, now) -> None:
    booking.space, booking.start, booking.end = ask.space, ask.start, ask.end
    booking.moved_at, booking.sequence = now, booking.sequence + 1
    # What was reminded of was another time.
    booking.reminded_at = None
    fields = ["space", "start", "end", "moved_at", "sequence", "reminded_at"]
    write(booking, ask, update_fields=fields)


def _told(space, start, end) -> dict:
    return {"space": space.code, "start": start.isoformat(), "end": end.isoformat()}
