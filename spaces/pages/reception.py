"""What the staff need to book for somebody at the desk or on the phone: who it is, what is free, whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.words import clock
from spaces.availability.cells import HALVES
from spaces.availability.engine import Availability
from spaces.models import Assignment, Space
from spaces.rules import State, answer_to
from spaces.schedule import Slot, Span

#: More than these are not chosen from, but searched for with more words.
MOST_FOUND = 20


@dataclass(frozen=True)
class Free:
    """A place that nobody holds at that time."""

    place: Space
    start: datetime
    end: datetime
    #: Whose it is on that day: it is for this person, or organisation, only.
    holder: str = ""

    @property
    def words(self) -> str:
        words = f"{self.place.title}, {clock(self.start)}–{clock(self.end)}"
        if not self.holder:
            return words
        return _("%(place)s, assigned to %(holder)s") % {"place": words, "holder": self.holder}


class FreePlaces:
    """The free places of one day, each by the name that a form sends. Assigned ones come last.

    `read` is for nobody: who it is for is not chosen yet, so only what is true of the places counts. `kept` are
    the day's assignments (`Assignment.objects.keeping`).
    """

    def __init__(self, read: Availability, day: date, kept: Iterable[Assignment]):
        self.read, self.day = read, day
        self._holders = {one.space_id: one.holder for one in kept}

    def now(self) -> dict[str, Free]:
        """The desks and offices for the half day that lasts or soon begins, then those for all the day."""
        found = {}
        for slot in (*HALVES, Slot.DAY):
            for place, span in self._in_slot(slot):
                if self._may_begin(place, slot, span):
                    found[f"{place.code}/{slot}"] = self._free(place, span)
        return _assigned_last(found)

    def in_slot(self, slot: Slot) -> dict[str, Free]:
        """The places that are booked by half day, for one slot."""
        found = {place.code: self._free(place, span) for place, span in self._in_slot(slot)}
        return _assigned_last(found)

    def between(self, start: datetime, end: datetime) -> dict[str, Free]:
        """The places that are booked by the hour, for this time."""
        rooms = (place for place in self.read.places if self.read.by_the_hour(place))
        found = {
            place.code: self._free(place, (start, end))
            for place in rooms
            if self._is_free(place, (start, end))
        }
        return _assigned_last(found)

    def _in_slot(self, slot: Slot) -> list[tuple[Space, Span]]:
        read = self.read
        places = [place for place in read.places if not read.by_the_hour(place)]
        spans = [(place, read.slots(place, self.day).get(slot)) for place in places]
        return [(place, span) for place, span in spans if span and self._is_free(place, span)]

    def _is_free(self, place: Space, span: Span) -> bool:
        """Whether nobody has it; what is assigned is for its holder, who may be the one that asks."""
        refused = self.read.true_of_the_place(self.read.ask(place, *span))
        return refused is None or (
            answer_to(refused.code).state == State.ASSIGNED and not refused.ask.is_taken
        )

    def _may_begin(self, place: Space, slot: Slot, span: Span) -> bool:
        if place.kind not in Space.DESKS_AND_OFFICES:
            return False
        morning, now = self.read.slots(place, self.day).get(Slot.MORNING), self.read.now
        if slot == Slot.DAY and morning and morning[1] <= now:
            return False
        return span[0] - self.read.rules_of(place.kind).early <= now < span[1]

    def _free(self, place: Space, span: Span) -> Free:
        return Free(place, *span, holder=self._holders.get(place.pk, ""))


def _assigned_last(found: dict[str, Free]) -> dict[str, Free]:
    return dict(sorted(found.items(), key=lambda item: bool(item[1].holder)))
