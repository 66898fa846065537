"""Questions about accounts that open by an identity provider. Nothing is written here."""

from django.utils.translation import gettext_lazy as _

from core import walls
from core.refusals import Refusal
from members.models import User

OF_ANOTHER = _(
    "Your %(name)s identity already opens another account here, and it can only open one: "
    "nothing was linked. Sign out and sign in with %(name)s, or unlink it there first."
)
HAS_ONE = _(
    "Your account is already linked to another %(name)s identity, and it can only have one: "
    "nothing was linked. Unlink that one first."
)
OPENS_ONE = _("Your %(name)s identity already opens an account here. Nothing was created: sign in.")
ALREADY = _("Your account is already linked: you can sign in with %(name)s.")
ONLY_WAY_IN = _(
    "%(name)s is the only way into your account, and it stays linked. Choose a password or add a passkey first."
)
NOT_LINKED = _("Your account is not linked to %(name)s: there is nothing to unlink.")
CLOSED = _(
    "The staff closed this account, and it does not open. The reason is in the e-mail that you "
    "got. If you think this is a mistake, write to the staff."
)


def why_not_link(by: User, *, uid: str, has: str, opens: int | None, name: str) -> Refusal | None:
    """Why this account is not linked to this person of the provider `name`.

    `has` is to whom it is linked, nothing for nobody; `opens` is the number of the account that the person opens.
    """
    words = {"name": name}
    if has and has == uid:
        return Refusal(ALREADY % words, code="linked_already")
    if opens is not None and opens != by.pk:
        return Refusal(OF_ANOTHER % words, code="of_another")
    if has:
        return Refusal(HAS_ONE % words, code="has_one")
    return None


def why_not_unlink(*, has: str, other_ways: bool, name: str) -> Refusal | None:
    """Why the account stays linked; `other_ways` says whether a password or a passkey opens it too."""
    if not has:
        return Refusal(NOT_LINKED % {"name": name}, code="not_linked")
    return None if other_ways else Refusal(ONLY_WAY_IN % {"name": name}, code="only_way_in")


def why_not_open(person: User) -> Refusal | None:
    """Why the account does not open to whom it is linked."""
    return None if person.is_active else Refusal(CLOSED, code="closed")


# Two accounts linked to one person at one moment: whoever asks again sees the other's link.
walls.register(
    {"socialaccount_socialaccount_provider_uid_fc810c6e_uniq": walls.was_overtaken},
)
