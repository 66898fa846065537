"""Forms of bookings that repeat, and of days away. Their names are those of the addresses that prefill them."""

from datetime import date, timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.clock import YEARS, today
from core.forms import DayField, HourField
from spaces.forms.booking import BookForm
from spaces.forms.fields import SLOT_CHOICES, looks
from spaces.models import KindRules, Space
from spaces.schedule import Slot
from spaces.schedule.series import LONGEST, Wish, why_not_wish


class PlaceForm(forms.Form):
    """Which place is to repeat: the rest of the form depends on it."""

    posto = forms.ChoiceField(
        label=_("Which place?"),
        error_messages={"invalid_choice": _("There is no such place. Choose one of these.")},
    )

    #: What the address says of the next step.
    fascia = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    dal = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, data=None, *, places, initial=None):
        super().__init__(data, initial=initial)
        groups: dict[str, list] = {}
        for place in places:
            words = f"{place.label}, {place.zone}"
            groups.setdefault(place.get_kind_display(), []).append((place.code, words))
        self.fields["posto"].choices = list(groups.items())
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.disable_csrf = True
        self.helper.add_input(Submit("continua", _("Continue")))


class SeriesForm(forms.Form):
    """The weekdays, the dates and the time of a wish for one place."""

    posto = forms.CharField(widget=forms.HiddenInput)
    giorni = forms.TypedMultipleChoiceField(
        label=_("On which days?"),
        error_messages={"required": _("Choose at least one day.")},
        coerce=int,
        choices=[(number, WEEKDAYS[number]) for number in range(7)],
        widget=forms.CheckboxSelectMultiple,
    )
    dal = DayField(label=_("First day"))
    al = DayField(label=_("Last day"))
    fascia = forms.ChoiceField(
        label=_("Which part of the day?"), choices=SLOT_CHOICES, widget=forms.RadioSelect
    )
    dalle = HourField(label=pgettext_lazy("an hour", "From"))
    alle = HourField(label=pgettext_lazy("an hour", "Until"))
    scopo = forms.CharField(label=_("Purpose"), max_length=120, required=False)

    def __init__(self, data=None, *, place: Space, rules: KindRules, initial=None):
        super().__init__(data, initial=_proposed(rules, initial or {}) | {"posto": place.code})
        self.place = place
        half = "col-6"
        if rules.by_the_hour:
            del self.fields["fascia"]
            for name in ("dalle", "alle"):
                self.fields[name].widget.attrs["step"] = rules.raster_minutes * 60
            time = [Row(Column("dalle", css_class=half), Column("alle", css_class=half)), "scopo"]
        else:
            for name in ("dalle", "alle", "scopo"):
                del self.fields[name]
            time = ["fascia"]
        self.helper = FormHelper()
        # The page draws one form around the wish and the dates that it means: both are sent.
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            "posto",
            "giorni",
            Row(Column("dal", css_class=half), Column("al", css_class=half)),
            *time,
        )
        self.helper.add_input(
            looks(_("See which dates are free"), reverse("spaces:series_new_look"))
        )

    def clean(self):
        found = super().clean()
        if not self.errors:
            refusal = why_not_wish(self.wish, timezone.now())
            if refusal:
                self.add_error(None, refusal.sentence)
        return found

    @property
    def wish(self) -> Wish:
        """What the filled-in form asks for."""
        found = self.cleaned_data
        return Wish(
            space=self.place,
            weekdays=frozenset(found["giorni"]),
            first=found["dal"],
            until=found["al"],
            slot=Slot(found["fascia"]) if "fascia" in found else None,
            starts_at=found.get("dalle"),
            ends_at=found.get("alle"),
            purpose=found.get("scopo", ""),
        )


def _proposed(rules: KindRules, given: dict) -> dict:
    """What an address names already, and the rest of a usual wish: as far ahead as one can book."""
    first = _read(given.get("dal")) or today()
    last = max(first, today() + timedelta(days=rules.days_ahead))
    proposed = {"dal": first, "al": last, "fascia": Slot.DAY.value}
    if _read(given.get("dal")):
        proposed["giorni"] = [first.weekday()]
    return proposed | {name: given[name] for name in ("fascia", "dalle", "alle") if given.get(name)}


def _read(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


class BookSeriesForm(BookForm):
    """The one button of a dry run; the wish itself travels in the fields of `SeriesForm`."""


class AwayForm(forms.Form):
    """The first and the last day of an absence, or of a part of a series."""

    dal = DayField(label=_("First day"))
    al = DayField(label=_("Last day"))

    def __init__(self, data=None, *, initial=None, look_at: str, submit=""):
        super().__init__(data, initial=initial)
        half = "col-6"
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.layout = Layout(
            Row(Column("dal", css_class=half), Column("al", css_class=half))
        )
        self.helper.add_input(looks(submit or _("See the bookings of these days"), look_at))

    def clean(self):
        found = super().clean()
        if self.errors:
            return found
        if found["al"] < found["dal"]:
            self.add_error("al", _("The last day is before the first one."))
        elif found["al"] - found["dal"] >= LONGEST:
            self.add_error("al", _("Choose a year at most."))
        return found
