"""allauth's forms for second factors, with sentences that help, and codes that open once."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import context as at_hand
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

from core import limits
from core.locks import lock
from members.authentication import browsers, notices

#: In the data of a factor: the number of the last code that opened. Codes have numbers that only grow.
LAST = "last_counter"
WRONG_PASSKEY = _(
    "This passkey does not work here: it belongs to another site or another account, or it has "
    "been removed. Choose another one, or sign in with your e-mail and password."
)
NOT_SET_UP = _(
    "These digits do not match this secret: enter the ones the app shows now. If it keeps "
    "happening, the clock on the phone is wrong: set it to update automatically."
)
NOT_ADDED = _("The passkey was not saved: your device did not finish. Try again.")


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


class GuessedCode:
    """A code of six figures can be guessed, so that guesses are counted as those at a password are.

    Whoever guesses has the password: beyond the limit its owner is told, once a day.
    """

    def clean_code(self):
        try:
            with browsers.guess(at_hand.request, "second_factor", email=self.user.email):
                return super().clean_code()
        except ValidationError as refusal:
            is_held = refusal.code == limits.TOO_MANY
            if is_held and limits.is_left("warning.account", str(self.user.pk)):
                notices.tell("codes_guessed", self.user)
            raise


class CodeForm(GuessedCode, OpensOnce, AuthenticateForm):
    """The second step of signing in."""

    code = CodeField(label=_("Code"))


class CodeAgainForm(GuessedCode, OpensOnce, ReauthenticateForm):
    """The same, asked again before something delicate."""

    code = CodeField(label=_("Code"))


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


#: How the library answers to what is no credential at all: nobody's device sends that, but anybody can.
NO_CREDENTIAL = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


class CredentialField(forms.JSONField):
    """What the browser's script sends of a passkey. Brackets in brackets without end are no credential."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            return super().to_python(value)
        except RecursionError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data, initial):
        """A credential answers one question: in the form shown again it is none."""
        return initial


class SaysWhy:
    """What is refused, in words about that: allauth has one sentence for all, about codes."""

    sentence = WRONG_PASSKEY

    def add_error(self, field, error):
        if getattr(error, "code", "") in {"incorrect_code", "invalid", "required"}:
            error = ValidationError(self.sentence, code="wrong")
        super().add_error(field, error)


class ActivateCodesForm(SaysWhy, ActivateTOTPForm):
    """The first code of an app proves that it was set up."""

    sentence = NOT_SET_UP

    code = CodeField(label=_("The six digits shown by the app"))


class Opens(SaysWhy):
    """A passkey that is to open something."""

    def clean_credential(self):
        with refused_in_words():
            return super().clean_credential()


@contextmanager
def refused_in_words() -> Iterator[None]:
    """What breaks the library is refused as what it finds wrong is."""
    try:
        yield
    except NO_CREDENTIAL:
        raise get_adapter().validation_error("incorrect_code") from None


class PasskeyForm(Opens, AuthenticateWebAuthnForm):
    """The second step of signing in, by passkey."""

    credential = CredentialField()


class PasskeySignInForm(Opens, LoginWebAuthnForm):
    """Signing in by passkey alone."""

    credential = CredentialField()


class PasskeyAgainForm(Opens, ReauthenticateWebAuthnForm):
    """A passkey asked for again before something delicate."""

    credential = CredentialField()


class AddPasskeyForm(SaysWhy, AddWebAuthnForm):
    """Save a passkey. It always opens by itself: whoever wants a key as second step only has the app's codes."""

    sentence = NOT_ADDED

    credential = CredentialField()
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("A name you will recognise, for example “My phone”."),
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean(self) -> dict:
        with refused_in_words():
            return super().clean()

    def add_error(self, field, error):
        """Above the form: nobody sees the field itself."""
        super().add_error(None if field == "credential" else field, error)
