"""The staff's pages about accounts: which are listed, what a card shows, what a change brings along."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.access import Role
from core.names import matching
from members.models import Membership, User
from members.rules.accounts import RAISED
from members.signals import Held, asking


@dataclass(frozen=True)
class State:
    """One state of the list: its word in the address, its label, which accounts are in it."""

    word: str
    label: str
    among: Q


STATES = [
    State("aperti", pgettext_lazy("accounts", "Open"), Q(is_active=True)),
    State("chiusi", pgettext_lazy("accounts", "Closed"), Q(is_active=False)),
    State(
        "senza-secondo-fattore",
        gettext_lazy("No second factor"),
        Q(is_active=True, has_factor=False),
    ),
    State(
        "da-confermare",
        gettext_lazy("Address not confirmed"),
        Q(is_active=True, is_confirmed=False),
    ),
]


def everybody() -> QuerySet[User]:
    """All accounts by name, each with `has_factor`, `is_confirmed` and `is_member`."""
    factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    memberships = Membership.objects.current().filter(person=OuterRef("pk"))
    return User.objects.annotate(
        has_factor=Exists(factors),
        # An account without any address to confirm came by a command.
        is_confirmed=Exists(addresses.filter(verified=True)) | ~Exists(addresses),
        is_member=Exists(memberships),
    )


def found(words: str, role: str, state: str) -> QuerySet[User]:
    """Those in whose name or address the words stand, of the role and in the state; nothing named means all."""
    rows = matching(everybody(), words, "first_name", "last_name", "email")
    among = next((each.among for each in STATES if each.word == state), Q())
    return rows.filter(among, Q(role=role) if role else Q())


@dataclass(frozen=True)
class Badge:
    """How an account is, in a word and a colour of `_status.html`."""

    label: str
    tone: str


def badge(person: User) -> Badge:
    """What is most worth knowing about one of `everybody()`."""
    if not person.is_active:
        return Badge(_("Account closed"), "off")
    if not person.is_confirmed:
        return Badge(_("Address not confirmed"), "wait")
    if person.role in RAISED and not person.has_factor:
        return Badge(_("No second factor"), "wait")
    return Badge(_("Open account"), "good")


def consequences(person: User, to: str) -> list[str]:
    """What another role brings along, beside what is given back."""
    said = []
    if to == Role.MEMBER:
        said.append(_("A membership starts today, with no end date."))
    elif person.is_member:
        said.append(_("The membership ends today."))
    if to in RAISED:
        said.append(
            _(
                "The person is signed out everywhere, and signs in again with the second factor "
                "that this role requires."
            )
        )
    said.append(_("The person gets an e-mail with the reason."))
    return said


def what_is_given_back(person: User, **to) -> list[Held]:
    """What the account may have no longer once its fields are like this, the earliest first."""
    becoming = User.objects.get(pk=person.pk)
    for name, value in to.items():
        setattr(becoming, name, value)
    answers = asking.send(User, person=becoming)
    return sorted(each for _receiver, held in answers for each in held)
