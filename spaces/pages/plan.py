"""The plan as it is drawn: boxes, hatching, letters and signs, ready SVG.

Geometry is written here and not in the templates: a tag for each number in a loop of many places costs more
than all the rest of the page.
"""

from functools import lru_cache
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spaces.availability.cells import Cell
from spaces.models import Space
from spaces.rules import State
from spaces.schedule import Slot

WIDTH = 360
MARGIN = 8
#: How high a line of letters is on the plan.
LINE = 16
#: The last of the letters whose width is about that of ours; others may be as wide as they are high.
LATIN = 0x24F
#: What can be had, or is the reader's: nothing is hatched.
CLEAR = (State.FREE, State.MINE, State.OFFERED)


def by_zone(places: list[Space]):
    return [(zone, list(found)) for zone, found in groupby(places, key=lambda place: place.zone)]


def height(places: list[Space]) -> int:
    return max((place.plan_y + place.plan_height for place in places), default=0) + MARGIN


def corner(places: list[Space]) -> tuple[int, int]:
    """Where a zone's title begins: above its places, at their left."""
    return min(place.plan_x for place in places), min(place.plan_y for place in places) - 7


def title(name: str, at: tuple[int, int], corners: list[tuple[int, int]]) -> str:
    """A zone's name, as far as there is room up to the next title on the same line, or the edge of the plan."""
    x, y = at
    right = [other_x for other_x, other_y in corners if other_x > x and abs(other_y - y) < LINE]
    return cut(name, min([*right, WIDTH]) - MARGIN - x)


@lru_cache(maxsize=1024)
def drawn_label(name: str, code: str, width: int) -> str:
    """What stands in a place's box: its name where it fits, else its code, which is on its door too."""
    room = width - MARGIN
    return next(
        (words for words in (name or code, code) if length(words) <= room),
        cut(code, room),
    )


def cut(words: str, room: float) -> str:
    """The words, or as many letters of them as there is room for, with a sign that there are more."""
    if length(words) <= room:
        return words
    kept = words
    while kept and length(kept + "…") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def length(words: str) -> float:
    """How long a label is on the plan at most, in its units: the browser's letters are not known here."""
    return sum(_letter(letter) for letter in words)


def _letter(letter: str) -> float:
    if letter in "iIjl.,:;'’|! ":
        return 4.0
    if letter in "tfr()[]":
        return 5.3
    if letter in "MWmw@–…":
        return 13.7
    if ord(letter) > LATIN or letter == "—":
        return 16
    return 9.7 if letter.isupper() else 7.9


#: What is drawn for each state, 14 by 14.
SIGNS = {
    State.FREE: '<path d="m2.5 7.5 3 3 6-7"/>',
    State.PARTLY: '<circle cx="7" cy="7" r="4.5"/><path class="sign-full" d="M7 2.5a4.5 4.5 0 0 1 0 9Z"/>',
    State.TAKEN: '<path d="m3 3 8 8m0-8-8 8"/>',
    State.MINE: '<path class="sign-full" d="m7 1.2 1.8 3.8 4.1.5-3 2.9.8 4.1L7 10.5l-3.7 2 .8-4.1-3-2.9 4.1-.5Z"/>',  # noqa: E501
    State.SHUT: '<path d="M3 7h8"/>',
    State.OFFERED: '<circle cx="7" cy="7" r="5"/><path d="M7 4v3l2 1.5"/>',
    State.ASSIGNED: '<circle cx="7" cy="4.5" r="2.5"/><path d="M2 12.5c.5-3 2.5-4 5-4s4.5 1 5 4"/>',
    State.BARRED: '<circle cx="7" cy="7" r="5"/><path d="M4.5 7h5"/>',
    State.OUT: '<path d="M7 2.5v6m0 2.5v.5"/>',
    State.OVER: '<path d="M3 11h8"/>',
}


class Shapes:
    """What is drawn in a place's box: hatching and sign. Places of one size and state have it from one shape.

    Its origin is where the letters stand, in the middle of the box. Colours come from the place, by inheritance.
    """

    def __init__(self):
        self._names: dict[tuple, str] = {}

    def of(self, place: Space, cell: Cell) -> str:
        """The name of the shape of a place in this state."""
        half = cell.slot if cell.state is State.PARTLY else None
        key = (cell.state, half, place.plan_width, place.plan_height)
        return self._names.setdefault(key, f"b{len(self._names)}")

    def drawn(self, legend: list[dict]) -> SafeString:
        """All that were asked for, and the signs that stand in them and in the legend."""
        signs = [
            f'<g id="sign-{css}">{SIGNS[State(css)]}</g>'
            for css in (sign["css"] for sign in legend)
        ]
        shapes = [_shape(name, *key) for key, name in self._names.items()]
        return mark_safe("".join([*signs, *shapes]))


@lru_cache(maxsize=256)
def _shape(name: str, state: State, half: Slot | None, width: int, height: int) -> str:
    box = f'x="{-width / 2:g}" y="{3 - height / 2:g}" width="{width}" height="{height}" rx="5"'
    sign = f'<use class="sign" href="#sign-{state}" x="-7" y="6"/>'
    return f'<g id="{name}"><rect {box}/>{_hatching(state, half, width, height)}{sign}</g>'


def _hatching(state: State, half: Slot | None, width: int, height: int) -> str:
    """All of a place that cannot be had, the held half of one that can in part."""
    if state in CLEAR:
        return ""
    left = -width / 2
    if state == State.PARTLY:
        width = width / 2
        left = 0 if half == Slot.MORNING else left
    box = f'x="{left:g}" y="{3 - height / 2:g}" width="{width:g}" height="{height}"'
    return f'<rect {box} rx="5" fill="url(#hatch)" stroke="none"/>'


@lru_cache(maxsize=1024)
def where(x: int, y: int, width: int, height: int) -> str:
    """How far a place's shape and letters are moved."""
    return f'transform="translate({x + width / 2:g} {y + height / 2 - 3:g})"'


def legend(shown: set[str]) -> list[dict]:
    """The signs that everybody meets, and the rarer ones that stand on this page: `css`, `words`, `hatch`."""
    usual = (State.FREE, State.PARTLY, State.TAKEN, State.MINE, State.SHUT)
    words = sign_words()
    return [
        {"css": state.value, "words": words[state], "hatch": _LEGEND_HATCH.get(state, 26)}
        for state in words
        if state in usual or state in shown
    ]


_LEGEND_HATCH = {State.PARTLY: 13, **dict.fromkeys(CLEAR, 0)}


def sign_words() -> dict[State, str]:
    """What each sign means, in the order of the legend."""
    return {
        State.FREE: _("Free"),
        State.PARTLY: _("Partly free"),
        State.TAKEN: _("Taken"),
        State.MINE: _("Yours"),
        State.SHUT: _("Closed"),
        State.OFFERED: pgettext("legend", "Held for you"),
        State.ASSIGNED: pgettext("legend", "Assigned"),
        State.BARRED: _("Not for you to book"),
        State.OUT: _("Out of service"),
        State.OVER: _("Time past"),
    }
