"""Where a booking can go on a date: the choices of the page that moves it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.months import ROME, local_midnight
from core.templatetags.dates import clock
from spaces import asks, spans
from spaces.models import Booking, Space
from spaces.nearest import Around
from spaces.opening import Opening, Slot
from spaces.plan import hours_of, slot_name
from spaces.spans import Span

NOT_CHOSEN = gettext_lazy("Nothing was moved: choose one of these.")
ROOMS = [Space.Kind.MEETING_ROOM, Space.Kind.EVENT_ROOM]


@dataclass(frozen=True)
class Free:
    """A place with the times of the day that are left of it, for rooms by the hour."""

    place: Space
    spans: tuple[Span, ...]

    @property
    def hours(self) -> str:
        return hours_of(self.spans)


class Destinations:
    """The places of the booking's sort on one date, asked as if the booking were not there."""

    def __init__(self, booking: Booking, day: date, by):
        self.booking, self.day = booking, day
        self.opening = Opening.on(day)
        self._around = Around(_places_like(booking.space, day), self.opening, booking)
        self.rules = self._around.rules_of(booking.space.kind)
        self._ask = asks.ask_for(
            person=booking.person,
            space=booking.space,
            start=local_midnight(day),
            end=local_midnight(day + timedelta(days=1)),
            moving=booking,
            by=by,
        )

    @property
    def by_the_hour(self) -> bool:
        return self.rules.by_the_hour

    @cached_property
    def places(self) -> list[Space]:
        """Those that are booked as the booking's own place is."""
        unit = self.rules.unit
        return [
            each for each in self._around.places if self._around.rules_of(each.kind).unit == unit
        ]

    @cached_property
    def slots(self) -> dict[tuple[Slot, Space], Span]:
        """Every slot of every place, free or not; slots in the order of the day."""
        found = {}
        for slot in (Slot.MORNING, Slot.AFTERNOON, Slot.DAY):
            for place in self.places:
                half = self._around.rules_of(place.kind).half_day_at
                if span := self.opening.slots(place, self.day, half).get(slot):
                    found[slot, place] = span
        return found

    @cached_property
    def free_slots(self) -> dict[tuple[Slot, Space], Span]:
        """Those that the person can have."""
        return {
            where: span
            for where, span in self.slots.items()
            if self._around.can_have(self._ask, where[1], *span)
        }

    @cached_property
    def free_rooms(self) -> list[Free]:
        """The rooms that have a time left, with what is left of each."""
        found = [Free(place, self._left(place)) for place in self.places]
        return [free for free in found if free.spans]

    def _left(self, place: Space) -> tuple[Span, ...]:
        open_spans = self.opening.of(place, self.day)
        past = (local_midnight(self.day), self._ask.now)
        wanted = self._around.ask_for(
            self._ask, place, local_midnight(self.day), local_midnight(self.day + timedelta(days=1))
        )
        buffer = self._around.rules_of(place.kind).buffer
        held = [(start - buffer, end + buffer) for start, end in wanted.held]
        if wanted.is_assigned:
            return ()
        return spans.less(open_spans, [*held, past] if past[0] < past[1] else held)

    @cached_property
    def hours(self) -> list[datetime]:
        """Each step of the hours in which one of the rooms is open."""
        step = timedelta(minutes=self.rules.raster_minutes)
        found = set()
        for place in self.places:
            for start, end in self.opening.of(place, self.day):
                while start <= end:
                    found.add(start)
                    start += step
        return sorted(found)

    @property
    def why_none(self) -> str:
        """Why nothing is open on the date; nothing when something is."""
        return self.opening.why_closed(self.booking.space, self.day)


def _places_like(space: Space, day: date) -> list[Space]:
    kinds = Space.DESKS_AND_OFFICES if space.kind in Space.DESKS_AND_OFFICES else ROOMS
    found = Space.objects.in_service_on(day).filter(kind__in=kinds)
    return list(found.order_by("zone__order", "code"))


class MoveForm(forms.Form):
    """The button, and what is chosen as `space`, `start`, `end`."""

    def __init__(self, data=None):
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.add_input(Submit("move", _("Move the booking")))

    @property
    def wanted(self) -> dict:
        """What `actions.move` needs, of a valid form."""
        raise NotImplementedError


class MoveDeskForm(MoveForm):
    """A place for a half day or a day: the free ones are shown, each one is understood."""

    place = forms.ChoiceField(
        label=gettext_lazy("Where and when"),
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NOT_CHOSEN},
    )

    def __init__(self, destinations: Destinations, data=None):
        super().__init__(data)
        self._spans = {_key(*where): (where, span) for where, span in destinations.slots.items()}
        field = self.fields["place"]
        field.choices = [(key, key) for key in self._spans]
        field.widget.choices = _grouped(destinations.free_slots)
        now = _key_of(destinations)
        if now in self._spans:
            self.initial["place"] = now

    @property
    def wanted(self) -> dict:
        (_slot, space), (start, end) = self._spans[self.cleaned_data["place"]]
        return {"space": space, "start": start, "end": end}


def _key(slot: Slot, place: Space) -> str:
    return f"{slot}/{place.code}"


def _key_of(destinations: Destinations) -> str | None:
    """The place and slot in which the booking is, on another date too."""
    booking = destinations.booking
    day = booking.start.astimezone(ROME).date()
    opening = destinations.opening if day == destinations.day else Opening.on(day)
    slots = opening.slots(booking.space, day, destinations.rules.half_day_at)
    found = (slot for slot, span in slots.items() if span == (booking.start, booking.end))
    slot = next(found, None)
    return _key(slot, booking.space) if slot else None


def _grouped(free: dict[tuple[Slot, Space], Span]) -> list:
    """The choices, slot by slot; each says also its own hours, for who hears one alone."""
    groups = {}
    for (slot, place), (start, end) in free.items():
        words = f"{place.title}, {clock(start)}–{clock(end)}"
        groups.setdefault(slot, []).append((_key(slot, place), words))
    return [(slot_name(slot), choices) for slot, choices in groups.items()]


class MoveRoomForm(MoveForm):
    """A room from one hour to another."""

    place = forms.ChoiceField(
        label=gettext_lazy("Room"),
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NOT_CHOSEN},
    )
    start = forms.ChoiceField(label=pgettext_lazy("an hour", "From"))
    end = forms.ChoiceField(label=pgettext_lazy("an hour", "Until"))

    def __init__(self, destinations: Destinations, data=None):
        super().__init__(data)
        self.day, booking = destinations.day, destinations.booking
        self._places = {place.code: place for place in destinations.places}
        self.fields["place"].choices = [(code, room.title) for code, room in self._places.items()]
        hours = [(clock(hour), clock(hour)) for hour in destinations.hours]
        self.fields["start"].choices, self.fields["end"].choices = hours[:-1], hours[1:]
        self.initial = {
            "place": booking.space.code,
            "start": clock(booking.start),
            "end": clock(booking.end),
        }
        half = "col-6"
        hours_in_a_row = Row(Column("start", css_class=half), Column("end", css_class=half))
        self.helper.layout = Layout("place", hours_in_a_row)

    @property
    def wanted(self) -> dict:
        space = self._places[self.cleaned_data["place"]]
        return {"space": space, "start": self._at("start"), "end": self._at("end")}

    def _at(self, name: str) -> datetime:
        return datetime.combine(self.day, time.fromisoformat(self.cleaned_data[name]), tzinfo=ROME)


class DayForm(forms.Form):
    """To which day; a page of its own for each, so that it can be looked at before."""

    giorno = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, day: date, last: date | None):
        super().__init__(initial={"giorno": day})
        limits = {"max": last.isoformat()} if last else {}
        self.fields["giorno"].widget.attrs |= limits
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
