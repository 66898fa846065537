"""The half days of all places in a week."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, TypedDict

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.words import day_short
from spaces.availability.cells import HALVES, SLOTS, Cells
from spaces.models import Space
from spaces.pages import plan
from spaces.pages.day import Addresses, offers_of
from spaces.pages.words import slot_name, state_words, week_label
from spaces.rules import State
from spaces.schedule.opening import Slot

#: What stands in a half day that is no link. A link has the half day's letter.
SIGNS = {
    State.TAKEN: "✕",
    State.ASSIGNED: "●",
    State.BARRED: "⊘",
    State.SHUT: "–",
    State.OVER: "·",
    State.OUT: "!",
}


class Half(TypedDict):
    """Half a day of one place in the week's table: a letter that one sees, the rest for who hears."""

    css: str
    url: str
    letter: str
    rest: str
    #: What stands in a half day that is no link.
    sign: str


class WeekRow(NamedTuple):
    label: str
    kind: str
    cells: list[list[Half]]


@dataclass
class WeekPage:
    """The half days of all places from Monday to Sunday."""

    cells: Cells
    monday: date

    @cached_property
    def label(self) -> str:
        return week_label(self.monday)

    @cached_property
    def previous(self) -> str:
        return reverse("spaces:week", args=[self.monday - timedelta(days=7)])

    @cached_property
    def next(self) -> str:
        return reverse("spaces:week", args=[self.monday + timedelta(days=7)])

    @cached_property
    def dates(self) -> list[date]:
        return self.cells.read.usual_days()

    @property
    def letters(self) -> str:
        """`M = morning, P = afternoon`"""
        names = [slot_name(slot) for slot in HALVES]
        signs = ", ".join(f"{name[0]} = {name.lower()}" for name in names)
        return _("%(signs)s; a hatched half day cannot be had.") % {"signs": signs}

    @cached_property
    def legend(self) -> list[dict]:
        """Every sign that stands in the table, as it looks there."""
        letter = slot_name(Slot.MORNING)[0]
        shown = {
            half["css"]
            for _zone, rows in self.groups
            for row in rows
            for halves in row.cells
            for half in halves
        }
        return [
            {"css": state.value, "sign": SIGNS.get(state, letter), "words": words}
            for state, words in plan.sign_words().items()
            if state in shown
        ]

    @property
    def columns(self) -> int:
        return len(self.dates) + 1

    @cached_property
    def heads(self) -> list[dict]:
        """The columns: a link to the day, and why it is closed if it is."""
        return [
            {
                "url": reverse("spaces:day", args=[day]),
                "day": day_short(day),
                "closed": self.cells.read.why_closed(day),
                "is_today": day == self.cells.read.today,
            }
            for day in self.dates
        ]

    @cached_property
    def groups(self) -> list[tuple[str, list[WeekRow]]]:
        offers = offers_of(self.cells.read.waiting())
        days = [(day, day_short(day), Addresses(day, offers)) for day in self.dates]
        names = {slot: slot_name(slot) for slot in SLOTS}
        return [
            (str(zone), [self._row(place, days, names) for place in places])
            for zone, places in plan.by_zone(self.cells.places)
        ]

    def _row(self, place: Space, days, names) -> WeekRow:
        cells = [[self._half(place, *day, slot, names) for slot in HALVES] for day in days]
        return WeekRow(place.label, place.get_kind_display(), cells)

    def _half(self, place: Space, day, short_day, addresses: Addresses, slot: Slot, names) -> Half:
        cell, here = self.cells.cell(place, day, slot), self.cells.read.on(place, day)
        words = state_words(cell, here)
        if cell.state == State.MINE and cell.around:
            # A room held for an hour can be had for the others of the half day.
            cell = cell._replace(state=State.PARTLY, spans=cell.around)
            words = f"{words}, {state_words(cell, here)}"
        url = addresses.of(place, cell, slot, by_the_hour=here.rules.by_the_hour)
        name = names[slot]
        rest = f"{name[1:]}, {place.label}, {short_day}: {words}"
        sign = SIGNS.get(cell.state, name[0])
        return Half(css=cell.state.value, url=url, letter=name[0], rest=rest, sign=sign)
