"""Questions about accounts: another role, closing, reopening, a name, a lost factor. Nothing is written here."""

from django.utils.translation import gettext_lazy as _

from core.access import Permission, Role, allows
from core.refusals import Refusal
from core.words import clock, on_day
from members.models import AccountChange, User

#: Whoever comes to one of these opens other people's things: told by letter, and asked to sign in again.
RAISED = frozenset({Role.STAFF, Role.OFFICIAL})

NOT_YOURS = _("Only staff can manage accounts: nothing was changed.")
OWN_ROLE = _("You can’t change your own role: ask somebody else on the staff. Nothing was changed.")
OWN_CLOSING = _(
    "You can’t close your own account here: ask somebody else on the staff. Nothing was changed."
)
OWN_FACTOR = _(
    "You can’t reset your own second factor here: change it in your own menu, or ask somebody else on the "
    "staff. Nothing was changed."
)
LAST_OF_STAFF = _(
    "%(person)s is the last member of staff with an open account: invite or promote somebody else first. "
    "Nothing was changed."
)
NO_REASON = _("Say why: it is kept with the account.")


def why_not_manage(by) -> Refusal | None:
    """Why this person may do nothing to accounts; `by` as the account is now, None where it is gone."""
    if by is not None and allows(by, Permission.MANAGE_PEOPLE):
        return None
    return Refusal(NOT_YOURS, code="not_yours")


def why_not_without_reason(reason: str) -> Refusal | None:
    """Why nothing is done to an account without a word on why."""
    return None if reason.strip() else Refusal(NO_REASON, code="no_reason")


def why_not_change_role(
    by,
    person: User,
    to: str,
    *,
    seen: str,
    open_staff: int,
    applies: bool,
    last: AccountChange | None,
) -> Refusal | None:
    """Why this account does not come to this role now.

    `seen` is the role that the page showed, `open_staff` how many of the staff have an open account, `applies`
    whether an application of the person waits, `last` the last change of the role.
    """
    if by.pk == person.pk:
        return Refusal(OWN_ROLE, code="own_role")
    if person.role != seen:
        return changed_meanwhile(person, last)
    return _why_not_this_role(person, to, applies=applies) or why_not_lose_staff(
        person, open_staff=open_staff
    )


def _why_not_this_role(person: User, to: str, *, applies: bool) -> Refusal | None:
    if to not in Role.values:
        return Refusal(_("There is no such role: nothing was changed."), code="unknown_role")
    words = {"person": person, "role": Role(to).label}
    if person.role == to:
        sentence = _("%(person)s is already “%(role)s”: nothing was changed.") % words
        return Refusal(sentence, code="same_role")
    if not person.is_active:
        sentence = _("%(person)s’s account is closed: reopen it first. Nothing was changed.")
        return Refusal(sentence % words, code="closed")
    if to == Role.MEMBER and applies:
        sentence = _(
            "%(person)s has an application waiting for an answer: accept it, and the membership "
            "starts. Nothing was changed."
        )
        return Refusal(sentence % words, code="applies")
    return None


def changed_meanwhile(person: User, last: AccountChange | None) -> Refusal:
    """Two had the same page open, and the other was first."""
    words = {"person": person, "role": person.get_role_display()}
    if last is None or last.by is None:
        sentence = _("%(person)s is now “%(role)s”. Nothing was changed: look at it again.")
        return Refusal(sentence % words, code="changed_meanwhile")
    sentence = _(
        "%(who)s made %(person)s “%(role)s” %(on_day)s at %(time)s. Nothing was changed now: look at it again."
    )
    words |= {"who": last.by, "on_day": on_day(last.at), "time": clock(last.at)}
    return Refusal(sentence % words, code="changed_meanwhile")


def why_not_lose_staff(person: User, *, open_staff: int) -> Refusal | None:
    """Why the last of the staff stays what they are."""
    is_last = person.role == Role.STAFF and person.is_active and open_staff <= 1
    return Refusal(LAST_OF_STAFF % {"person": person}, code="last_of_staff") if is_last else None


def why_not_close(by, person: User, *, open_staff: int) -> Refusal | None:
    """Why this account is not closed now."""
    if by.pk == person.pk:
        return Refusal(OWN_CLOSING, code="own_account")
    if not person.is_active:
        sentence = _("%(person)s’s account is already closed: nothing was changed.")
        return Refusal(sentence % {"person": person}, code="closed_already")
    return why_not_lose_staff(person, open_staff=open_staff)


def why_not_reopen(person: User) -> Refusal | None:
    """Why there is nothing to reopen."""
    if person.is_erased:
        return Refusal(
            _("This account was erased: nobody can sign in with it again."), code="erased"
        )
    if not person.is_active:
        return None
    sentence = _("%(person)s’s account is already open: nothing was changed.")
    return Refusal(sentence % {"person": person}, code="open_already")


def why_not_correct_name(
    person: User, *, seen: str, first_name: str, last_name: str
) -> Refusal | None:
    """Why the name stays: it is that already, or somebody else has just corrected it."""
    if person.get_full_name() != seen:
        sentence = _(
            "Somebody else has just corrected this name: it is “%(person)s” now. "
            "Nothing was changed: look at it again."
        )
        return Refusal(sentence % {"person": person}, code="changed_meanwhile")
    if (person.first_name, person.last_name) == (first_name, last_name):
        sentence = _("The name is already “%(person)s”: nothing was changed.")
        return Refusal(sentence % {"person": person}, code="same_name")
    return None


def why_not_reset_factor(by, person: User, *, has_factor: bool) -> Refusal | None:
    """Why there is no second factor to reset."""
    if by.pk == person.pk:
        return Refusal(OWN_FACTOR, code="own_factor")
    if has_factor:
        return None
    sentence = _("%(person)s has no second factor: there is nothing to reset.")
    return Refusal(sentence % {"person": person}, code="no_factor")
