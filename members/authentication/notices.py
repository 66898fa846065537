"""Letters that tell a person what changed in how they sign in: whoever did not do it knows what to do."""

from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from core.mail import post

#: Put together when the letter is written, in its reader's language.
filled_in = lazy(lambda sentence, facts: str(sentence) % facts, str)


class Notice(NamedTuple):
    """What happened, as the letter's subject and in a sentence; `help` is what helps whoever did not do it."""

    subject: Promise
    sentence: Promise
    help: str = "password"


PASSWORD = Notice(
    _("Your password has been changed"),
    _("Your password has been changed. You have been signed out everywhere else."),
)
ADDRESS_CHANGED = "account/email/email_changed"
#: By the names that allauth gives, and ours for what it does not tell.
NOTICES = {
    "account/email/password_changed": PASSWORD,
    "account/email/password_reset": PASSWORD,
    "account/email/password_set": PASSWORD,
    "address_asked": Notice(
        _("A change of your address was requested"),
        _(
            "Somebody signed in as you has asked to sign in with %(address)s from now on. Until "
            "that address is confirmed, this one stays."
        ),
    ),
    ADDRESS_CHANGED: Notice(
        _("Your address has been changed"),
        _("From now on you sign in with %(to_email)s, and our e-mails go there; %(from_email)s "
          "is no longer used."),
        help="staff",
    ),
    "mfa/email/totp_activated": Notice(
        _("An authenticator app was added"),
        _("From now on you sign in with your password and a code from your app."),
    ),
    "mfa/email/totp_deactivated": Notice(
        _("The authenticator app was removed"),
        _("Codes from your app are no longer asked for, and no longer work."),
    ),
    "mfa/email/webauthn_added": Notice(
        _("A passkey was added"), _("A new passkey can now open your account.")
    ),
    "mfa/email/webauthn_removed": Notice(
        _("A passkey was removed"), _("One of your passkeys no longer opens your account.")
    ),
    "mfa/email/recovery_codes_generated": Notice(
        _("New recovery codes were generated"),
        _("You have ten new recovery codes; the ones you had no longer work."),
    ),
    "identity_linked": Notice(
        _("Your account has been linked"),
        _("From now on you can also sign in with %(provider)s."),
    ),
    "identity_unlinked": Notice(
        _("Your account is no longer linked"),
        _("You can no longer sign in with %(provider)s."),
    ),
    "codes_guessed": Notice(
        _("Somebody typed wrong codes for your account"),
        _(
            "somebody who knows your password, or found you signed in, typed wrong codes several times. None of "
            "them worked, and for a while no more are accepted."
        ),
    ),
    "recovery_code_used": Notice(
        _("A recovery code was used"),
        _("Somebody used one of your recovery codes. Codes left: %(left)d."),
    ),
}  # fmt: skip


def tell(what: str, person, *, to: str | None = None, **facts) -> None:
    """Write to the person that this happened; of another address also to that one, `to`.

    `what` is a key of `NOTICES`; of anything else nothing is written.
    """
    notice = NOTICES.get(what)
    if notice is None:
        return
    sentence = filled_in(notice.sentence, facts)
    letter = {"notice": notice, "sentence": sentence, "at": timezone.now()}
    for reader in {person.email, to or person.email}:
        context = {"person": person, **letter}
        post(
            to=reader,
            template="account_notice",
            context=context,
            language=person.language,
            about=person,
        )
