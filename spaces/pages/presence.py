"""A day's roster: each booking with what can be done about it now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.clock import day_of
from core.words import clock
from spaces import rules
from spaces.availability import asks
from spaces.models import Assignment, Booking, KindRules
from spaces.schedule import Opening


@dataclass(frozen=True)
class Attendance:
    """One booking of the day, and the buttons beside it."""

    booking: Booking
    #: What holds for its kind of place.
    rules: KindRules
    now: datetime
    #: Until when coming and leaving are written.
    until: datetime

    @property
    def may_enter(self) -> bool:
        confirmed = self.booking.status == Booking.Status.CONFIRMED
        return confirmed and rules.why_not_check_in(self.booking, self.rules, self.now) is None

    @property
    def why_not_enter(self) -> str:
        """The sentence of who may not come in; nothing for who may, or is in."""
        if self.booking.status == Booking.Status.ATTENDED:
            return ""
        refusal = rules.why_not_check_in(self.booking, self.rules, self.now)
        return refusal.sentence if refusal else ""

    @property
    def is_in(self) -> bool:
        return self.booking.is_in

    @property
    def words(self) -> str:
        """What the roster says of the person: to come, expected, in, left."""
        booking, today = self.booking, day_of(self.now)
        if self.is_in and self.until < self.now:
            came = clock(booking.checked_in_at)
            return _("In at %(hour)s, departure not recorded") % {"hour": came}
        if booking.status != Booking.Status.CONFIRMED:
            return booking.presence
        if self.is_over:
            return _("Nobody checked in")
        is_later = booking.day > today
        return pgettext("a booking on a later day", "Planned") if is_later else booking.presence

    @property
    def is_over(self) -> bool:
        return self.booking.end <= self.now

    @property
    def opens(self) -> datetime:
        """From when the person may be let in."""
        return rules.check_in_from(self.booking, self.rules)

    @property
    def waits_until(self) -> datetime | None:
        """Until when the place waits for its person; None for a booking that is never released by itself."""
        return rules.released_from(self.booking, self.rules)

    @property
    def what_comes(self) -> str:
        """What happens while nobody lets the person in; nothing where the place is not released by itself."""
        until = self.waits_until
        if until is None:
            return ""
        if self.is_over:
            return _("This will count as an absence.")
        hour = clock(min(until, self.booking.end))
        return _("The place is kept until %(hour)s.") % {"hour": hour}

    @property
    def cancel_until(self) -> datetime | None:
        """Until when giving it back is in time; None once that has passed."""
        last = rules.cancel_until(self.booking, self.rules)
        return last if self.now <= last else None

    @property
    def may_leave(self) -> bool:
        return (
            not self.booking.is_left
            and rules.why_not_check_out(self.booking, self.until, self.now) is None
        )

    @property
    def why_not_leave(self) -> str:
        """The sentence of who may not write the departure; nothing for who may."""
        refusal = rules.why_not_check_out(self.booking, self.until, self.now)
        return refusal.sentence if refusal else ""

    @property
    def may_undo(self) -> bool:
        return rules.why_not_undo_check_in(self.booking, self.until, self.now) is None

    @property
    def may_be_absent(self) -> bool:
        return rules.why_not_mark_absent(self.booking, self.rules, self.now) is None

    @property
    def may_unmark(self) -> bool:
        return self.booking.status == Booking.Status.NO_SHOW


def line_of(booking: Booking, now: datetime) -> Attendance:
    """One booking with what can be done about it."""
    day = day_of(booking.end)
    until = rules.present_until(booking, Opening.on(day).of(booking.space, day))
    return Attendance(booking, asks.rules_of(booking.space.kind), now, until)


def lines(bookings: Iterable[Booking], day: date, now: datetime) -> list[Attendance]:
    """The day's bookings (`Booking.objects.on_the_roster`), each with what can be done about it."""
    opening, rules_of = Opening.on(day), KindRules.by_kind()
    return [
        Attendance(
            booking,
            rules_of[booking.space.kind],
            now,
            rules.present_until(booking, opening.of(booking.space, day)),
        )
        for booking in bookings
    ]


def only(lines, words: str) -> list:
    """The lines whose person, e-mail or place holds each of the words; all of them without a word."""
    wanted = words.lower().split()
    return [line for line in lines if all(word in _said_of(line.booking) for word in wanted)]


def _said_of(booking) -> str:
    return f"{booking.person} {booking.person.email} {booking.space.title} {booking.space.code}".lower()


def not_yet_seen(kept: Iterable[Assignment], day: date, lines) -> list[Assignment]:
    """Of the day's assignments, those whose places are open and have no booking on its roster."""
    opening, seen = Opening.on(day), {line.booking.space_id for line in lines}
    return [one for one in kept if one.space_id not in seen and opening.of(one.space, day)]
