"""Whether somebody may be let in, leave, or count as absent."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.access import runs_the_place
from core.clock import day_of
from core.refusals import Refusal
from core.words import clock, day_long
from spaces.models import Booking, KindRules
from spaces.schedule.spans import Span

#: How long after the booked end, or the closing, a departure may still be written.
LATE_CHECK_OUT = timedelta(minutes=30)


def check_in_from(booking: Booking, rules: KindRules) -> datetime:
    """From when the booking's person may be let in."""
    return booking.start - rules.early


def why_not_check_in(booking: Booking, rules: KindRules, now: datetime) -> Refusal | None:
    """Why nobody can be let in on this booking now; None when it can be done."""
    if booking.status == Booking.Status.OFFERED:
        sentence = _(
            "This place is only being held until %(hour)s: the offer must be accepted first."
        )
        return Refusal(sentence % {"hour": clock(booking.held_until)}, code="offered")
    if booking.status == Booking.Status.NO_SHOW and booking.released_at and now < booking.end:
        sentence = _(
            "Nobody had checked in by %(hour)s, so the place was released: book it again if it "
            "is free."
        )
        return Refusal(sentence % {"hour": clock(booking.released_at)}, code="not_held")
    if booking.status not in Booking.HOLDING:
        return Refusal(
            _("This booking no longer holds the place: nobody was checked in."), code="not_held"
        )
    if booking.end <= now:
        return Refusal(_("This booking is over: nobody was checked in."), code="over")
    if now < check_in_from(booking, rules):
        return Refusal(_too_early(booking, rules, now), code="early")
    return None


def _too_early(booking: Booking, rules: KindRules, now: datetime) -> str:
    opens = check_in_from(booking, rules)
    words = {"opens": clock(opens), "hour": clock(booking.start), "day": day_long(opens)}
    if day_of(opens) == day_of(now):
        sentence = _(
            "It is too early: check-in opens at %(opens)s and the booking starts at %(hour)s."
        )
    else:
        sentence = _("It is too early: check-in opens on %(day)s at %(opens)s.")
    return sentence % words


def why_not_check_out(booking: Booking, until: datetime, now: datetime) -> Refusal | None:
    """Why nobody can leave this booking now; None when it can be done until `until`."""
    if booking.status != Booking.Status.ATTENDED:
        return Refusal(_("Nobody is checked in on this booking."), code="not_attended")
    if now <= until:
        return None
    # Written days later, an hour that nobody saw would count as an exact one.
    sentence = _("It is too late to record when the person left: the booked end time counts.")
    return Refusal(sentence, code="late")


def why_not_undo_check_in(booking: Booking, until: datetime, now: datetime) -> Refusal | None:
    """Why a check-in can't be taken back now; None when it can be done until `until`."""
    if booking.status != Booking.Status.ATTENDED:
        return Refusal(_("Nobody is checked in on this booking."), code="not_attended")
    if now <= until:
        return None
    sentence = _("It is too late to undo this check-in: it stays as it is.")
    return Refusal(sentence, code="late")


def why_not_expect_again(booking: Booking, other: Booking | None) -> Refusal | None:
    """Why who left can't be expected again; None when it can be. `other` is the desk taken meanwhile."""
    if other is None:
        return None
    sentence = _("%(person)s now has %(place)s at that time: this check-in stays.")
    words = {"person": booking.person, "place": other.space.label}
    return Refusal(sentence % words, code="has_another")


def present_until(booking: Booking, open_spans: tuple[Span, ...]) -> datetime:
    """Until when coming and leaving are written: a little after the booked end, or the closing."""
    closing = max((end for _start, end in open_spans), default=booking.end)
    return max(booking.end, closing) + LATE_CHECK_OUT


def absent_from(booking: Booking, rules: KindRules) -> datetime:
    """From when the person counts as absent; who books once the time began has the grace from then."""
    return max(booking.start, _settled_at(booking)) + rules.grace


def _settled_at(booking: Booking) -> datetime:
    """When the booking became what it is: made, or moved to this time and place."""
    return max(booking.made_at, booking.moved_at or booking.made_at)


def why_not_mark_absent(booking: Booking, rules: KindRules, now: datetime) -> Refusal | None:
    """Why the person can't be marked absent now; None when it can be done."""
    if booking.status == Booking.Status.ATTENDED:
        sentence = _("This person is checked in: undo the check-in first.")
        return Refusal(sentence, code="attended")
    if booking.status == Booking.Status.OFFERED:
        sentence = _("This place is only on offer: nobody is expected there yet.")
        return Refusal(sentence, code="offered")
    if booking.status not in Booking.HOLDING:
        sentence = _("This booking no longer holds the place: nobody was marked absent.")
        return Refusal(sentence, code="not_held")
    return _waits_until(absent_from(booking, rules), now)


def _waits_until(moment: datetime, now: datetime) -> Refusal | None:
    if now >= moment:
        return None
    sentence = _("It is too early: the place is kept until %(hour)s.")
    return Refusal(sentence % {"hour": clock(moment)}, code="early")


def released_from(booking: Booking, rules: KindRules) -> datetime | None:
    """From when the portal gives the place back by itself; None for never: spared, or the staff decided.

    A check-in that is taken back gives the grace anew: the person is expected again. By hand it goes sooner.
    """
    if is_spared(booking, rules) or booking.released_at:
        return None
    absent = absent_from(booking, rules)
    return max(absent, booking.undone_at + rules.grace) if booking.undone_at else absent


def why_not_release(booking: Booking, rules: KindRules, now: datetime) -> Refusal | None:
    """Why the portal does not give this place back by itself now; None when it does."""
    if refusal := why_not_mark_absent(booking, rules, now):
        return refusal
    due = released_from(booking, rules)
    if due is None or runs_the_place(booking.person):
        sentence = _("The portal does not release this place automatically: only staff can.")
        return Refusal(sentence, code="spared")
    return _waits_until(due, now)


def is_spared(booking: Booking, rules: KindRules) -> bool:
    """Whether the booking is never released by itself: made, or moved, on its day at the cut-off or later."""
    settled = _settled_at(booking)
    same_day = day_of(settled) >= booking.day
    return same_day and settled >= booking.start - rules.cutoff


def is_to_be_reminded(booking: Booking, rules: KindRules, now: datetime) -> bool:
    """Whether its person is to be told now that it comes.

    Not twice, not once it has begun, and not who booked it, or moved it, within that time.
    """
    if booking.status != Booking.Status.CONFIRMED or not rules.remind_hours:
        return False
    settled, opens = _settled_at(booking), booking.start - timedelta(hours=rules.remind_hours)
    is_reminded = booking.reminded_at is not None and booking.reminded_at >= settled
    return not is_reminded and settled < opens <= now < booking.start


def why_not_unmark(booking: Booking, other: Booking | None, is_taken: bool) -> Refusal | None:
    """Why an absence can't be taken back; None when it can.

    `other` is the desk that the person took meanwhile, `is_taken` says that somebody has the place now.
    """
    if booking.status != Booking.Status.NO_SHOW:
        return Refusal(_("Nobody is marked absent on this booking."), code="not_absent")
    if is_taken:
        sentence = _("%(place)s was released and somebody else has it now: choose another place.")
        return Refusal(sentence % {"place": booking.space.label}, code="taken")
    if other:
        sentence = _("%(person)s now has %(place)s at that time: this absence stays.")
        words = {"person": booking.person, "place": other.space.label}
        return Refusal(sentence % words, code="has_another")
    return None
