"""Forms for calls, their criteria, and the reasons for a no."""

from datetime import timedelta

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, FactsForm
from members.models import Call, Criterion, RefusalReason
from members.models.calls import MOST_POINTS

#: More than any place or list of ours has.
MOST = 999


class CallForm(FactsForm):
    """What a call says, and on which days it takes applications; the last day is one of them."""

    opens = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), help_text=_("Applications are taken until midnight of this day.")
    )

    # What a model's own field lets through, a column of the database may not hold.
    places = forms.IntegerField(
        label=_("Places"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("How many people can be admitted; leave it empty if that is not decided."),
    )

    class Meta:
        model = Call
        fields = [
            "name_it", "name_en", "text_it", "text_en", "opens", "places", "is_assessed", "shows_names",
        ]  # fmt: skip
        widgets = {
            "text_it": forms.Textarea(attrs={"rows": 5}),
            "text_en": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts = {
            "is_assessed": _("Each application gets points by the criteria of this call."),
            "shows_names": _(
                "Otherwise the list of those admitted shows application numbers only. Applicants read which of "
                "the two it will be before they send."
            ),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["last_day"].initial = self.instance.last_day

    def layout(self):
        return [
            Fieldset(_("What it is"), "name_it", "name_en", "text_it", "text_en"),
            Fieldset(_("When, and for how many"), "opens", "last_day", "places"),
            Fieldset(_("How it is decided"), "is_assessed", "shows_names"),
        ]

    def facts(self) -> dict:
        told = dict(self.cleaned_data)
        last = told.pop("last_day")
        return {**told, "closes": last + timedelta(days=1)}


class CriterionForm(FactsForm):
    """One line of the grid."""

    most = forms.IntegerField(label=_("Maximum points"), min_value=1, max_value=MOST_POINTS)

    class Meta:
        model = Criterion
        fields = ["name_it", "name_en", "most"]


class RefusalReasonForm(FactsForm):
    """A reason for a no."""

    order = forms.IntegerField(
        label=_("Position in the list"), min_value=0, max_value=MOST, initial=0
    )

    class Meta:
        model = RefusalReason
        fields = ["name_it", "name_en", "order", "is_offered"]
        help_texts = {
            "name_it": _("The applicant reads it above your own words."),
            "is_offered": _(
                "If not ticked, it stays where it was chosen but is no longer offered."
            ),
        }
