"""A membership that is to go on: asked for by its person, granted or refused by the staff."""

from datetime import date
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.clock import today
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import Refusal, ensure
from core.walls import explained
from members.actions.memberships import renew
from members.models import Membership, RenewalRequest, Verb
from members.rules import memberships as rules

Status = RenewalRequest.Status


@transaction.atomic
def ask_renewal(*, by) -> RenewalRequest:
    """Ask that the own membership goes on. Raises `Refusal` when that was asked, or it is too early."""
    person = lock(get_user_model().objects.all(), by.pk)
    latest = Membership.objects.latest_of(person)
    asked = person.renewals.asked().exists()
    ensure(rules.why_not_ask(latest, asked=asked, today=today()))
    with explained():
        request = RenewalRequest.objects.create(person=person, membership=latest)
    record(by=by, verb=Verb.RENEWAL_ASKED, on=request, membership=latest.pk)
    return request


@transaction.atomic
def grant_renewal(*, by, request: RenewalRequest, ends: date | None = None) -> RenewalRequest:
    """Let the membership go on, as long again as it lasted where no `ends` is given; the person is told."""
    held = _locked(request)
    ensure(_why_not(held, Status.GRANTED, by))
    held.granted = renew(by=by, membership=held.membership, ends=ends)
    _move(held, Status.GRANTED, by=by, verb=Verb.RENEWAL_GRANTED, granted=held.granted)
    return _tell(held, "renewal_granted")


@transaction.atomic
def refuse_renewal(*, by, request: RenewalRequest, reason: str) -> RenewalRequest:
    """Say no, and why; the membership lasts until its end."""
    held, reason = _locked(request), reason.strip()
    ensure(_why_not(held, Status.REFUSED, by))
    ensure(rules.why_not_without_reason(reason))
    _move(held, Status.REFUSED, by=by, verb=Verb.RENEWAL_REFUSED, reason=reason)
    return _tell(held, "renewal_refused")


@transaction.atomic
def withdraw_renewal(*, by, request: RenewalRequest) -> RenewalRequest:
    """Ask for it no longer."""
    held = _locked(request)
    ensure(_why_not(held, Status.WITHDRAWN, by))
    _move(held, Status.WITHDRAWN, by=by, verb=Verb.RENEWAL_WITHDRAWN)
    return held


def _locked(request: RenewalRequest) -> RenewalRequest:
    lock(get_user_model().objects.all(), request.person_id)
    return lock(RenewalRequest.objects.select_related("membership", "person"), request.pk)


def _why_not(held: RenewalRequest, to: str, by) -> Refusal | None:
    return rules.RENEWAL.why_not(held, to, by=by, overtaken=partial(rules.decided_already, held))


def _move(held: RenewalRequest, to: str, *, by, verb: Verb, **facts) -> None:
    said = {"decided_at": timezone.now(), "decided_by": by, **facts}
    rules.RENEWAL.move(held, to, by=by, **said)
    record(by=by, verb=verb, on=held, membership=held.membership_id)


def _tell(held: RenewalRequest, letter: str) -> RenewalRequest:
    post(to=held.person, template=letter, context={"renewal": held}, about=held)
    return held
