"""Forms about organisations and their people."""

from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import ActionForm, FactsForm
from members.forms import NameField
from members.models import Organisation, User


class OrganisationsForm(forms.Form):
    """Which organisations to list."""

    chi = forms.CharField(label=_("Name, VAT number or tax code"), max_length=160, required=False)

    def asked(self) -> str:
        """The words that are looked for; none in place of what is wrong."""
        self.is_valid()
        return self.cleaned_data.get("chi", "")


class OrganisationForm(FactsForm):
    """What an organisation is and says of itself."""

    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )

    class Meta:
        model = Organisation
        fields = [
            "name", "kind", "tax_code", "website", "themes", "description", "offers", "looks_for",
            "is_listed",
        ]  # fmt: skip
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "themes": forms.CheckboxSelectMultiple,
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in ("description", "offers", "looks_for")
            },
        }
        help_texts = {
            "tax_code": _("11 digits, or the 16 characters of a tax code. It is never published."),
            "is_listed": _(
                "The theme pages are public. Without this tick only its people and the staff see "
                "anything of it."
            ),
        }

    def layout(self):
        said = ("themes", "description", "offers", "looks_for", "is_listed")
        return [
            Fieldset(_("The organisation"), "name", "kind", "tax_code", "website"),
            Fieldset(_("What others see"), *said),
        ]


class AddPersonForm(ActionForm, forms.Form):
    """Somebody with an account, found by the address."""

    button = _("Add the person")

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The address with which the person signs in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    is_manager = forms.BooleanField(
        label=_("Manages the organisation"),
        required=False,
        help_text=_("Invites and removes people, and sees the organisation’s bookings."),
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.person = User.objects.at(email)
        if self.person is None:
            sentence = _("No account has this address. Invite the person instead.")
            raise forms.ValidationError(sentence, code="nobody")
        return email

    def facts(self) -> dict:
        return {"person": self.person, "is_manager": self.cleaned_data["is_manager"]}


class InviteColleagueForm(ActionForm, forms.Form):
    """To whom an organisation's invitation goes. The action says what is no address."""

    button = _("Send the invitation")

    email = forms.CharField(
        label=_("E-mail"), max_length=320, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    first_name = NameField(label=_("First name"), complete="off", required=False)
    last_name = NameField(label=_("Last name"), complete="off", required=False)
    language = forms.ChoiceField(
        label=_("Language of the e-mail"), choices=settings.LANGUAGES, initial="it"
    )


class MergeForm(ActionForm, forms.Form):
    """Which other organisation is the same one."""

    button = _("See what changes")

    other = forms.ModelChoiceField(
        label=_("The one to take away"), queryset=None, empty_label=_("Choose")
    )

    def __init__(self, *args, kept: Organisation, **options):
        super().__init__(*args, **options)
        self.fields["other"].queryset = Organisation.objects.exclude(pk=kept.pk).by_name()
