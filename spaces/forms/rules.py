"""The form of what holds for a kind of place."""

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import HourField
from members.models import Application
from spaces.forms.places import Clearing
from spaces.models import KindRules

DAY = 24 * 60
#: The whole numbers that may be set: the least, the most, and whether empty means no limit.
LIMITS = {
    "days_ahead": (0, 730, False),
    "min_minutes": (5, DAY, True),
    "max_minutes": (5, DAY, True),
    "max_coming": (1, 200, True),
    "max_hours_week": (1, 168, True),
    "buffer_minutes": (0, 240, False),
    "cancel_hours": (0, 720, False),
    "remind_hours": (1, 168, True),
    "early_minutes": (0, 720, False),
    "grace_minutes": (5, 720, False),
    "cutoff_minutes": (0, DAY, False),
    "hold_minutes": (5, DAY, False),
}
STEPS = (10, 15, 20, 30, 60)


class RulesForm(Clearing, forms.ModelForm):
    """How a kind of place is booked, by whom, how much, and how long it waits for its person.

    Bookings that other halves, steps or units leave out are shown first; a reason is needed for them only.
    """

    raster_minutes = forms.TypedChoiceField(
        label=_("Steps"),
        coerce=int,
        choices=[(step, step) for step in STEPS],
        help_text=_("In minutes. Bookings by the hour start and end on a step."),
    )
    half_day_at = HourField(
        label=_("The half-day changeover is at"), help_text=_("For places booked by the half day.")
    )
    open_to = forms.MultipleChoiceField(
        label=_("Coworkers admitted as"),
        choices=Application.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All chosen: every coworker. None chosen: only staff. Staff always can."),
    )

    class Meta:
        model = KindRules
        fields = ["unit", "half_day_at", "raster_minutes", "open_to", *LIMITS]
        labels = {
            "unit": _("Booked by"),
            "days_ahead": _("How many days ahead"),
            "min_minutes": _("At least"),
            "max_minutes": _("At most"),
            "max_coming": _("Upcoming bookings per person"),
            "max_hours_week": _("Hours a week per person"),
            "buffer_minutes": _("Gap between two bookings"),
            "cancel_hours": _("Cancellation deadline"),
            "remind_hours": _("Reminder"),
            "early_minutes": _("Check-in opens"),
            "grace_minutes": _("A place is kept for"),
            "cutoff_minutes": _("Last-minute bookings"),
            "hold_minutes": _("A freed place is held for"),
        }
        help_texts = {
            "days_ahead": _("0 means today only."),
            "min_minutes": _("In minutes. Leave empty for no limit."),
            "max_minutes": _("In minutes. Leave empty for no limit."),
            "max_coming": _("At once, for this kind of place. Leave empty for no limit."),
            "max_hours_week": _(
                "From Monday to Sunday, for this kind of place. Leave empty for no limit."
            ),
            "buffer_minutes": _("In minutes: time to air the room. 0 means back to back."),
            "cancel_hours": _("Hours before the start. Until then the booking can also be moved."),
            "remind_hours": _("Hours before the start. Leave empty to send none."),
            "early_minutes": _("Minutes before the start."),
            "grace_minutes": _("Minutes after the start. After that it is free for others."),
            "cutoff_minutes": _(
                "Anyone who books on the day, less than this many minutes before the start, "
                "keeps the place without checking in."
            ),
            "hold_minutes": _("Minutes that the first person on the waiting list has to answer."),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, (least, most, may_be_empty) in LIMITS.items():
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                min_value=least,
                max_value=most,
                required=not may_be_empty,
            )
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _(
            "Needed if the new rules cancel bookings: those who had booked will see it."
        )

    def layout(self):
        return _layout()

    def clean(self):
        found = super().clean()
        least, most = found.get("min_minutes"), found.get("max_minutes")
        if least and most and most < least:
            self.add_error(
                "max_minutes", _("The longest booking is shorter than the shortest one.")
            )
        by_the_hour = found.get("unit") == KindRules.Unit.HOURS
        if by_the_hour and most and most < found.get("raster_minutes", 0):
            self.add_error(
                "max_minutes", _("That is shorter than one step: nobody would be able to book.")
            )
        if found.get("agreed") and not found.get("reason"):
            self.add_error("reason", _("Say why: those who had booked will see it."))
        return found

    def facts(self) -> dict:
        return super().facts() | {name: self.cleaned_data[name] for name in self.Meta.fields}


def _layout():
    return [
        Fieldset(
            _("How it is booked"), "unit", _pair("half_day_at", "raster_minutes"), "days_ahead"
        ),
        Fieldset(_("How long"), _pair("min_minutes", "max_minutes"), "buffer_minutes"),
        Fieldset(_("Who can book, and how much"), "open_to", _pair("max_coming", "max_hours_week")),
        Fieldset(_("Before the start"), _pair("cancel_hours", "remind_hours")),
        Fieldset(
            _("Check-in and waiting"),
            _pair("early_minutes", "grace_minutes"),
            "cutoff_minutes",
            "hold_minutes",
        ),
        "reason",
    ]


def _pair(*names):
    return Row(*(Column(name, css_class="col-12 col-sm-6") for name in names))
