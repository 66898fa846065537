"""Asking for a month's reports."""

from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm
from core.month import Month
from core.refusals import Refusal
from piastra.reports import months


class RequestForm(ActionForm, forms.Form):
    """Which month, and for a published one why it is to be corrected."""

    button = _("Prepare the reports")

    month = forms.CharField(label=_("Month"), widget=forms.Select)
    reason = forms.CharField(
        label=_("Reason for the correction, needed for a published month"),
        max_length=400,
        required=False,
        help_text=_(
            "A published month can only be prepared again with a reason, which is printed in the "
            "new edition. For other months leave this empty."
        ),
    )

    def __init__(self, data: QueryDict | None = None):
        super().__init__(data)
        newest_first, published = reversed(months.finished()), months.published()
        self.fields["month"].widget.choices = [(str(m), _named(m, published)) for m in newest_first]
        self.fields["reason"].is_needed = True  # It may stay empty, but is not said to be optional.

    def refuse(self, refusal: Refusal) -> None:
        """Said at the field that can change it."""
        self.add_error("reason" if refusal.code == "no_reason" else "month", refusal.sentence)

    def clean_month(self) -> Month:
        """The month itself; a sentence for anything that is none."""
        try:
            return Month.parse(self.cleaned_data["month"])
        except ValueError:
            raise ValidationError(
                _("This is not a month. Choose one from the list, such as 2026-10.")
            ) from None


def _named(month: Month, published: Collection[Month]) -> str:
    """The month as it is chosen; which ones need a reason is seen before they are sent."""
    name = month.label.capitalize()
    return gettext("%(month)s (published)") % {"month": name} if month in published else name
