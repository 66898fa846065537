"""What is free when: the places that somebody can have at a time, and the first ones from now."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import is_shown
from core.words import clock
from spaces.availability.cells import HALVES, Cell, Cells, shortest
from spaces.availability.steps import Steps
from spaces.models import Space
from spaces.pages.day import DayPage, most_telling
from spaces.pages.words import hours_of, slot_name
from spaces.rules import State, answer_to
from spaces.rules.answers import CLOSED, OVER
from spaces.schedule import Slot, Span, instant, raster, spans

#: How far a search looks for another day, and for the first free time.
DAYS_TO_LOOK = 31
MEETING = timedelta(hours=1)


@dataclass(frozen=True)
class Wish:
    """A day and a time, and what the place must be like. Nothing said means that anything will do."""

    day: date
    slot: Slot | None = None
    hours: tuple[time, time] | None = None
    kind: str = ""
    zone_id: int | None = None
    seats: int = 1
    #: Names in the page's language, as `Availability` reads them.
    equipment: frozenset[str] = frozenset()
    step_free: bool = False

    def suits(self, place: Space) -> bool:
        """Whether the place itself is as wished, whoever has it."""
        return (
            self.kind in ("", place.kind)
            and (self.zone_id is None or self.zone_id == place.zone_id)
            and place.capacity >= self.seats
            and self.equipment.issubset(place.offers)
            and (place.is_step_free or not self.step_free)
        )


@dataclass(frozen=True)
class Found:
    """A place that can be had, with the address on which it is confirmed."""

    place: Space
    day: date
    #: `Mattina, 08:30–13:00`, or the free hours of a room.
    when: str
    url: str
    #: The time that the address proposes.
    span: Span

    @property
    def facts(self) -> str:
        """Zone, seats, access and equipment in words."""
        seats = ngettext("%(n)d seat", "%(n)d seats", self.place.capacity)
        said = [str(self.place.zone), seats % {"n": self.place.capacity}]
        if self.place.is_step_free:
            said.append(_("step-free"))
        return ", ".join([*said, *(name[:1].lower() + name[1:] for name in self.place.offers)])


def search(cells: Cells, wish: Wish, day: date | None = None) -> list[Found]:
    """The free places of the wish's day, or of another one, that are as wished."""
    day = day or wish.day
    if wish.hours and not all(is_shown(day, hour) for hour in wish.hours):
        return []
    places = (place for place in cells.places if wish.suits(place))
    found = (_find(cells, wish, place, day) for place in places)
    return [each for each in found if each]


def days_from(cells: Cells, first: date) -> list[date]:
    """The dates in which a search looks, of those that were read."""
    return [day for day in cells.read.opening.days() if 0 <= (day - first).days < DAYS_TO_LOOK]


def another_day(cells: Cells, wish: Wish) -> date | None:
    """The next date on which something is as wished."""
    later = (day for day in days_from(cells, wish.day) if day > wish.day)
    return next((day for day in later if search(cells, wish, day)), None)


def why_nothing(cells: Cells, wish: Wish) -> str:
    """Why the wish finds nothing: too large, closed, over, not for this person; nothing when it is only taken."""
    return (
        _too_many_people(cells, wish)
        or DayPage(cells, wish.day, Slot.DAY).notice
        or _why_not_one(cells, wish)
    )


def refused(cells: Cells, wish: Wish) -> Cell | None:
    """Of the places as wished, the one whose reason tells most; None when there is no such place."""
    slot = wish.slot or Slot.DAY
    suited = (place for place in cells.places if wish.suits(place))
    return most_telling([cells.cell(place, wish.day, slot) for place in suited])


def _why_not_one(cells: Cells, wish: Wish) -> str:
    cell = refused(cells, wish)
    if cell is None or cell.state == State.TAKEN:
        return ""
    return cell.objection.sentence if cell.objection else ""


def _too_many_people(cells: Cells, wish: Wish) -> str:
    """Whether no place is that large, whatever the day."""
    anyone = replace(wish, seats=1)
    largest = max((place.capacity for place in cells.places if anyone.suits(place)), default=None)
    if largest is None or wish.seats <= largest:
        return ""
    sentence = ngettext(
        "No place of this kind is that large: the largest holds %(n)d person.",
        "No place of this kind is that large: the largest holds %(n)d people.",
        largest,
    )
    return sentence % {"n": largest}


def first_desk(cells: Cells) -> Found | None:
    """The desk that can be had soonest, where the person has none yet."""
    desks = _desks(cells)
    for day in days_from(cells, cells.read.today):
        # A day that is over, or closed, is not asked desk by desk.
        for slot in HALVES if cells.current_slot(day) else ():
            for desk in desks:
                if not cells.read.by_the_hour(desk) and cells.is_free(desk, day, slot):
                    return _desk(desk, day, slot, cells.read.slots(desk, day)[slot])
    return None


def why_no_desk(steps: Steps) -> str:
    """Why there is no `first_desk` in any of the steps."""
    if all(_is_closed(cells, _desks(cells)) for cells in steps):
        return _("The desks are closed in the coming weeks.")
    return _("No desk is free in the coming weeks.")


def why_no_room(steps: Steps) -> str:
    """Why there is no `first_room` in any of the steps."""
    if all(_is_closed(cells, _rooms(cells)) for cells in steps):
        return _("The rooms are closed in the coming weeks.")
    return _("No room is free in the coming weeks.")


def _desks(cells: Cells) -> list[Space]:
    return [place for place in cells.places if place.kind in Space.DESKS]


def _rooms(cells: Cells) -> list[Space]:
    return [place for place in cells.places if cells.read.by_the_hour(place)]


def _is_closed(cells: Cells, places: list[Space]) -> bool:
    """Whether these places are closed, or their time is over, on all dates that were read."""
    asked = ((place, day) for day in days_from(cells, cells.read.today) for place in places)
    found = (cells.cell(place, day, Slot.DAY) for place, day in asked)
    return all(cell.code and answer_to(cell.code).of_day in (CLOSED, OVER) for cell in found)


def first_room(cells: Cells) -> Found | None:
    """The room that can be had soonest for a meeting of one hour."""
    rooms = _rooms(cells)
    for day in days_from(cells, cells.read.today):
        free = [
            (time[0], room.code, room, time)
            for room in rooms
            if (time := _first_fit(_coming_hours(cells, room, day), _meeting(cells, room)))
        ]
        if free:
            _start, _code, room, time = min(free, key=lambda each: each[:2])
            return _room(room, day, (time,), time)
    return None


def _coming_hours(cells: Cells, room: Space, day: date) -> tuple[Span, ...]:
    """The free hours from the next step on: nobody is sent to a meeting that began minutes ago."""
    open_spans = cells.read.on(room, day).open_spans
    if not open_spans or open_spans[-1][1] <= cells.read.now:
        return ()
    now = raster.at_or_after(cells.read.now, cells.read.rules_of(room.kind).raster_minutes)
    free = cells.free_hours(room, day)
    return tuple((max(start, now), end) for start, end in free if end > now)


def _meeting(cells: Cells, room: Space) -> timedelta:
    """An hour, or as near to it as the room's rules allow."""
    rule = cells.read.rules_of(room.kind)
    longest = timedelta(minutes=rule.max_minutes) if rule.max_minutes else MEETING
    return max(shortest(rule), min(MEETING, longest))


def _first_fit(free: tuple[Span, ...], length: timedelta) -> Span | None:
    return next(((start, start + length) for start, end in free if end - start >= length), None)


def _find(cells: Cells, wish: Wish, place: Space, day: date) -> Found | None:
    if cells.read.by_the_hour(place):
        return _find_hours(cells, wish, place, day)
    slot = _slot_wanted(cells, wish, place, day)
    cell = cells.cell(place, day, slot) if slot else None
    if cell and cell.state == State.FREE:
        return _desk(place, day, slot, cell.spans[0])
    if cell and cell.state == State.PARTLY and not (wish.slot or wish.hours):
        return _desk(place, day, cell.slot, cell.spans[0])
    return None


def _slot_wanted(cells: Cells, wish: Wish, place: Space, day: date) -> Slot | None:
    """The slot that was asked for, or the shortest one that has the wanted hours in it."""
    if not wish.hours:
        return wish.slot or cells.current_slot(day)
    start, end = (instant(day, hour) for hour in wish.hours)
    slots = cells.read.slots(place, day)
    within = (
        slot
        for slot in (*HALVES, Slot.DAY)
        if slot in slots and slots[slot][0] <= start and end <= slots[slot][1]
    )
    return next(within, None)


def _find_hours(cells: Cells, wish: Wish, room: Space, day: date) -> Found | None:
    if wish.hours:
        rule = cells.read.rules_of(room.kind)
        hours = tuple(instant(day, hour) for hour in wish.hours)
        time = raster.widened(hours, rule.raster_minutes)
        return _room(room, day, (time,), time) if cells.read.can_have(room, *time) else None
    span = cells.read.slots(room, day).get(wish.slot or Slot.DAY)
    free = spans.clip(_coming_hours(cells, room, day), (span,)) if span else ()
    time = _first_fit(free, _meeting(cells, room)) or (free[0] if free else None)
    return _room(room, day, free, time) if time else None


def _desk(place: Space, day: date, slot: Slot, span: Span) -> Found:
    when = f"{slot_name(slot)}, {hours_of([span])}"
    return Found(place, day, when, reverse("spaces:choice", args=[day, slot, place.code]), span)


def _room(room: Space, day: date, free: tuple[Span, ...], time: Span) -> Found:
    hours = urlencode({"dalle": clock(time[0]), "alle": clock(time[1])}, safe=":")
    url = reverse("spaces:room", args=[room.code, day])
    return Found(room, day, hours_of(free), f"{url}?{hours}", time)
