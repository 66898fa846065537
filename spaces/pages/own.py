"""A person's own bookings in rows, written here and not in the template: they are many, and more each week."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import TypedDict

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.words import clock, day_long
from spaces.models import Booking
from spaces.models.bookings import state_of
from spaces.models.places import title_of

#: What is read of a booking and its place, as named values: an object for each takes longer.
FIELDS = (
    "pk", "start", "end", "status", "held_until", "series_id", "space__name", "space__kind", "space__code",
)  # fmt: skip


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

    def offers(self, bookings: Iterable) -> list[Offer]:
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

    def past(self, bookings: Iterable) -> SafeString:
        """One row for each, whatever became of it."""
        return mark_safe("".join(self._row(each) for each in bookings))

    def coming(self, bookings: Iterable) -> list[Date]:
        """Those to come, given in the order of their beginning, under their dates."""
        by_day = groupby(bookings, lambda each: day_long(each.start))
        return [self._date(day, list(found)) for day, found in by_day]

    def _date(self, day: str, found: list) -> Date:
        lines = "".join(self._line(each) for each in found)
        return {"day": day, "start": found[0].start, "lines": mark_safe(lines)}

    def _row(self, booking) -> str:
        return (
            f'<li><div class="what"><h3>{self._place(booking)}</h3>'
            f"<p>{day_long(booking.start)}, {_hours(booking)}</p></div>{self._status(state(booking))}</li>\n"
        )

    def _line(self, booking) -> str:
        return (
            f'<li><span class="nums">{_hours(booking)}</span> {self._place(booking)} '
            f"{self._status(state(booking))} {self._series(booking)}</li>\n"
        )

    def _place(self, booking) -> str:
        address = self._addresses["booking"].replace("0", str(booking.pk))
        title = title_of(booking.space__name, booking.space__kind, booking.space__code)
        return f'<a href="{address}">{escape(title)}</a>'

    def _series(self, booking) -> str:
        if not booking.series_id:
            return ""
        address = self._addresses["series"].replace("0", str(booking.series_id))
        return f'<a class="tag" href="{address}">{escape(_("it repeats"))}</a>'


def state(booking) -> str:
    """What `Booking.state` says of one that was read as an object."""
    return state_of(booking.status, booking.held_until)


def _hours(booking) -> str:
    return f"{clock(booking.start)}–{clock(booking.end)}"


def _status(state: str) -> str:
    label = escape(Booking.Status(state).label)
    return f'<span class="status {Booking.TONES[state]}">{label}</span>'
