"""What the staff do to accounts: another role, closing, reopening, a name, a lost second factor.

Locks: the open accounts of the staff, whoever acts, and the account, all in the order of their numbers; then what
it holds (`members.signals.losing`), in the apps above.
"""

from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from core.access import Role
from core.clock import today
from core.identity import one_spelling
from core.journal import record
from core.locks import lock_all
from core.mail import post
from core.outbox import give_up_all_to
from core.refusals import ensure
from core.walls import again_if_deadlocked, explained
from members.actions.applications import withdraw_all
from members.actions.memberships import begin_membership, end_memberships
from members.actions.sessions import end_sessions
from members.models import AccountChange, Application, User, Verb
from members.rules import accounts as rules
from members.signals import Held, losing

Kind = AccountChange.Kind


@again_if_deadlocked
@transaction.atomic
def change_role(*, by, person: User, role: str, reason: str, seen: str) -> User:
    """Let the account be of another role, with what belongs to it: a membership, bookings, a new sign-in.

    `seen` is the role from which it was to be changed. Raises `Refusal` when it is another by now, for the own
    role, the last of the staff, a closed account, an applicant who is to be admitted.
    """
    held = _held(by, person, reason)
    is_asked = partial(rules.why_not_change_role, held.by, held.person, role, seen=seen)
    ensure(is_asked(open_staff=held.staff, applies=_applies(held.person), last=_last(held.person)))
    before, held.person.role = held.person.role, role
    held.person.save(update_fields=["role"])
    _write(held, Kind.ROLE, before=before, after=role)
    record(by=by, verb=Verb.ROLE_CHANGED, on=held.person, before=before, after=role)
    _fit_membership(held.person)
    given_back = _give_back(held)
    raised = role in rules.RAISED
    if raised:
        end_sessions(by=by, of=held.person)
    _tell(held, "role_changed", before=Role(before), raised=raised, given_back=given_back)
    return held.person


@again_if_deadlocked
@transaction.atomic
def close_account(*, by, person: User, reason: str) -> User:
    """Close the door to this account at once; what it holds is given back, handed on and told.

    Applications that wait are withdrawn, and letters that wait do not leave, but for the one that tells of this.

    Its sessions open nothing from now on: the sign-in page says why to whoever comes with one.
    Raises `Refusal` for the own account, a closed one and the last of the staff.
    """
    held = _held(by, person, reason)
    ensure(rules.why_not_close(held.by, held.person, open_staff=held.staff))
    held.person.is_active = False
    held.person.save(update_fields=["is_active"])
    _write(held, Kind.CLOSED)
    record(by=by, verb=Verb.ACCOUNT_CLOSED, on=held.person)
    withdraw_all(by=by, person=held.person)
    end_memberships(held.person)
    given_back = _give_back(held)
    give_up_all_to(by=by, addresses=_addresses(held.person))
    _tell(held, "account_closed", given_back=given_back)
    return held.person


@transaction.atomic
def reopen_account(*, by, person: User, reason: str) -> User:
    """Let the person sign in again, as the role that the account had; what was given back stays given back."""
    held = _held(by, person, reason)
    ensure(rules.why_not_reopen(held.person))
    held.person.is_active = True
    held.person.save(update_fields=["is_active"])
    # Those from before would open again.
    end_sessions(by=by, of=held.person)
    _write(held, Kind.REOPENED)
    record(by=by, verb=Verb.ACCOUNT_REOPENED, on=held.person)
    _fit_membership(held.person)
    _tell(held, "account_reopened")
    return held.person


@transaction.atomic
def correct_name(
    *, by, person: User, first_name: str, last_name: str, reason: str, seen: str
) -> User:
    """Write the name as it is; `seen` is the whole name that was to be corrected."""
    held = _held(by, person, reason)
    names = {"first_name": one_spelling(first_name), "last_name": one_spelling(last_name)}
    ensure(rules.why_not_correct_name(held.person, seen=seen, **names))
    before = held.person.get_full_name()
    held.person.first_name, held.person.last_name = names["first_name"], names["last_name"]
    held.person.save(update_fields=["first_name", "last_name"])
    _write(held, Kind.NAME, before=before, after=held.person.get_full_name())
    record(by=by, verb=Verb.NAME_CORRECTED, on=held.person)
    _tell(held, "name_corrected", before=before)
    return held.person


@transaction.atomic
def reset_factor(*, by, person: User, reason: str) -> User:
    """Take a lost second factor away: the person sets up another at the next sign-in.

    `reason` says how the person was recognised. All sessions end, and the person is told.
    """
    held = _held(by, person, reason)
    factors = Authenticator.objects.filter(user=held.person)
    ensure(rules.why_not_reset_factor(held.by, held.person, has_factor=factors.exists()))
    factors.delete()
    end_sessions(by=by, of=held.person)
    _write(held, Kind.FACTOR)
    record(by=by, verb=Verb.FACTOR_RESET, on=held.person)
    _tell(held, "factor_reset")
    return held.person


class _Held:
    """The accounts that count, locked, as they are now."""

    def __init__(self, by: User | None, person: User, staff: int, reason: str):
        self.by, self.person, self.staff, self.reason = by, person, staff, reason


def _held(by, person: User, reason: str) -> _Held:
    """Lock them and ask what every verb asks. Of two who lower each other the second is none of the staff."""
    counts = Q(role=Role.STAFF, is_active=True) | Q(pk__in=[by.pk, person.pk])
    rows = {row.pk: row for row in lock_all(get_user_model().objects.filter(counts))}
    staff = sum(row.role == Role.STAFF and row.is_active for row in rows.values())
    held = _Held(rows.get(by.pk), rows[person.pk], staff, reason.strip())
    ensure(rules.why_not_manage(held.by))
    ensure(rules.why_not_without_reason(held.reason))
    return held


def _addresses(person: User) -> list[str]:
    """All at which letters to this account arrive, confirmed or not."""
    others = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return sorted({person.email, *others})


def _applies(person: User) -> bool:
    open_states = set(Application.Status.values) - {Application.Status.DRAFT, *Application.CLOSED}
    return person.applications.filter(status__in=open_states).exists()


def _last(person: User) -> AccountChange | None:
    return person.changes.filter(kind=Kind.ROLE).select_related("by").first()


def _write(held: _Held, kind: str, *, before: str = "", after: str = "") -> None:
    with explained():
        AccountChange.objects.create(
            person=held.person,
            by=held.by,
            kind=kind,
            before=before,
            after=after,
            reason=held.reason,
        )


def _fit_membership(person: User) -> None:
    """A coworker is a member from today on; whoever is something else is none."""
    if person.role == Role.MEMBER:
        begin_membership(person, today())
    else:
        end_memberships(person)


def _give_back(held: _Held) -> list[str]:
    """What the account may no longer have, in the words of its letter."""
    with translation.override(held.person.language):
        facts = {"person": held.person, "by": held.by, "reason": held.reason}
        answers = losing.send(User, **facts)
        found: list[Held] = [each for _receiver, given in answers for each in given]
        return [each.words for each in sorted(found)]


def _tell(held: _Held, letter: str, **context) -> None:
    post(
        to=held.person,
        template=letter,
        context={"reason": held.reason, "by": held.by, **context},
        about=held.person,
        although_closed=True,
    )
