"""Questions about applications and invitations. Nothing is written here."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from core.refusals import Refusal
from core.words import clock, on_day
from members.models import Application, Invitation

Status = Application.Status

# Every move that an application may make, and the permission that making it takes. Whoever moves by
# `APPLY` moves the own application only.
MOVES: dict[tuple[str, str], Permission] = {
    (Status.DRAFT, Status.SUBMITTED): Permission.APPLY,
    (Status.SUBMITTED, Status.UNDER_REVIEW): Permission.DECIDE_APPLICATIONS,
    (Status.UNDER_REVIEW, Status.INFO_REQUESTED): Permission.DECIDE_APPLICATIONS,
    (Status.INFO_REQUESTED, Status.UNDER_REVIEW): Permission.APPLY,
    (Status.UNDER_REVIEW, Status.ADMITTED): Permission.DECIDE_APPLICATIONS,
    (Status.UNDER_REVIEW, Status.WAITING): Permission.DECIDE_APPLICATIONS,
    (Status.UNDER_REVIEW, Status.NOT_ADMITTED): Permission.DECIDE_APPLICATIONS,
    # Who never answers must not stay open for ever.
    (Status.INFO_REQUESTED, Status.NOT_ADMITTED): Permission.DECIDE_APPLICATIONS,
    (Status.WAITING, Status.ADMITTED): Permission.DECIDE_APPLICATIONS,
    (Status.SUBMITTED, Status.WITHDRAWN): Permission.APPLY,
    (Status.UNDER_REVIEW, Status.WITHDRAWN): Permission.APPLY,
    (Status.INFO_REQUESTED, Status.WITHDRAWN): Permission.APPLY,
    (Status.WAITING, Status.WITHDRAWN): Permission.APPLY,
}


ONE_AT_A_TIME = _(
    "You have sent an application already: here is where it stands. Nothing was added to it."
)


def may_move(user, application: Application, to: str) -> bool:
    """Whether this person may bring this application to that state now."""
    permission = MOVES.get((application.status, to))
    if permission is None or not allows(user, permission):
        return False
    return permission != Permission.APPLY or application.applicant_id == user.pk


def moves_open_to(user, application: Application) -> frozenset[str]:
    """The states to which this person may bring this application now."""
    return frozenset(status for status in Status.values if may_move(user, application, status))


def may_apply(user, latest: Application | None) -> bool:
    """Whether this person may fill in the form: none sent yet, a draft, or the last one is closed."""
    ready = latest is None or latest.status in {Status.DRAFT, *Application.CLOSED}
    return ready and allows(user, Permission.APPLY)


def needs_reason(to: str) -> bool:
    """Whether a move to this state must say why (docs/domain.md, Application)."""
    return to in {Status.NOT_ADMITTED, Status.INFO_REQUESTED}


# -- Invitations -------------------------------------------------------------------------------------
#: Who moves an invitation: who invites, or who holds its link. Neither needs an account for it.
INVITER, HOLDER = "inviter", "holder"

Open = Invitation.Status.OPEN
# Every move that an invitation may make, and who makes it. From nowhere else is there a way back.
INVITATION_MOVES: dict[tuple[str, str], str] = {
    (Open, Invitation.Status.USED): HOLDER,
    (Open, Invitation.Status.REVOKED): INVITER,
    (Open, Invitation.Status.REPLACED): INVITER,
}

NOT_WHOLE = _(
    "This link is not whole. Copy it again from the letter, from the first character to the last; "
    "if that does not help, ask who invited you for another."
)
WHY_NOT_OPEN = {
    Invitation.Status.USED: _(
        "This invitation was used %(on_day)s at %(time)s: the account is made. Sign in with your e-mail; "
        "if you do not know the password any more, you can choose another there."
    ),
    Invitation.Status.REVOKED: _(
        "This invitation was taken back %(on_day)s at %(time)s. No account was made. "
        "If you think that this is a mistake, write to who invited you."
    ),
    Invitation.Status.REPLACED: _(
        "You were sent a newer invitation %(on_day)s at %(time)s, and this link no longer works. "
        "Open the one in the newest letter."
    ),
}
EXPIRED = _(
    "This invitation expired %(on_day)s at %(time)s. No account was made. "
    "Ask who invited you to send another."
)
HAS_ACCOUNT = _(
    "There is an account with the address %(email)s already, and an invitation never changes one. "
    "Sign in with it; if it does not let you do what you were invited for, write to who invited you."
)


def may_move_invitation(who: str, invitation: Invitation, to: str) -> bool:
    """Whether the inviter, or the holder of the link, may bring this invitation to that state."""
    return INVITATION_MOVES.get((invitation.status, to)) == who


def why_not_accept(invitation: Invitation | None, now: datetime, *, account) -> Refusal | None:
    """Why no account can be made with this invitation now; `account` is whoever has its address already."""
    if invitation is None:
        return Refusal(NOT_WHOLE, code="unknown_link")
    if sentence := WHY_NOT_OPEN.get(invitation.status):
        moved_at = invitation.used_at or invitation.revoked_at
        return Refusal(_on(sentence, moved_at), code=f"{invitation.status}_link")
    if invitation.has_expired(now):
        return Refusal(_on(EXPIRED, invitation.expires_at), code="expired_link")
    if account is not None:
        return Refusal(HAS_ACCOUNT % {"email": invitation.email}, code="has_account")
    return None


def why_not_invite(role: str, account) -> Refusal | None:
    """Why nobody is invited as this to this address; `account` is whoever has it already."""
    if role not in Invitation.ROLES:
        sentence = _(
            "Nobody is invited as “%(role)s”: say official or staff. Nothing was sent. "
            "Who wants to work here signs up and applies."
        )
        return Refusal(sentence % {"role": role}, code="unknown_role")
    if account is not None:
        return Refusal(_has_account_already(role, account), code="has_account")
    return None


IS_THAT_ALREADY = _(
    "%(person)s has an account with the address %(email)s and is “%(role)s” already: there is "
    "nothing to do. Nothing was sent. Who does not know the password any more chooses another on "
    "the page to sign in."
)
IS_CLOSED = _(
    "%(person)s had an account with the address %(email)s as “%(role)s”, and it is closed. An "
    "invitation does not open it again: nothing was sent and nothing was changed. Invite another address."
)
IS_SOMETHING_ELSE = _(
    "%(person)s has an account with the address %(email)s already, as “%(role)s”. An invitation "
    "never changes what an account may do: nothing was sent and nothing was changed. Invite another "
    "address of this person; or let them give that account another address (in their menu: E-mail "
    "address), then invite again."
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
