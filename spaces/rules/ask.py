"""What somebody wants, with all that the rules must know about it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from core.access import Permission, allows, runs_the_place
from core.clock import day_of, local_midnight, monday_of
from core.ranges import covers
from members.models import User
from spaces.models import Booking, KindRules, PlanRule, Space
from spaces.schedule import Opening, Slot, Span, holiday, is_in_service, spans

DESKS_AND_OFFICES = frozenset(kind.value for kind in Space.DESKS_AND_OFFICES)
ROOMS = frozenset(kind.value for kind in Space.ROOMS)


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
    #: In which a membership rests.
    suspended: tuple[tuple[date, date | None], ...] = ()
    #: The plan of each membership that has one, with its time.
    plans: tuple[tuple[date, date | None, int], ...] = ()
    #: As what the person was admitted last (`Application.Kind`); nothing without an application.
    applicant_kind: str = ""
    #: Those that hold a place: also the offers of a waiting list.
    bookings: tuple[OwnBooking, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether a membership covers the date."""
        return any(covers(starts, ends, day) for starts, ends in self.memberships)

    def is_suspended(self, day: date) -> bool:
        """Whether the membership rests on the date."""
        return any(covers(since, until, day) for since, until in self.suspended)

    def plan_on(self, day: date) -> int | None:
        """The number of the plan that holds on the date."""
        return next((plan for starts, ends, plan in self.plans if covers(starts, ends, day)), None)

    def other_desk(self, start: datetime, end: datetime) -> OwnBooking | None:
        """The desk or office that the person sits at in this time; not one that was left, nor rooms."""
        near = (own for own in self.bookings if spans.meets(own, start, end))
        desks = (own for own in near if own.kind in DESKS_AND_OFFICES and not own.is_left)
        return next(desks, None)

    def coming(self, kind: str, now: datetime) -> int:
        """How many bookings of this kind of place the person has that have not begun."""
        return sum(
            own.kind == kind and own.status == Booking.Status.CONFIRMED and own.start > now
            for own in self.bookings
        )

    def time_in_week(self, kind: str, day: date) -> timedelta:
        """How long the firm bookings of this kind are that begin in the week of the date, elapsed."""
        firm = (own for own in self.bookings if own.kind == kind and own.status in Booking.FIRM)
        monday = monday_of(day)
        in_week = (own for own in firm if monday_of(day_of(own.start)) == monday)
        return sum((own.end - own.start for own in in_week), timedelta(0))


@dataclass(frozen=True)
class Asker:
    """For whom a place is wanted, and when that is asked."""

    #: None when nobody is named yet: only what is true of the place itself can be asked then.
    person: User | None
    now: datetime
    own: Own = field(default_factory=Own)
    #: The booking that is to become the one asked for: it is in nobody's way.
    moving: Booking | None = None
    #: Who asks; None when it is the person.
    by: User | None = None

    @cached_property
    def person_id(self) -> int | None:
        return self.person and self.person.pk

    @cached_property
    def runs_the_place(self) -> bool:
        """The staff book for the programme: limits that share places fairly do not bind them."""
        return self.person is not None and runs_the_place(self.person)

    @cached_property
    def books(self) -> bool:
        """Whether the person's role and account may book at all."""
        return self.person is not None and allows(self.person, Permission.BOOK)

    @cached_property
    def for_another(self) -> bool:
        """Whether sentences name the person, because somebody else reads them."""
        return self.by is not None and self.by.pk != self.person.pk

    @cached_property
    def today(self) -> date:
        return day_of(self.now)


class Occupied(NamedTuple):
    """A time in which somebody holds a place."""

    start: datetime
    end: datetime
    person_id: int
    booking_id: int
    status: str
    #: Until when an offer waits for its answer.
    until: datetime | None
    #: The place that was booked: this one, or a room that shares a part with it.
    space_id: int
    #: The name of that other room; nothing when this one itself was booked.
    joined: str
    #: The name of the place that was booked.
    place: str

    @property
    def is_offer(self) -> bool:
        return self.status == Booking.Status.OFFERED


class KindDay(NamedTuple):
    """What the places of a kind have in common on one date; or the same of a place with hours of its own."""

    rules: KindRules
    by_the_hour: bool
    #: What must stay free between two bookings.
    buffer: timedelta
    #: When it is open, and the parts of the day for which it is booked.
    open_spans: tuple[Span, ...]
    slots: dict[Slot, Span]


class PlaceDay:
    """One place on one date: what its asks of that date have in common."""

    __slots__ = (
        "_occupied", "_who", "by_the_hour", "day", "has_usual_hours", "is_anothers", "is_own",
        "open_spans", "opening", "pause", "rules", "slots", "space",
    )  # fmt: skip

    def __init__(
        self,
        space: Space,
        day: date,
        of_kind: KindDay,
        opening: Opening,
        pause: timedelta,
        who: Callable[[Space, date], tuple[Occupied, ...]],
        *,
        has_usual_hours: bool = True,
        is_anothers: bool = False,
        is_own: bool = False,
    ):
        self.space, self.day, self.opening = space, day, opening
        self.rules, self.by_the_hour, _buffer, self.open_spans, self.slots = of_kind
        #: What must stay free around a booking: the longest buffer of the rooms that share a part.
        self.pause = pause
        #: Tells who holds the place when that is asked.
        self._who, self._occupied = who, None
        #: Assigned on this date: to others, or to the person who asks.
        self.is_anothers, self.is_own = is_anothers, is_own
        #: Whether it is in service and open as every place of its kind is.
        self.has_usual_hours = has_usual_hours

    @property
    def occupied(self) -> tuple[Occupied, ...]:
        """Who holds the place, or what shares a part with it, on this date or too near to it; in order."""
        if self._occupied is None:
            self._occupied = self._who(self.space, self.day)
        return self._occupied

    @property
    def is_in_service(self) -> bool:
        return self.has_usual_hours or is_in_service(self.space, self.day)

    @property
    def held_that_day(self) -> list[Occupied]:
        """Who holds the place on the date itself, in order."""
        start, end = local_midnight(self.day), local_midnight(self.day + timedelta(days=1))
        return [one for one in self.occupied if spans.meets(one, start, end)]


class Ask:
    """Somebody wants a place for `[start, end)`."""

    __slots__ = ("_occupied", "asker", "end", "place", "start")

    def __init__(
        self,
        asker: Asker,
        place: PlaceDay,
        start: datetime,
        end: datetime,
        occupied: tuple[Occupied, ...] | None = None,
    ):
        self.asker, self.place, self.start, self.end = asker, place, start, end
        #: Given for what ends on a later date than the place's.
        self._occupied = occupied

    @property
    def occupied(self) -> tuple[Occupied, ...]:
        """Who holds the place, near this time."""
        return self.place.occupied if self._occupied is None else self._occupied

    @property
    def is_of_one_day(self) -> bool:
        return self._occupied is None

    @property
    def person(self) -> User | None:
        return self.asker.person

    @property
    def now(self) -> datetime:
        return self.asker.now

    @property
    def own(self) -> Own:
        return self.asker.own

    @property
    def moving(self) -> Booking | None:
        return self.asker.moving

    @property
    def by(self) -> User | None:
        return self.asker.by

    @property
    def for_another(self) -> bool:
        return self.asker.for_another

    @property
    def person_runs_the_place(self) -> bool:
        return self.asker.runs_the_place

    @property
    def space(self) -> Space:
        return self.place.space

    @property
    def day(self) -> date:
        """The date in Rome on which it begins."""
        return self.place.day

    @property
    def monday(self) -> date:
        """With which the week of the date begins."""
        return monday_of(self.day)

    @property
    def is_holiday(self) -> bool:
        return bool(holiday(self.day))

    @property
    def rules(self) -> KindRules:
        return self.place.rules

    @property
    def plan_rule(self) -> PlanRule | None:
        """What the person's plan says of this kind of place; None where it says nothing."""
        plan = self.own.plan_on(self.day) if self.own.plans else None
        return plan and self.opening.setup.plan_rules.get((plan, self.space.kind))

    @property
    def max_coming(self) -> int | None:
        """How many bookings to come the person may have of this kind of place."""
        return self._of_plan("max_coming") or self.rules.max_coming

    @property
    def max_hours_week(self) -> int | None:
        return self._of_plan("max_hours_week") or self.rules.max_hours_week

    def _of_plan(self, name: str) -> int | None:
        rule = self.plan_rule
        return rule and getattr(rule, name)

    @property
    def opening(self) -> Opening:
        return self.place.opening

    @property
    def buffer(self) -> timedelta:
        return self.place.pause

    @property
    def by_the_hour(self) -> bool:
        return self.place.by_the_hour

    @property
    def open_spans(self) -> tuple[Span, ...]:
        return self.place.open_spans

    @property
    def is_assigned(self) -> bool:
        """Whether the place is somebody else's on that day."""
        return self.place.is_anothers

    @property
    def offered(self) -> bool:
        """Whether the place is open for just this time."""
        if self.by_the_hour:
            for start, end in self.place.open_spans:  # noqa: SIM110 (as in `is_taken`)
                if start <= self.start and self.end <= end:
                    return True
            return False
        return (self.start, self.end) in self.place.slots.values()

    @property
    def is_member(self) -> bool:
        return self.own.covers(self.day)

    @property
    def other(self) -> OwnBooking | None:
        """The desk or office that the person has already at that time, if this is one too."""
        if self.place.space.kind not in DESKS_AND_OFFICES:
            return None
        return self.own.other_desk(self.start, self.end)

    @property
    def in_the_way(self) -> list[Occupied]:
        """Who holds the place in this very time, in order."""
        return [one for one in self.occupied if spans.meets(one, self.start, self.end)]

    @property
    def is_taken(self) -> bool:
        """Whether somebody was first."""
        start, end = self.start, self.end
        for one in self.occupied:  # noqa: SIM110 (asked of every cell of a week: half the time of `any`)
            if one[0] < end and one[1] > start:
                return True
        return False

    @property
    def joined(self) -> str:
        """The other room whose booking holds this one: it is made of this one, is part of it, or shares a part."""
        return next((one.joined for one in self.in_the_way if one.joined), "")

    @property
    def mine(self) -> Occupied | None:
        """The person's own booking that holds the room, or what shares a part with it, in this time."""
        if self.place.space.kind not in ROOMS:
            return None
        person_id, start, end = self.asker.person_id, self.start, self.end
        for one in self.occupied:
            if one.person_id == person_id and one.start < end and one.end > start:
                return one
        return None
