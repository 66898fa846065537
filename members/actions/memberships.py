"""When a membership begins, ends, rests and goes on, whatever makes it: an admission, an invitation, another role.

Locks: the person, then the memberships; then what the person holds (`members.signals.losing`), in the apps above.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import translation

from core import texts
from core.access import Role
from core.clock import today
from core.closing import ensure_open_since
from core.journal import record
from core.locks import lock, lock_all
from core.mail import post
from core.refusals import ensure
from core.walls import again_if_deadlocked, explained
from members.models import Membership, MembershipNotice, Suspension, User, Verb
from members.rules import memberships as rules
from members.rules.first_day import FIRST_DAY
from members.signals import Standing, losing


@transaction.atomic
def begin(
    *, by, person, starts: date, ends: date | None = None, plan=None, application=None
) -> Membership:
    """Let the person be a member in `[starts, ends)`; no end means: until told.

    Whoever was admitted (`application`) gets the first-day letter.

    Raises `Refusal` where it would end before it starts, or the person is a member then already.
    """
    person = lock(get_user_model().objects.all(), person.pk)
    ensure(rules.why_not_begin(starts, ends))
    # Who was a member in a closed month is counted.
    ensure_open_since(starts)
    times = {"starts": starts, "ends": ends}
    with explained():
        membership = Membership.objects.create(
            person=person, application=application, plan=plan, **times
        )
    told = {"starts": starts, "ends": ends, "plan": plan and plan.pk}
    record(by=by, verb=Verb.MEMBERSHIP_BEGUN, on=membership, **told)
    if application is not None:
        # Read while the letter is written, in its language.
        _tell(membership, "first_day", text=partial(texts.current, FIRST_DAY.key))
    return membership


@again_if_deadlocked
@transaction.atomic
def end(*, by, membership: Membership, ends: date | None, reason: str) -> Membership | None:
    """Let a membership end on that day, the first that it does not cover; None: until told.

    What the person holds after it is given back, handed on and told in one letter, with the reason. One that has
    not begun by then is taken away, and None returned. Raises `Refusal` for one that is over, and for the past.
    """
    person, held = _locked(by, membership)
    reason, before = reason.strip(), standing_of(person)
    ensure(rules.why_not_without_reason(reason))
    ensure(rules.why_not_end(held, ends, today()))
    if ends is not None and ends <= held.starts and held.starts > today():
        return _take_away(by, before, held, reason)
    # One that began today holds for this day.
    held.ends = ends and max(ends, held.starts + timedelta(days=1))
    with explained():
        held.save(update_fields=["ends"])
    record(by=by, verb=Verb.MEMBERSHIP_END_SET, on=held, ends=held.ends)
    given_back = give_back(by, person, reason, before)
    is_over = held.ends is not None and held.ends <= today()
    if is_over:
        _noticed(held, days_before=0)
    _tell(held, "membership_end", by=by, reason=reason, given_back=given_back, is_over=is_over)
    return held


def _take_away(by, before: Standing, membership: Membership, reason: str) -> None:
    record(by=by, verb=Verb.MEMBERSHIP_TAKEN_AWAY, on=membership, starts=membership.starts)
    words = {"by": by, "reason": reason, "is_over": True, "taken_away": True}
    number = membership.pk
    membership.delete()
    given_back = give_back(by, membership.person, reason, before)
    membership.pk = number
    _tell(membership, "membership_end", given_back=given_back, **words)


@again_if_deadlocked
@transaction.atomic
def suspend(
    *, by, membership: Membership, since: date, until: date | None, reason: str
) -> Suspension:
    """Let a membership rest in `[since, until)`: nothing can be booked, and what was booked is given back.

    Places assigned to the person stay assigned. Raises `Refusal` for the past, and for a time suspended already.
    """
    person, held = _locked(by, membership)
    reason, before = reason.strip(), standing_of(person)
    ensure(rules.why_not_without_reason(reason))
    ensure(rules.why_not_suspend(held, since, until, today()))
    with explained():
        suspension = Suspension.objects.create(
            membership=held, since=since, until=until, reason=reason, by=by
        )
    record(by=by, verb=Verb.MEMBERSHIP_SUSPENDED, on=held, since=since, until=until)
    given_back = give_back(by, person, reason, before)
    words = {"suspension": suspension, "reason": reason, "given_back": given_back}
    _tell(held, "membership_suspended", by=by, **words)
    return suspension


@transaction.atomic
def resume(*, by, suspension: Suspension) -> Membership:
    """Let a membership go on from today; a suspension that has not begun is taken away. The person is told."""
    _person, held = _locked(by, suspension.membership)
    (suspension,) = lock_all(Suspension.objects.filter(pk=suspension.pk)) or [suspension]
    ensure(rules.why_not_resume(suspension, today()))
    if suspension.since >= today():
        suspension.delete()
    else:
        suspension.until = today()
        suspension.save(update_fields=["until"])
    record(by=by, verb=Verb.MEMBERSHIP_RESUMED, on=held, since=suspension.since)
    _tell(held, "membership_resumed", by=by)
    return held


@transaction.atomic
def change_plan(*, by, membership: Membership, plan) -> Membership:
    """Let a membership be of another plan, or of none. Bookings already made stay."""
    _person, held = _locked(by, membership)
    if held.plan_id != (plan and plan.pk):
        held.plan = plan
        held.save(update_fields=["plan"])
        record(by=by, verb=Verb.MEMBERSHIP_PLAN_CHANGED, on=held, plan=plan and plan.pk)
        _tell(held, "membership_plan", by=by)
    return held


@transaction.atomic
def renew(*, by, membership: Membership, ends: date | None = None) -> Membership:
    """Continue a membership with its plan, where it ends, or from today after a gap; as long again without `ends`.

    Raises `Refusal` where it was renewed meanwhile, has no end, or its person's account is closed.
    """
    person, held = _locked(by, membership)
    latest = Membership.objects.latest_of(person)
    starts = rules.renewal_starts(held, today()) if held.ends else held.starts
    ends = ends or (held.ends and rules.renewal_ends(held, starts))
    ensure(rules.why_not_renew(held, latest, starts, ends))
    return begin(by=by, person=person, starts=starts, ends=ends, plan=held.plan)


@again_if_deadlocked
@transaction.atomic
def close_over(*, membership: Membership) -> bool:
    """Do what is due once the calendar has ended a membership. Twice is once; answers whether anything was due.

    One that goes on in another membership gives nothing back and is told nothing.
    """
    person, held = _locked(None, membership)
    if held.ends is None or held.ends > today() or not _noticed(held, days_before=0):
        return False
    record(by=None, verb=Verb.MEMBERSHIP_OVER, on=held, ends=held.ends)
    given_back = give_back(None, person, _ended(person, held))
    goes_on = person.role != Role.MEMBER or standing_of(person).covers(today())
    if given_back or (not goes_on and _is_recent(held)):
        _tell(held, "membership_end", by=None, reason="", given_back=given_back, is_over=True)
    return True


@transaction.atomic
def remind(*, membership: Membership, days_before: int) -> bool:
    """Tell a member that the end comes, once for each end and each number of days. Answers whether it was told."""
    _person, held = _locked(None, membership)
    if held.ends is None or held.ends <= today() or not _noticed(held, days_before=days_before):
        return False
    record(by=None, verb=Verb.MEMBERSHIP_REMINDED, on=held, days=days_before)
    _tell(held, "membership_ends_soon", days=(held.ends - today()).days)
    return True


def give_back(by, person: User, reason: str, before: Standing | None = None) -> list[str]:
    """Have all given back that the person holds on days without membership; in the words of a letter."""
    standing = replace(standing_of(person), before=before)
    with translation.override(person.language):
        facts = {"person": person, "by": by, "reason": reason, "standing": standing}
        answers = losing.send(User, **facts)
        found = [each for _receiver, given in answers for each in given]
        return [each.words for each in sorted(found)]


def standing_of(person: User) -> Standing:
    """On which dates the person is a member."""
    suspended = Suspension.objects.of(person).values_list("since", "until")
    memberships = person.memberships.values_list("starts", "ends")
    return Standing(tuple(memberships), tuple(suspended))


def _locked(by, membership: Membership) -> tuple[User, Membership]:
    """Its person and itself, as they are now; only who looks after memberships gets that far."""
    ensure(rules.why_not_keep(by))
    person = lock(get_user_model().objects.all(), membership.person_id)
    held = lock(Membership.objects.all(), membership.pk)
    held.person = person
    return person, held


def _noticed(membership: Membership, *, days_before: int) -> bool:
    """Write down that this end is dealt with; False where it was already."""
    told = {"membership": membership, "ends": membership.ends, "days_before": days_before}
    return MembershipNotice.objects.get_or_create(**told)[1]


def _is_recent(membership: Membership) -> bool:
    """Whether somebody still wonders: a missed night does not matter, what ended long ago is no news."""
    return membership.ends > today() - timedelta(days=15)


def _ended(person: User, membership: Membership) -> str:
    with translation.override(person.language):
        return rules.ended_sentence(membership)


def _tell(membership: Membership, letter: str, **context) -> None:
    """A letter to the member, in the language that the person chose."""
    context = {"membership": membership, **context}
    post(to=membership.person, template=letter, context=context, about=membership)


@transaction.atomic
def begin_membership(person, day: date, application=None) -> Membership:
    """Let the person be a member from that day on, without end; one that holds already goes on."""
    running = lock_all(person.memberships.covering(day))
    if running:
        (membership,) = running
        membership.ends = _before_the_next(person, day)
        membership.save(update_fields=["ends"])
        return membership
    with explained():
        return Membership.objects.create(
            person=person, application=application, starts=day, ends=_before_the_next(person, day)
        )


def _before_the_next(person, day: date) -> date | None:
    """Where one that is to come begins already; None: no end."""
    coming = person.memberships.filter(starts__gt=day).order_by("starts", "pk")
    return coming.values_list("starts", flat=True).first()


@transaction.atomic
def end_memberships(person) -> None:
    """End what holds today, and take away what is to come. One that began today holds for this day."""
    now = today()
    for membership in lock_all(person.memberships.unended()):
        if membership.starts > now:
            membership.delete()
            continue
        membership.ends = max(now, membership.starts + timedelta(days=1))
        membership.save(update_fields=["ends"])
