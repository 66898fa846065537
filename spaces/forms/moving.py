"""Forms with which a booking is moved."""

from datetime import date, datetime, time

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.forms import DayField
from core.words import clock
from spaces.forms.fields import HourChoice
from spaces.models import Space
from spaces.pages.moving import Destinations
from spaces.pages.words import slot_name
from spaces.schedule import Opening, Slot, Span, instant

NOT_CHOSEN = gettext_lazy("Nothing was moved: choose one of these.")
NOT_THAT_DAY = gettext_lazy(
    "Nothing was moved: it is not available on this day. Choose one of these."
)


class MoveForm(forms.Form):
    """The button, and what is chosen as `space`, `start`, `end`."""

    def __init__(self, data=None):
        super().__init__(data)
        self.helper = FormHelper()
        # The page draws one form around the day and the choice: both are sent.
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.add_input(Submit("move", _("Move the booking to the chosen day")))

    @property
    def wanted(self) -> dict:
        """What `actions.move` needs, of a valid form."""
        raise NotImplementedError


class MoveDeskForm(MoveForm):
    """A place for a half day or a day: the free ones are shown, each one is understood."""

    place = forms.ChoiceField(
        label=gettext_lazy("Where and when"),
        error_messages={"required": NOT_CHOSEN, "invalid_choice": NOT_THAT_DAY},
    )

    def __init__(self, destinations: Destinations, data=None, *, wanted=()):
        super().__init__(data)
        self._spans = {_key(*where): (where, span) for where, span in destinations.slots.items()}
        field = self.fields["place"]
        field.choices = [(key, key) for key in self._spans]
        # Asked when it is drawn: what a refusal has just shown to be taken is not offered again.
        field.widget.choices = lambda: self._offered(destinations.free_slots)
        proposed = (dict(wanted).get("place"), _key_of(destinations))
        # On a closed day the choice is only carried on, for the day that is looked at next.
        known = self._spans or proposed
        self.initial["place"] = next((key for key in proposed if key and key in known), None)

    def _offered(self, free: dict[tuple[Slot, Space], Span]) -> list:
        """What is free; where what was chosen is not, nothing is: nobody asked for the first of the list."""
        is_free = self["place"].value() in {_key(*where) for where in free}
        return [*([] if is_free else [("", _("Choose"))]), *_grouped(free)]

    @property
    def wanted(self) -> dict:
        (_slot, space), (start, end) = self._spans[self.cleaned_data["place"]]
        return {"space": space, "start": start, "end": end}


def _key(slot: Slot, place: Space) -> str:
    return f"{slot}/{place.code}"


def _key_of(destinations: Destinations) -> str | None:
    """The place and slot in which the booking is, on another date too."""
    booking = destinations.booking
    day = booking.day
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
    start = HourChoice(label=pgettext_lazy("an hour", "From"))
    end = HourChoice(label=pgettext_lazy("an hour", "Until"))

    def __init__(self, destinations: Destinations, data=None, *, wanted=()):
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
            **dict(wanted),
        }
        if self.initial["place"] not in self._places:
            self.initial["place"] = booking.space.code
        for name in ("start", "end"):
            self.fields[name].keep(self.data.get(name, self.initial[name]), self.day)
        half = "col-6"
        hours_in_a_row = Row(Column("start", css_class=half), Column("end", css_class=half))
        self.helper.layout = Layout("place", hours_in_a_row)

    @property
    def wanted(self) -> dict:
        space = self._places[self.cleaned_data["place"]]
        return {"space": space, "start": self._at("start"), "end": self._at("end")}

    def _at(self, name: str) -> datetime:
        return instant(self.day, time.fromisoformat(self.cleaned_data[name]))


class DayForm(forms.Form):
    """To which day; an address of its own for each, so that it can be looked at before."""

    giorno = DayField(label=gettext_lazy("Day"))

    def __init__(self, day: date | str, last: date | None):
        super().__init__(initial={"giorno": day})
        limits = {"max": last.isoformat()} if last else {}
        self.fields["giorno"].widget.attrs |= limits
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
