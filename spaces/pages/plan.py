"""The plan as it is drawn: boxes, hatching, letters and signs, ready SVG.

Geometry is written here and not in the templates: a tag for each number in a loop of many places costs more
than all the rest of the page.
"""

from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spaces.availability.cells import Cell
from spaces.models import Space
from spaces.rules import State
from spaces.schedule.opening import Slot

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


def drawn_label(place: Space) -> str:
    """What stands in a place's box: its name where it fits, else its code, which is on its door too."""
    room = place.plan_width - MARGIN
    return next(
        (words for words in (place.label, place.code) if length(words) <= room),
        cut(place.code, room),
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


def shapes(place: Space, cell: Cell) -> SafeString:
    """What is drawn for a place; only its label comes from people."""
    x, y, width, height = place.plan_x, place.plan_y, place.plan_width, place.plan_height
    middle, centre = x + width / 2, y + height / 2
    return mark_safe(
        f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}" rx="5"/>'
        f"{_hatching(x, y, width, height, cell)}"
        f'<text x="{middle:g}" y="{centre - 3:g}">{escape(drawn_label(place))}</text>'
        f'<use href="#sign-{cell.state}" x="{middle - 7:g}" y="{centre + 3:g}" width="14" height="14"/>'
    )


def _hatching(x, y, width, height, cell: Cell) -> str:
    """All of a place that cannot be had, the held half of one that can in part."""
    if cell.state in CLEAR:
        return ""
    if cell.state == State.PARTLY:
        x, width = (x, width / 2) if cell.slot != Slot.MORNING else (x + width / 2, width / 2)
    box = f'x="{x:g}" y="{y}" width="{width:g}" height="{height}"'
    return f'<rect class="hatch" {box} rx="5" fill="url(#hatch)"/>'


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
        State.PARTLY: _("Free in part"),
        State.TAKEN: _("Taken"),
        State.MINE: _("Yours"),
        State.SHUT: _("Closed"),
        State.OFFERED: pgettext("legend", "Held for you"),
        State.ASSIGNED: pgettext("legend", "Assigned"),
        State.BARRED: _("Not for you to book"),
        State.OUT: _("Out of service"),
        State.OVER: _("Time over"),
    }
