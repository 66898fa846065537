"""Inviting officials, staff and coworkers, taking an invitation back, and making the account that it is for."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Role
from core.addresses import normal_address
from core.clock import today
from core.identity import one_spelling
from core.journal import record
from core.links import digest, new_secret, whole_address
from core.locks import lock_all, lock_first
from core.mail import post
from core.refusals import Refusal, ensure
from core.walls import explained
from core.words import clock, on_day, since_day
from members import rules
from members.actions.memberships import begin_membership
from members.models import Invitation, Organisation, OrganisationPerson, Verb
from members.rules.accounts import why_not_manage

Status = Invitation.Status
VERBS = {
    Status.USED: Verb.INVITATION_USED,
    Status.REVOKED: Verb.INVITATION_REVOKED,
    Status.REPLACED: Verb.INVITATION_REPLACED,
}
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Sent:
    """What came of inviting: the invitation, its link (told once, kept nowhere), the one that it replaced,

    and the unconfirmed account at the address, which goes when the invitation is accepted.
    """

    invitation: Invitation
    link: str
    replaced: Invitation | None
    gives_way: object | None


@transaction.atomic
def invite(
    *,
    by,
    email: str,
    role: str,
    language: str = "",
    first_name: str = "",
    last_name: str = "",
    organisation: Organisation | None = None,
) -> Sent:
    """Send this address a link with which its reader makes an account of this role; an older link dies.

    The names, where they are known, stand in the form that the link opens; whoever accepts belongs to the
    `organisation`, whose managers may invite coworkers too.

    `by` is None for the command. Raises `Refusal`: not an address, not a role to invite to, an account is there.
    """
    ensure(_why_not_invite(by, role, organisation))
    email, accounts = _address(email), get_user_model().objects
    ensure(rules.why_not_invite(role, accounts.at(email)))
    replaced = lock_first(Invitation.objects.open().filter(email=email))
    if replaced:
        _move(replaced, to=Status.REPLACED, by=by)
    token = new_secret()
    language = language or settings.LANGUAGE_CODE
    names = {"first_name": one_spelling(first_name)[:80], "last_name": one_spelling(last_name)[:80]}
    facts = {"email": email, "role": role, "language": language, **names}
    facts["organisation"] = organisation
    invitation = _made(**facts, by=by, token_hash=digest(token))
    record(by=by, verb=Verb.INVITED, on=invitation, role=role)
    link = whole_address("members:invitation", token)
    context = {"invitation": invitation, "link": link}
    post(to=email, template="invitation", context=context, language=language, about=invitation)
    return Sent(invitation, link, replaced, accounts.unproved_at(email).first())


def _why_not_invite(by, role: str, organisation: Organisation | None) -> Refusal | None:
    if by is None:
        return None
    refusal = why_not_manage(by)
    if refusal is None or organisation is None or role != Role.MEMBER:
        return refusal
    return None if by.manages(organisation.pk) else refusal


def _address(email: str) -> str:
    """The address in its one spelling. Raises `Refusal` where no letter can go there."""
    rule = forms.EmailField(max_length=LONGEST_ADDRESS)
    with suppress(ValidationError):
        # Twice: a name with accents grows on its way.
        address = rule.clean(normal_address(rule.clean(email)))
        if address.isascii():
            return address
    sentence = _(
        "“%(email)s” is not an e-mail address. Nothing was sent. Enter it in full, like "
        "anna@comune.example.it"
    )
    raise Refusal(sentence % {"email": email}, code="no_address")


def _made(**fields) -> Invitation:
    with explained():
        return Invitation.objects.create(**fields)


@transaction.atomic
def revoke_invitation(*, by, email: str, seen: int | None = None) -> Invitation:
    """Make the open link of this address useless; `seen` is the invitation's number, where one was looked at.

    Raises `Refusal` where there is none, or a newer one, and says what there is.
    """
    email = _address(email)
    latest = lock_first(Invitation.objects.latest_first(email))
    ensure(rules.why_not_revoke(latest, email, seen=seen))
    return _move(latest, to=Status.REVOKED, by=by)


@transaction.atomic
def accept_invitation(*, token: str, first_name: str, last_name: str, password: str, language: str):
    """Make the account that the link is for, its address confirmed: the letter arrived there. Returns the person.

    An account at this address that nobody confirmed is deleted, and with it whatever opened it.
    Raises `Refusal` with what became of the invitation, and then nothing is written.
    """
    held = lock_first(Invitation.objects.with_token(token))
    account = get_user_model().objects.at(held.email) if held else None
    ensure(rules.why_not_accept(held, timezone.now(), account=account))
    person = _account(held, password, first_name=first_name, last_name=last_name, language=language)
    if held.role == Role.MEMBER:
        begin_membership(person, today())
    if held.organisation_id:
        _join(person, held)
    _move(held, to=Status.USED, by=person)
    return person


def _join(person, held: Invitation) -> None:
    """The person belongs to the organisation that invited, as no manager."""
    own = OrganisationPerson.objects.create(organisation_id=held.organisation_id, person=person)
    told = {"person": person.pk, "manager": own.is_manager}
    record(by=person, verb=Verb.ORGANISATION_JOINED, on=own.organisation, **told)


def _account(held: Invitation, password: str, **fields):
    # A sign-up that is being written is not seen, but waited for: the second time it is there.
    for _turn in range(2):
        gone = _clear(held.email)
        with suppress(Refusal), explained():
            person = _confirmed(held.email, password, role=held.role, **fields)
            if gone:
                record(
                    by=person, verb=Verb.ACCOUNT_GAVE_WAY, on=gone, invitation=held.pk, to=person.pk
                )
            return person
    # Somebody confirmed this address in between.
    raise Refusal(rules.HAS_ACCOUNT % {"email": held.email}, code="has_account")


def _clear(email: str):
    """Delete the account at this address that nobody confirmed. Returns it, as it was; None where there is none.

    Taking it over instead would leave its sessions and letters pointing at the invited person's account.
    """
    accounts = get_user_model().objects
    found = lock_first(accounts.unproved_at(email), deletes=True)
    if found is None:
        return None
    addresses = lock_all(EmailAddress.objects.filter(user=found), deletes=True)
    if any(address.verified for address in addresses):
        return None
    # What belongs to somebody is not deleted: then it is an account.
    with suppress(ProtectedError):
        accounts.filter(pk=found.pk).delete()
        return found
    return None


def _confirmed(email: str, password: str, **fields):
    person = get_user_model().objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _move(invitation: Invitation, *, to: str, by) -> Invitation:
    """Bring the invitation, which the caller has locked, to a state, and write who did it."""
    time = "used_at" if to == Status.USED else "revoked_at"
    overtaken = partial(_moved_already, invitation)
    rules.INVITATION.move(invitation, to, by=by, overtaken=overtaken, **{time: timezone.now()})
    record(by=by, verb=VERBS[to], on=invitation)
    return invitation


def _moved_already(invitation: Invitation) -> Refusal:
    return Refusal(_where_it_is(invitation), code="moved_already")


def _where_it_is(invitation: Invitation) -> str:
    moved_at = invitation.used_at or invitation.revoked_at
    words = {
        "email": invitation.email,
        "state": invitation.get_status_display(),
        "on_day": on_day(moved_at),
        "since_day": since_day(moved_at),
        "time": clock(moved_at),
    }
    if invitation.status == Status.USED:
        return _(
            "The invitation to %(email)s was used %(on_day)s at %(time)s: the account exists, "
            "and withdrawing the invitation would not close it. Nothing was changed."
        ) % words  # fmt: skip
    return (
        _(
            "The invitation to %(email)s is “%(state)s” %(since_day)s at %(time)s. Nothing was changed."
        )
        % words
    )
