"""Fields that several forms have: an hour, a slot, a person."""

import re
from datetime import date, time

from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import why_not_shown
from core.forms import second_button
from members.models import Organisation
from spaces.schedule import Slot

SLOT_CHOICES = [
    (Slot.MORNING.value, _("Morning")),
    (Slot.AFTERNOON.value, _("Afternoon")),
    (Slot.DAY.value, _("Whole day")),
]


class HourChoice(forms.ChoiceField):
    """One of the place's hours. Another one that was sent stays chosen: the rules say why it can't be had."""

    CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
    default_error_messages = {
        "required": _("Enter a time, such as 10:30."),
        "invalid_choice": _("Enter a time, such as 10:30."),
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


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations, as Italians sort."""

    def __init__(self, **options):
        super().__init__(queryset=Organisation.objects.by_name(), **options)


def looks(words: str, address: str) -> Submit:
    """The button that shows what the fields mean, in a form whose other button does it (`views.looking`)."""
    return second_button("vedi", words, formaction=address)
