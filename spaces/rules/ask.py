"""What somebody wants, with all that the rules must know about it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from core.access import runs_the_place
from core.clock import ROME
from spaces.models import Booking, KindRules, Space
from spaces.schedule.opening import Opening
from spaces.schedule.spans import Span


class OwnBooking(NamedTuple):
    """A booking that the person has: the kind and name of its place, its time and status."""

    kind: str
    place: str
    start: datetime
    end: datetime
    status: str
    #: Whether the person has left it: the place stays booked, the person sits nowhere.
    is_left: bool = False

    @property
    def is_offer(self) -> bool:
        """Whether the person has only been offered the place."""
        return self.status == Booking.Status.OFFERED


@dataclass(frozen=True)
class Own:
    """What the person brings: memberships, the application admitted, bookings from that week on."""

    memberships: tuple[tuple[date, date | None], ...] = ()
    #: As what the person was admitted last (`Application.Kind`); nothing without an application.
    applicant_kind: str = ""
    #: Those that hold a place: also the offers of a waiting list.
    bookings: tuple[OwnBooking, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether a membership covers the date."""
        return any(
            starts <= day and (ends is None or day < ends) for starts, ends in self.memberships
        )

    def other_desk(self, start: datetime, end: datetime) -> OwnBooking | None:
        """The desk or office that the person sits at in this time; not one that was left, nor rooms."""
        desks = (own for own in self.bookings if own.kind in Space.DESKS_AND_OFFICES)
        kept = (own for own in desks if not own.is_left)
        return next((own for own in kept if own.start < end and own.end > start), None)

    def coming(self, kind: str, now: datetime) -> int:
        """How many bookings of this kind of place the person has that have not begun."""
        return sum(
            own.kind == kind and own.status == Booking.Status.CONFIRMED and own.start > now
            for own in self.bookings
        )

    def time_in_week(self, kind: str, day: date) -> timedelta:
        """How long the firm bookings of this kind are that begin in the week of the date, elapsed."""
        firm = (own for own in self.bookings if own.kind == kind and own.status in Booking.FIRM)
        week = day.isocalendar()[:2]
        in_week = (own for own in firm if _day_of(own.start).isocalendar()[:2] == week)
        return sum((own.end - own.start for own in in_week), timedelta(0))


def _day_of(moment: datetime) -> date:
    return moment.astimezone(ROME).date()


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
    own: Own
    #: What must stay free around it: the place's own buffer, or a longer one of a room that shares a part.
    pause: timedelta = timedelta(0)
    #: When somebody holds the place, or what shares a part with it: in this time, or within the buffer.
    held: tuple[Span, ...] = ()
    #: The other room whose booking holds this one: it is made of this one, is part of it, or shares a part.
    joined: str = ""
    #: The person's own booking that holds the place, or what shares a part with it, in this time.
    mine: Booking | None = None
    #: On that day the place is somebody else's.
    is_assigned: bool = False
    #: The booking that is to become this one.
    moving: Booking | None = None
    #: Who asks; None when it is the person.
    by: object | None = None

    @property
    def day(self) -> date:
        return _day_of(self.start)

    @property
    def buffer(self) -> timedelta:
        return max(self.pause, self.rules.buffer)

    @property
    def by_the_hour(self) -> bool:
        return self.rules.unit == KindRules.Unit.HOURS

    @property
    def for_another(self) -> bool:
        """Whether sentences name the person, because somebody else reads them."""
        return self.by is not None and self.by.pk != self.person.pk

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
        return runs_the_place(self.person)

    @property
    def is_member(self) -> bool:
        return self.own.covers(self.day)

    @property
    def other(self) -> OwnBooking | None:
        """The desk or office that the person has already at that time, if this is one too."""
        if self.space.kind not in Space.DESKS_AND_OFFICES:
            return None
        return self.own.other_desk(self.start, self.end)

    @property
    def is_taken(self) -> bool:
        """Whether somebody was first."""
        return any(start < self.end and end > self.start for start, end in self.held)
