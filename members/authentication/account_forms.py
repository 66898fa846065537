"""allauth's forms about accounts, in the portal's words and with what a browser needs to fill them in."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    ReauthenticateForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from django.utils.translation import gettext_lazy as _

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
