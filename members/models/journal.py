"""What is done in this app, as the journal says it."""

from django.utils.translation import gettext_lazy as _

from core import journal


class Verb(journal.Verb):
    """What is done to applications, invitations, accounts and profiles."""

    APPLICATION_DRAFTED = "application_drafted", _("drafted an application")
    APPLICATION_SUBMITTED = "application_submitted", _("sent an application")
    APPLICATION_EXAMINED = "application_examined", _("examined an application")
    INFORMATION_REQUESTED = "information_requested", _("asked for what an application lacks")
    APPLICATION_ADMITTED = "application_admitted", _("admitted an applicant")
    APPLICATION_REFUSED = "application_refused", _("did not admit an applicant")
    APPLICATION_PUT_OFF = "application_put_off", _("let an application wait for a place")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("withdrew an application")
    INVITED = "invited", _("invited somebody to an account")
    INVITATION_USED = "invitation_used", _("used an invitation")
    INVITATION_REVOKED = "invitation_revoked", _("revoked an invitation")
    INVITATION_REPLACED = "invitation_replaced", _("replaced an invitation by a new one")
    ACCOUNT_GAVE_WAY = (
        "account_gave_way",
        _("took the place of an account that nobody had confirmed"),
    )
    ROLE_CHANGED = "role_changed", _("changed somebody’s role")
    ACCOUNT_CLOSED = "account_closed", _("closed an account")
    ACCOUNT_REOPENED = "account_reopened", _("reopened an account")
    NAME_CORRECTED = "name_corrected", _("corrected somebody’s name")
    FACTOR_RESET = "factor_reset", _("reset somebody’s second factor")
    PROFILE_KEPT = "profile_kept", _("saved the own profile")
    LANGUAGE_CHOSEN = "language_chosen", _("chose a language")
