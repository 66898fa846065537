"""The half days of all places in a week.

Rows and cells are written here: a template's tag for each of them costs more than all the rest of the page. What
is written of a place goes for all those that the rules can't tell from it: only label and code are put in anew.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.words import day_short
from spaces.availability.cells import HALVES, Cells
from spaces.models import Space
from spaces.pages import plan
from spaces.pages.addresses import CODE, Addresses, offers_of, quoted
from spaces.pages.words import Phrases, names_the_place, slot_name, week_label
from spaces.rules import PlaceDay, State
from spaces.schedule import Slot

#: In these a letter stands; the others have a sign of the style sheet.
LINKS = (State.FREE, State.PARTLY, State.MINE, State.OFFERED)
#: Where a place's own label comes into what is written for many, as its code does.
LABEL = "\0label"


class Half(NamedTuple):
    """Half a day of one place."""

    state: State
    #: Where a press leads, with `CODE` for that of the place; nothing where it can't be had.
    url: str
    #: Escaped.
    words: str
    #: Whether they are about this place alone.
    names_the_place: bool


class Column(NamedTuple):
    """One date of the table, with what each of its cells says again."""

    day: date
    short: str
    addresses: Addresses


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
        return _("%(signs)s; a hatched half day is not available.") % {"signs": signs}

    @cached_property
    def legend(self) -> list[dict]:
        """Every sign that stands in the table, as it looks there."""
        _body, shown = self._written
        return [
            {"css": state.value, "words": words, "is_link": state in LINKS}
            for state, words in plan.sign_words().items()
            if state in shown
        ]

    @property
    def body(self) -> SafeString:
        """The rows, zone by zone. Only names come from people."""
        return self._written[0]

    @property
    def letter(self) -> str:
        return slot_name(HALVES[0])[0]

    @property
    def columns(self) -> int:
        return len(self.dates) + 1

    @cached_property
    def heads(self) -> list[dict]:
        """The columns: a link to the day, and why it is closed if it is."""
        address, monday = reverse("spaces:day", args=[self.monday]), str(self.monday)
        return [
            {
                "url": address.replace(monday, str(day)),
                "day": day_short(day),
                "closed": self.cells.read.why_closed(day),
                "is_today": day == self.cells.read.today,
            }
            for day in self.dates
        ]

    @cached_property
    def _columns(self) -> list[Column]:
        addresses = Addresses(self.monday, offers_of(self.cells.read.waiting()))
        return [Column(day, day_short(day), addresses.on(day)) for day in self.dates]

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases()

    def half(self, here: PlaceDay, slot: Slot, addresses: Addresses) -> Half:
        """What stands in one half of one cell."""
        cell = self.cells.cell_of(here, slot)
        words = self._phrases.of(cell, here)
        if cell.around and cell.state == State.MINE:
            # A room held for an hour can be had for the others of the half day.
            cell = cell._replace(state=State.PARTLY, spans=cell.around)
            words = f"{words}, {self._phrases.of(cell, here)}"
        url = addresses.of(CODE, cell, slot, by_the_hour=here.by_the_hour)
        return Half(cell.state, url, words, names_the_place(cell))

    @cached_property
    def _written(self) -> tuple[SafeString, set[State]]:
        shown = Shown([(slot, slot_name(slot)) for slot in HALVES], {}, set())
        zones = [
            self._zone(str(zone), places, shown) for zone, places in plan.by_zone(self.cells.places)
        ]
        return mark_safe("".join(zones)), shown.states

    def _zone(self, name: str, places: list[Space], shown: "Shown") -> str:
        head = f'<th scope="rowgroup" colspan="{self.columns}"><span>{escape(name)}</span></th>'
        rows = "".join([self._row(place, shown) for place in places])
        return f'<tbody><tr class="zone">{head}</tr>{rows}</tbody>'

    def _row(self, place: Space, shown: "Shown") -> str:
        label = escape(place.label)
        sort_of, patterns = self.cells.read.sort_of, shown.patterns
        parts = []
        for column in self._columns:
            sort = sort_of(place, column.day)
            parts.append(patterns.get(sort) or self._pattern(place, sort, column, shown))
        cells = "".join(parts).replace(LABEL, label).replace(CODE, quoted(place.code))
        return f'<tr><th scope="row">{label}</th>{cells}</tr>'

    def _pattern(self, place: Space, sort: tuple | None, column: Column, shown: "Shown") -> str:
        """Both halves of a place's day, kept for all that nothing tells from it."""
        here = self.cells.read.on(place, column.day)
        halves = [(self.half(here, slot, column.addresses), name) for slot, name in shown.names]
        shown.states.update([half.state for half, _name in halves])
        cells = "".join([written(half, name, column.short) for half, name in halves])
        pattern = f"<td>{cells}"
        if sort is not None and not any(half.names_the_place for half, _name in halves):
            shown.patterns[sort] = pattern
        return pattern


class Shown(NamedTuple):
    """What has been written of the table."""

    #: The halves in words.
    names: list[tuple[Slot, str]]
    #: By what the rules can tell of a place's day.
    patterns: dict[tuple, str]
    states: set[State]


def written(half: Half, name: str, short: str) -> str:
    """A letter that one sees, the rest for who hears; where it is no link, a sign of the style sheet."""
    if half.url:
        said = f"{name[0]}<i>{name[1:]}, {LABEL}, {short}: {half.words}</i>"
        return f'<a class="half {half.state}" href="{half.url}">{said}</a>'
    return f'<span class="half {half.state}"><i>{name}, {LABEL}, {short}: {half.words}</i></span>'
