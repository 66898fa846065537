"""What is done in this app, as the journal says it, and which of it is about getting in."""

from django.utils.translation import gettext_lazy as _

from core import journal


class Verb(journal.Verb):
    """What is done to applications, invitations, accounts and profiles, and at the door."""

    APPLICATION_DRAFTED = "application_drafted", _("drafted an application")
    APPLICATION_SUBMITTED = "application_submitted", _("sent an application")
    APPLICATION_EXAMINED = "application_examined", _("started to review an application")
    INFORMATION_REQUESTED = (
        "information_requested",
        _("asked for what is missing from an application"),
    )
    APPLICATION_ADMITTED = "application_admitted", _("admitted an applicant")
    APPLICATION_REFUSED = "application_refused", _("did not admit an applicant")
    APPLICATION_PUT_OFF = "application_put_off", _("put an application on the waiting list")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("withdrew an application")
    INVITED = "invited", _("invited somebody to create an account")
    INVITATION_USED = "invitation_used", _("used an invitation")
    INVITATION_REVOKED = "invitation_revoked", _("revoked an invitation")
    INVITATION_REPLACED = "invitation_replaced", _("replaced an invitation by a new one")
    ACCOUNT_GAVE_WAY = (
        "account_gave_way",
        _("replaced an account that nobody had confirmed"),
    )
    ROLE_CHANGED = "role_changed", _("changed somebody’s role")
    ACCOUNT_CLOSED = "account_closed", _("closed an account")
    ACCOUNT_REOPENED = "account_reopened", _("reopened an account")
    NAME_CORRECTED = "name_corrected", _("corrected somebody’s name")
    FACTOR_RESET = "factor_reset", _("reset somebody’s second factor")
    PROFILE_KEPT = "profile_kept", _("saved their profile")
    PROFILE_PHOTO_SET = "profile_photo_set", _("chose a photo for their profile")
    PROFILE_PHOTO_REMOVED = "profile_photo_removed", _("removed the photo from their profile")
    CONSENT_GIVEN = "consent_given", _("gave a consent")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("withdrew a consent")
    LANGUAGE_CHOSEN = "language_chosen", _("chose a language")
    SESSIONS_ENDED = "sessions_ended", _("signed out of other browsers")
    SIGNED_UP = "signed_up", _("created an account")
    SIGNED_IN = "signed_in", _("signed in")
    SIGNED_OUT = "signed_out", _("signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("failed to sign in")
    SIGN_IN_HELD = "sign_in_held", _("was held back after too many attempts to sign in")
    CODE_FAILED = "code_failed", _("failed the second step of signing in")
    ADDRESS_CONFIRMED = "address_confirmed", _("confirmed an e-mail address")
    ADDRESS_CHANGED = "address_changed", _("changed the e-mail address")
    PASSWORD_CHANGED = "password_changed", _("changed the password")
    PASSWORD_RESET = "password_reset", _("chose a new password using the link in an e-mail")
    FACTOR_ADDED = "factor_added", _("added a second step to signing in")
    FACTOR_REMOVED = "factor_removed", _("removed a second step from signing in")
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed", _("generated new recovery codes")
    RECOVERY_CODE_USED = "recovery_code_used", _("used a recovery code")
    IDENTITY_LINKED = "identity_linked", _("linked an account to an identity provider")
    IDENTITY_UNLINKED = "identity_unlinked", _("unlinked an account from an identity provider")
    IDENTITY_FAILED = "identity_failed", _("failed to sign in with an identity provider")


#: Signing in, and what opens the door: lines that somebody reads after an attack.
DOOR = frozenset(
    {
        Verb.SIGNED_UP,
        Verb.SIGNED_IN,
        Verb.SIGNED_OUT,
        Verb.SIGN_IN_FAILED,
        Verb.SIGN_IN_HELD,
        Verb.CODE_FAILED,
        Verb.ADDRESS_CONFIRMED,
        Verb.ADDRESS_CHANGED,
        Verb.PASSWORD_CHANGED,
        Verb.PASSWORD_RESET,
        Verb.FACTOR_ADDED,
        Verb.FACTOR_REMOVED,
        Verb.RECOVERY_CODES_RENEWED,
        Verb.RECOVERY_CODE_USED,
        Verb.IDENTITY_LINKED,
        Verb.IDENTITY_UNLINKED,
        Verb.IDENTITY_FAILED,
        Verb.ROLE_CHANGED,
        Verb.ACCOUNT_CLOSED,
        Verb.ACCOUNT_REOPENED,
        Verb.FACTOR_RESET,
        Verb.SESSIONS_ENDED,
    }
)
