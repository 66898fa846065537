"""What a person is likely to want next: the usual desk, on the next days on which it can be had."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from spaces.availability import nearest
from spaces.availability.cells import HAD, SLOTS, Cells
from spaces.availability.steps import Steps
from spaces.models import Space
from spaces.pages.words import hours_of, slot_name
from spaces.schedule import Slot, soon

#: A habit is what somebody did in this time.
HABIT = timedelta(days=90)


@dataclass(frozen=True)
class Proposal:
    """A free desk on a date: one more tap confirms it."""

    place: Space
    day: date
    slot: Slot
    hours: str
    #: The desk that is taken on that date, near to which this one stands; None when it is not taken.
    instead_of: Space | None = None
    #: Whether it is the person's usual desk, or own place.
    is_usual: bool = False

    @property
    def url(self) -> str:
        return reverse("spaces:choice", args=[self.day, self.slot, self.place.code])

    @property
    def when(self) -> str:
        """`giornata, 08:30–18:30`"""
        return f"{slot_name(self.slot).lower()}, {self.hours}"


def usual_place(person, cells: Cells) -> Space | None:
    """The place that is assigned to the person; else the desk booked most often lately."""
    habits, today = soon.habits(person, cells.read.now - HABIT), cells.read.today
    own = (place.pk for place in cells.places if cells.read.on(place, today).is_own)
    places = {place.pk: place for place in cells.places}
    return next((places[pk] for pk in (*own, *habits) if pk in places), None)


def proposals(person, steps: Steps) -> list[Proposal]:
    """For today, if it is still open, and for the next open day after it: where the person has no desk yet."""
    usual, found = usual_place(person, steps.near), []
    dates = ((cells, day) for cells in steps for day in cells.read.opening.days())
    for cells, day in dates:
        proposal = _on(cells, day, usual)
        if proposal:
            found.append(proposal)
        if proposal and day > cells.read.today:
            break
    return found


def _on(cells: Cells, day: date, usual: Space | None) -> Proposal | None:
    first = cells.current_slot(day)
    if first is None or _has_a_desk(cells, day, first):
        return None
    for slot in SLOTS if first == Slot.DAY else (first,):
        free = [place for place in cells.places if _is_free(cells, place, day, slot)]
        if free:
            return _proposal(cells, day, slot, free, usual)
    return None


def _has_a_desk(cells: Cells, day: date, slot: Slot) -> bool:
    desks = (place for place in cells.places if place.kind in Space.DESKS_AND_OFFICES)
    # Only where the person holds something is there anything to look at.
    own = (place for place in desks if _holds(cells, place, day))
    return any(cells.cell(place, day, slot).state in HAD for place in own)


def _holds(cells: Cells, place: Space, day: date) -> bool:
    person_id = cells.read.asker.person_id
    return any(one.person_id == person_id for one in cells.read.on(place, day).occupied)


def _is_free(cells: Cells, place: Space, day: date, slot: Slot) -> bool:
    if place.kind not in Space.DESKS_AND_OFFICES or cells.read.by_the_hour(place):
        return False
    return cells.is_free(place, day, slot)


def _proposal(cells: Cells, day: date, slot: Slot, free: list[Space], usual) -> Proposal:
    place = min(free, key=lambda each: _wanted(each, usual))
    hours = hours_of(cells.cell(place, day, slot).spans)
    is_usual = usual is not None and place.pk == usual.pk
    return Proposal(place, day, slot, hours, None if is_usual else usual, is_usual)


def _wanted(place: Space, usual: Space | None) -> tuple:
    """The usual place first, then the desks near to it; without a habit any desk before an office."""
    if usual is None:
        return (place.kind not in Space.DESKS,)
    far = (place.kind in Space.DESKS) != (usual.kind in Space.DESKS)
    return (place.pk != usual.pk, far, *nearest.distance(usual, place))
