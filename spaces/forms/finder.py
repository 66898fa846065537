"""What somebody looks for: the form of the page "What is free when"."""

from datetime import date

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock import read_moment, today
from core.forms import DayField
from spaces.availability.cells import SLOTS
from spaces.models import Space
from spaces.pages.finder import Wish
from spaces.pages.words import slot_name
from spaces.schedule import Slot, in_use

MOST_SEATS = 500
NO_SUCH_DATE = _("There is no such date. Choose another day.")


class FinderForm(forms.Form):
    """Sent by GET: a search can be kept as an address."""

    giorno = DayField(
        label=_("Day"),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": _("Choose a day."),
            "invalid": NO_SUCH_DATE,
            "year": NO_SUCH_DATE,
        },
    )
    fascia = forms.ChoiceField(
        label=_("Part of the day"),
        required=False,
        error_messages={"invalid_choice": _("There is no such part of the day. Choose another.")},
    )
    dalle = forms.TimeField(
        label=pgettext_lazy("an hour", "From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("There is no such time. Enter it like this: 14:30.")},
    )
    alle = forms.TimeField(
        label=pgettext_lazy("an hour", "Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("There is no such time. Enter it like this: 14:30.")},
    )
    tipo = forms.ChoiceField(
        label=_("Kind of place"),
        required=False,
        error_messages={"invalid_choice": _("There is no such kind of place. Choose another.")},
    )
    zona = forms.ChoiceField(
        label=_("Zone"),
        required=False,
        error_messages={"invalid_choice": _("There is no such zone. Choose another.")},
    )
    posti = forms.IntegerField(
        label=_("For how many people, at least"), required=False, min_value=1, max_value=MOST_SEATS
    )
    dotazione = forms.MultipleChoiceField(
        label=_("Equipment"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("There is no such equipment. Choose another.")},
    )
    accessibile = forms.BooleanField(label=_("Step-free access"), required=False)

    def __init__(self, data=None, **options):
        super().__init__(data, initial={"giorno": today()}, **options)
        zones, self.equipment = in_use(today())
        self._lists = {
            "fascia": [("", _("Any")), *((slot.value, slot_name(slot)) for slot in SLOTS)],
            "tipo": [("", _("All kinds")), *Space.Kind.choices],
            "zona": [("", _("All zones")), *zones],
        }
        for name, choices in {**self._lists, "dotazione": self.equipment}.items():
            self.fields[name].choices = choices

    @property
    def slots(self) -> SafeString:
        return self._options("fascia")

    @property
    def kinds(self) -> SafeString:
        return self._options("tipo")

    @property
    def zones(self) -> SafeString:
        return self._options("zona")

    def _options(self, name: str) -> SafeString:
        """What a list offers, as the page has it: template tags for each option cost more than all else of it."""
        chosen = self[name].value() or ""
        return mark_safe("".join([_option(*each, chosen) for each in self._lists[name]]))

    def clean_giorno(self) -> date:
        day = self.cleaned_data["giorno"]
        if day < today():
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return day

    def clean(self):
        start, end = self.cleaned_data.get("dalle"), self.cleaned_data.get("alle")
        if {"dalle", "alle"} & set(self.errors):
            return
        if None not in (start, end) and start >= end:
            self.add_error("alle", _("The end is before the start. Choose a later end."))
        if (start is None) != (end is None):
            missing = "alle" if end is None else "dalle"
            self.add_error(missing, _("Enter both times, or neither."))
        for name in ("dalle", "alle"):
            read_moment(self, "giorno", name)
        if None not in (start, end) and self.cleaned_data.get("fascia"):
            self.add_error("fascia", _("Choose either a part of the day or times, not both."))

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        said = self.cleaned_data
        hours = (said["dalle"], said["alle"])
        return Wish(
            day=said["giorno"],
            slot=Slot(said["fascia"]) if said["fascia"] else None,
            hours=hours if all(hour is not None for hour in hours) else None,
            kind=said["tipo"],
            zone_id=int(said["zona"]) if said["zona"] else None,
            seats=said["posti"] or 1,
            equipment=frozenset(dict(self.equipment)[slug] for slug in said["dotazione"]),
            step_free=said["accessibile"],
        )


def _option(key: str, label: str, chosen: str) -> str:
    mark = " selected" if key == chosen else ""
    return f'<option value="{escape(key)}"{mark}>{escape(label)}</option>'
