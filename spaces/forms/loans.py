"""Lending days of a place that is one's own."""

from datetime import timedelta

from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm, DayField
from spaces.rules.assigning import LONGEST_LOAN


class LoanForm(ActionForm, forms.Form):
    """A day, or from a day to another one, both included."""

    button = _("Lend these days")

    first = DayField(label=_("First day"))
    last = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for that day only."),
    )

    def layout(self):
        half = "col-12 col-sm-6"
        return [Row(Column("first", css_class=half), Column("last", css_class=half))]

    def clean(self):
        found = super().clean()
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The last day is before the first."))
        elif first and last and last - first >= timedelta(days=LONGEST_LOAN):
            self.add_error("last", gettext("Lend at most a year at a time."))
        return found

    def facts(self) -> dict:
        first = self.cleaned_data["first"]
        last = self.cleaned_data["last"] or first
        days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return {"days": days}
