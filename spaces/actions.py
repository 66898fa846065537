"""What is done to bookings. Each action locks the row that counts, asks the rules, writes, tells."""

import uuid
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.closing import ensure_open
from core.journal import record
from core.mail import post
from core.months import ROME
from core.refusals import Refusal
from spaces import asks, nearest, rules
from spaces.models import Booking, Space
from spaces.opening import Opening
from spaces.signals import cancelling

#: PostgreSQL's codes of a broken exclusion constraint and of a deadlock: both mean "already taken".
TAKEN_CODES = {"23P01", "40P01"}
#: The form's number stands in a booking already.
USED_KEY_CODE = "23505"


def lock_places(ids: Iterable[int]) -> list[Space]:
    """Lock the rows of these places until the transaction ends, always in the same order.

    The first statement of whatever takes a place: without it, many at one place end in deadlocks.
    """
    places = Space.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    return list(places.order_by("pk"))


def lock_person(person) -> None:
    """Two bookings of one person wait for each other, so that one desk at a time holds."""
    people = get_user_model().objects.select_for_update(no_key=True)
    people.only("pk").get(pk=person.pk)


@transaction.atomic
def book(
    *, by, person, space, start, end, request_key=None, purpose="", is_walk_in=False
) -> Booking:
    """Take the place for the person for `[start, end)`. The same `request_key` finds its first booking.

    Raises `Refusal` with the rule that is broken, or `nearest.Taken` with the nearest possibility. The
    staff book for the programme: limits of days and desks, membership and letters do not concern them.
    """
    (place,) = lock_places([space.pk])
    lock_person(person)
    request_key = request_key or uuid.uuid4()
    first = Booking.objects.filter(request_key=request_key).first()
    if first:
        _unless(None if _stands(first, person, place, start, end) else _used_form())
        return first
    ensure_open(start)
    ask = asks.ask_for(person=person, space=place, start=start, end=end)
    _unless(asks.objection(ask))
    booking = Booking(
        space=place,
        person=person,
        start=start,
        end=end,
        purpose=purpose,
        request_key=request_key,
        is_walk_in=is_walk_in,
        made_by=by,
    )
    _save_new(booking, ask)
    record(by=by, verb="booked", on=booking, space=place.code, start=start.isoformat())
    # Who stands at the desk needs no letter.
    if not (ask.person_runs_the_place or is_walk_in):
        post(to=person, template="booking_confirmed", context={"booking": booking})
    return booking


def _stands(first: Booking, person, place, start, end) -> bool:
    """Whether the booking is what is asked for again, and still holds."""
    asked = (person.pk, place.pk, start, end)
    found = (first.person_id, first.space_id, first.start, first.end)
    return found == asked and not first.is_cancelled


def _save_new(booking: Booking, ask: rules.Ask) -> None:
    """Write, with the database's constraint as the last wall."""
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except (IntegrityError, OperationalError) as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code == USED_KEY_CODE:
            raise _used_form() from error
        if code not in TAKEN_CODES:
            raise
        raise nearest.taken(ask) from error


def _used_form() -> Refusal:
    sentence = _("This form served another booking and nothing was booked: choose the place again.")
    return Refusal(sentence, code="used_form")


def _locked(booking: Booking) -> Booking:
    """The booking as it is now, locked until the transaction ends."""
    bookings = Booking.objects.select_for_update(of=["self"], no_key=True)
    return bookings.select_related("space", "person").get(pk=booking.pk)


def _unless(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


@transaction.atomic
def cancel(*, by, booking, reason: str = "") -> Booking:
    """Give the place back, in time or late. Cancelling twice changes nothing.

    With a `reason` the house cancels: the person reads it, and it is never the person's lateness.

    Raises `Refusal` for somebody else's booking, one that is attended or over, or a closed month.
    """
    booking, now = _locked(booking), timezone.now()
    if rules.is_own_or_staff(by, booking) and booking.is_cancelled:
        return booking
    _unless(rules.cancel_refusal(by, booking, now))
    ensure_open(booking.start)
    cancelling.send(Booking, booking=booking)
    in_time = bool(reason) or rules.cancelled_in_time(
        booking, asks.rules_of(booking.space.kind), now
    )
    booking.status = Booking.Status.CANCELLED if in_time else Booking.Status.CANCELLED_LATE
    booking.cancelled_at = now
    booking.save(update_fields=["status", "cancelled_at"])
    record(by=by, verb="cancelled", on=booking, in_time=in_time, reason=reason)
    if not allows(booking.person, Permission.SEE_ROSTER):
        context = {"booking": booking, "by_staff": booking.person_id != by.pk, "reason": reason}
        post(to=booking.person, template="booking_cancelled", context=context)
    return booking


@transaction.atomic
def check_in(*, by, booking) -> Booking:
    """Write that the person is in. Twice changes nothing; raises `Refusal` when there is nothing to attend."""
    booking, now = _locked(booking), timezone.now()
    if booking.status == Booking.Status.ATTENDED:
        return booking
    _unless(rules.check_in_refusal(booking, now))
    ensure_open(booking.start)
    booking.status = Booking.Status.ATTENDED
    booking.checked_in_at = now
    booking.save(update_fields=["status", "checked_in_at"])
    record(by=by, verb="checked in", on=booking)
    return booking


@transaction.atomic
def walk_in(*, by, person, space, start, end, request_key=None) -> Booking:
    """Give a person who came without a booking a place, and let the person in: both, or nothing."""
    booking = book(
        by=by,
        person=person,
        space=space,
        start=start,
        end=end,
        request_key=request_key,
        is_walk_in=True,
    )
    return check_in(by=by, booking=booking)


@transaction.atomic
def undo_check_in(*, by, booking) -> Booking:
    """Take a check-in back, and the departure with it: the person is expected again. Twice changes nothing."""
    booking = _locked(booking)
    if booking.status == Booking.Status.CONFIRMED:
        return booking
    _unless(rules.undo_check_in_refusal(booking, _present_until(booking), timezone.now()))
    ensure_open(booking.start)
    came = booking.checked_in_at.isoformat()
    booking.status = Booking.Status.CONFIRMED
    booking.checked_in_at = booking.checked_out_at = None
    booking.save(update_fields=["status", "checked_in_at", "checked_out_at"])
    record(by=by, verb="took the check-in back", on=booking, checked_in_at=came)
    return booking


@transaction.atomic
def check_out(*, by, booking) -> Booking:
    """Write that the person has left. Twice changes nothing.

    Raises `Refusal` when nobody came, or the booking has been over for too long to know.
    """
    booking, now = _locked(booking), timezone.now()
    if booking.status == Booking.Status.ATTENDED and booking.checked_out_at:
        return booking
    _unless(rules.check_out_refusal(booking, _present_until(booking), now))
    ensure_open(booking.start)
    booking.checked_out_at = now
    booking.save(update_fields=["checked_out_at"])
    record(by=by, verb="checked out", on=booking)
    return booking


def _present_until(booking: Booking):
    day = booking.end.astimezone(ROME).date()
    return rules.present_until(booking, Opening.on(day).of(booking.space, day))


@transaction.atomic
def mark_absent(*, by, booking) -> Booking:
    """Write that nobody came, and give the place back. Twice changes nothing; `by` is None for the portal.

    The place counts as kept until it was really free again: now, or the end of a booking that is over.
    Raises `Refusal` before the grace has passed, when somebody came, or an event needs the place.
    """
    booking, now = _locked(booking), timezone.now()
    if booking.status == Booking.Status.NO_SHOW:
        return booking
    _unless(rules.absence_refusal(booking, now))
    ensure_open(booking.start)
    cancelling.send(Booking, booking=booking)
    booking.status = Booking.Status.NO_SHOW
    booking.released_at = min(now, booking.end)
    booking.save(update_fields=["status", "released_at"])
    record(by=by, verb="marked absent", on=booking, released_at=booking.released_at.isoformat())
    # What is over can't be made good any more: a letter would only be a reproach.
    if now < booking.end and not allows(booking.person, Permission.SEE_ROSTER):
        post(to=booking.person, template="booking_released", context={"booking": booking})
    return booking


@transaction.atomic
def unmark(*, by, booking) -> Booking:
    """Take an absence back: the person is expected again. Twice changes nothing.

    `released_at` stays, and tells the automatic release that the staff have decided on this booking.
    Raises `Refusal` when the place, or the person, was taken meanwhile, or the month is closed.
    """
    lock_places([booking.space_id])
    lock_person(booking.person)
    booking = _locked(booking)
    if booking.status == Booking.Status.CONFIRMED:
        return booking
    wanted = (booking.space, booking.start, booking.end)
    other = asks.other_desk(booking.person, *wanted)
    _unless(rules.unmark_refusal(booking, other, asks.is_taken(*wanted)))
    ensure_open(booking.start)
    booking.status = Booking.Status.CONFIRMED
    booking.save(update_fields=["status"])
    record(by=by, verb="took the absence back", on=booking)
    return booking
