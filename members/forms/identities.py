"""What is asked of somebody who comes by the identity provider for the first time."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import limits
from core.addresses import as_kept, normal_address
from core.forms import ActionForm
from core.words import page_language
from members.authentication.identity import Identity
from members.forms import NamesForm


class NewcomerForm(ActionForm, NamesForm):
    """Names and address as the provider knows them, to be set right: an account of one's own is made of them."""

    button = _("Create the account")

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    field_order = ["first_name", "last_name", "email"]

    def __init__(self, *args, said: Identity, **kwargs):
        self.said = said
        known = {"first_name": said.first_name, "last_name": said.last_name, "email": said.email}
        super().__init__(*args, initial=known, **kwargs)

    def clean_email(self):
        return as_kept(self.cleaned_data["email"])

    def is_within_limit(self, request) -> bool:
        """Whether this visitor may send it now; else the form says when."""
        try:
            limits.take(request, "sign_up", subject=self.cleaned_data["email"])
        except limits.TooMany as refusal:
            self.refuse(refusal)
            return False
        return True

    def facts(self) -> dict:
        """A proved address is the provider's own, not one that was written over it."""
        told = self.cleaned_data
        is_proved = self.said.is_proved and told["email"] == normal_address(self.said.email)
        return {**told, "uid": self.said.uid, "is_proved": is_proved, "language": page_language()}
