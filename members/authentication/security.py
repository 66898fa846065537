"""What happens at the door, for the journal and the log: ids only, never an address, a password, a code.

A script that guesses must not fill a journal from which nothing is ever taken: of failures each account has some
lines an hour, and addresses without an account some all together (settings.LIMITS). The log has a line for each.
"""

import logging

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from core import limits
from core.addresses import normal_address
from core.journal import record
from members.models import User, Verb

log = logging.getLogger(__name__)


def held(request, *, email: str) -> None:
    """There were too many attempts at this account, or at an address that has none."""
    _failure(Verb.SIGN_IN_HELD, email)


def identity_failed(*, why: str) -> None:
    """Somebody came back from the identity provider, and was not let in."""
    log.info("%s", Verb.IDENTITY_FAILED.value, extra={"facts": {"why": why}})
    if limits.is_left("journal.nobody", Verb.IDENTITY_FAILED):
        record(by=None, verb=Verb.IDENTITY_FAILED, on=User(), code=why)


def _failure(verb: Verb, email: str, **details) -> None:
    """The same work whether somebody has the address or nobody."""
    found = User.objects.filter(email__iexact=normal_address(email)).first()
    log.info("%s", verb.value, extra={"facts": {"account": found and found.pk}})
    limit, subject = (
        ("journal.account", f"{verb} {found.pk}") if found else ("journal.nobody", verb)
    )
    if limits.is_left(limit, subject):
        record(by=None, verb=verb, on=found or User(), **details)


@receiver(user_login_failed)
def sign_in_failed(credentials, **_):
    _failure(Verb.SIGN_IN_FAILED, credentials.get("email") or "")


@receiver(factors.authentication_failed)
def code_failed(user, authenticator, **_):
    _failure(Verb.CODE_FAILED, user.email, factor=authenticator.type)


@receiver(account.user_logged_in)
def signed_in(request, user, **_):
    """By what: the password, a passkey, a code, another's identity provider."""
    said = get_authentication_records(request, user)
    record(by=user, verb=Verb.SIGNED_IN, on=user, by_means=[_means(each) for each in said])


def _means(said: dict) -> str:
    return str(said.get("type") or said.get("method", ""))


@receiver(user_logged_out)
def signed_out(user, **_):
    if user and user.pk:
        record(by=user, verb=Verb.SIGNED_OUT, on=user)


@receiver(account.user_signed_up)
def signed_up(user, **_):
    record(by=user, verb=Verb.SIGNED_UP, on=user)


@receiver(account.email_confirmed)
def address_confirmed(email_address, **_):
    person = email_address.user
    record(by=person, verb=Verb.ADDRESS_CONFIRMED, on=person)


@receiver(account.email_changed)
def address_changed(user, from_email_address, **_):
    """The first address of an account is none that changed."""
    if from_email_address:
        record(by=user, verb=Verb.ADDRESS_CHANGED, on=user)


@receiver(account.password_changed)
@receiver(account.password_set)
def password_changed(user, **_):
    record(by=user, verb=Verb.PASSWORD_CHANGED, on=user)


@receiver(account.password_reset)
def password_reset(request, user, **_):
    """By the letter's link: whoever opens the person's letters is the person."""
    record(by=user, verb=Verb.PASSWORD_RESET, on=user)
    request.known_for = user.email


@receiver(factors.authenticator_added)
def factor_added(user, authenticator, **_):
    record(by=user, verb=Verb.FACTOR_ADDED, on=authenticator.user, factor=authenticator.type)


@receiver(factors.authenticator_removed)
def factor_removed(user, authenticator, **_):
    record(by=user, verb=Verb.FACTOR_REMOVED, on=authenticator.user, factor=authenticator.type)


@receiver(factors.authenticator_reset)
def recovery_codes_renewed(user, authenticator, **_):
    record(by=user, verb=Verb.RECOVERY_CODES_RENEWED, on=authenticator.user)


@receiver(factors.authenticator_used)
def recovery_code_used(user, authenticator, **_):
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.refresh_from_db()
        left = len(authenticator.wrap().get_unused_codes())
        record(by=user, verb=Verb.RECOVERY_CODE_USED, on=user, left=left)
