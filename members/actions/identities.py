"""Linking an account to a person of the identity provider, unlinking it, and making one for who comes by it first.

Locks: the account, so that of two links at once one is made.
"""

from contextlib import suppress

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from core.journal import record
from core.locks import lock
from core.refusals import Refusal, ensure
from core.walls import explained
from members.actions.sessions import end_sessions
from members.authentication import identity_links as links
from members.authentication import notices
from members.models import User, Verb


@transaction.atomic
def link_identity(*, by: User, uid: str, here: str | None = None) -> User:
    """Let the account open to this person of the provider; other sessions of it than `here` end.

    Raises `Refusal` where it opens to somebody already, or the person opens another account.
    """
    person = lock(User.objects.all(), by.pk)
    ensure(links.why_not_link(person, uid=uid))
    _link(person, uid)
    end_sessions(by=person, of=person, but=here)
    notices.tell("identity_linked", person, provider=links.provider_name())
    return person


@transaction.atomic
def unlink_identity(*, by: User, here: str | None = None) -> User:
    """Let the account open to nobody of the provider; other sessions of it than `here` end.

    Raises `Refusal` where nothing else opens the account.
    """
    person = lock(User.objects.all(), by.pk)
    ensure(links.why_not_unlink(person))
    SocialAccount.objects.filter(provider=links.PROVIDER, user=person).delete()
    record(by=person, verb=Verb.IDENTITY_UNLINKED, on=person)
    end_sessions(by=person, of=person, but=here)
    notices.tell("identity_unlinked", person, provider=links.provider_name())
    return person


@transaction.atomic
def join_by_identity(
    *, uid: str, first_name: str, last_name: str, email: str, is_proved: bool, language: str
) -> User | None:
    """Make an applicant's account that opens to this person of the provider, without a password.

    `is_proved` says whether the address is confirmed already. None where somebody has the address: to them
    nothing happens. Raises `Refusal` where the person opens an account by now.
    """
    ensure(links.why_not_join(uid))
    names = {"first_name": first_name, "last_name": last_name}
    person = _made(email, is_proved=is_proved, language=language, **names)
    if person:
        _link(person, uid)
    return person


def _made(email: str, *, is_proved: bool, **fields) -> User | None:
    users = User.objects
    if users.filter(email__iexact=users.normalize_email(email)).exists() or users.at(email):
        return None
    with suppress(Refusal), explained():
        person = users.create_user(email, **fields)
        EmailAddress.objects.create(
            user=person, email=person.email, verified=is_proved, primary=True
        )
        return person
    return None


def _link(person: User, uid: str) -> None:
    with explained():
        SocialAccount.objects.create(user=person, provider=links.PROVIDER, uid=uid, extra_data={})
    record(by=person, verb=Verb.IDENTITY_LINKED, on=person)
