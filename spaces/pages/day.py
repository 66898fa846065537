"""The page of one day, ready to be shown: its dates, its parts, the plan, the list of places."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.clock import monday_of
from core.words import day_long, day_short, page_language
from spaces.availability.cells import HAD, SLOTS, Cell, Cells
from spaces.models import Space, WaitingRequest
from spaces.models.places import title_of
from spaces.pages import plan
from spaces.pages.addresses import CODE, Addresses, offers_of, quoted
from spaces.pages.words import Phrases, hours_of, names_the_place, slot_name, week_label
from spaces.rules import PlaceDay, State, answer_to
from spaces.rules.answers import CLOSED, FULL, NOT_FOR_YOU, NOT_YET, OVER, YOURS
from spaces.schedule import Slot, spans

#: Of several reasons why no desk can be had, the one that tells most, first.
TELLING = (YOURS, FULL, NOT_YET, NOT_FOR_YOU, OVER, CLOSED)


class Look(NamedTuple):
    """What places that the rules can't tell apart show alike on one date; `CODE` stands for that of each."""

    cell: Cell
    css: str
    #: The state in words, escaped.
    words: str
    #: Where a press leads; nothing where it can't be had.
    url: str
    #: Where one joins the waiting list for the place.
    wait_url: str


class Mark(NamedTuple):
    """One place on the plan and in the list. All words are escaped."""

    own: "Own"
    look: Look
    #: State and equipment in words.
    words: str
    #: What is drawn in its box.
    shape: str

    @property
    def url(self) -> str:
        return self.look.url.replace(CODE, self.own.code)

    @property
    def wait_url(self) -> str:
        return self.look.wait_url.replace(CODE, self.own.code)

    @property
    def css_in_list(self) -> str:
        """The class of its link in the list, which looks another way where the place is the reader's."""
        state = self.look.cell.state
        return f' class="{state}"' if state in HAD else ""


class Own(NamedTuple):
    """What is a place's own, whatever the day: escaped, as addresses and plan have it."""

    code: str
    label: str
    title: str
    #: In its box on the plan.
    letters: str
    #: How its shape is moved there.
    where: str


@dataclass(frozen=True)
class Group:
    """The places of a zone."""

    name: str
    title_at: SafeString
    #: The name, as far as there is room for it on the plan.
    title: str
    marks: list[Mark]

    @property
    def drawn(self) -> SafeString:
        """The places as the plan draws them, each with its name for who does not see it."""
        return mark_safe("".join([_drawn(mark) for mark in self.marks]))

    @property
    def bookable(self) -> SafeString:
        """A list of those that can be had; nothing without one."""
        links = [_listed(mark, mark.url, mark.css_in_list) for mark in self.marks if mark.look.url]
        return mark_safe("".join(links))

    @property
    def awaitable(self) -> SafeString:
        """A list of those that can be waited for; nothing without one."""
        links = [_listed(mark, mark.wait_url) for mark in self.marks if mark.look.wait_url]
        return mark_safe("".join(links))


def _listed(mark: Mark, url: str, css: str = "") -> str:
    return f'<li><a href="{url}"{css}><b>{mark.own.label}</b> {mark.words}</a>'


def _drawn(mark: Mark) -> str:
    own, look = mark.own, mark.look
    box = f'<use class="box" href="#{mark.shape}"/><text>{own.letters}</text>'
    about = f'class="{look.css}" aria-label="{own.title}, {mark.words}"'
    if look.url:
        return f'<a href="{mark.url}" {about} {own.where}>{box}</a>'
    return f'<g role="img" {about} {own.where}>{box}</g>'


@lru_cache(maxsize=1024)
def _own(name, kind, code, x, y, width, height, _language) -> Own:
    return Own(
        code=quoted(code),
        label=escape(name or code),
        title=escape(title_of(name, kind, code)),
        letters=escape(plan.drawn_label(name, code, width)),
        where=plan.where(x, y, width, height),
    )


@lru_cache(maxsize=1024)
def _offered(names: tuple[str, ...]) -> str:
    """The equipment of a place, after what is said of its state."""
    return "".join([f", {escape(name[:1].lower() + name[1:])}" for name in names])


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

    cells: Cells
    day: date
    slot: Slot

    @cached_property
    def closed(self) -> str:
        return self.cells.read.why_closed(self.day)

    @cached_property
    def notice(self) -> str:
        """Why nothing can be booked on this date by this person; nothing when something can."""
        if self.closed:
            return _("The coworking is closed on %(day)s: %(reason)s.") % {
                "day": day_long(self.day),
                "reason": self.closed,
            }
        if self.day < self.cells.read.today:
            return _("This day is over: this is how it ended.")
        return self._why_all_barred()

    def _why_all_barred(self) -> str:
        """Why none of the places is for this person; nothing when one is free, or somebody's."""
        last = None
        for place in self.cells.places:
            cell = self.cells.cell(place, self.day, Slot.DAY)
            if is_barred(cell):
                last = cell
            elif not _is_shut(cell):
                return ""
        return self._why_barred(last) if last else ""

    def _why_barred(self, cell: Cell) -> str:
        kinds = dict.fromkeys(place.kind for place in self.cells.places)
        return cell.objection.of_any_place([self.cells.read.rules_of(kind) for kind in kinds])

    @cached_property
    def title(self) -> str:
        return day_long(self.day) if self.notice else self.status

    @cached_property
    def week(self) -> str:
        return week_label(monday_of(self.day))

    @cached_property
    def previous_week(self) -> str:
        return self._day_url(monday_of(self.day) - timedelta(days=7))

    @cached_property
    def next_week(self) -> str:
        return self._day_url(monday_of(self.day) + timedelta(days=7))

    @cached_property
    def _address(self) -> str:
        """The page's own, in which the date stands once."""
        return reverse("spaces:day", args=[self.day])

    def _day_url(self, day: date, slot: Slot | None = None) -> str:
        address = self._address.replace(str(self.day), str(day))
        return f"{address}?fascia={slot or self.slot}"

    @cached_property
    def days(self) -> list[DayLink]:
        """The dates of the week, each with its free desks in this slot."""
        dates = self.cells.read.usual_days()
        if self.day not in dates:
            dates = sorted([*dates, self.day])
        return [self._day_link(day) for day in dates]

    def _day_link(self, day: date) -> DayLink:
        weekday, number = day_short(day).split(" ", 1)
        free = self.cells.free_desks(day, self.slot)
        words = ngettext("%(n)d free", "%(n)d free", free) % {"n": free}
        if not free or day < self.cells.read.today:
            words = self._why_none(day)
        is_here = day == self.day
        return DayLink(self._day_url(day), weekday, number, words, is_here, "" if free else "none")

    def _why_none(self, day: date) -> str:
        """In a word why no desk can be had in this part of the date."""
        if day < self.cells.read.today:
            return str(OVER)
        cells = []
        for cell in self.cells.desks(day, self.slot):
            if cell.state == State.PARTLY:
                return pgettext("a day", "partly")
            cells.append(cell)
        return str(answer_to(most_telling(cells).code).of_day if cells else CLOSED)

    @cached_property
    def slots(self) -> list[SlotLink]:
        hours = self.cells.hours_of_desks(self.day)
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
        free = self.cells.free_desks(self.day, self.slot)
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
        return self._why_no_desk(about)

    @property
    def why_not_today(self) -> str:
        """Why no desk can be had where they are not all taken: closed, over, or not for who looks."""
        if self.cells.free_desks(self.day, self.slot):
            return ""
        cell = most_telling(self.cells.desks(self.day, self.slot))
        is_full = cell and (answer_to(cell.code).of_day == FULL or cell.state == State.PARTLY)
        return "" if is_full else self.notice or self.status

    def _why_no_desk(self, about: dict) -> str:
        hours = self.cells.hours_of_desks(self.day)
        cell = most_telling(self.cells.desks(self.day, self.slot)) if hours else None
        if cell is None:
            return _("The desks are closed on %(day)s. The rooms are open.") % about
        why = answer_to(cell.code).of_day
        if why == OVER:
            return _("On %(day)s this part is over: %(slot)s. Look at a later one.") % about
        if why == CLOSED:
            sentence = _(
                "The desks are closed on %(day)s, %(slot)s. Look at another part of the day."
            )
            return sentence % about
        if why == FULL or cell.state == State.PARTLY:
            return (
                _("No desk is free on %(day)s, %(slot)s. Look at another part of the day.") % about
            )
        return self._why_barred(cell)

    @cached_property
    def height(self) -> int:
        return plan.height(self.cells.places)

    @cached_property
    def groups(self) -> list[Group]:
        """The places zone by zone, as the plan draws and the list tells them."""
        zones = [(str(zone), places) for zone, places in plan.by_zone(self.cells.places)]
        corners = [plan.corner(places) for _name, places in zones]
        language = page_language()
        return [
            Group(
                name=name,
                title_at=mark_safe(f'x="{at[0]}" y="{at[1]}"'),
                title=plan.title(name, at, corners),
                marks=[self._mark(place, language) for place in places],
            )
            for (name, places), at in zip(zones, corners, strict=True)
        ]

    @cached_property
    def bookable(self) -> list[Group]:
        return [group for group in self.groups if any(mark.look.url for mark in group.marks)]

    @cached_property
    def legend(self) -> list[dict]:
        """The signs that everybody meets, and the rarer ones that stand on this plan."""
        return plan.legend({mark.look.cell.state for group in self.groups for mark in group.marks})

    @cached_property
    def _addresses(self) -> Addresses:
        return Addresses(self.day, offers_of(self._all_waiting))

    @cached_property
    def _phrases(self) -> Phrases:
        return Phrases()

    @cached_property
    def _shapes(self) -> plan.Shapes:
        return plan.Shapes()

    @property
    def shapes(self) -> SafeString:
        """What the places of the plan are drawn with."""
        return self._shapes.drawn(self.legend)

    @property
    def beside(self) -> str:
        """How the addresses begin that open beside the plan."""
        return self._addresses.choices

    @cached_property
    def _looks(self) -> dict[tuple, Look]:
        """By what the rules can tell of a place on the date."""
        return {}

    def _mark(self, place: Space, language: str) -> Mark:
        look = self._look_of(place)
        own = _own(
            place.name, place.kind, place.code,
            place.plan_x, place.plan_y, place.plan_width, place.plan_height, language,
        )  # fmt: skip
        words = look.words + _offered(tuple(place.offers))
        return Mark(own, look, words, self._shapes.of(place, look.cell))

    def _look_of(self, place: Space) -> Look:
        sort = self.cells.read.sort_of(place, self.day)
        found = self._looks.get(sort)
        if found is None:
            found = self._look(self.cells.read.on(place, self.day))
            if sort is not None and not names_the_place(found.cell):
                self._looks[sort] = found
        return found

    def _look(self, here: PlaceDay) -> Look:
        cell = self.cells.cell_of(here, self.slot)
        return Look(
            cell,
            css=f"place {cell.state}" + (" second" if cell.slot == Slot.AFTERNOON else ""),
            words=self._phrases.of(cell, here),
            url=self._addresses.of(CODE, cell, self.slot, by_the_hour=here.by_the_hour),
            wait_url=self._wait_url(here.space, cell),
        )

    def _wait_url(self, place: Space, cell: Cell) -> str:
        """For a desk or office that somebody has booked, in a time that has not begun.

        What is assigned to others is theirs for the day: nobody gives it back by cancelling.
        """
        if cell.state is not State.TAKEN or not self._may_wait:
            return ""
        if place.kind not in Space.DESKS_AND_OFFICES or not cell.may_wait:
            return ""
        return self._addresses.to_wait(self.slot) + f"{CODE}/"

    @cached_property
    def _may_wait(self) -> bool:
        span = self.cells.hours_of_desks(self.day).get(self.slot)
        return bool(span) and span[0] > self.cells.read.now

    @cached_property
    def awaitable(self) -> list[Group]:
        return [group for group in self.groups if any(mark.look.wait_url for mark in group.marks)]

    @cached_property
    def kinds_to_wait_for(self) -> list[dict]:
        """The kinds of desks for which one can queue: when not one desk is left."""
        if self.notice or not self._may_wait or self.cells.free_desks(self.day, self.slot):
            return []
        waited = {request.kind for request in self._waiting if not request.space_id}
        awaited = dict.fromkeys(
            place.kind
            for place in self.cells.places
            if place.kind in Space.DESKS and self.cells.cell(place, self.day, self.slot).may_wait
        )
        return [
            {"name": Space.Kind(kind).label, "url": f"{self._addresses.to_wait(self.slot)}{kind}/"}
            for kind in awaited
            if kind not in waited
        ]

    @cached_property
    def _all_waiting(self) -> list[WaitingRequest]:
        return self.cells.read.waiting()

    @cached_property
    def _waiting(self) -> list[WaitingRequest]:
        """What the person waits for in this slot."""
        span = self.cells.hours_of_desks(self.day).get(self.slot)
        own = self._all_waiting
        return [one for one in own if span and spans.meets(one, *span)]

    @cached_property
    def waits(self) -> list[dict]:
        """The person's own requests for this slot, each with its page."""
        places = {place.pk: place for place in self.cells.places} if self._waiting else {}
        return [
            {
                "wanted": _wanted(request, places.get(request.space_id)),
                "url": reverse("spaces:waiting", args=[request.pk]),
                "is_offered": request.status == WaitingRequest.Status.OFFERED,
            }
            for request in self._waiting
        ]


def _wanted(request: WaitingRequest, place: Space | None) -> str:
    return place.title if place else request.get_kind_display()


def is_barred(cell: Cell) -> bool:
    """Whether a rule about the person and the day keeps it, whoever has it."""
    answer = answer_to(cell.code)
    return bool(cell.code) and answer.state == State.BARRED and not answer.is_link


def _is_shut(cell: Cell) -> bool:
    return cell.state in (State.SHUT, State.OUT, State.OVER)


def most_telling(cells: list[Cell]) -> Cell | None:
    """Of cells that can't be had, the one whose reason tells most."""
    refused = [cell for cell in cells if cell.code]
    return min(refused, key=_how_telling, default=None)


def _how_telling(cell: Cell) -> int:
    """The smaller, the more; a word that nobody has ranked tells least."""
    word = answer_to(cell.code).of_day
    return TELLING.index(word) if word in TELLING else len(TELLING)
