"""allauth's forms for second factors, with sentences that help, and codes that open once."""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.locks import lock

#: In the data of a factor: the number of the last code that opened. Codes have numbers that only grow.
LAST = "last_counter"
WRONG_PASSKEY = _(
    "This passkey does not open this portal: it belongs to another site, to another account, or was "
    "removed. Choose another one, or sign in with your e-mail and password."
)
NOT_ADDED = _("The passkey was not saved: your device did not finish. Try once more.")


class CodeField(forms.CharField):
    """Six figures of an app, or eight of a recovery code; people write them with spaces."""

    def __init__(self, **options):
        keys = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=keys), **options)


class OpensOnce:
    """A code of an app opens once, over all processes, and none older than the last that opened."""

    def clean_code(self):
        code = super().clean_code()
        factor = self.authenticator
        if factor.type == Authenticator.Type.TOTP and not use_up(factor, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(OpensOnce, AuthenticateForm):
    """The second step of signing in."""

    code = CodeField(label=_("Code"))


class CodeAgainForm(OpensOnce, ReauthenticateForm):
    """The same, asked again before something delicate."""

    code = CodeField(label=_("Code"))


class ActivateCodesForm(ActivateTOTPForm):
    """The first code of an app proves that it was set up."""

    code = CodeField(label=_("The six figures that the app shows"))


@transaction.atomic
def use_up(factor: Authenticator, code: str) -> bool:
    """Mark this code and all before it as used; False where it was already."""
    held = lock(Authenticator.objects.all(), factor.pk)
    number = number_of(decrypt(held.data["secret"]), code)
    if number <= held.data.get(LAST, 0):
        return False
    factor.data = held.data | {LAST: number}
    factor.save(update_fields=["data"])
    return True


def number_of(secret: str, code: str) -> int:
    """Which of the codes that hold now this is; 0 for none of them."""
    figures = normalize_user_code(code)
    now = yield_hotp_counters_from_time()
    return next((one for one in now if format_hotp_value(hotp_value(secret, one)) == figures), 0)


class SaysWhy:
    """What a passkey is refused for, in words about passkeys; allauth has one sentence for all, about codes."""

    sentence = WRONG_PASSKEY

    def add_error(self, field, error):
        if getattr(error, "code", "") == "incorrect_code":
            error = ValidationError(self.sentence, code="wrong_passkey")
        super().add_error(field, error)


class PasskeyForm(SaysWhy, AuthenticateWebAuthnForm):
    """The second step of signing in, by passkey."""


class PasskeySignInForm(SaysWhy, LoginWebAuthnForm):
    """Signing in by passkey alone."""


class PasskeyAgainForm(SaysWhy, ReauthenticateWebAuthnForm):
    """A passkey asked for again before something delicate."""


class AddPasskeyForm(SaysWhy, AddWebAuthnForm):
    """Save a passkey. It always opens by itself: whoever wants a key as second step only has the app's codes."""

    sentence = NOT_ADDED

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("By which you know it again, for example “My phone”."),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
