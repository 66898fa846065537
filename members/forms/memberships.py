"""Forms about memberships: their end, a rest, a plan, a renewal, a note."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import ActionForm, DayField, ReasonField
from members.models import Plan

REASON_LENGTH = 1000


class EndForm(ActionForm, forms.Form):
    """The last day of a membership, and why."""

    button = _("Set the end")

    last_day = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty for a membership without an end."),
    )
    reason = ReasonField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        rows=4,
        help_text=_("The person reads it in the e-mail."),
    )

    def facts(self) -> dict:
        last = self.cleaned_data["last_day"]
        return {"ends": last and following(last), "reason": self.cleaned_data["reason"]}


class SuspendForm(ActionForm, forms.Form):
    """From when until when a membership rests, and why."""

    button = _("Suspend the membership")

    since = DayField(label=_("First day"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty for “until further notice”.")
    )
    reason = ReasonField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        rows=4,
        help_text=_("The person reads it in the e-mail."),
    )

    def facts(self) -> dict:
        last = self.cleaned_data["last_day"]
        said = {name: self.cleaned_data[name] for name in ("since", "reason")}
        return said | {"until": last and following(last)}


class PlanChoiceForm(ActionForm, forms.Form):
    """Which plan a membership has."""

    button = _("Save the plan")

    plan = forms.ModelChoiceField(
        label=pgettext_lazy("membership", "Plan"),
        queryset=Plan.objects.all(),
        required=False,
        empty_label=_("No plan: all places for coworkers"),
    )


class RenewForm(ActionForm, forms.Form):
    """Until when a membership goes on."""

    button = _("Renew the membership")

    last_day = DayField(label=_("Last day"))

    def facts(self) -> dict:
        return {"ends": following(self.cleaned_data["last_day"])}


class RefusalForm(ActionForm, forms.Form):
    """Why a membership is not renewed."""

    button = _("Do not renew")

    reason = ReasonField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        rows=4,
        help_text=_("The person reads it in the e-mail."),
    )


class NoteForm(ActionForm, forms.Form):
    """A note for the rest of the staff."""

    button = _("Save the note")

    text = ReasonField(
        label=_("Note"),
        max_length=2000,
        rows=4,
        help_text=_("Only staff see it here. The person has the right to receive it on request."),
    )


def following(day: date) -> date:
    """The first date after it: what is stored as an end."""
    return day + timedelta(days=1)
