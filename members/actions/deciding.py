"""What the staff decide on an application. `moving.move` moves it; the verbs say what that brings along.

Locks: the person, the application, the membership; then what the person holds (`members.signals.losing`).
"""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.access import Role
from core.clock import today
from core.closing import ensure_open_since
from core.locks import lock, lock_first
from core.refusals import ensure
from core.walls import again_if_deadlocked
from members import rules
from members.actions import memberships, organisations
from members.actions.moving import move, moved_already, write_to
from members.models import Application, ApplicationMove, Membership, Profile, User
from members.rules import deciding

Status = Application.Status


@transaction.atomic
def take_up(*, by, application: Application) -> Application:
    """Begin to examine what was sent: who does so looks after it, unless somebody does already."""
    moved = move(application, "take_up", to=Status.UNDER_REVIEW, by=by)
    if moved.assignee_id is None:
        moved.assignee = by
        moved.save(update_fields=["assignee"])
    return write_to(moved, "application_taken_up")


@transaction.atomic
def ask_for_more(*, by, application: Application, reason: str) -> Application:
    """Ask the applicant for what is missing; the reason is what they read."""
    moved = move(application, "ask_for_more", to=Status.INFO_REQUESTED, by=by, reason=reason)
    return write_to(moved, "application_info_requested", reason=reason)


@transaction.atomic
def write_answer(*, by, application: Application, answer: str) -> Application:
    """Write down what the applicant answered on the phone; they read it, and can put it right."""
    ensure(deciding.why_not_without_answer(answer))
    moved = move(
        application, "write_answer", to=Status.UNDER_REVIEW, by=by, reason=answer, by_phone=True
    )
    return write_to(moved, "application_answer_written", answer=answer)


@transaction.atomic
def admit(
    *, by, application: Application, starts: date | None = None, ends: date | None = None, plan=None
) -> Application:
    """Let the person in: a membership in `[starts, ends)`, the member's role, a hidden profile with the themes.

    Without `starts` it begins today, without `ends` it lasts until told.
    """
    starts = starts or today()
    person = lock(get_user_model().objects.all(), application.applicant_id)
    moved = move(application, "admit", to=Status.ADMITTED, by=by)
    ensure(rules.why_not_admit(is_member=person.memberships.unended().exists()))
    ensure(deciding.why_not_start(starts, today()))
    _let_in(by, person, moved)
    write_to(moved, "application_admitted", **_of_letter(starts, ends), plan=plan)
    # After the good news, what to know of the first day.
    memberships.begin(by=by, person=person, starts=starts, ends=ends, plan=plan, application=moved)
    return moved


def _of_letter(starts: date, ends: date | None) -> dict:
    """What the letter says of the membership's days."""
    last_day = ends and ends - timedelta(days=1)
    return {"starts": starts, "starts_today": starts == today(), "last_day": last_day}


def _let_in(by, person: User, application: Application) -> None:
    # Who came to be of the staff meanwhile, or an official, stays that.
    if person.role == Role.APPLICANT:
        person.role = Role.MEMBER
        person.save(update_fields=["role"])
    named = application.people.order_by("pk")
    organisation = organisations.take_in(by=by, application=application, people=named)
    profile, _made = Profile.objects.get_or_create(
        person=person, defaults={"organisation": organisation}
    )
    profile.themes.set(application.themes.all())


@transaction.atomic
def let_wait(*, by, application: Application) -> Application:
    """Admit in principle while no place is left; the membership begins when `admit` finds one."""
    return write_to(move(application, "let_wait", to=Status.WAITING, by=by), "application_waiting")


@transaction.atomic
def refuse(*, by, application: Application, reason: str, refusal=None) -> Application:
    """Say no, and why: by one of the staff's reasons (`refusal`), where one is chosen, and in words."""
    moved = move(
        application, "refuse", to=Status.NOT_ADMITTED, by=by, reason=reason, refusal=refusal
    )
    return write_to(moved, "application_not_admitted", reason=reason, refusal=refusal)


@again_if_deadlocked
@transaction.atomic
def undo(*, by, application: Application, seen: int | None, reason: str) -> Application:
    """Take back a decision within a day, whoever took it. `seen` is the number of the move that was looked at.

    A membership that it began is taken away, with all that the person holds by it; the applicant reads why.
    """
    person = lock(get_user_model().objects.all(), application.applicant_id)
    held = lock(Application.objects.all(), application.pk)
    decision = held.moves.select_related("by").last()
    ensure(deciding.why_not_without_words(reason))
    _ensure_undoable(by, held, decision, seen)
    moved = move(held, "undo", to=Status.UNDER_REVIEW, by=by, reason=reason, undoes=decision)
    given_back = _take_away_membership(by, person, moved, reason.strip())
    context = {"reason": reason, "undone": decision, "given_back": given_back}
    return write_to(moved, "application_undone", **context)


def _ensure_undoable(by, held: Application, decision: ApplicationMove | None, seen: int | None):
    if decision is not None and decision.pk != seen:
        raise moved_already(held, by)
    newer = Application.objects.filter(applicant=held.applicant_id).exclude(pk=held.pk)
    applies_again = newer.exclude(status__in=Application.CLOSED).exists()
    ensure(deciding.why_not_undo(held, decision, timezone.now(), applies_again=applies_again))


def _take_away_membership(by, person: User, application: Application, reason: str) -> list[str]:
    """Take back what the admission began, and answer in words what the person gives back for it."""
    begun = lock_first(Membership.objects.filter(application=application))
    if begun is None:
        return []
    # Who was a member in a month whose figures are published stays one in it.
    ensure_open_since(begun.starts)
    before = memberships.standing_of(person)
    begun.delete()
    # Who was a coworker before stays one of the past, and the staff and officials stay what they are.
    if person.role == Role.MEMBER and not person.memberships.exists():
        person.role = Role.APPLICANT
        person.save(update_fields=["role"])
    return memberships.give_back(by, person, reason, before)
