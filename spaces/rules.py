"""Questions about a booking, each with its own sentence for people. Nothing here asks the database.

An `Ask` holds what is wanted and all that the rules must know about it; `refusal(ask)` answers with the
first rule that is broken, or None.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.months import ROME
from core.refusals import Refusal
from core.templatetags.dates import clock, day_long
from spaces.models import Booking, KindRules, Space
from spaces.opening import Opening, holiday, is_in_service
from spaces.spans import Span

#: How long before its start a booking's person may be let in.
EARLY_CHECK_IN = timedelta(hours=1)
#: How long after its start a booking waits for its person.
GRACE = timedelta(hours=1)
#: How long after the booked end, or the closing, a departure may still be written.
LATE_CHECK_OUT = timedelta(minutes=30)


@dataclass(frozen=True)
class Ask:
    """Somebody wants a place for `[start, end)`."""

    person: object
    space: Space
    start: datetime
    end: datetime
    now: datetime
    rules: KindRules
    opening: Opening
    #: A membership covers the date.
    is_member: bool = True
    #: The desk or office that the person holds already at that time.
    other: Booking | None = None

    @property
    def day(self) -> date:
        return self.start.astimezone(ROME).date()

    @property
    def by_the_hour(self) -> bool:
        return self.rules.unit == KindRules.Unit.HOURS

    @property
    def open_spans(self) -> tuple[Span, ...]:
        return self.opening.of(self.space, self.day)

    @property
    def offered(self) -> bool:
        """Whether the place is open for just this time."""
        if self.by_the_hour:
            return any(start <= self.start and self.end <= end for start, end in self.open_spans)
        slots = self.opening.slots(self.space, self.day, self.rules.half_day_at)
        return (self.start, self.end) in slots.values()

    @property
    def person_runs_the_place(self) -> bool:
        """The staff book for the programme: limits that share places fairly do not bind them."""
        return allows(self.person, Permission.SEE_ROSTER)


def _reversed(ask: Ask) -> str | None:
    if ask.start < ask.end:
        return None
    return _("A booking ends after it starts. Choose a later end.")


def _over(ask: Ask) -> str | None:
    step = timedelta(minutes=ask.rules.raster_minutes)
    # A half day can be taken while it lasts; a meeting begins in the present step, not hours ago.
    bookable_until = ask.start + step if ask.by_the_hour else ask.end
    if ask.now < bookable_until:
        return None
    return _("That time is over. Choose a later one.")


def last_day(rules: KindRules, today: date) -> date:
    """The last date that may be booked today."""
    return today + timedelta(days=rules.days_ahead)


def _too_far(ask: Ask) -> str | None:
    last = last_day(ask.rules, ask.now.astimezone(ROME).date())
    if ask.person_runs_the_place or ask.day <= last:
        return None
    return too_far_sentence(ask.rules, last)


def too_far_sentence(rules: KindRules, last: date) -> str:
    return _(
        "You can book up to %(days)d days ahead, today until %(day)s. Choose an earlier date."
    ) % {"days": rules.days_ahead, "day": day_long(last)}


def _not_a_member(ask: Ask) -> str | None:
    if ask.person_runs_the_place or (ask.is_member and allows(ask.person, Permission.BOOK)):
        return None
    return not_a_member_sentence(ask.day)


def not_a_member_sentence(day: date) -> str:
    return _("Your membership does not cover %(day)s. Ask the staff to renew it.") % {
        "day": day_long(day)
    }


def _retired(ask: Ask) -> str | None:
    if is_in_service(ask.space, ask.day):
        return None
    return _("%(place)s is not in service on %(day)s. Choose another place.") % {
        "place": ask.space.label,
        "day": day_long(ask.day),
    }


def _out_of_service(ask: Ask) -> str | None:
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    if ask.offered or not (hole and hole.is_outage) or holiday(ask.day):
        return None
    return _("%(place)s is out of service at that time: %(reason)s. Choose another place.") % {
        "place": ask.space.label,
        "reason": hole.reason,
    }


def _closed(ask: Ask) -> str | None:
    inside = any(start <= ask.start and ask.end <= end for start, end in ask.open_spans)
    if inside or ask.offered:
        return None
    return _("%(place)s is closed at that time: %(reason)s. Choose another time.") % {
        "place": ask.space.label,
        "reason": _why_closed(ask),
    }


def _why_closed(ask: Ask) -> str:
    hole = ask.opening.hole_in(ask.space, ask.start, ask.end)
    if not ask.open_spans:
        return ask.opening.why_closed(ask.space, ask.day)
    if hole:
        return hole.reason
    open_hours = [f"{clock(start)}–{clock(end)}" for start, end in ask.open_spans]
    return _("it is open %(hours)s") % {"hours": ", ".join(open_hours)}


def _not_a_slot(ask: Ask) -> str | None:
    if ask.by_the_hour or ask.offered:
        return None
    return _("%(place)s is booked by half day or by whole day. Choose one of them.") % {
        "place": ask.space.label
    }


def _off_the_raster(ask: Ask) -> str | None:
    step = ask.rules.raster_minutes
    if not ask.by_the_hour or all(_on_raster(at, step) for at in (ask.start, ask.end)):
        return None
    return _("%(place)s is booked in steps of %(minutes)d minutes. Choose the nearest hour.") % {
        "place": ask.space.label,
        "minutes": step,
    }


def _on_raster(moment: datetime, step: int) -> bool:
    local = moment.astimezone(ROME)
    return (local.hour * 60 + local.minute) % step == 0 and not (local.second or local.microsecond)


def _has_another(ask: Ask) -> str | None:
    if ask.other is None or ask.person_runs_the_place:
        return None
    return _(
        "You have %(place)s already at that time. Cancel that booking first if you prefer this place."
    ) % {"place": ask.other.space.label}


#: In the order in which a person would want to hear them.
RULES: dict[str, Callable[[Ask], str | None]] = {
    "reversed": _reversed,
    "not_in_service": _retired,
    "over": _over,
    "too_far": _too_far,
    "not_a_member": _not_a_member,
    "out_of_service": _out_of_service,
    "closed": _closed,
    "not_a_slot": _not_a_slot,
    "off_the_raster": _off_the_raster,
    "has_another": _has_another,
}


def refusal(ask: Ask) -> Refusal | None:
    """The first rule that the ask breaks, as a refusal; None when it may be booked if it is free."""
    for code, broken in RULES.items():
        sentence = broken(ask)
        if sentence:
            return Refusal(sentence, code=code)
    return None


def cancelled_in_time(booking: Booking, rules: KindRules, now: datetime) -> bool:
    """Whether a cancellation now leaves others the time that the rules set."""
    return now <= booking.start - timedelta(hours=rules.cancel_hours)


def is_own_or_staff(user, booking: Booking) -> bool:
    return booking.person_id == user.pk or allows(user, Permission.SEE_ROSTER)


def cancel_refusal(user, booking: Booking, now: datetime) -> Refusal | None:
    """Why this user can't cancel this booking now; None when it can be done."""
    if not is_own_or_staff(user, booking):
        return Refusal(
            _("This booking is not yours: only its person cancels it."), code="not_yours"
        )
    if booking.status == Booking.Status.ATTENDED:
        sentence = _("You are checked in: this booking stays. Check out when you leave.")
        return Refusal(sentence, code="attended")
    if booking.status == Booking.Status.NO_SHOW or booking.end <= now:
        sentence = _("This booking is over and stays as it is: there is nothing to cancel.")
        return Refusal(sentence, code="over")
    return None


def check_in_refusal(booking: Booking, now: datetime) -> Refusal | None:
    """Why nobody can be let in on this booking now; None when it can be done."""
    if booking.status not in Booking.HOLDING:
        return Refusal(
            _("This booking no longer holds the place: nobody was checked in."), code="not_held"
        )
    if booking.end <= now:
        return Refusal(_("This booking is over: nobody was checked in."), code="over")
    if now < booking.start - EARLY_CHECK_IN:
        return Refusal(
            _("It is too early: this booking begins at %(hour)s.") % {"hour": clock(booking.start)},
            code="early",
        )
    return None


def check_out_refusal(booking: Booking, until: datetime, now: datetime) -> Refusal | None:
    """Why nobody can leave this booking now; None when it can be done until `until`."""
    if booking.status != Booking.Status.ATTENDED:
        return Refusal(_("Nobody is checked in on this booking."), code="not_attended")
    if now <= until:
        return None
    # Written days later, an hour that nobody saw would count as an exact one.
    sentence = _("It is too late to write when the person left: the booked end counts.")
    return Refusal(sentence, code="late")


def undo_check_in_refusal(booking: Booking, until: datetime, now: datetime) -> Refusal | None:
    """Why a check-in can't be taken back now; None when it can be done until `until`."""
    if booking.status != Booking.Status.ATTENDED:
        return Refusal(_("Nobody is checked in on this booking."), code="not_attended")
    if now <= until:
        return None
    sentence = _("It is too late to take this check-in back: it stays as it is.")
    return Refusal(sentence, code="late")


def present_until(booking: Booking, open_spans: tuple[Span, ...]) -> datetime:
    """Until when coming and leaving are written: a little after the booked end, or the closing."""
    closing = max((end for _start, end in open_spans), default=booking.end)
    return max(booking.end, closing) + LATE_CHECK_OUT


def absent_from(booking: Booking) -> datetime:
    """From when the person counts as absent; who books once the time began has the grace from then."""
    return max(booking.start, booking.made_at) + GRACE


def absence_refusal(booking: Booking, now: datetime) -> Refusal | None:
    """Why the person can't be marked absent now; None when it can be done."""
    if booking.status == Booking.Status.ATTENDED:
        sentence = _("This person is checked in: undo the check-in first.")
        return Refusal(sentence, code="attended")
    if booking.status not in Booking.HOLDING:
        sentence = _("This booking no longer holds the place: nobody was marked absent.")
        return Refusal(sentence, code="not_held")
    if now < absent_from(booking):
        sentence = _("It is too early: the place waits for its person until %(hour)s.")
        return Refusal(sentence % {"hour": clock(absent_from(booking))}, code="early")
    return None


def unmark_refusal(booking: Booking, other: Booking | None, is_taken: bool) -> Refusal | None:
    """Why an absence can't be taken back; None when it can.

    `other` is the desk that the person took meanwhile, `is_taken` says that somebody has the place now.
    """
    if booking.status != Booking.Status.NO_SHOW:
        return Refusal(_("Nobody is marked absent on this booking."), code="not_absent")
    if is_taken:
        sentence = _("%(place)s was released and somebody else has it now: choose another place.")
        return Refusal(sentence % {"place": booking.space.label}, code="taken")
    if other:
        sentence = _("%(person)s has %(place)s at that time now: this absence stays.")
        words = {"person": booking.person, "place": other.space.label}
        return Refusal(sentence % words, code="has_another")
    return None
