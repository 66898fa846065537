"""The words of the pages that show places: parts of a day, weeks, and what a place is to who looks."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape  # Django's own asks first whether the text is a lazy one.

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.words import clock, day_short
from spaces.availability.cells import Cell
from spaces.models import Space
from spaces.rules import PlaceDay, State, answer_to
from spaces.schedule import Slot


def slot_name(slot: Slot) -> str:
    return str(_SLOT_NAMES[slot])


_SLOT_NAMES = {
    Slot.MORNING: gettext_lazy("Morning"),
    Slot.AFTERNOON: gettext_lazy("Afternoon"),
    Slot.DAY: gettext_lazy("Whole day"),
}


def hours_of(spans) -> str:
    """`08:30–13:00, 14:00–18:30`, never broken at the dash."""
    return ", ".join([_hours(start, end) for start, end in spans])


@lru_cache(maxsize=4096)
def _hours(start: datetime, end: datetime) -> str:
    """A day's places say the same few hours again and again."""
    return f"{clock(start)}\u2060–\u2060{clock(end)}"


def week_label(monday: date) -> str:
    """`23–29 nov`, or `30 nov – 6 dic` across months."""
    sunday = monday + timedelta(days=6)
    first, last = (day_short(day).split(" ", 1)[1] for day in (monday, sunday))
    if monday.month == sunday.month:
        return f"{monday.day}–{last}"
    return f"{first} – {last}"


def state_words(cell: Cell, here: PlaceDay) -> str:
    """What the state of a place means, without ever saying who holds it."""
    words = _state_words(cell, here)
    return _("your place, %(state)s") % {"state": words} if cell.is_own else words


class Phrases:
    """The words of many cells: what many have in common is put together once."""

    def __init__(self):
        self._said: dict[tuple, str] = {}
        # In Italian an office is masculine, a desk and a room are feminine.
        self._free = {
            True: escape(pgettext("office", "free")),
            False: escape(pgettext("desk", "free")),
        }

    def of(self, cell: Cell, here: PlaceDay) -> str:
        """Escaped, to be written into a page."""
        if cell.state is State.FREE and not cell.is_own:
            return self._free[_is_office(here)]
        if cell.state in OF_THE_PLACE or _is_a_sentence(cell):
            return escape(state_words(cell, here))
        key = (
            cell.state, cell.code, cell.spans, cell.slot, cell.until, cell.is_own, cell.joined, _is_office(here),
        )  # fmt: skip
        if key not in self._said:
            self._said[key] = escape(state_words(cell, here))
        return self._said[key]


def names_the_place(cell: Cell) -> bool:
    """Whether it is the rule's own sentence that is said of the cell."""
    return _is_a_sentence(cell) or (cell.state is State.TAKEN and not cell.spans)


#: Said with a reason that is the place's own.
OF_THE_PLACE = (State.SHUT, State.OUT)


def _is_a_sentence(cell: Cell) -> bool:
    """Whether the rule says why it can't be had, for nothing else does."""
    answer = answer_to(cell.code)
    return bool(cell.code) and answer.state is cell.state and answer.is_a_sentence


def _state_words(cell: Cell, here: PlaceDay) -> str:
    if _is_a_sentence(cell):
        return cell.objection.sentence
    return _WORDS[cell.state](cell, here)


def _free(_cell: Cell, here: PlaceDay) -> str:
    # In Italian an office is masculine, a desk and a room are feminine.
    return pgettext("office", "free") if _is_office(here) else pgettext("desk", "free")


def _partly(cell: Cell, here: PlaceDay) -> str:
    if cell.slot:
        return _("free only in the %(slot)s") % {"slot": slot_name(cell.slot).lower()}
    words = _("free %(hours)s") % {"hours": hours_of(cell.spans)}
    if not cell.joined:
        return words
    sentence = _("%(state)s, otherwise taken (with %(other)s)")
    return sentence % {"state": words, "other": cell.joined}


def _barred(cell: Cell, here: PlaceDay) -> str:
    """Free, but not for who looks."""
    return f"{_free(cell, here)}, {answer_to(cell.code).words}"


def _yours(cell: Cell, here: PlaceDay) -> str:
    words = {"hours": hours_of(cell.spans)}
    if _is_office(here):
        return pgettext("office", "yours, %(hours)s") % words
    return pgettext("desk", "yours, %(hours)s") % words


def _taken(cell: Cell, here: PlaceDay) -> str:
    if not cell.spans:
        return cell.objection.sentence
    words = {"hour": clock(cell.spans[-1][1])}
    if _is_office(here):
        words = pgettext("office", "taken until %(hour)s") % words
    else:
        words = pgettext("desk", "taken until %(hour)s") % words
    if not cell.joined:
        return words
    return _("%(state)s (with %(other)s)") % {"state": words, "other": cell.joined}


def _offered(cell: Cell, here: PlaceDay) -> str:
    words = {"hour": clock(cell.until)}
    if _is_office(here):
        return pgettext("office", "held for you until %(hour)s") % words
    return pgettext("desk", "held for you until %(hour)s") % words


def _assigned(_cell: Cell, here: PlaceDay) -> str:
    if _is_office(here):
        return pgettext("office", "assigned")
    return pgettext("desk", "assigned")


def _over(_cell: Cell, _here: PlaceDay) -> str:
    return _("time past")


def _shut(_cell: Cell, here: PlaceDay) -> str:
    return here.opening.why_closed(here.space, here.day) or _("closed in this slot")


def _out(cell: Cell, here: PlaceDay) -> str:
    hole = here.opening.hole_in(here.space, *cell.span)
    return _("out of service: %(reason)s") % {"reason": hole.reason if hole else ""}


_WORDS = {
    State.FREE: _free,
    State.PARTLY: _partly,
    State.BARRED: _barred,
    State.MINE: _yours,
    State.TAKEN: _taken,
    State.OFFERED: _offered,
    State.ASSIGNED: _assigned,
    State.OVER: _over,
    State.OUT: _out,
    State.SHUT: _shut,
}


def _is_office(here: PlaceDay) -> bool:
    return here.space.kind == Space.Kind.OFFICE
