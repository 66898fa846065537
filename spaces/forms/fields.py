"""Fields that several forms have: a date, an hour, a slot, a person."""

import re
from datetime import date, datetime, time

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.months import YEARS
from core.templatetags.dates import clock
from spaces.opening import Slot, instant

SLOT_CHOICES = [
    (Slot.MORNING.value, _("Morning")),
    (Slot.AFTERNOON.value, _("Afternoon")),
    (Slot.DAY.value, _("Whole day")),
]


class DayField(forms.DateField):
    """A date that the browser helps to choose; far ones are typing errors."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day and day.year not in YEARS:
            raise forms.ValidationError(_("Write a date between 2000 and 2100."))
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
        if sent and self.CLOCK.fullmatch(sent) and clock(_at(day, sent)) == sent:
            self.choices = sorted({*self.choices, (sent, sent)})


def _at(day: date, hour: str) -> datetime:
    return instant(day, time.fromisoformat(hour))


class PersonField(forms.ModelChoiceField):
    """A person, told apart from others of the same name by the e-mail."""

    def label_from_instance(self, person):
        return f"{person} ({person.email})"


def looks(words: str, address: str) -> Submit:
    """The button that shows what the fields mean, in a form whose other button does it (`views.looking`)."""
    return Submit(
        "vedi", words, formaction=address, formnovalidate=True, css_class="btn-outline-primary"
    )
