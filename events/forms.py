"""Forms of the event pages."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.addresses import as_kept
from core.clock import ROME, moment, read_moment
from core.forms import ActionForm, DayField, HourField, ReasonField
from core.identity import FormKey
from core.names import person_name
from events.models import Event, Registration
from spaces.models import Space

ROOMS = [Space.Kind.MEETING_ROOM, Space.Kind.EVENT_ROOM]


class EventForm(ActionForm, forms.ModelForm):
    """What an organiser writes of an event."""

    request_key = FormKey()
    day = DayField(label=_("Day"), error_messages={"year": _("Check the year of this date.")})
    begins = HourField(label=_("Starts at"))
    ends = HourField(label=_("Ends at"))

    class Meta:
        model = Event
        fields = [
            "title",
            "summary",
            "description",
            "day",
            "begins",
            "ends",
            "space",
            "elsewhere",
            "capacity",
            "themes",
            "objective",
        ]
        help_texts = {
            "summary": _("Shown in the list of events."),
            "description": _("Plain text; an empty line starts a new paragraph."),
            "space": _("Announcing the event books this place for that time."),
            "elsewhere": _("If it is not in the coworking, say where."),
            "capacity": _("How many people can register."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "themes": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["space"].queryset = Space.objects.not_retired().filter(kind__in=ROOMS)
        self.fields["space"].empty_label = _("Not in the coworking")
        self.fields["capacity"].min_value = 1
        if self.instance.pk:
            self._show_times()
            del self.fields["request_key"]

    def _show_times(self):
        start, end = (
            moment.astimezone(ROME) for moment in (self.instance.start, self.instance.end)
        )
        self.initial.update(day=start.date(), begins=start.time(), ends=end.time())

    def layout(self):
        when = Row(
            Column("day", css_class="col-12 col-sm-6"),
            Column("begins", css_class="col-6 col-sm-3"),
            Column("ends", css_class="col-6 col-sm-3"),
        )
        return [
            Fieldset(_("What it is"), "title", "summary", "description"),
            Fieldset(_("When and where"), when, "space", "elsewhere", "capacity"),
            Fieldset(_("What it is for"), "themes", "objective"),
        ]

    def clean_capacity(self):
        capacity = self.cleaned_data["capacity"]
        if capacity < 1:
            raise forms.ValidationError(_("An event must have at least one place."))
        return capacity

    def clean(self):
        given = super().clean()
        start, end = read_moment(self, "day", "begins"), read_moment(self, "day", "ends")
        if start and end and end <= start:
            self.add_error("ends", _("An event ends after it starts."))
        if given.get("space") and given.get("elsewhere"):
            self.add_error(
                "elsewhere", _("Choose a place in the coworking or enter another one, not both.")
            )
        if not (given.get("space") or given.get("elsewhere") or "space" in self.errors):
            self.add_error("space", _("Say where it takes place."))
        self._fits(given.get("space"), given.get("capacity"))
        return given

    def _fits(self, space, capacity):
        if space and capacity and capacity > space.capacity:
            sentence = ngettext(
                "This place holds at most %(people)d person: reduce the places, or choose "
                "another place.",
                "This place holds at most %(people)d people: reduce the places, or choose "
                "another place.",
                space.capacity,
            )
            self.add_error("capacity", sentence % {"people": space.capacity})

    def facts(self) -> dict:
        given = dict(self.cleaned_data)
        day = given.pop("day")
        given["start"] = moment(day, given.pop("begins"))
        given["end"] = moment(day, given.pop("ends"))
        return given


class VisitorForm(forms.ModelForm):
    """A name and an e-mail, for who registers without an account."""

    class Meta:
        model = Registration
        fields = ["name", "email"]
        labels = {"name": _("Name and surname"), "email": _("E-mail")}
        help_texts = {"email": _("We will send you the confirmation and the link to cancel.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_name(self):
        if kept := person_name(self.cleaned_data["name"]):
            return kept
        raise ValidationError(self.fields["name"].error_messages["required"], code="required")

    def clean_email(self):
        return as_kept(self.cleaned_data["email"])


class CallOffForm(ActionForm, forms.Form):
    """Why an event does not take place."""

    button = _("Call off the event")

    reason = ReasonField(
        label=_("Reason"),
        max_length=300,
        help_text=_("Everyone registered will see it in the e-mail."),
        rows=3,
    )
