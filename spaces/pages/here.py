"""What the code on a place leads to, for the person who points a phone at it now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.clock import today
from core.refusals import Refusal
from core.words import clock
from spaces import rules
from spaces.availability import nearest
from spaces.availability.cells import HALVES, SLOTS, Cells
from spaces.availability.engine import Availability
from spaces.models import Booking, Space
from spaces.pages.presence import Attendance
from spaces.rules import Holder, Objection, Remedy, State, answer_to
from spaces.schedule import Opening, Slot, Span, raster

#: For how long a room is offered first.
USUAL_LENGTH = timedelta(hours=1)
#: How far the next open day is looked for.
DAYS_TO_LOOK = 31


class Step(StrEnum):
    """What the page proposes, or tells."""

    LEAVE = "leave"
    ENTER = "enter"
    ANSWER = "answer"
    LEFT = "left"
    WAIT = "wait"
    ELSEWHERE = "elsewhere"
    BOOK = "book"
    TAKEN = "taken"
    ASSIGNED = "assigned"
    OPENS = "opens"
    CLOSED = "closed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Nearest:
    """The nearest place that is free now, and the half day in which a desk is booked."""

    place: Space
    slot: Slot | None = None


@dataclass(frozen=True)
class Shut:
    """A place that is closed now: why, and when it can be had."""

    #: The reason of a closure or an outage, a holiday's name; nothing outside the weekly hours.
    reason: str = ""
    #: When it opens, later today.
    opens: datetime | None = None
    #: What is booked from then; None for a place by the hour, or where the slot is not free as a whole.
    slot: Slot | None = None
    #: When it closed today; None if it was closed all day.
    closed_at: datetime | None = None
    #: The next date on which it is open, when it opens no more today.
    next_day: date | None = None


@dataclass(frozen=True)
class Here:
    """A place, and what its code leads to."""

    place: Space
    step: Step
    #: The own booking that the step is about.
    line: Attendance | None = None
    #: The times for which the place can be taken now.
    offers: tuple[Span, ...] = ()
    #: Why it can't be taken.
    refusal: Refusal | None = None
    #: Until when somebody else has it.
    until: datetime | None = None
    #: When it is released if that person does not come.
    released_at: datetime | None = None
    nearest: Nearest | None = None
    shut: Shut | None = None

    @property
    def choices(self) -> list[tuple[str, Span]]:
        """The offers, each by the name that a form sends: the hour of its end."""
        return [(clock(span[1]), span) for span in self.offers]


def look(person, place: Space) -> Here:
    """What this person can do at this place now: first the own bookings, then the place itself."""
    first = today()
    cells = Cells.of(first, first + timedelta(days=1), person)
    return _own(cells.read, place) or _PlaceNow(cells, place).answer()


# -- The own bookings ------------------------------------------------------------------


def _own(read: Availability, place: Space) -> Here | None:
    """What the person's own bookings of today lead to; None when there is none to speak of."""
    lines = _own_lines(read)
    # Who has a room that is made of rooms has each of them.
    takes_it = {place.pk, *read.links.wholes_of(place.pk)}
    here = [line for line in lines if line.booking.space_id in takes_it]
    for step, fits in STEPS:
        if line := next((line for line in here if fits(line)), None):
            return Here(place, step, line)
    away = [line for line in lines if line not in here and _alike(place, line.booking.space)]
    line = next((line for line in away if _lasts(line) or line.may_enter), None)
    return Here(place, Step.ELSEWHERE, line) if line else None


def _own_lines(read: Availability) -> list[Attendance]:
    return [_line(read, booking) for booking in read.of_today()]


def _line(read: Availability, booking: Booking) -> Attendance:
    until = rules.present_until(booking, read.opening.of(booking.space, read.today))
    return Attendance(booking, read.rules_of(booking.space.kind), read.now, until)


def _lasts(line: Attendance) -> bool:
    return line.may_leave and not line.is_over


def _offered(line: Attendance) -> bool:
    return line.booking.is_open_offer


def _left(line: Attendance) -> bool:
    return line.booking.is_left


def _expected(line: Attendance) -> bool:
    return line.booking.status == Booking.Status.CONFIRMED


#: What is said of an own booking at this place, in the order in which it matters.
STEPS = [
    (Step.LEAVE, _lasts),
    (Step.ENTER, lambda line: line.may_enter),
    (Step.LEAVE, lambda line: line.may_leave),
    (Step.ANSWER, _offered),
    (Step.LEFT, _left),
    (Step.WAIT, _expected),
]


def _alike(place: Space, other: Space) -> bool:
    """One sits at one desk and meets in one room at a time, but may have a room besides a desk."""
    desks = Space.DESKS_AND_OFFICES
    return (place.kind in desks) == (other.kind in desks)


# -- The place -------------------------------------------------------------------------


class _PlaceNow:
    """Whether the place can be taken now, until when, and what else there is if not."""

    def __init__(self, cells: Cells, place: Space):
        self.cells, self.read, self.place = cells, cells.read, place
        self.here = cells.read.on(place, cells.read.today)
        self.rules, self.slots = self.here.rules, self.here.slots

    def answer(self) -> Here:
        wanted = self._hours() if self.rules.by_the_hour else self._half_days()
        # Nothing begins now: what is asked for is this moment, so that the rules say why not.
        answers = {
            span: self.read.objection(self.place, *span) for span in wanted or [self._this_moment()]
        }
        offers = tuple(span for span, refusal in answers.items() if refusal is None)
        if offers:
            return Here(self.place, Step.BOOK, offers=offers)
        return self._refused(next(iter(answers.values())))

    def _this_moment(self) -> Span:
        begin = raster.at_or_before(self.read.now, self.rules.raster_minutes)
        return begin, begin + timedelta(minutes=self.rules.raster_minutes)

    def _half_days(self) -> list[Span]:
        """The half day that lasts, or begins soon; while the morning lasts, all the day too."""
        halves = [self.slots[half] for half in HALVES if half in self.slots]
        coming = [half for half in halves if self.read.now < half[1]]
        if not coming or self.read.now < coming[0][0] - self.rules.early:
            return []
        return coming[:1] if coming != halves else _each_once(coming[0], self.slots[Slot.DAY])

    def _hours(self) -> list[Span]:
        """From the step that lasts: for an hour, and until somebody else comes or the closing."""
        now, held, step = self.read.now, self.here.occupied, self.rules.raster_minutes
        lasting = [span for span in self.here.open_spans if _in(span, now)]
        if not lasting or any(_in(one, now) for one in held):
            return []
        begin = raster.at_or_before(now, step)
        ends = [lasting[0][1], *(one.start - self.here.pause for one in held if one.start > now)]
        if self.rules.max_minutes:
            ends.append(begin + timedelta(minutes=self.rules.max_minutes))
        end = raster.at_or_before(min(ends), step)
        if end <= begin:
            return []
        return _each_once((begin, min(begin + USUAL_LENGTH, end)), (begin, end))

    def _refused(self, refusal: Objection) -> Here:
        state = answer_to(refusal.code).state
        if state in NOT_OPEN and self.here.is_anothers or state == State.ASSIGNED:
            return Here(self.place, Step.ASSIGNED, refusal=refusal, nearest=self._nearest())
        if state in NOT_OPEN and self.here.is_in_service and not self._is_open:
            shut = self._shut()
            step = Step.OPENS if shut.opens else Step.CLOSED
            return Here(self.place, step, refusal=refusal, shut=shut, nearest=self._nearest())
        if refusal.holder is Holder.ANOTHER:
            return self._taken(refusal)
        instead = self._nearest() if refusal.is_mended(Remedy.ELSEWHERE) else None
        return Here(self.place, Step.REFUSED, refusal=refusal, nearest=instead)

    def _taken(self, refusal: Objection) -> Here:
        held = self._held_now()
        return Here(
            self.place,
            Step.TAKEN,
            refusal=refusal,
            until=held.end if held else None,
            released_at=self._released_at(held) if held else None,
            nearest=self._nearest(),
        )

    @property
    def _is_open(self) -> bool:
        return any(_in(span, self.read.now) for span in self.here.open_spans)

    def _shut(self) -> Shut:
        """Why it is closed now, and from when it can be had: later today, or on the next open day."""
        now, day, opening = self.read.now, self.here.day, self.read.opening
        open_spans = self.here.open_spans
        hole = opening.hole_in(self.place, now, now + timedelta(seconds=1))
        reason = opening.why_closed(self.place, day) or (hole.reason if hole else "")
        opens = next((start for start, _end in open_spans if now < start), None)
        if opens:
            return Shut(reason, opens=opens, slot=self._slot_to_come())
        closed_at = open_spans[-1][1] if open_spans else None
        return Shut(reason, closed_at=closed_at, next_day=self._next_open_day())

    def _slot_to_come(self) -> Slot | None:
        """The next half day, if the place is free in it."""
        if self.rules.by_the_hour:
            return None
        coming = (
            half for half in HALVES if half in self.slots and self.slots[half][1] > self.read.now
        )
        half = next(coming, None)
        if half is None:
            return None
        is_free = self.cells.cell(self.place, self.here.day, half).state == State.FREE
        return half if is_free else None

    def _next_open_day(self) -> date | None:
        tomorrow = self.here.day + timedelta(days=1)
        opening = Opening(tomorrow, tomorrow + timedelta(days=DAYS_TO_LOOK))
        return next((day for day in opening.days() if opening.of(self.place, day)), None)

    def _held_now(self) -> Booking | None:
        return self.read.held_around(self.place, self.rules.early).first()

    def _released_at(self, held: Booking) -> datetime | None:
        """When the place comes free by itself: nobody has arrived yet, and the portal waits no longer."""
        if held.status != Booking.Status.CONFIRMED:
            return None
        moment = rules.released_from(held, self.rules)
        return moment if moment and self.read.now < moment < held.end else None

    def _nearest(self) -> Nearest | None:
        """The nearest place of the same sort that this person may take now."""
        alike = [
            place
            for place in self.cells.places
            if place.pk != self.place.pk and _same_sort(place, self.place)
        ]
        found = [(place, slot) for place in alike if (slot := self._free_slot(place)) is not None]
        near = min(found, key=lambda pair: nearest.distance(self.place, pair[0]), default=None)
        return Nearest(near[0], near[1] or None) if near else None

    def _free_slot(self, place: Space) -> Slot | str | None:
        """The slot of today that lasts and in which the place is free; "" for a room that is free now."""
        day, now = self.here.day, self.read.now
        if self.read.by_the_hour(place):
            return "" if any(_in(span, now) for span in self.cells.free_hours(place, day)) else None
        slots = self.read.slots(place, day)
        lasting = (slot for slot in SLOTS if slot in slots and _in(slots[slot], now))
        free = (slot for slot in lasting if self.cells.cell(place, day, slot).state == State.FREE)
        return next(free, None)


#: A time in which the place is closed.
NOT_OPEN = (State.SHUT, State.OUT)


def _in(span: Span, moment: datetime) -> bool:
    return span[0] <= moment < span[1]


def _each_once(*spans: Span) -> list[Span]:
    return list(dict.fromkeys(spans))


def _same_sort(place: Space, wanted: Space) -> bool:
    if wanted.kind in Space.DESKS:
        return place.kind in Space.DESKS
    return place.kind == wanted.kind
