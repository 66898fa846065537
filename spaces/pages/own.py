"""A person's own bookings in rows, written here and not in the template: they are many, and more each week."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import TypedDict

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.clock import day_of
from core.words import clock, day_long, page_language
from spaces.models import Booking
from spaces.schedule.own import Own


class Date(TypedDict):
    """A date with the bookings that begin on it."""

    day: str
    start: datetime
    lines: SafeString


class Offer(TypedDict):
    """A place that is held for the person `until` an hour."""

    start: datetime
    until: datetime
    place: SafeString
    when: str
    status: SafeString


class Rows:
    """The bookings in HTML. What many of them say alike is found once."""

    def __init__(self):
        self._addresses = {
            "booking": reverse("spaces:booking", args=[0]),
            "series": reverse("spaces:series", args=[0]),
        }
        self._status = cache(_status)

    def offers(self, bookings: Iterable[Own]) -> list[Offer]:
        """What is held for the person, and until when."""
        return [
            {
                "start": each.start,
                "until": each.held_until,
                "place": mark_safe(self._place(each)),
                "when": f"{day_long(each.start)}, {_hours(each)}",
                "status": mark_safe(self._status(each.status)),
            }
            for each in bookings
        ]

    def past(self, bookings: Iterable[Own]) -> SafeString:
        """One row for each, whatever became of it."""
        return mark_safe("".join(self._row(each) for each in bookings))

    def coming(self, bookings: Iterable[Own]) -> list[Date]:
        """Those to come, given in the order of their beginning, under their dates."""
        by_day = groupby(bookings, lambda each: day_long(each.start))
        return [self._date(day, list(found)) for day, found in by_day]

    def _date(self, day: str, found: list[Own]) -> Date:
        lines = "".join(self._line(each) for each in found)
        return {"day": day, "start": found[0].start, "lines": mark_safe(lines)}

    def _row(self, booking: Own) -> str:
        return (
            f'<li><div class="what"><h3>{self._place(booking)}</h3>'
            f"<p>{day_long(booking.start)}, {_hours(booking)}</p></div>{self._status(booking.state)}</li>\n"
        )

    def _line(self, booking: Own) -> str:
        return (
            f'<li><span class="nums">{_hours(booking)}</span> {self._place(booking)} '
            f"{self._status(booking.state)} {self._series(booking)}</li>\n"
        )

    def _place(self, booking: Own) -> str:
        address = self._addresses["booking"].replace("0", str(booking.pk))
        return f'<a href="{address}">{escape(booking.title)}</a>'

    def _series(self, booking: Own) -> str:
        if not booking.series_id:
            return ""
        address = self._addresses["series"].replace("0", str(booking.series_id))
        words = _("it repeats")
        return f'<a class="tag" href="{address}">{escape(words)}</a>'


def soon(bookings: Iterable[Booking]) -> SafeString:
    """The next ones, read with their places: each with the leaf of its date."""
    address, language = reverse("spaces:booking", args=[0]), page_language()
    return mark_safe("".join([_soon(each, address, language) for each in bookings]))


def _soon(booking: Booking, address: str, language: str) -> str:
    link = f'<a href="{address.replace("0", str(booking.pk))}">{escape(booking.space.title)}</a>'
    when = f"{day_long(booking.start)}, {_hours(booking)}"
    leaf = _leaf(day_of(booking.start), language)
    return f'<li>{leaf}<div class="what"><h3>{link}</h3><p>{when}</p></div></li>\n'


@lru_cache(maxsize=1024)
def _leaf(day: date, _language: str) -> str:
    """The leaf as templates show it, in the page's language."""
    return render_to_string("_date_leaf.html", {"day": day})


def _hours(booking: Own | Booking) -> str:
    return f"{clock(booking.start)}–{clock(booking.end)}"


def _status(state: str) -> str:
    label = escape(Booking.Status(state).label)
    return f'<span class="status {Booking.TONES[state]}">{label}</span>'
