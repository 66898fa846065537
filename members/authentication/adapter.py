"""What allauth asks the portal: letters and pages in the person's own language."""

from contextlib import suppress
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.core import context as at_hand
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import limits
from core.addresses import as_kept
from core.locks import lock_first
from core.mail import PORTAL, frame, one_line, put
from core.plain import plain
from core.refusals import Refusal
from core.walls import explained
from members.authentication import again, browsers, locked_away, notices, second_factor
from members.language import remember

#: How one proves who one is once more.
WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


CONFIRMED = "account/messages/email_confirmed.txt"


class WrongPassword(Exception):
    """Leaves the block in which a guess is counted."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _(
            "This account is closed. If you think this is a mistake, write to the staff."
        ),
        "cannot_remove_primary_email": _(
            "This is the address you sign in with: change it instead of removing it."
        ),
        "duplicate_email": _("This is already an address of your account: enter another one."),
        "email_password_mismatch": _(
            "E-mail and password do not match. Check both; if you have forgotten the password, ask for a new one."
        ),
        "email_taken": _("There is already an account with this e-mail."),
        "enter_current_password": _("This is not your current password: enter it again."),
        "incorrect_code": _("This code does not work: check it, or ask for another one."),
        "incorrect_password": _("This is not your password: enter it again."),
        "invalid_or_expired_key": _("This link no longer works: ask for another one."),
        "invalid_login": _("E-mail and password do not match. Check both."),
        "invalid_password_reset": _("This link no longer works: ask for another one."),
        "max_email_addresses": _("You can have up to %d addresses: remove one first."),
        "rate_limited": _(
            "Too many attempts in a short time. Nothing was changed: try again in a few minutes."
        ),
        "same_as_current": _("This is what you have now: enter a new one."),
        "select_only_one": _("Choose only one."),
        "too_many_login_attempts": _(
            "Too many attempts in a short time. Nothing was changed: try again in a few minutes."
        ),
        "unknown_email": _("No account has this e-mail. Check it, or create an account."),
        "unverified_primary_email": _(
            "Confirm this address first: its link is in the e-mail we sent."
        ),
    }

    def authenticate(self, request, **credentials):
        """Whose password it is, or None. Raises `ValidationError` after too many guesses."""
        with (
            suppress(WrongPassword),
            browsers.guess(request, "sign_in", email=credentials.get("email", "")),
        ):
            if person := super().authenticate(request, **credentials):
                return person
            raise WrongPassword

    def login(self, request, user):
        """However somebody comes in, from now on the browser is one in which they did."""
        super().login(request, user)
        browsers.know(request, user)

    def get_login_stages(self):
        """Whom the identity provider has asked for two proofs is not asked for one more."""
        stages = super().get_login_stages()
        if getattr(at_hand.request, "has_strong_identity", False):
            stages.remove("allauth.mfa.stages.AuthenticateStage")
        return stages

    def send_confirmation_mail(self, request, emailconfirmation, signup):
        """Not without end to one address; what was sent before still opens."""
        again.note(request, emailconfirmation.email_address.email)
        if limits.is_left("confirmation.subject", emailconfirmation.email_address.email):
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email):
        """By the same measure: it leaves in the place of the letter that asks to confirm."""
        again.note(at_hand.request, email)
        if limits.is_left("confirmation.subject", email):
            super().send_account_already_exists_mail(email)

    def send_mail(self, template_prefix, email, context):
        """In the person's own language, whatever the page's is; by the outbox, so that no page waits."""
        facts = {
            "request": at_hand.request,
            "email": email,
            "person": context.get("user"),
            **frame(),
            **context,
            # allauth's letters greet in the site's name: ours, not the machine's address.
            "current_site": {"name": PORTAL, "domain": urlsplit(settings.SITE_URL).netloc},
        }
        person = context.get("user")
        with translation.override(getattr(person, "language", None) or translation.get_language()):
            subject = one_line(render_to_string(f"{template_prefix}_subject.txt", facts))
            letter = self.render_mail(template_prefix, email, facts | {"subject": subject})
        html = next((content for content, _kind in getattr(letter, "alternatives", [])), "")
        put(to=email, subject=letter.subject, text=plain(html) if html else letter.body, html=html)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """In our words, and always: whoever did not do it learns of it. What has no words is not told."""
        notices.tell(template_prefix, user, to=email, **(context or {}))

    def get_reauthentication_methods(self, user):
        """In our words. Where the second factor itself is asked for, the password is no answer."""
        asked = at_hand.request
        methods = super().get_reauthentication_methods(user)
        if asked and second_factor.must_prove(asked):
            methods = [each for each in methods if each["id"] != "reauthenticate"]
        return [
            each | {"description": WAYS.get(each["id"], each["description"])} for each in methods
        ] or [self._first_a_password()]

    def _first_a_password(self) -> dict:
        """For whoever comes in by the identity provider alone: an open session is not enough for them either."""
        choose = reverse("members:password_choose")
        return {"id": "password_choose", "description": gettext("Choose a password"), "url": choose}

    def clean_email(self, email):
        """One spelling for one mailbox, wherever an address is asked for; one too long then would be another's."""
        return as_kept(super().clean_email(email))

    def confirm_email(self, request, email_address):
        """Under the account's lock: it may be giving way to an invitation (members.actions) right now."""
        with suppress(Refusal), explained():
            account = get_user_model().objects.filter(pk=email_address.user_id)
            held = lock_first(account, deletes=True)
            if held and EmailAddress.objects.filter(pk=email_address.pk).exists():
                return super().confirm_email(request, email_address)
        failed = "account/messages/email_confirmation_failed.txt"
        self.add_message(request, messages.ERROR, failed, {"email": email_address.email})
        return False

    def add_message(self, request, level, message_template=None, message_context=None, **more):
        """Whoever comes in by confirming the address is welcomed: that says enough, and stands alone."""
        if message_template == CONFIRMED and _comes_in(request, message_context["email"]):
            return
        super().add_message(request, level, message_template, message_context, **more)

    def post_login(self, request, user, **kwargs):
        """From sign-in on, the pages speak the person's language."""
        with translation.override(user.language):
            return remember(super().post_login(request, user, **kwargs), user.language)


def _comes_in(request, email: str) -> bool:
    """Whether this browser began to sign in to the account whose address it is."""
    if request.user.is_authenticated:
        return False
    begun = unstash_login(request, peek=True)
    return bool(begun and begun.user and begun.user.email == email)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "This code does not work: it was mistyped, has expired or has already been used. "
            "Wait for the next one in the app, half a minute at most, or use a recovery code "
            "that you have not used yet."
        ),
        "add_email_blocked": _("Your account has a second factor: the address stays as it is."),
        "cannot_delete_authenticator": second_factor.KEPT,
        "cannot_generate_recovery_codes": _(
            "Recovery codes stand in for a second factor: set one up first."
        ),
        "unverified_email": _("Confirm your address first, then set up a second factor."),
    }

    def encrypt(self, text):
        return locked_away.encrypt(text)

    def decrypt(self, encrypted_text):
        return locked_away.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        return second_factor.why_not_remove(authenticator) is None

    def generate_authenticator_name(self, user, type):
        """What the person changes to something better, or leaves."""
        count = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": count}

    def get_public_key_credential_rp_entity(self):
        """To whom a passkey belongs: the portal by its own address, whatever host a visitor wrote."""
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": PORTAL}
