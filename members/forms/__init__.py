"""Forms of the people's pages."""

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import limits
from core.forms import ActionForm, ReasonField
from core.names import person_name
from core.words import page_language
from members.models import User


class NameField(forms.CharField):
    """A person's name in its one spelling: accents composed, one space between words, no address."""

    def __init__(self, *, complete: str, **options):
        widget = forms.TextInput(attrs={"autocomplete": complete})
        super().__init__(max_length=80, widget=widget, **options)

    def to_python(self, value) -> str:
        return person_name(super().to_python(value))


class NamesForm(forms.Form):
    """How a person is called."""

    first_name = NameField(label=_("First name"), complete="given-name")
    last_name = NameField(label=_("Last name"), complete="family-name")


class SignupForm(NamesForm):
    """What sign-up asks beside e-mail and password; allauth calls `signup`."""

    field_order = ["first_name", "last_name", "email", "password1"]

    def signup(self, request, user):
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.language = page_language()
        user.save()


class InvitationForm(ActionForm, NamesForm):
    """What an invitation asks. The address is the letter's: it is shown, for password managers too, not asked."""

    button = _("Create the account")

    email = forms.EmailField(
        label=_("E-mail"),
        disabled=True,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )

    field_order = ["email", "first_name", "last_name", "password"]

    def __init__(self, *args, invited, **kwargs):
        asked = ("email", "first_name", "last_name")
        known = {name: getattr(invited, name) for name in asked}
        super().__init__(*args, initial=known, **kwargs)

    def clean(self):
        answers = super().clean()
        if "password" in answers:
            self._check_password(answers)
        return answers

    def _check_password(self, answers: dict):
        """By the rules of every password: long enough, not common, not the person's own name."""
        names = {name: answers.get(name, "") for name in ("first_name", "last_name")}
        try:
            validate_password(answers["password"], User(email=self.initial["email"], **names))
        except ValidationError as error:
            self.add_error("password", error)

    def is_within_limit(self, request) -> bool:
        """Whether this visitor may send it now; else the form says when."""
        try:
            limits.take(request, "invitation")
        except limits.TooMany as refusal:
            self.refuse(refusal)
            return False
        return True

    def facts(self) -> dict:
        asked = {name: self.cleaned_data[name] for name in ("first_name", "last_name", "password")}
        return {**asked, "language": page_language()}


class ReasonForm(ActionForm, forms.Form):
    """A text that the other side will read."""

    reason = ReasonField(max_length=2000, rows=6)

    def __init__(self, *args, label: str, button: str, help_text: str = "", **options):
        super().__init__(*args, **options)
        self.button = button
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text
