"""Asking for a month's reports."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.months import Month


class RequestForm(forms.Form):
    """Which month, and for a published one why it is to be corrected."""

    month = forms.CharField(label=_("Month"), widget=forms.Select)
    reason = forms.CharField(
        label=_("Reason of the correction"),
        max_length=400,
        required=False,
        help_text=_(
            "Only for a month that is published already: it is printed in the new edition."
        ),
    )

    def __init__(self, *args, months=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].widget.choices = [(str(m), m.label.capitalize()) for m in months]
        self.helper = FormHelper()
        self.helper.add_input(Submit("prepare", _("Prepare the reports")))

    def clean_month(self):
        """The month itself; a sentence for anything that is none."""
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError:
            raise ValidationError(
                _("This is not a month. Choose one of the list, such as 2026-10.")
            ) from None
