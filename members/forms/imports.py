"""The form with which the staff bring a table from elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm
from core.sheets import LARGEST
from members.models import Import


class BringFileForm(ActionForm, forms.Form):
    """What the file holds, and the file. The action reads it and says what is wrong with it."""

    button = _("Check the file")

    kind = forms.ChoiceField(
        label=_("What the file holds"), widget=forms.RadioSelect, choices=Import.Kind.choices
    )
    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV, up to 5 MB. First you see what would be done: nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    invites = forms.BooleanField(
        label=_("Write to the people"),
        required=False,
        help_text=_(
            "Each person whose account is made gets an e-mail that says how to choose a password. "
            "Without this tick nobody is written to."
        ),
    )

    def facts(self) -> dict:
        upload = self.cleaned_data["file"]
        told = {name: self.cleaned_data[name] for name in ("kind", "invites")}
        # One byte more than is read tells that it is too large.
        return told | {"name": upload.name, "content": upload.read(LARGEST + 1)}
