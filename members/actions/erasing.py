"""Erasing a person: asked for, taken back, refused, done. What happens to which row says `core.personal`.

Locks: the open accounts of the staff and the person's, in the order of their numbers; then the request, then what
the person holds (`members.signals.losing`), in the apps above.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import personal
from core.access import Role
from core.clock import today
from core.journal import record
from core.locks import lock, lock_all
from core.mail import post
from core.outbox import give_up_all_to
from core.refusals import Refusal, ensure, refused
from core.walls import again_if_deadlocked, explained
from members.actions import renewals
from members.actions.applications import withdraw_all
from members.actions.memberships import end_memberships
from members.actions.whom import whom_of
from members.models import ErasureRequest, User, Verb
from members.rules import own_data as rules
from members.rules.accounts import why_not_lose_staff
from members.signals import losing

Status = ErasureRequest.Status


@transaction.atomic
def ask_erasure(*, by) -> ErasureRequest:
    """Ask to be erased, once the days have passed in which it can be taken back. The person is told by letter."""
    person, open_staff = _locked_person(by.pk)
    asked = person.erasures.asked().exists()
    ensure(rules.why_not_ask_erasure(person, asked=asked, open_staff=open_staff))
    due = today() + timedelta(days=settings.ERASURE_WAIT_DAYS)
    with explained():
        request = ErasureRequest.objects.create(person=person, due=due)
    record(by=by, verb=Verb.ERASURE_ASKED, on=request, day=due)
    post(to=person, template="erasure_asked", context={"request": request}, about=request)
    return request


@transaction.atomic
def withdraw_erasure(*, by, request: ErasureRequest) -> ErasureRequest:
    """Stay after all."""
    held = _locked(request)
    _move(held, Status.WITHDRAWN, by=by, verb=Verb.ERASURE_WITHDRAWN)
    return held


@transaction.atomic
def refuse_erasure(*, by, request: ErasureRequest, reason: str) -> ErasureRequest:
    """Say no, and why: the person is told, and may ask again."""
    held, reason = _locked(request), reason.strip()
    ensure(rules.why_not_refuse_erasure(reason))
    _move(held, Status.REFUSED, by=by, verb=Verb.ERASURE_REFUSED, reason=reason)
    post(to=held.person, template="erasure_refused", context={"request": held}, about=held)
    return held


@again_if_deadlocked
@transaction.atomic
def erase_person(*, request: ErasureRequest) -> dict[str, int]:
    """Give back what the person holds, then erase what is kept of them. Says how many rows of which model.

    Nothing is written to them: the letter would keep the address. Raises `Refusal` before the day, for a request
    that waits no longer, and for the last of the staff.
    """
    person, open_staff = _locked_person(request.person_id)
    held = _locked(request)
    ensure(_why_not(held, Status.DONE, None))
    ensure(rules.why_not_erase_yet(held, today()))
    ensure(why_not_lose_staff(person, open_staff=open_staff))
    _move(held, Status.DONE, by=None, verb=Verb.ERASED)
    whom = whom_of(person)
    _give_back(person)
    give_up_all_to(by=None, addresses=list(whom.addresses))
    return personal.erase(whom)


def _give_back(person: User) -> None:
    """As when an account is closed: bookings, series, waits, places and registrations are handed on."""
    for renewal in person.renewals.asked():
        refused(renewals.withdraw_renewal, by=person, request=renewal)
    withdraw_all(by=None, person=person)
    end_memberships(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    with translation.override(person.language):
        losing.send(User, person=person, by=None, reason=_("The account no longer exists."))


def _locked_person(pk: int) -> tuple[User, int]:
    """The account, and how many of the staff have an open one, locked."""
    counts = Q(role=Role.STAFF, is_active=True) | Q(pk=pk)
    rows = {row.pk: row for row in lock_all(get_user_model().objects.filter(counts))}
    staff = sum(row.role == Role.STAFF and row.is_active for row in rows.values())
    return rows[pk], staff


def _locked(request: ErasureRequest) -> ErasureRequest:
    return lock(ErasureRequest.objects.select_related("person"), request.pk)


def _why_not(held: ErasureRequest, to: str, by) -> Refusal | None:
    return rules.ERASURE.why_not(held, to, by=by)


def _move(held: ErasureRequest, to: str, *, by, verb: Verb, **facts) -> None:
    said = {"decided_at": timezone.now(), "decided_by": by, **facts}
    rules.ERASURE.move(held, to, by=by, **said)
    record(by=by, verb=verb, on=held)


def erase_all_due() -> int:
    """Erase whoever asked for it and has let the time pass, each alone. Says how many."""
    due = ErasureRequest.objects.asked().filter(due__lte=today())
    return sum(refused(erase_person, request=each) is None for each in due)
