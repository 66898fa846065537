"""The day and the week in words and shapes, ready to be shown.

Addresses, dates and geometry are written here and not in the templates: a tag for each of them in a loop
of many places costs more than all the rest of the page.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple, TypedDict
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.words import clock, day_long, day_short
from spaces import rules
from spaces.availability.floor import Bar, Floor, Look, State
from spaces.models import Space, WaitingRequest
from spaces.schedule.opening import Slot

WIDTH = 360
MARGIN = 8
#: How high a line of letters is on the plan.
LINE = 16
#: The last of the letters whose width is about that of ours; others may be as wide as they are high.
LATIN = 0x24F
#: The order in which they are offered.
SLOTS = (Slot.DAY, Slot.MORNING, Slot.AFTERNOON)


def slot_name(slot: Slot) -> str:
    return {
        Slot.MORNING: _("Morning"),
        Slot.AFTERNOON: _("Afternoon"),
        Slot.DAY: _("Whole day"),
    }[slot]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def hours_of(spans) -> str:
    """`08:30–13:00, 14:00–18:30`, never broken at the dash."""
    dash = "\u2060–\u2060"
    return ", ".join(f"{clock(start)}{dash}{clock(end)}" for start, end in spans)


class Mark(TypedDict):
    """One place on the plan and in the list. A dictionary: templates read one faster than an object."""

    state: str
    css: str
    label: str
    #: State and equipment in words.
    words: str
    #: The whole of it, for who does not see the plan.
    name: str
    url: str
    fragment: bool
    #: Where one joins the waiting list for this place.
    wait_url: str
    #: Ready SVG: its box, hatching, letters and sign.
    shapes: SafeString


@dataclass(frozen=True)
class Group:
    """The places of a zone."""

    name: str
    title_at: SafeString
    #: The name, as far as there is room for it on the plan.
    title: str
    marks: list[Mark]

    @property
    def bookable(self) -> list[Mark]:
        return [mark for mark in self.marks if mark["url"]]

    @property
    def awaitable(self) -> list[Mark]:
        return [mark for mark in self.marks if mark["wait_url"]]


class DayLink(NamedTuple):
    url: str
    weekday: str
    date: str
    count: str
    current: bool
    css: str


class SlotLink(NamedTuple):
    url: str
    name: str
    hours: str
    current: bool


@dataclass
class DayPage:
    """Everything on the page of one day and slot."""

    floor: Floor
    day: date
    slot: Slot

    @cached_property
    def closed(self) -> str:
        return self.floor.why_closed(self.day)

    @cached_property
    def notice(self) -> str:
        """Why nothing can be booked on this date by this person; nothing when something can."""
        if self.closed:
            return _("The coworking is closed on %(day)s: %(reason)s.") % {
                "day": day_long(self.day),
                "reason": self.closed,
            }
        if self.day < self.floor.today:
            return _("This day is over: you see how it was left.")
        bar = self.floor.bar_of_all(self.day)
        return self._why_barred(bar) if bar else ""

    def _why_barred(self, bar: Bar) -> str:
        if bar == Bar.TOO_FAR:
            return self._why_too_far
        if bar == Bar.NOT_A_MEMBER:
            return rules.not_a_member_sentence(self.day)
        return _("These places are not for your category of members. Ask the staff.")

    @cached_property
    def _why_too_far(self) -> str:
        """Until when desks are booked, as their confirmation says it too; rooms, if it is another date."""
        floor = self.floor
        kinds = {place.kind for place in floor.places if place.kind not in Space.ROOMS}
        rooms = {place.kind for place in floor.places if place.kind in Space.ROOMS}
        desks = max(kinds & set(Space.DESKS) or kinds or rooms, key=floor.last_day)
        sentence = rules.too_far_sentence(floor.rules_of(desks), floor.last_day(desks))
        room = max(rooms, key=floor.last_day, default=desks)
        if floor.last_day(room) == floor.last_day(desks):
            return sentence
        days = floor.rules_of(room).days_ahead
        of_rooms = ngettext(
            "Rooms are booked up to %(days)d day ahead, today until %(day)s.",
            "Rooms are booked up to %(days)d days ahead, today until %(day)s.",
            days,
        )
        about = {"days": days, "day": day_long(floor.last_day(room))}
        return f"{sentence} {of_rooms % about}"

    @cached_property
    def title(self) -> str:
        return day_long(self.day) if self.notice else self.status

    @cached_property
    def short_day(self) -> str:
        return day_short(self.day)

    @cached_property
    def week(self) -> str:
        return week_label(monday_of(self.day))

    @cached_property
    def previous_week(self) -> str:
        return self._day_url(monday_of(self.day) - timedelta(days=7))

    @cached_property
    def next_week(self) -> str:
        return self._day_url(monday_of(self.day) + timedelta(days=7))

    def _day_url(self, day: date, slot: Slot | None = None) -> str:
        return f"{reverse('spaces:day', args=[day])}?fascia={slot or self.slot}"

    @cached_property
    def days(self) -> list[DayLink]:
        """The dates of the week, each with its free desks in this slot."""
        dates = self.floor.usual_days()
        if self.day not in dates:
            dates = sorted([*dates, self.day])
        pattern = self._day_url(self.day)
        return [self._day_link(day, pattern) for day in dates]

    def _day_link(self, day: date, pattern: str) -> DayLink:
        weekday, number = day_short(day).split(" ", 1)
        free = self.floor.free_desks(day, self.slot)
        words = self._why_none(day) or ngettext("%(n)d free", "%(n)d free", free) % {"n": free}
        url = pattern.replace(str(self.day), str(day))
        return DayLink(url, weekday, number, words, day == self.day, "" if free else "none")

    def _why_none(self, day: date) -> str:
        """In a word why no desk can be had on the date, whoever has booked."""
        hours = self.floor.hours_of_desks(day)
        if day < self.floor.today or (hours and hours[Slot.DAY][1] <= self.floor.now):
            return _("over")
        if not hours:
            return _("closed")
        bar = self.floor.bar_of_desks(day)
        if bar == Bar.TOO_FAR:
            return pgettext("a day", "not yet")
        return pgettext("a day", "not for you") if bar else ""

    @cached_property
    def slots(self) -> list[SlotLink]:
        hours = self.floor.hours_of_desks(self.day)
        return [
            SlotLink(
                self._day_url(self.day, slot),
                slot_name(slot),
                hours_of([hours[slot]]) if slot in hours else "",
                slot == self.slot,
            )
            for slot in SLOTS
        ]

    @cached_property
    def status(self) -> str:
        """`9 free desks on lunedì 23 novembre 2026, morning`, or why there is none."""
        free = self.floor.free_desks(self.day, self.slot)
        about = {"n": free, "day": day_long(self.day), "slot": slot_name(self.slot).lower()}
        if free:
            return (
                ngettext(
                    "%(n)d free desk on %(day)s, %(slot)s",
                    "%(n)d free desks on %(day)s, %(slot)s",
                    free,
                )
                % about
            )
        return self._why_no_desk % about

    @cached_property
    def _why_no_desk(self) -> str:
        hours, bar = self.floor.hours_of_desks(self.day), self.floor.bar_of_desks(self.day)
        if not hours:
            return _("The desks are closed on %(day)s. The rooms are open.")
        if bar:
            return self._why_barred(bar).replace("%", "%%")
        span = hours.get(self.slot)
        if span and span[1] <= self.floor.now:
            return _("On %(day)s this part is over: %(slot)s. Look at a later one.")
        if span is None:
            return _("The desks are closed on %(day)s, %(slot)s. Look at another part of the day.")
        return _("No desk is free on %(day)s, %(slot)s. Look at another part of the day.")

    @cached_property
    def height(self) -> int:
        places = self.floor.places
        return max((place.plan_y + place.plan_height for place in places), default=0) + MARGIN

    @cached_property
    def groups(self) -> list[Group]:
        """The places zone by zone, as the plan draws and the list tells them."""
        zones = [(str(zone), places) for zone, places in _by_zone(self.floor.places)]
        corners = [_corner(places) for _name, places in zones]
        return [
            Group(
                name=name,
                title_at=mark_safe(f'x="{x}" y="{y}"'),
                title=_cut(name, _room_for_title(x, y, corners)),
                marks=[self._mark(place) for place in places],
            )
            for (name, places), (x, y) in zip(zones, corners, strict=True)
        ]

    @cached_property
    def bookable(self) -> list[Group]:
        return [group for group in self.groups if group.bookable]

    @cached_property
    def legend(self) -> list[dict]:
        """The signs that everybody meets, and the rarer ones that stand on this plan."""
        usual = [
            {"css": "free", "words": _("Free")},
            {"css": "partly", "words": _("Free in part"), "hatch": 13},
            {"css": "taken", "words": _("Taken"), "hatch": 26},
            {"css": "mine", "words": _("Yours")},
            {"css": "shut", "words": _("Closed"), "hatch": 26},
        ]
        rare = [
            {"css": "offered", "words": pgettext("legend", "Held for you")},
            {"css": "assigned", "words": pgettext("legend", "Assigned"), "hatch": 26},
            {"css": "barred", "words": _("Not for you to book"), "hatch": 26},
        ]
        shown = {mark["state"] for group in self.groups for mark in group.marks}
        return [*usual, *(sign for sign in rare if sign["css"] in shown)]

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """One address each, to which only a code or a number is added."""
        found = {
            slot: reverse("spaces:choice", args=[self.day, slot, "_"]).removesuffix("_/")
            for slot in SLOTS
        }
        found["room"] = reverse("spaces:room", args=["_", self.day])
        found["booking"] = reverse("spaces:booking", args=[0])
        wait = reverse("spaces:waiting_new", args=[self.day, self.slot, "_"])
        found["wait"] = wait.removesuffix("_/")
        return found

    def _mark(self, place: Space) -> Mark:
        look = self.floor.look(place, self.day, self.slot)
        state = self._state_words(place, look)
        offers = [name[:1].lower() + name[1:] for name in place.offers]
        label = place.label
        url = self.url_of(place, look, self.slot)
        return Mark(
            state=look.state,
            css=f"place {look.state}" + (" second" if look.slot == Slot.AFTERNOON else ""),
            label=label,
            words=", ".join([state, *offers]),
            name=", ".join([place.title, state, *offers]),
            url=url,
            fragment=bool(url) and not look.booking_id and not self.floor.by_the_hour(place),
            wait_url=self._wait_url(place, look),
            shapes=_shapes(place, look),
        )

    def _wait_url(self, place: Space, look: Look) -> str:
        """For a desk or office that somebody has booked, in a time that has not begun.

        What is assigned to others is theirs for the day: nobody gives it back by cancelling.
        """
        if look.state != State.TAKEN or not self._may_wait:
            return ""
        if place.kind not in Space.DESKS_AND_OFFICES or self.floor.bar(place.kind, self.day):
            return ""
        return f"{self._prefixes['wait']}{quote(place.code, safe='')}/"

    @cached_property
    def _may_wait(self) -> bool:
        span = self.floor.hours_of_desks(self.day).get(self.slot)
        return bool(span) and span[0] > self.floor.now

    @cached_property
    def awaitable(self) -> list[Group]:
        return [group for group in self.groups if group.awaitable]

    @cached_property
    def kinds_to_wait_for(self) -> list[dict]:
        """The kinds of desks for which one can queue: when not one desk is left."""
        if self.notice or not self._may_wait or self.floor.free_desks(self.day, self.slot):
            return []
        waited = {request.kind for request in self._waiting if not request.space_id}
        kinds = dict.fromkeys(place.kind for place in self.floor.places)
        return [
            {"name": Space.Kind(kind).label, "url": f"{self._prefixes['wait']}{kind}/"}
            for kind in kinds
            if kind in Space.DESKS and kind not in waited and not self.floor.bar(kind, self.day)
        ]

    @cached_property
    def _waiting(self) -> list[WaitingRequest]:
        """What the person waits for in this slot."""
        span = self.floor.hours_of_desks(self.day).get(self.slot)
        own = self.floor.waiting
        return [one for one in own if span and one.start < span[1] and one.end > span[0]]

    @cached_property
    def waits(self) -> list[dict]:
        """The person's own requests for this slot, each with its page."""
        codes = {place.pk: place.title for place in self.floor.places}
        return [
            {
                "wanted": codes.get(request.space_id) or request.get_kind_display(),
                "url": reverse("spaces:waiting", args=[request.pk]),
                "is_offered": request.status == WaitingRequest.Status.OFFERED,
            }
            for request in self._waiting
        ]

    @cached_property
    def _offers(self) -> dict[int, str]:
        """The page on which an offer is answered, by the booking that holds the place."""
        return {
            request.offer_id: reverse("spaces:waiting", args=[request.pk])
            for request in self.floor.waiting
            if request.offer_id
        }

    def url_of(self, place: Space, look: Look, slot: Slot) -> str:
        """Where a press on the place leads; nowhere when it cannot be had."""
        if look.state == State.OFFERED and look.booking_id in self._offers:
            return self._offers[look.booking_id]
        if look.booking_id:
            return self._prefixes["booking"].replace("0", str(look.booking_id))
        if look.state not in (State.FREE, State.PARTLY):
            return ""
        code = quote(place.code, safe="")
        if self.floor.by_the_hour(place):
            return self._prefixes["room"].replace("/_/", f"/{code}/")
        return f"{self._prefixes[look.slot or slot]}{code}/"

    def _state_words(self, place: Space, look: Look) -> str:
        if look.state == State.SHUT:
            why = self.floor.opening.why_closed(place, self.day)
            return why or _("closed in this slot")
        return state_words(look, place, self.floor.by_the_hour(place))


def state_words(look: Look, place: Space, by_the_hour: bool) -> str:
    """What the state of a place means, without ever saying who holds it."""
    words = _state_words(look, place, by_the_hour)
    return _("your place, %(state)s") % {"state": words} if look.is_own else words


def _state_words(look: Look, place: Space, by_the_hour: bool) -> str:
    if look.state == State.FREE:
        return _free(place)
    if look.state == State.PARTLY and by_the_hour:
        words = _("free %(hours)s") % {"hours": hours_of(look.spans)}
        return _with(look) % {"state": words, "other": look.joined} if look.joined else words
    if look.state == State.PARTLY:
        return _("free in the %(slot)s only") % {"slot": slot_name(look.slot).lower()}
    if look.state == State.BARRED:
        return f"{_free(place)}, {_why_not_yours(look.bar)}"
    if look.state == State.OVER:
        return _("time over")
    return _held_words(look, place) or _("closed in this slot")


def _held_words(look: Look, place: Space) -> str:
    if look.state == State.MINE:
        return _yours(place) % {"hours": hours_of(look.spans)}
    if look.state == State.TAKEN:
        words = _taken(place) % {"hour": clock(look.spans[-1][1])}
        return _with(look) % {"state": words, "other": look.joined} if look.joined else words
    if look.state == State.OFFERED:
        return _offered(place) % {"hour": clock(look.until)}
    return _assigned(place) if look.state == State.ASSIGNED else ""


def _with(look: Look) -> str:
    """How the state is told of a room that is held because another one is booked."""
    if look.state == State.PARTLY:
        return _("%(state)s, otherwise taken (with %(other)s)")
    return _("%(state)s (with %(other)s)")


def _why_not_yours(bar: Bar) -> str:
    return {
        Bar.TOO_FAR: _("not bookable yet"),
        Bar.NOT_A_MEMBER: _("not covered by your membership"),
        Bar.NOT_OPEN: _("not for your category"),
    }[bar]


# In Italian an office is masculine, a desk and a room are feminine.
def _free(place: Space) -> str:
    return pgettext("office", "free") if _is_office(place) else pgettext("desk", "free")


def _yours(place: Space) -> str:
    if _is_office(place):
        return pgettext("office", "yours, %(hours)s")
    return pgettext("desk", "yours, %(hours)s")


def _taken(place: Space) -> str:
    if _is_office(place):
        return pgettext("office", "taken until %(hour)s")
    return pgettext("desk", "taken until %(hour)s")


def _offered(place: Space) -> str:
    if _is_office(place):
        return pgettext("office", "held for you until %(hour)s")
    return pgettext("desk", "held for you until %(hour)s")


def _assigned(place: Space) -> str:
    return pgettext("office", "assigned") if _is_office(place) else pgettext("desk", "assigned")


def _is_office(place: Space) -> bool:
    return place.kind == Space.Kind.OFFICE


def week_label(monday: date) -> str:
    """`23–29 nov`, or `30 nov – 6 dic` across months."""
    sunday = monday + timedelta(days=6)
    first, last = (day_short(day).split(" ", 1)[1] for day in (monday, sunday))
    if monday.month == sunday.month:
        return f"{monday.day}–{last}"
    return f"{first} – {last}"


def _by_zone(places: list[Space]):
    return [(zone, list(found)) for zone, found in groupby(places, key=lambda place: place.zone)]


def _corner(places: list[Space]) -> tuple[int, int]:
    """Where a zone's title begins: above its places, at their left."""
    return min(place.plan_x for place in places), min(place.plan_y for place in places) - 7


def _room_for_title(x: int, y: int, corners: list[tuple[int, int]]) -> int:
    """Up to the next title on the same line, or the edge of the plan."""
    right = [other_x for other_x, other_y in corners if other_x > x and abs(other_y - y) < LINE]
    return min([*right, WIDTH]) - MARGIN - x


def _drawn_label(place: Space) -> str:
    """What stands in a place's box: its name where it fits, else its code, which is on its door too."""
    room = place.plan_width - MARGIN
    return next(
        (words for words in (place.label, place.code) if _length(words) <= room),
        _cut(place.code, room),
    )


def _cut(words: str, room: float) -> str:
    """The words, or as many letters of them as there is room for, with a sign that there are more."""
    if _length(words) <= room:
        return words
    kept = words
    while kept and _length(kept + "…") > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _length(words: str) -> float:
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


def _shapes(place: Space, look: Look) -> SafeString:
    """What is drawn for a place; only its label comes from people."""
    x, y, width, height = place.plan_x, place.plan_y, place.plan_width, place.plan_height
    middle, centre = x + width / 2, y + height / 2
    return mark_safe(
        f'<rect class="box" x="{x}" y="{y}" width="{width}" height="{height}" rx="5" />'
        f"{_hatching(x, y, width, height, look)}"
        f'<text x="{middle:g}" y="{centre - 3:g}">{escape(_drawn_label(place))}</text>'
        f'<use href="#sign-{look.state}" x="{middle - 7:g}" y="{centre + 3:g}" width="14" height="14" />'
    )


def _hatching(x, y, width, height, look: Look) -> str:
    """All of a place that cannot be had, the held half of one that can in part."""
    if look.state in (State.FREE, State.MINE, State.OFFERED):
        return ""
    if look.state == State.PARTLY:
        x, width = (x, width / 2) if look.slot != Slot.MORNING else (x + width / 2, width / 2)
    box = f'x="{x:g}" y="{y}" width="{width:g}" height="{height}"'
    return f'<rect class="hatch" {box} rx="5" fill="url(#hatch)" />'


SIGNS = {
    State.TAKEN: "✕",
    State.ASSIGNED: "●",
    State.BARRED: "–",
    State.SHUT: "–",
    State.OVER: "–",
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

    floor: Floor
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
        return self.floor.usual_days()

    @property
    def letters(self) -> str:
        """`M = morning, P = afternoon`"""
        names = [slot_name(slot) for slot in (Slot.MORNING, Slot.AFTERNOON)]
        signs = ", ".join(f"{name[0]} = {name.lower()}" for name in names)
        return _("%(signs)s; a hatched half day cannot be had.") % {"signs": signs}

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
                "closed": self.floor.why_closed(day),
                "is_today": day == self.floor.today,
            }
            for day in self.dates
        ]

    @cached_property
    def groups(self) -> list[tuple[str, list[WeekRow]]]:
        pages = [DayPage(self.floor, day, Slot.DAY) for day in self.dates]
        names = {slot: slot_name(slot) for slot in SLOTS}
        return [
            (str(zone), [self._row(place, pages, names) for place in places])
            for zone, places in _by_zone(self.floor.places)
        ]

    def _row(self, place: Space, pages: list[DayPage], names) -> WeekRow:
        cells = [
            [self._half(place, page, slot, names) for slot in (Slot.MORNING, Slot.AFTERNOON)]
            for page in pages
        ]
        return WeekRow(place.label, place.get_kind_display(), cells)

    def _half(self, place: Space, page: DayPage, slot: Slot, names) -> Half:
        look = self.floor.look(place, page.day, slot)
        words = state_words(look, place, by_the_hour=self.floor.by_the_hour(place))
        if look.state == State.MINE and self.floor.by_the_hour(place):
            look = self._around_mine(place, page.day, slot, look)
            if look.state == State.PARTLY:
                words = f"{words}, {state_words(look, place, by_the_hour=True)}"
        url = page.url_of(place, look, slot)
        name = names[slot]
        rest = f"{name[1:]}, {place.label}, {page.short_day}: {words}"
        sign = SIGNS.get(look.state, name[0])
        return Half(css=look.state.value, url=url, letter=name[0], rest=rest, sign=sign)

    def _around_mine(self, place: Space, day: date, slot: Slot, mine: Look) -> Look:
        """A room held for an hour can be had for the others of the half day."""
        half = self.floor.slots(place, day)[slot]
        left = self.floor.free_in(place, day, half)
        return Look(State.PARTLY, left) if left else mine
