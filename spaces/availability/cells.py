"""What a place is to the person who looks, in one part of one day: the rules' answer, made into a state.

Free is what can be booked by the next tap, and nothing else; whatever is not free carries the rule's answer.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from core.clock import local_midnight
from core.names import sorted_by_name
from spaces.availability.engine import A_DAY, Availability
from spaces.models import KindRules, Space
from spaces.rules import Objection, Occupied, PlaceDay, Remedy, State, answer_to
from spaces.schedule import Slot, Span, raster, spans
from spaces.schedule.raster import A_MINUTE

HALVES = (Slot.MORNING, Slot.AFTERNOON)
#: The order in which they are offered.
SLOTS = (Slot.DAY, *HALVES)
HAD = (State.MINE, State.OFFERED)


class Cell(NamedTuple):
    """The state of one place in one part of a day, with what the words about it need."""

    state: State
    #: The time about which the state speaks, and why it can't be had.
    span: Span
    objection: Objection | None = None
    #: When it is free, or partly so: what is left. When it is taken or mine: what is held.
    spans: tuple[Span, ...] = ()
    #: The half day that is left of a whole one.
    slot: Slot | None = None
    booking_id: int | None = None
    #: Until when an offer is held.
    until: datetime | None = None
    #: Assigned to the person who looks.
    is_own: bool = False
    #: The other room whose booking holds this one, wholly or in part; nothing if its own do.
    joined: str = ""
    #: The hours that are left around those of one's own.
    around: tuple[Span, ...] = ()

    @property
    def code(self) -> str:
        """With which code `book` refuses the time; nothing when it gives it."""
        return self.objection.code if self.objection else ""

    @property
    def may_wait(self) -> bool:
        """Whether somebody may give it back to who waits."""
        return self.objection is not None and self.objection.may_wait


class Cells:
    """The cells of all places and dates that were read; each is asked once."""

    def __init__(self, read: Availability):
        self.read = read
        self._cells: dict[tuple[PlaceDay, Slot], Cell] = {}
        self._alike: dict[tuple[tuple, Slot], Cell] = {}
        self._free: dict[tuple[tuple, Slot], bool] = {}
        self._free_desks: dict[tuple[date, Slot], int] = {}
        self._sorts: dict[date, list[tuple[tuple | None, list[Space]]]] = {}
        self._shortest: dict[tuple[str, date], list[Span]] = {}
        self._steps: dict[tuple[int, date], list[tuple[Span, Objection | None]]] = {}

    @classmethod
    def of(cls, first: date, until: date, person) -> "Cells":
        """All places of the dates `[first, until)`."""
        return cls(Availability(first, until, person))

    @property
    def places(self) -> list[Space]:
        return self.read.places

    def cell(self, place: Space, day: date, slot: Slot) -> Cell:
        """What the place is in this slot to this person."""
        return self.cell_of(self.read.on(place, day), slot)

    def cell_of(self, here: PlaceDay, slot: Slot) -> Cell:
        """The same, of a place on a date that is at hand."""
        key = (here, slot)
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = self._asked(here, slot)
        return found

    def _asked(self, here: PlaceDay, slot: Slot) -> Cell:
        """Of places that nothing tells apart one is asked for all; each is refused in its own name."""
        alike = self.read.alike(here)
        found = self._alike.get((alike, slot))
        if found is None:
            found = (_of_hours if here.by_the_hour else _of_a_slot)(self, here, slot)
            if alike is not None:
                self._alike[alike, slot] = found
        elif found.objection:
            return found._replace(objection=found.objection.to(here))
        return found

    def steps(self, here: PlaceDay) -> list[tuple[Span, Objection | None]]:
        """The shortest booking of a place by the hour from each of its steps, with why it can't be had."""
        key = (here.space.pk, here.day)
        if key not in self._steps:
            asked = self._shortest_bookings(here)
            self._steps[key] = [(span, self.read.objection_on(here, span)) for span in asked]
        return self._steps[key]

    def _shortest_bookings(self, here: PlaceDay) -> list[Span]:
        """The same for all rooms of a kind that are open as it is."""
        if not here.has_usual_hours:
            return _shortest_bookings(here)
        key = (here.rules.kind, here.day)
        if key not in self._shortest:
            self._shortest[key] = _shortest_bookings(here)
        return self._shortest[key]

    def free_hours(self, place: Space, day: date) -> tuple[Span, ...]:
        """The hours of the day in which a place by the hour can be had."""
        steps = self.steps(self.read.on(place, day))
        return spans.union(span for span, objection in steps if objection is None)

    def is_free(self, place: Space, day: date, slot: Slot) -> bool:
        """Whether the cell is free, asked without more: what is left of it, or who has it, is not said."""
        sort = self.read.sort_of(place, day)
        return self._is_free_of(sort, place, day, slot)

    def _is_free_of(self, sort: tuple | None, place: Space, day: date, slot: Slot) -> bool:
        if sort is None:
            return self._is_free(self.read.on(place, day), slot)
        key = (sort, slot)
        found = self._free.get(key)
        if found is None:
            found = self._free[key] = self._is_free(self.read.on(place, day), slot)
        return found

    def _is_free(self, here: PlaceDay, slot: Slot) -> bool:
        if here.by_the_hour or (here, slot) in self._cells:
            return self.cell_of(here, slot).state is State.FREE
        span = here.slots.get(slot)
        return span is not None and self.read.objection_on(here, span) is None

    def free_desks(self, day: date, slot: Slot) -> int:
        """How many desks can be had for the slot."""
        key = (day, slot)
        if key not in self._free_desks:
            self._free_desks[key] = sum(
                len(desks)
                for sort, desks in self._desks_by_sort(day)
                if self._is_free_of(sort, desks[0], day, slot)
            )
        return self._free_desks[key]

    def _desks_by_sort(self, day: date) -> list[tuple[tuple | None, list[Space]]]:
        """The desks between which nothing tells on the date, together; each that stands alone, with no sort."""
        if day not in self._sorts:
            found = {}
            for desk in self._desks:
                sort = self.read.sort_of(desk, day)
                found.setdefault(sort or desk.id, (sort, []))[1].append(desk)
            self._sorts[day] = list(found.values())
        return self._sorts[day]

    @cached_property
    def _desks(self) -> list[Space]:
        return [place for place in self.places if place.kind in Space.DESKS]

    def desks(self, day: date, slot: Slot) -> Iterator[Cell]:
        """The cells of the desks, each asked when it is reached; those that nothing tells apart have one."""
        return (self.cell(desks[0], day, slot) for _sort, desks in self._desks_by_sort(day))

    def hours_of_desks(self, day: date) -> dict[Slot, Span]:
        """The slots in which desks are open on the date; none when all of them are closed."""
        return next((slots for desk in self._desks if (slots := self.read.slots(desk, day))), {})

    def current_slot(self, day: date) -> Slot | None:
        """The slot that one means on this date: the whole day, or what is left of today; None when over."""
        for desk in self._desks:
            slots = self.read.slots(desk, day)
            if slots and slots[Slot.DAY][1] > self.read.now:
                morning = slots.get(Slot.MORNING)
                return Slot.AFTERNOON if morning and morning[1] <= self.read.now else Slot.DAY
        return None


def _of_a_slot(cells: Cells, here: PlaceDay, slot: Slot) -> Cell:
    """A place that is booked by half day."""
    span = here.slots.get(slot)
    if span is None:
        return _without_the_slot(cells, here)
    objection = cells.read.objection_on(here, span)
    if objection is None:
        return Cell(State.FREE, span, spans=(span,), is_own=here.is_own)
    if answer_to(objection.code).state == State.OVER:
        return Cell(State.OVER, span, objection)
    near = _near(here, span)
    if mine := _mine(cells, here, span):
        return _had(mine, span, objection)
    if slot == Slot.DAY and objection.is_mended(Remedy.THAT_DAY):
        for half in HALVES:
            left = cells.cell(here.space, here.day, half)
            if half in here.slots and left.state == State.FREE:
                return Cell(State.PARTLY, span, objection, left.spans, half, is_own=here.is_own)
    return _refused(cells, here, span, objection, near)


def _of_hours(cells: Cells, here: PlaceDay, slot: Slot) -> Cell:
    """A place that is booked by the hour: each of its steps in the slot is asked."""
    span = here.slots.get(slot)
    if span is None:
        return _without_the_slot(cells, here)
    steps = [
        (asked, objection)
        for asked, objection in cells.steps(here)
        if span[0] <= asked[0] and asked[1] <= span[1]
    ]
    coming = [step for step in steps if not _is_over(step[1])]
    free = spans.union(asked for asked, objection in coming if objection is None)
    near = _near(here, span)
    mine = _mine(cells, here, span)
    if mine and span[1] > cells.read.now:
        return _had(mine, mine[:2], _objection_to(cells, here, mine))._replace(around=free)
    if not free:
        asked, objection = (coming or steps or [(span, cells.read.objection_on(here, span))])[0]
        return _refused(cells, here, asked, objection, near)
    if all(objection is None for _asked, objection in coming):
        return Cell(State.FREE, coming[0][0], spans=(span,), is_own=here.is_own)
    refused = next(step for step in coming if step[1] is not None)
    return Cell(
        State.PARTLY, refused[0], refused[1], free, joined=_joined(near), is_own=here.is_own
    )


def _is_over(objection: Objection | None) -> bool:
    return objection is not None and answer_to(objection.code).state == State.OVER


def _without_the_slot(cells: Cells, here: PlaceDay) -> Cell:
    """The place is not open in that part of the day: all of the day is asked for, so that the rules say why."""
    span = whole_day(here.day)
    return _refused(cells, here, span, cells.read.objection_on(here, span), ())


@lru_cache(maxsize=512)
def whole_day(day: date) -> Span:
    """The date in Rome from midnight to midnight, in UTC."""
    return local_midnight(day).astimezone(UTC), local_midnight(day + A_DAY).astimezone(UTC)


def _refused(
    cells: Cells, here: PlaceDay, span: Span, objection: Objection, near: tuple[Occupied, ...]
) -> Cell:
    """By the rule that is broken. Who is barred from a place sees still what is true of it for all."""
    state = answer_to(objection.code).state
    if state == State.BARRED and (truth := cells.read.true_of_the_place(objection.ask)):
        state = answer_to(truth.code).state
    held = (near[0][:2],) if len(near) == 1 else spans.union(one[:2] for one in near)
    is_own = here.is_own and state in (State.BARRED, State.TAKEN)
    return Cell(state, span, objection, held, joined=_joined(near), is_own=is_own)


def _had(mine: Occupied, span: Span, objection: Objection | None) -> Cell:
    state = State.OFFERED if mine.is_offer else State.MINE
    return Cell(state, span, objection, (mine[:2],), booking_id=mine.booking_id, until=mine.until)


def _objection_to(cells: Cells, here: PlaceDay, one: Occupied) -> Objection | None:
    return cells.read.objection(here.space, one.start, one.end)


def _mine(cells: Cells, here: PlaceDay, span: Span) -> Occupied | None:
    """With what the person who looks has the place itself, and not a room that shares a part, in this time."""
    person_id = cells.read.asker.person_id
    for one in here.occupied:
        is_own = one.person_id == person_id and not one.joined
        if is_own and one.start < span[1] and one.end > span[0]:
            return one
    return None


def _near(here: PlaceDay, span: Span) -> tuple[Occupied, ...]:
    """Who holds the place in this time, or too near to it."""
    if not here.occupied:
        return ()
    start, end = span[0] - here.pause, span[1] + here.pause
    return tuple(one for one in here.occupied if one.start < end and one.end > start)


def _joined(near: tuple[Occupied, ...]) -> str:
    names = [one.joined for one in near if one.joined]
    return ", ".join(sorted_by_name(set(names))) if names else ""


def _shortest_bookings(here: PlaceDay) -> list[Span]:
    """The shortest time that the rules allow, from each step of the open hours."""
    return list(_in(here.open_spans, shortest(here.rules), here.rules.raster_minutes))


@lru_cache(maxsize=512)
def _in(open_spans: tuple[Span, ...], length: timedelta, step: int) -> tuple[Span, ...]:
    """The times of this length that begin on a step of the open ones: the same whoever asks."""
    return tuple(
        (start, start + length)
        for opens, closes in open_spans
        for start in raster.moments((opens, closes), step)
        if start + length <= closes
    )


def shortest(rules: KindRules) -> timedelta:
    """How long the shortest booking by the hour is."""
    least = max(rules.min_minutes or 0, rules.raster_minutes)
    return raster.in_steps(least * A_MINUTE, rules.raster_minutes)
