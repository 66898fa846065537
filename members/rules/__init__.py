"""Questions about applications and invitations. Nothing is written here."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import walls
from core.access import Permission, allows
from core.moves import CALENDAR, NEW, PORTAL, Derived, Move, Moves, Who, anybody, holder_of, own
from core.refusals import Refusal
from core.words import clock, on_day
from members.models import Application, Invitation, Membership, User
from members.rules.accounts import RAISED, why_not_manage
from members.rules.board import COLLABORATION, POST, REPORT
from members.rules.memberships import KEEPER, RENEWAL
from members.rules.outcomes import IN_WORK
from members.rules.profiles import CONSENT  # noqa: F401  (told by the table of states)

Status = Application.Status

APPLICANT, DECIDER = own(Permission.APPLY), holder_of(Permission.DECIDE_APPLICATIONS)


def _verb(name: str) -> tuple[str]:
    return (f"members.actions.applications.{name}",)


def _deciding(name: str) -> tuple[str]:
    return (f"members.actions.deciding.{name}",)


APPLICATION = Moves(
    Application,
    Move(NEW, Status.DRAFT, _verb("save_draft"), APPLICANT),
    Move(Status.DRAFT, Status.SUBMITTED, _verb("submit"), APPLICANT),
    Move(Status.SUBMITTED, Status.UNDER_REVIEW, _deciding("take_up"), DECIDER),
    Move(Status.UNDER_REVIEW, Status.INFO_REQUESTED, _deciding("ask_for_more"), DECIDER),
    Move(Status.INFO_REQUESTED, Status.UNDER_REVIEW, _verb("answer_request"), APPLICANT),
    # What the applicant said on the phone.
    Move(Status.INFO_REQUESTED, Status.UNDER_REVIEW, _deciding("write_answer"), DECIDER),
    Move(Status.UNDER_REVIEW, Status.ADMITTED, _deciding("admit"), DECIDER),
    Move(Status.UNDER_REVIEW, Status.WAITING, _deciding("let_wait"), DECIDER),
    Move(Status.UNDER_REVIEW, Status.NOT_ADMITTED, _deciding("refuse"), DECIDER),
    # Who never answers must not stay open for ever.
    Move(Status.INFO_REQUESTED, Status.NOT_ADMITTED, _deciding("refuse"), DECIDER),
    Move(Status.WAITING, Status.ADMITTED, _deciding("admit"), DECIDER),
    # Within a day (`rules.deciding.why_not_undo`).
    Move(Status.ADMITTED, Status.UNDER_REVIEW, _deciding("undo"), DECIDER),
    Move(Status.WAITING, Status.UNDER_REVIEW, _deciding("undo"), DECIDER),
    Move(Status.NOT_ADMITTED, Status.UNDER_REVIEW, _deciding("undo"), DECIDER),
    Move(Status.SUBMITTED, Status.WITHDRAWN, _verb("withdraw"), APPLICANT),
    Move(Status.UNDER_REVIEW, Status.WITHDRAWN, _verb("withdraw"), APPLICANT),
    Move(Status.INFO_REQUESTED, Status.WITHDRAWN, _verb("withdraw"), APPLICANT),
    Move(Status.WAITING, Status.WITHDRAWN, _verb("withdraw"), APPLICANT),
    # The account was closed.
    Move(Status.SUBMITTED, Status.WITHDRAWN, _verb("withdraw_all"), PORTAL),
    Move(Status.UNDER_REVIEW, Status.WITHDRAWN, _verb("withdraw_all"), PORTAL),
    Move(Status.INFO_REQUESTED, Status.WITHDRAWN, _verb("withdraw_all"), PORTAL),
    Move(Status.WAITING, Status.WITHDRAWN, _verb("withdraw_all"), PORTAL),
    person="applicant",
)

#: What the staff do to an account begins or ends its membership too.
ACCOUNTS = tuple(
    f"members.actions.accounts.{verb}"
    for verb in ("change_role", "close_account", "reopen_account")
)
RENEWED = ("members.actions.renewals.grant_renewal", "members.actions.memberships.renew")
ENDED = ("members.actions.memberships.end",)
MEMBERSHIP = Derived(
    Membership,
    (
        ("to come", "starts is after today"),
        ("current", "starts has come, ends has not, or there is none"),
        ("ended", "ends has come"),
        ("taken away", "the row is deleted"),
    ),
    (
        Move(NEW, "current", _deciding("admit"), DECIDER),
        Move(NEW, "current", ("members.actions.accept_invitation",), anybody("who has the link")),
        Move(NEW, "current", ACCOUNTS, holder_of(Permission.MANAGE_PEOPLE)),
        Move(NEW, "current", RENEWED, KEEPER),
        Move(NEW, "to come", RENEWED, KEEPER),
        Move("to come", "current", (), CALENDAR),
        Move("to come", "taken away", ENDED, KEEPER),
        Move("current", "ended", (), CALENDAR),
        Move("current", "ended", ENDED, KEEPER),
        Move("current", "ended", ACCOUNTS[:2], holder_of(Permission.MANAGE_PEOPLE)),
    ),
)


ACCOUNT = Derived(
    User,
    (("open", "is_active"), ("closed", "not is_active")),
    (
        Move(NEW, "open", ("members.actions.accept_invitation",), anybody("who has the link")),
        Move("open", "closed", ACCOUNTS[1:2], holder_of(Permission.MANAGE_PEOPLE)),
        Move("closed", "open", ACCOUNTS[2:], holder_of(Permission.MANAGE_PEOPLE)),
    ),
)


ONE_AT_A_TIME = _(
    "You have already sent an application: this is how it stands. Nothing was added to it."
)


def why_not_move(user, application: Application, to: str) -> Refusal | None:
    """Why this person may not bring this application to that state now."""
    return APPLICATION.why_not(application, to, by=user)


def verbs_between(before: str, after: str) -> frozenset[str]:
    """By which verbs, by their names, an application comes from one state to another."""
    moves = APPLICATION.between(before, after)
    return frozenset(verb.rpartition(".")[2] for move in moves for verb in move.verbs)


def verbs_open_to(user, application: Application) -> frozenset[str]:
    """What this person may do to this application now, by the names of the verbs that move it."""
    before = application.status
    moves = [move for move in APPLICATION.moves if move.before == before]
    return frozenset(
        verb.rpartition(".")[2]
        for move in moves
        for verb in move.verbs
        if move.who.may(user, application.applicant_id)
    )


def moves_open_to(user, application: Application) -> frozenset[str]:
    """The states to which this person may bring this application now."""
    states = (state for state in Status.values if why_not_move(user, application, state) is None)
    return frozenset(states)


MEMBER_ALREADY = _("You are a coworker already: there is nothing to apply for.")


def why_not_apply(user, latest: Application | None, *, is_member: bool = False) -> Refusal | None:
    """Why this person may not fill in the form: one was sent and is not closed, or there is a membership.

    Whose membership has ended applies again. `is_member` counts one that is to come, too.
    """
    if is_member:
        return Refusal(MEMBER_ALREADY, code="member_already")
    ready = latest is None or latest.status in {Status.DRAFT, *Application.CLOSED}
    if ready and allows(user, Permission.APPLY):
        return None
    return Refusal(ONE_AT_A_TIME, code="one_application")


def needs_reason(to: str) -> bool:
    """Whether a move to this state must say why (docs/domain.md, Application)."""
    return to in {Status.NOT_ADMITTED, Status.INFO_REQUESTED}


def why_not_without_reason(to: str, reason: str) -> Refusal | None:
    """Why a move to this state wants a reason that was not written."""
    if reason or not needs_reason(to):
        return None
    return Refusal(gettext("Say why: the applicant will see it."), code="no_reason")


def why_not_admit(*, is_member: bool) -> Refusal | None:
    """Why nobody becomes a member twice."""
    if not is_member:
        return None
    sentence = gettext("This person is already a member. Nothing was changed.")
    return Refusal(sentence, code="member_already")


# -- Invitations -------------------------------------------------------------------------------------
#: Who moves an invitation: who invites, or who holds its link. Neither needs an account for it.
INVITER = holder_of(Permission.MANAGE_PEOPLE) | Who(
    "who invites, by the command", lambda by, _person: by is None
)
#: What no organisation sent is nobody's but the staff's.
MANAGER = Who(
    "manager of its organisation",
    lambda by, organisation: bool(
        by and organisation and by.is_authenticated and by.manages(organisation)
    ),
)
HOLDER = anybody("who has the link")

Open, INVITATIONS = Invitation.Status.OPEN, "members.actions.invitations"
# From nowhere else than from open is there a way on, or back.
INVITATION = Moves(
    Invitation,
    Move(NEW, Open, (f"{INVITATIONS}.invite",), INVITER),
    Move(NEW, Open, (f"{INVITATIONS}.invite",), MANAGER),
    Move(Open, Invitation.Status.USED, (f"{INVITATIONS}.accept_invitation",), HOLDER),
    Move(Open, Invitation.Status.REVOKED, (f"{INVITATIONS}.revoke_invitation",), INVITER),
    Move(Open, Invitation.Status.REPLACED, (f"{INVITATIONS}.invite",), INVITER),
    Move(Open, Invitation.Status.REPLACED, (f"{INVITATIONS}.invite",), MANAGER),
    person="organisation",
)

NOT_WHOLE = _(
    "This link is incomplete. Copy it again from the e-mail, from the first character to the "
    "last; if that does not help, ask the person who invited you for another."
)
WHY_NOT_OPEN = {
    Invitation.Status.USED: _(
        "This invitation was used %(on_day)s at %(time)s: the account has been created. Sign in "
        "with your e-mail; if you have forgotten the password, you can choose another there."
    ),
    Invitation.Status.REVOKED: _(
        "This invitation was withdrawn %(on_day)s at %(time)s. No account was created. If you "
        "think this is a mistake, write to the person who invited you."
    ),
    Invitation.Status.REPLACED: _(
        "You were sent a newer invitation %(on_day)s at %(time)s, and this link no longer works. "
        "Open the one in the latest e-mail."
    ),
}
EXPIRED = _(
    "This invitation expired %(on_day)s at %(time)s. No account was created. Ask the person who "
    "invited you to send another."
)
INVITER_LEFT = _(
    "Whoever sent this invitation is no longer on the staff, so it no longer works. No account was made. "
    "Ask the staff to send another."
)
HAS_ACCOUNT = _(
    "There is already an account with the address %(email)s, and an invitation never changes "
    "one. Sign in with it; if it does not let you do what you were invited for, write to the "
    "person who invited you."
)


def invited_at_once() -> Refusal:
    """Two invited the same address at one moment, and the other was first."""
    sentence = _(
        "Somebody else has just invited this address: use that e-mail. Nothing more was sent."
    )
    return Refusal(sentence, code="invited_at_once")


walls.register(
    {
        "one_open_invitation_for_each_address": invited_at_once,
        # Two with one address at one moment: whoever asks again sees the other's account.
        "one_account_for_each_email": walls.was_overtaken,
        "unique_verified_email": walls.was_overtaken,
        "account_emailaddress_user_id_email_987c8728_uniq": walls.was_overtaken,
        "members_profile_person_id_key": walls.was_overtaken,
    }
)


def is_void(invitation: Invitation) -> bool:
    """Whether it leads to the place's keys, and who sent it may no longer give them."""
    leads_to_keys = invitation.role in RAISED
    return leads_to_keys and invitation.by is not None and bool(why_not_manage(invitation.by))


def why_not_accept(invitation: Invitation | None, now: datetime, *, account) -> Refusal | None:
    """Why no account can be made with this invitation now; `account` is whoever has its address already."""
    if invitation is None:
        return Refusal(NOT_WHOLE, code="unknown_link")
    if sentence := WHY_NOT_OPEN.get(invitation.status):
        moved_at = invitation.used_at or invitation.revoked_at
        return Refusal(_on(sentence, moved_at), code=f"{invitation.status}_link")
    if invitation.has_expired(now):
        return Refusal(_on(EXPIRED, invitation.expires_at), code="expired_link")
    if is_void(invitation):
        return Refusal(INVITER_LEFT, code="void_link")
    if account is not None:
        return Refusal(HAS_ACCOUNT % {"email": invitation.email}, code="has_account")
    return None


def why_not_invite(role: str, account) -> Refusal | None:
    """Why nobody is invited as this to this address; `account` is whoever has it already."""
    if role not in Invitation.ROLES:
        sentence = _(
            "Nobody can be invited as “%(role)s”: use official or staff, or member for a "
            "coworker. Nothing was sent. People who want to apply sign up themselves."
        )
        return Refusal(sentence % {"role": role}, code="unknown_role")
    if account is not None:
        return Refusal(_has_account_already(role, account), code="has_account")
    return None


def why_not_revoke(latest: Invitation | None, email: str, *, seen: int | None) -> Refusal | None:
    """Why there is nothing to take back at this address.

    `latest` is the last invitation to it, `seen` the number of the one that is meant, where one was looked at.
    """
    if latest is not None and seen not in (None, latest.pk):
        sentence = gettext(
            "A newer invitation was sent to %(email)s %(on_day)s at %(time)s: look at that one. "
            "Nothing was changed."
        )
        words = {"on_day": on_day(latest.made_at), "time": clock(latest.made_at)}
        return Refusal(sentence % {"email": email, **words}, code="newer")
    if latest is not None:
        return None
    sentence = gettext("Nobody has invited %(email)s: there is nothing to withdraw.")
    return Refusal(sentence % {"email": email}, code="never_invited")


IS_THAT_ALREADY = _(
    "%(person)s has an account with the address %(email)s and is already “%(role)s”: there is "
    "nothing to do. Nothing was sent. If they have forgotten the password, they can choose "
    "another on the sign-in page."
)
IS_CLOSED = _(
    "%(person)s had an account with the address %(email)s as “%(role)s”, which is closed. An "
    "invitation does not reopen it: nothing was sent and nothing was changed. Staff can reopen "
    "it on the person’s page."
)
IS_SOMETHING_ELSE = _(
    "%(person)s already has an account with the address %(email)s, as “%(role)s”. An invitation "
    "never changes what an account may do: nothing was sent and nothing was changed. Invite "
    "another address of this person, or change the role on the person’s page."
)


def _has_account_already(role: str, account) -> str:
    if not account.is_active:
        sentence = IS_CLOSED
    elif account.role == role:
        sentence = IS_THAT_ALREADY
    else:
        sentence = IS_SOMETHING_ELSE
    words = {"person": account, "email": account.email, "role": account.get_role_display()}
    return sentence % words


def _on(sentence, moment: datetime) -> str:
    return sentence % {"on_day": on_day(moment), "time": clock(moment)}
