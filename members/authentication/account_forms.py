"""allauth's forms about accounts, in the portal's words, one spelling of an address, and within its limits."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.core import context as at_hand
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import limits
from core.addresses import normal_address
from core.refusals import Refusal
from core.requests import visitor
from core.walls import explained

#: What each field is called, by the name that allauth gives it.
LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "remember": _("Keep me signed in in this browser"),
}


class InOurWords:
    """Labels of the portal; no placeholder, which would say the label twice."""

    labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


def count(limit: str, **subjects: str) -> None:
    """Count what a form asks for; a limit that is reached is told in the form, which keeps what was written."""
    try:
        limits.spend(at_hand.request, subjects, limit=limit)
    except limits.TooMany as refusal:
        raise ValidationError(refusal.sentence, code=refusal.code) from None


class SignInForm(InOurWords, LoginForm):
    """An address opens the same account in each of its spellings."""

    def clean_login(self):
        return normal_address(super().clean_login())


class SignUpForm(InOurWords, SignupForm):
    """The account and its address are there together or not at all, and of two at once one is made."""

    labels = LABELS | {"password1": _("Password")}

    def clean(self):
        answers = super().clean()
        if not self.errors:
            count("sign_up", visitor=visitor(at_hand.request), subject=answers["email"])
        return answers

    def try_save(self, request):
        if self.account_already_exists:
            # The same work as for a new account, so that nobody's watch tells who has one.
            make_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with explained():
                return super().try_save(request)
        except Refusal:
            # The address was free when it was asked: answer as if it had not been, by a letter to it.
            self.account_already_exists = True
            return super().try_save(request)


class NewPasswordForm(InOurWords, ResetPasswordForm):
    def clean_email(self):
        """To the address as it is kept, never as it was typed: one spelling may lead to another's mailbox."""
        return normal_address(super().clean_email())

    def clean(self):
        answers = super().clean()
        if not self.errors:
            count("new_password", visitor=visitor(at_hand.request), subject=answers["email"])
            # So that the next page can offer to send it again.
            at_hand.request.session["new_password_to"] = answers["email"]
        return answers


class NewAddressForm(InOurWords, AddEmailForm):
    labels = LABELS | {"email": _("New e-mail")}

    def clean(self):
        answers = super().clean()
        if not self.errors:
            count("new_address", account=str(self.user.pk))
        return answers


class PasswordAgainForm(InOurWords, ReauthenticateForm):
    """The password, asked for again before something delicate."""


class ChangeForm(InOurWords, ChangePasswordForm):
    """The old password and a new one."""

    def clean_oldpassword(self):
        """A guess here is counted and told as one where one signs in: an open session is no place for a script."""
        said = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, said):
            raise get_adapter().validation_error("enter_current_password")
        return said


class FirstPasswordForm(InOurWords, SetPasswordForm):
    """A password for an account that was opened otherwise until now."""


class ResetForm(InOurWords, ResetPasswordKeyForm):
    """A new password, by the link of a letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password2"].widget.attrs["autocomplete"] = "new-password"
