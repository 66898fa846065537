"""The three questions about what became of somebody: each may be left out."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import ActionForm, ReasonField
from members.models import Moment, Outcome

UNSAID = ("", _("I prefer not to say"))
YES_OR_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No")), UNSAID]


def _yes(label: str) -> forms.TypedChoiceField:
    """A question that is answered with yes, no, or nothing."""
    return forms.TypedChoiceField(
        label=label,
        choices=YES_OR_NO,
        widget=forms.RadioSelect,
        required=False,
        coerce=lambda said: said == "yes",
        empty_value=None,
    )


class OutcomeForm(ActionForm, forms.Form):
    """What the person answers."""

    button = _("Send my answers")

    in_work = _yes(_("Are you in work now?"))
    enterprise = forms.ChoiceField(
        label=_("Have you founded an enterprise, or joined one as a partner?"),
        choices=[*Outcome.Enterprise.choices, UNSAID],
        widget=forms.RadioSelect,
        required=False,
    )
    goes_on = _yes(_("Does your project go on?"))
    words = ReasonField(
        label=_("What came of your project, in a few words"),
        max_length=1000,
        rows=4,
        required=False,
    )


class ToldOutcomeForm(OutcomeForm):
    """What the person told the staff."""

    button = _("Save")

    moment = forms.ChoiceField(label=_("When"), choices=Moment.choices)
    field_order = ["moment", "in_work", "enterprise", "goes_on", "words"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["in_work"].label = _("In work now")
        self.fields["enterprise"].label = _("An enterprise founded, or joined as a partner")
        self.fields["goes_on"].label = _("The project goes on")
        self.fields["words"].label = _("What came of the project")
