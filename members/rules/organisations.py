"""Questions about organisations and their people. Nothing is written, and nothing is read, here."""

from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.names import folded
from core.refusals import Refusal
from core.tax_numbers import TAX_CODE
from members.models import Application, Invitation, Organisation, OrganisationPerson, User

#: How many invitations of one organisation may wait for an answer.
MOST_INVITATIONS = 20


def why_not_manage(
    organisation: Organisation, user: User, *, own: OrganisationPerson | None
) -> Refusal | None:
    """Why this person may not look after the organisation; `own` is the row with which they belong to it today."""
    if allows(user, Permission.MANAGE_PEOPLE):
        return None
    is_manager = own is not None and own.is_manager and own.organisation_id == organisation.pk
    if is_manager and own.person_id == user.pk and allows(user, Permission.BOOK):
        return None
    sentence = _(
        "Only a manager of %(organisation)s, or the staff, can do this: nothing was changed."
    )
    return Refusal(sentence % {"organisation": organisation}, code="not_manager")


def why_not_look_after_all(user: User) -> Refusal | None:
    """Why this person may not add, change or join organisations."""
    if allows(user, Permission.MANAGE_PEOPLE):
        return None
    return Refusal(_("Only the staff can do this: nothing was changed."), code="staff")


def why_not_call(name: str) -> Refusal | None:
    """Why an organisation has no such name."""
    if not folded(name):
        return Refusal(_("Enter the name of the organisation."), code="no_name")
    if len(name) > Organisation._meta.get_field("name").max_length:
        sentence = _("The name is longer than 160 characters: shorten it.")
        return Refusal(sentence, code="long_name")
    return None


def why_not_tax_code(code: str) -> Refusal | None:
    """Why this is neither a VAT number nor a tax code."""
    if not code or TAX_CODE.fullmatch(code):
        return None
    sentence = _(
        "“%(code)s” is neither a VAT number (11 digits) nor a tax code (11 digits or 16 "
        "characters): correct it, or leave it empty."
    )
    return Refusal(sentence % {"code": code}, code="tax_code")


def why_not_join(organisation: Organisation, person: User) -> Refusal | None:
    """Why this person belongs to no organisation."""
    if not person.is_active:
        sentence = _("%(person)s’s account is closed: nothing was changed.")
        return Refusal(sentence % {"person": person}, code="closed")
    if allows(person, Permission.APPLY) or allows(person, Permission.BOOK):
        return None
    sentence = _(
        "%(person)s is an official and cannot belong to %(organisation)s: nothing was changed."
    )
    return Refusal(sentence % {"person": person, "organisation": organisation}, code="official")


def why_not_belong(organisation: Organisation, own: OrganisationPerson | None) -> Refusal | None:
    """Why nothing can be done with somebody's place in the organisation: there is none."""
    if own is not None:
        return None
    sentence = _("This person is no longer in %(organisation)s: nothing was changed.")
    return Refusal(sentence % {"organisation": organisation}, code="not_in_it")


def why_not_let_go(own: OrganisationPerson, *, by: User | None, managers: int) -> Refusal | None:
    """Why this person can't leave or be taken out: the last of `managers`, but for the staff."""
    if not own.is_manager or managers > 1 or by is None or allows(by, Permission.MANAGE_PEOPLE):
        return None
    if by.pk == own.person_id:
        sentence = _(
            "You are the only manager of %(organisation)s: ask the staff to make somebody else "
            "a manager first. Nothing was changed."
        )
    else:
        sentence = _(
            "This is the only manager of %(organisation)s: only the staff can remove them. "
            "Nothing was changed."
        )
    return Refusal(sentence % {"organisation": own.organisation}, code="last_manager")


def why_not_invite_into(
    organisation: Organisation,
    *,
    by: User | None,
    account: User | None,
    is_in: bool,
    open_now: Invitation | None,
    waiting: int,
) -> Refusal | None:
    """Why nobody is invited into the organisation by this letter.

    `account` has the address already, `is_in` it; `open_now` is the open invitation to the address, and `waiting`
    how many others of the organisation wait for an answer.
    """
    words = {"organisation": organisation}
    if account is not None and by is not None and account.pk == by.pk:
        sentence = _(
            "This is your own address, and you are in %(organisation)s already: nothing was sent."
        )
        return Refusal(sentence % words, code="own_address")
    if is_in:
        sentence = _("Whoever has this address is already in %(organisation)s: nothing was sent.")
        return Refusal(sentence % words, code="in_it")
    if account is not None:
        sentence = _(
            "There is already an account with this address, and an invitation never changes one. "
            "Nothing was sent: ask the staff to add the person to %(organisation)s."
        )
        return Refusal(sentence % words, code="has_account")
    if open_now is not None and open_now.organisation_id != organisation.pk:
        sentence = _(
            "This address has already been invited by others, and that invitation is still open. "
            "Nothing was sent: ask the staff to add the person once the account is there."
        )
        return Refusal(sentence, code="invited_by_others")
    if open_now is None and waiting >= MOST_INVITATIONS:
        sentence = _(
            "%(organisation)s has %(number)s invitations that nobody has answered yet, and no "
            "more can be sent before some are. Nothing was sent."
        )
        return Refusal(sentence % (words | {"number": waiting}), code="too_many")
    return None


def why_not_merge(kept: Organisation, gone: Organisation) -> Refusal | None:
    """Why the two do not become one."""
    if kept.pk != gone.pk:
        return None
    return Refusal(_("Choose two different organisations: nothing was changed."), code="the_same")


def why_not_both_there(number: int) -> Refusal | None:
    """Why they can't be joined: somebody joined or took away one of the two."""
    if number == 2:
        return None
    sentence = _(
        "One of the two is no longer there: somebody else has joined them. Nothing was changed."
    )
    return Refusal(sentence, code="gone")


def names_people(application: Application) -> bool:
    """Whether the application is an organisation's, whose people come with it."""
    return application.kind == Application.Kind.ORGANISATION and bool(application.organisation)
