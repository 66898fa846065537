"""Coming, leaving, staying away."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.access import runs_the_place
from core.clock import day_of
from core.closing import ensure_open
from core.journal import record
from core.locks import lock_first
from core.mail import post
from core.refusals import ensure
from core.walls import again_if_deadlocked
from spaces import rules
from spaces.actions.booking import book
from spaces.actions.locks import lock_person, lock_places, locked
from spaces.actions.waiting import hand_on, overdue_first
from spaces.availability import asks, waiting
from spaces.models import Booking, Verb
from spaces.schedule import Opening
from spaces.schedule.assigned import Assigned
from spaces.signals import cancelling


@transaction.atomic
def check_in(*, by, booking) -> Booking:
    """Write that the person is in. Twice changes nothing; raises `Refusal` when there is nothing to attend."""
    booking, now = locked(booking), timezone.now()
    if booking.status == Booking.Status.ATTENDED:
        return booking
    ensure(rules.why_not_check_in(booking, asks.rules_of(booking.space.kind), now))
    ensure_open(booking.start)
    rules.BOOKING.move(booking, Booking.Status.ATTENDED, by=by, checked_in_at=now)
    record(by=by, verb=Verb.CHECKED_IN, on=booking)
    return booking


@transaction.atomic
def remind(*, by, booking) -> bool:
    """Write the reminder of a booking that comes, once; `by` is None for the portal.

    False when there is nothing to remind of, or somebody else is at this booking just now.
    """
    rows = Booking.objects.select_related("space__zone", "person").filter(pk=booking.pk)
    found = lock_first(rows, waits=False)
    if found is None:
        return False
    now = timezone.now()
    if not rules.is_to_be_reminded(found, asks.rules_of(found.space.kind), now):
        return False
    found.reminded_at = now
    found.save(update_fields=["reminded_at"])
    record(by=by, verb=Verb.REMINDED, on=found)
    post(to=found.person, template="booking_reminder", context={"booking": found}, about=found)
    return True


@again_if_deadlocked
@transaction.atomic
def walk_in(*, by, person, space, start, end, request_key=None, override="") -> Booking:
    """Give a person who came without a booking a place, and let the person in: both, or nothing."""
    booking = book(
        by=by,
        person=person,
        space=space,
        start=start,
        end=end,
        request_key=request_key,
        override=override,
        is_walk_in=True,
    )
    return check_in(by=by, booking=booking)


@transaction.atomic
def undo_check_in(*, by, booking) -> Booking:
    """Take a check-in back, and the departure with it: the person is expected again. Twice changes nothing.

    The automatic release waits a grace from now. Raises `Refusal` when nobody is in, the day is long over, or
    who left has taken another desk.
    """
    lock_person(booking.person)
    booking, now = locked(booking), timezone.now()
    if booking.status == Booking.Status.CONFIRMED:
        return booking
    ensure(rules.why_not_undo_check_in(booking, _present_until(booking), now))
    if booking.checked_out_at:
        other = asks.other_desk(booking.person, booking.space, booking.start, booking.end)
        ensure(rules.why_not_expect_again(booking, other))
    ensure_open(booking.start)
    came = booking.checked_in_at.isoformat()
    times = {"checked_in_at": None, "checked_out_at": None, "undone_at": now}
    rules.BOOKING.move(booking, Booking.Status.CONFIRMED, by=by, **times)
    record(by=by, verb=Verb.CHECK_IN_TAKEN_BACK, on=booking, checked_in_at=came)
    return booking


@transaction.atomic
def check_out(*, by, booking) -> Booking:
    """Write that the person has left. Twice changes nothing.

    Raises `Refusal` when nobody came, or the booking has been over for too long to know.
    """
    booking, now = locked(booking), timezone.now()
    if booking.status == Booking.Status.ATTENDED and booking.checked_out_at:
        return booking
    ensure(rules.why_not_check_out(booking, _present_until(booking), now))
    ensure_open(booking.start)
    booking.checked_out_at = now
    booking.save(update_fields=["checked_out_at"])
    record(by=by, verb=Verb.CHECKED_OUT, on=booking)
    return booking


def _present_until(booking: Booking):
    day = day_of(booking.end)
    return rules.present_until(booking, Opening.on(day).of(booking.space, day))


@again_if_deadlocked
@transaction.atomic
def mark_absent(*, by, booking) -> Booking:
    """Write that nobody came, and give the place back. Twice changes nothing.

    The place counts as kept until it was really free again: now, or the end of a booking that is over.
    Raises `Refusal` before the grace has passed, when somebody came, or an event needs the place.
    """
    lock_places(waiting.beside(booking.space))
    booking, now = locked(booking), timezone.now()
    if booking.status == Booking.Status.NO_SHOW:
        return booking
    ensure(rules.why_not_mark_absent(booking, asks.rules_of(booking.space.kind), now))
    return _write_absence(booking, now, by=by)


@again_if_deadlocked
@transaction.atomic
def release(*, booking) -> Booking:
    """The portal gives back the place of who did not come. Twice changes nothing.

    Asked anew under the lock: it may have been moved, attended, or spared by the staff since it was found.
    Raises `Refusal` for all that, and as `mark_absent` does.
    """
    lock_places(waiting.beside(booking.space))
    booking, now = locked(booking), timezone.now()
    if booking.status == Booking.Status.NO_SHOW:
        return booking
    ensure(rules.why_not_release(booking, asks.rules_of(booking.space.kind), now))
    return _write_absence(booking, now, by=None)


def _write_absence(booking: Booking, now: datetime, *, by) -> Booking:
    ensure_open(booking.start)
    cancelling.send(Booking, booking=booking)
    released_at = min(now, booking.end)
    rules.BOOKING.move(booking, Booking.Status.NO_SHOW, by=by, released_at=released_at)
    record(by=by, verb=Verb.MARKED_ABSENT, on=booking, released_at=booking.released_at.isoformat())
    # What is over can't be made good any more: a letter would only be a reproach.
    if now < booking.end and not runs_the_place(booking.person):
        context = {"booking": booking}
        post(to=booking.person, template="booking_released", context=context, about=booking)
    hand_on(space=booking.space, start=now, end=booking.end)
    return booking


@overdue_first
@transaction.atomic
def unmark(*, by, booking) -> Booking:
    """Take an absence back: the person is expected again. Twice changes nothing.

    `released_at` stays, and tells the automatic release that the staff have decided on this booking.
    Raises `Refusal` when the place, or the person, was taken meanwhile, or the month is closed.
    """
    lock_places([booking.space_id])
    lock_person(booking.person)
    booking = locked(booking)
    if booking.status == Booking.Status.CONFIRMED:
        return booking
    wanted = (booking.space, booking.start, booking.end)
    other = asks.other_desk(booking.person, *wanted)
    is_taken = asks.is_taken(*wanted) or _is_anothers(booking)
    ensure(rules.why_not_unmark(booking, other, is_taken))
    ensure_open(booking.start)
    # Calendars that read of the absence (one higher than before) must take this for newer.
    sequence = booking.sequence + 2
    rules.BOOKING.move(booking, Booking.Status.CONFIRMED, by=by, sequence=sequence)
    record(by=by, verb=Verb.ABSENCE_TAKEN_BACK, on=booking)
    return booking


def _is_anothers(booking: Booking) -> bool:
    """Whether the place was assigned to somebody else meanwhile."""
    day = booking.day
    assigned = Assigned(day, day + timedelta(days=1))
    return assigned.keeps_out(booking.person, booking.space_id, day)
