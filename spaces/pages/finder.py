"""What is free when: the places that somebody can have at a time, and the first ones from now."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import is_shown
from core.words import clock
from spaces.availability.floor import Floor, State, current_slot
from spaces.models import Space, Zone
from spaces.pages.plan import DayPage, hours_of, slot_name
from spaces.schedule import spans
from spaces.schedule.opening import Slot, instant
from spaces.schedule.spans import Span

#: How far a search looks for another day, and for the first free time.
DAYS_TO_LOOK = 31
MEETING = timedelta(hours=1)
HALVES = (Slot.MORNING, Slot.AFTERNOON)


@dataclass(frozen=True)
class Wish:
    """A day and a time, and what the place must be like. Nothing said means that anything will do."""

    day: date
    slot: Slot | None = None
    hours: tuple[time, time] | None = None
    kind: str = ""
    zone: Zone | None = None
    seats: int = 1
    #: Names in the page's language, as `Floor` reads them.
    equipment: frozenset[str] = frozenset()
    step_free: bool = False

    def suits(self, place: Space) -> bool:
        """Whether the place itself is as wished, whoever has it."""
        return (
            self.kind in ("", place.kind)
            and (self.zone is None or self.zone.pk == place.zone_id)
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

    @property
    def facts(self) -> str:
        """Zone, seats, access and equipment in words."""
        seats = ngettext("%(n)d seat", "%(n)d seats", self.place.capacity)
        said = [str(self.place.zone), seats % {"n": self.place.capacity}]
        if self.place.is_step_free:
            said.append(_("step-free"))
        return ", ".join([*said, *(name[:1].lower() + name[1:] for name in self.place.offers)])


def search(floor: Floor, wish: Wish, day: date | None = None) -> list[Found]:
    """The free places of the wish's day, or of another one, that are as wished."""
    day = day or wish.day
    if wish.hours and not all(is_shown(day, hour) for hour in wish.hours):
        return []
    places = (place for place in floor.places if wish.suits(place))
    found = (_find(floor, wish, place, day) for place in places if not floor.bar(place.kind, day))
    return [each for each in found if each]


def another_day(floor: Floor, wish: Wish) -> date | None:
    """The next date on which something is as wished."""
    later = (day for day in floor.opening.days() if day > wish.day)
    return next((day for day in later if search(floor, wish, day)), None)


def why_nothing(floor: Floor, wish: Wish) -> str:
    """Why a whole day has nothing for this person; nothing when it is only taken."""
    return _too_many_people(floor, wish) or DayPage(floor, wish.day, Slot.DAY).notice


def _too_many_people(floor: Floor, wish: Wish) -> str:
    """Whether no place is that large, whatever the day."""
    anyone = replace(wish, seats=1)
    largest = max((place.capacity for place in floor.places if anyone.suits(place)), default=None)
    if largest is None or wish.seats <= largest:
        return ""
    sentence = ngettext(
        "No such place is that large: the largest holds %(n)d person.",
        "No such place is that large: the largest holds %(n)d people.",
        largest,
    )
    return sentence % {"n": largest}


def first_desk(floor: Floor) -> Found | None:
    """The desk that can be had soonest, where the person has none yet."""
    desks = [place for place in floor.places if place.kind in Space.DESKS]
    for day in floor.opening.days():
        for slot in HALVES:
            looks = [(desk, floor.look(desk, day, slot)) for desk in desks]
            if any(look.state in (State.MINE, State.OFFERED) for _desk, look in looks):
                continue
            for desk, look in looks:
                if look.state == State.FREE:
                    return _desk(desk, day, slot, look.spans[0])
    return None


def first_room(floor: Floor) -> Found | None:
    """The room that can be had soonest for a meeting of one hour."""
    rooms = [place for place in floor.places if floor.by_the_hour(place)]
    for day in floor.opening.days():
        free = [
            (time[0], room.code, room, time)
            for room in rooms
            if not floor.bar(room.kind, day)
            and (time := _first_fit(floor.hours_on(room, day), _meeting(floor, room)))
        ]
        if free:
            _start, _code, room, time = min(free, key=lambda each: each[:2])
            return _room(room, day, (time,), time)
    return None


def _meeting(floor: Floor, room: Space) -> timedelta:
    """An hour, or as near to it as the room's rules allow."""
    rule = floor.rules_of(room.kind)
    longest = timedelta(minutes=rule.max_minutes) if rule.max_minutes else MEETING
    shortest = timedelta(minutes=rule.min_minutes or rule.raster_minutes)
    return max(shortest, min(MEETING, longest))


def _first_fit(free: tuple[Span, ...], length: timedelta) -> Span | None:
    return next(((start, start + length) for start, end in free if end - start >= length), None)


def _find(floor: Floor, wish: Wish, place: Space, day: date) -> Found | None:
    if floor.by_the_hour(place):
        return _find_hours(floor, wish, place, day)
    slot = _slot_wanted(floor, wish, place, day)
    look = floor.look(place, day, slot) if slot else None
    if look and look.state == State.FREE:
        return _desk(place, day, slot, look.spans[0])
    if look and look.state == State.PARTLY and not (wish.slot or wish.hours):
        return _desk(place, day, look.slot, look.spans[0])
    return None


def _slot_wanted(floor: Floor, wish: Wish, place: Space, day: date) -> Slot | None:
    """The slot that was asked for, or the shortest one that has the wanted hours in it."""
    if not wish.hours:
        return wish.slot or current_slot(floor, day)
    start, end = (instant(day, hour) for hour in wish.hours)
    slots = floor.slots(place, day)
    within = (
        slot
        for slot in (*HALVES, Slot.DAY)
        if slot in slots and slots[slot][0] <= start and end <= slots[slot][1]
    )
    return next(within, None)


def _find_hours(floor: Floor, wish: Wish, room: Space, day: date) -> Found | None:
    free = floor.hours_on(room, day)
    if wish.hours:
        time = _in_whole_steps(floor, wish, room, day)
        return (
            _room(room, day, (time,), time)
            if time and spans.clip((time,), free) == (time,)
            else None
        )
    span = floor.slots(room, day).get(wish.slot or Slot.DAY)
    free = spans.clip(free, (span,)) if span else ()
    time = _first_fit(free, _meeting(floor, room)) or (free[0] if free else None)
    return _room(room, day, free, time) if time else None


def _in_whole_steps(floor: Floor, wish: Wish, room: Space, day: date) -> Span | None:
    """The wanted hours, widened to the steps of the room; nothing if its rules want another length."""
    rule = floor.rules_of(room.kind)
    time = floor.in_steps(room, tuple(instant(day, hour) for hour in wish.hours))
    length = (time[1] - time[0]) / timedelta(minutes=1)
    fits = (rule.min_minutes or 0) <= length <= (rule.max_minutes or length)
    return time if fits else None


def _desk(place: Space, day: date, slot: Slot, span: Span) -> Found:
    when = f"{slot_name(slot)}, {hours_of([span])}"
    return Found(place, day, when, reverse("spaces:choice", args=[day, slot, place.code]))


def _room(room: Space, day: date, free: tuple[Span, ...], time: Span) -> Found:
    hours = urlencode({"dalle": clock(time[0]), "alle": clock(time[1])}, safe=":")
    url = reverse("spaces:room", args=[room.code, day])
    return Found(room, day, hours_of(free), f"{url}?{hours}")
