"""Forms with which the staff look after people's accounts."""

from django import forms
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.access import ROLE_SENTENCES, Role
from core.forms import ActionForm, ReasonField
from members.forms import NamesForm
from members.models import Invitation
from members.pages.accounts import STATES

REASON_LENGTH = 1000


class PeopleForm(forms.Form):
    """Which accounts to list. What is no role and no state lists all of them."""

    chi = forms.CharField(label=_("Name or e-mail"), max_length=160, required=False)
    ruolo = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices]
    )
    stato = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("All accounts")), *((each.word, each.label) for each in STATES)],
    )

    def asked(self) -> dict[str, str]:
        """The words, the role and the state that are looked for; nothing in place of what is wrong."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class WhyForm(ActionForm, forms.Form):
    """Why something is done to an account."""

    reason = ReasonField(label=_("Reason"), max_length=REASON_LENGTH, rows=4)

    def __init__(self, *args, button: str, help_text: str = "", **options):
        super().__init__(*args, **options)
        self.button = button
        self.fields["reason"].help_text = help_text


class ChangeForm(WhyForm):
    """The same for what two may change at once: what was on the page when it was asked is sent along."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)


class NameForm(ChangeForm, NamesForm):
    """The name as it should be."""

    field_order = ["first_name", "last_name", "reason"]


class RecognisedForm(WhyForm):
    """How the person was recognised, before the lock on their account is taken off."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].label = _("How you recognised the person")


class InviteForm(ActionForm, forms.Form):
    """To whom an invitation goes, as what, in which language. The action says what is no address."""

    button = _("Send the invitation")

    email = forms.CharField(
        label=_("E-mail"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        choices=[(role, role.label) for role in Invitation.ROLES],
        error_messages={"required": _("Choose the role of the person you invite.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=settings.LANGUAGES, initial="it"
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        said = ((role.label, ROLE_SENTENCES[role]) for role in Invitation.ROLES)
        self.fields["role"].help_text = format_html(
            "<ul>{}</ul>", format_html_join("", "<li><strong>{}</strong>: {}</li>", said)
        )
