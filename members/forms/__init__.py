"""Forms of the people's pages."""

from crispy_forms.layout import Fieldset
from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import limits
from core.forms import ActionForm, ReasonField, second_button
from core.names import person_name
from core.words import page_language
from members.models import Application, User


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


PHONE = r"^\+?[0-9 ()./-]{6,30}$"
link = lazy(format_html, str)


class ApplicationForm(ActionForm, forms.ModelForm):
    """The membership application. The privacy notice is acknowledged each time, never ticked beforehand."""

    button = _("Send the application")

    phone = forms.RegexField(
        PHONE,
        label=_("Phone"),
        required=False,
        help_text=_("Only for the staff, in case they need to ask you something."),
        error_messages={"invalid": _("Enter a phone number, for example +39 0342 000000.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    privacy_seen = forms.BooleanField(
        label=_("I have read the privacy notice"),
        help_text=link(
            '<a href="{}" target="_blank" rel="noopener">{}</a>',
            reverse_lazy("site:privacy"),
            _("Read the privacy notice (opens in a new tab)"),
        ),
        error_messages={
            "required": _(
                "Read the privacy notice and tick here: without this nothing can be sent."
            )
        },
    )

    class Meta:
        model = Application
        fields = ["kind", "organisation", "phone", "themes", "motivation"]
        widgets = {
            "kind": forms.RadioSelect,
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "themes": forms.CheckboxSelectMultiple,
            "motivation": forms.Textarea(attrs={"rows": 7}),
        }
        help_texts = {
            "organisation": _("The one that is applying, or that you work for. An organisation "
                              "must give its name."),
            "themes": _("Tick all the ones you work on or want to work on."),
            "motivation": _("A few lines are enough: what you do, and what you would like to do here."),
        }  # fmt: skip
        error_messages = {
            "kind": {"required": _("Choose what you are applying as.")},
            "themes": {"required": _("Tick at least one theme.")},
            "motivation": {"required": _("Say in a few lines what you would like to do here.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A choice is never made for the person: no first answer is ticked, and none is empty.
        self.fields["kind"].choices = Application.Kind.choices

    @cached_property
    def helper(self):
        """With a second button, which sends the same answers to another address, unfinished as they are."""
        helper = super().helper
        helper.form_action = "members:application_form"
        where = reverse_lazy("members:application_draft")
        helper.add_input(second_button("later", _("Save and continue later"), formaction=where))
        return helper

    def layout(self):
        return [
            Fieldset(_("Who you are"), "kind", "organisation", "phone"),
            Fieldset(_("Your project"), "themes", "motivation"),
            Fieldset(_("Your data"), "privacy_seen"),
        ]

    def clean(self):
        answers = super().clean()
        is_organisation = answers.get("kind") == Application.Kind.ORGANISATION
        if is_organisation and not answers.get("organisation"):
            self.add_error("organisation", _("Enter the name of the organisation."))
        return answers

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DraftForm(ApplicationForm):
    """The application as far as it goes: nothing has to be there, what is there has to be right."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self):
        return self.cleaned_data


class ReasonForm(ActionForm, forms.Form):
    """A text that the other side will read."""

    reason = ReasonField(max_length=2000, rows=6)

    def __init__(self, *args, label: str, button: str, help_text: str = "", **options):
        super().__init__(*args, **options)
        self.button = button
        self.fields["reason"].label = label
        self.fields["reason"].help_text = help_text
