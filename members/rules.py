"""Questions about applications. Nothing is written here."""

from django.utils.translation import gettext_lazy as _

from core.access import Permission, allows
from members.models import Application

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
    """Whether a move to this state must say why (DOMAIN.md, Application)."""
    return to in {Status.NOT_ADMITTED, Status.INFO_REQUESTED}
