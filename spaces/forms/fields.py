"""Fields that several forms have: a date, an hour, a slot, a person."""

import re
from datetime import date, time

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import YEARS, why_not_shown
from spaces.schedule.opening import Slot

SLOT_CHOICES = [
    (Slot.MORNING.value, _("Morning")),
    (Slot.AFTERNOON.value, _("Afternoon")),
    (Slot.DAY.value, _("Whole day")),
]


class DayField(forms.DateField):
    """A date that the browser helps to choose; far ones are typing errors."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "required": _("Write a day."),
        "year": _("Write a date between 2000 and 2100."),
    }

    def clean(self, value):
        day = super().clean(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


class HourField(forms.TimeField):
    """A time of the day, local wall-clock time."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class HourChoice(forms.ChoiceField):
    """One of the place's hours. Another one that was sent stays chosen: the rules say why it can't be had."""

    CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
    default_error_messages = {
        "required": _("Write an hour such as 10:30."),
        "invalid_choice": _("Write an hour such as 10:30."),
    }

    def keep(self, sent: str | None, day: date) -> None:
        """Add the hour that was sent to the choices, in its place among them, if the day has it."""
        if not (sent and self.CLOCK.fullmatch(sent)):
            return
        refusal = why_not_shown(day, time.fromisoformat(sent))
        if refusal:
            self.error_messages["invalid_choice"] = refusal.sentence
        else:
            self.choices = sorted({*self.choices, (sent, sent)})


class PersonField(forms.ModelChoiceField):
    """A person, told apart from others of the same name by the e-mail."""

    def label_from_instance(self, person):
        return f"{person} ({person.email})"


def looks(words: str, address: str) -> Submit:
    """The button that shows what the fields mean, in a form whose other button does it (`views.looking`)."""
    return second("vedi", words, formaction=address)


def second(name: str, words: str, **attributes) -> Submit:
    """A button that is not the form's main one, and may be pressed while fields are still empty."""
    button = Submit(name, words, formnovalidate=True, **attributes)
    # crispy would make it a main one as well: blue on blue.
    button.field_classes = "btn btn-outline-primary"
    return button
