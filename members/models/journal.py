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
    DOCUMENT_BROUGHT = "document_brought", _("added a document to an application")
    DOCUMENT_REMOVED = "document_removed", _("removed a document from an application")
    DOCUMENT_OPENED = "document_opened", _("opened a document of an application")
    APPLICATION_RULES_SET = "application_rules_set", _("changed the rules of applications")
    APPLICATION_WITHDRAWN = "application_withdrawn", _("withdrew an application")
    APPLICATION_ANSWER_WRITTEN = (
        "application_answer_written",
        _("wrote down an applicant’s answer"),
    )
    DECISION_UNDONE = "decision_undone", _("took back a decision on an application")
    APPLICATION_ASSIGNED = "application_assigned", _("assigned an application")
    APPLICATION_NOTED = "application_noted", _("wrote a note on an application")
    APPLICATION_NOTE_REMOVED = "application_note_removed", _("removed a note on an application")
    APPLICATION_ASSESSED = "application_assessed", _("gave an application its points")
    CALL_OPENED = "call_opened", _("added a call for applications")
    CALL_CHANGED = "call_changed", _("changed a call for applications")
    CALL_REMOVED = "call_removed", _("removed a call for applications")
    CALL_DRAFTS_TOLD = "call_drafts_told", _("told unfinished applications that a call was over")
    CRITERION_ADDED = "criterion_added", _("added a criterion to a call")
    CRITERION_CHANGED = "criterion_changed", _("changed a criterion of a call")
    CRITERION_REMOVED = "criterion_removed", _("removed a criterion from a call")
    REFUSAL_REASON_ADDED = "refusal_reason_added", _("added a reason for refusing applications")
    REFUSAL_REASON_CHANGED = (
        "refusal_reason_changed",
        _("changed a reason for refusing applications"),
    )
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
    MEMBERSHIP_BEGUN = "membership_begun", _("began a membership")
    MEMBERSHIP_END_SET = "membership_end_set", _("changed the end of a membership")
    MEMBERSHIP_TAKEN_AWAY = (
        "membership_taken_away",
        _("took away a membership that had not begun"),
    )
    MEMBERSHIP_OVER = "membership_over", _("did what is due at the end of a membership")
    MEMBERSHIP_REMINDED = "membership_reminded", _("gave notice of the end of a membership")
    MEMBERSHIP_SUSPENDED = "membership_suspended", _("suspended a membership")
    MEMBERSHIP_RESUMED = "membership_resumed", _("ended the suspension of a membership")
    MEMBERSHIP_PLAN_CHANGED = "membership_plan_changed", _("changed the plan of a membership")
    RENEWAL_ASKED = "renewal_asked", _("asked to renew a membership")
    RENEWAL_GRANTED = "renewal_granted", _("renewed a membership")
    RENEWAL_REFUSED = "renewal_refused", _("did not renew a membership")
    RENEWAL_WITHDRAWN = "renewal_withdrawn", _("withdrew a request to renew a membership")
    PLAN_KEPT = "plan_kept", _("saved a membership plan")
    NOTE_WRITTEN = "note_written", _("wrote a note about a person")
    PROFILE_KEPT = "profile_kept", _("saved their profile")
    PROFILE_PHOTO_SET = "profile_photo_set", _("chose a photo for their profile")
    PROFILE_PHOTO_REMOVED = "profile_photo_removed", _("removed the photo from their profile")
    CONSENT_GIVEN = "consent_given", _("gave a consent")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("withdrew a consent")
    LANGUAGE_CHOSEN = "language_chosen", _("chose a language")
    ORGANISATION_KEPT = "organisation_kept", _("added or changed an organisation")
    ORGANISATION_JOINED = "organisation_joined", _("added somebody to an organisation")
    ORGANISATION_LEFT = "organisation_left", _("removed somebody from an organisation")
    ORGANISATION_MANAGER = (
        "organisation_manager",
        _("changed who manages an organisation"),
    )
    ORGANISATIONS_MERGED = "organisations_merged", _("joined two organisations into one")
    FILE_BROUGHT = "file_brought", _("brought a file to import")
    IMPORT_BEGUN = "import_begun", _("had an import written")
    POST_PUBLISHED = "post_published", _("put a post on the board")
    POST_CHANGED = "post_changed", _("changed a post on the board")
    POST_CLOSED = "post_closed", _("closed a post on the board")
    POST_REOPENED = "post_reopened", _("put a post on the board again")
    POST_HIDDEN = "post_hidden", _("hid a post on the board")
    POST_SHOWN = "post_shown", _("showed a hidden post again")
    MESSAGE_WRITTEN = "message_written", _("wrote a message about a post")
    MESSAGE_HIDDEN = "message_hidden", _("hid a message about a post")
    ABUSE_REPORTED = "abuse_reported", _("reported an abuse")
    ABUSE_UPHELD = "abuse_upheld", _("hid what had been reported")
    ABUSE_DISMISSED = "abuse_dismissed", _("left what had been reported as it was")
    IT_WORKED = "it_worked", _("said that a collaboration worked")
    COLLABORATION_CONFIRMED = "collaboration_confirmed", _("confirmed a collaboration")
    COLLABORATION_UNMADE = "collaboration_unmade", _("unmade a collaboration")
    OUTCOME_ASKED = "outcome_asked", _("asked what became of somebody")
    OUTCOME_ANSWERED = "outcome_answered", _("answered what became of them")
    OUTCOMES_DECLINED = "outcomes_declined", _("asked not to be asked again")
    OUTCOME_RECORDED = "outcome_recorded", _("recorded what became of somebody")
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
    RECOVERY_CODES_DOWNLOADED = "recovery_codes_downloaded", _("downloaded their recovery codes")
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
        Verb.RECOVERY_CODES_DOWNLOADED,
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
