"""What happens to a membership application. One function moves it; the verbs say what the move brings along."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, Role, allows
from core.clock import today
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import Refusal, ensure
from core.walls import explained
from core.words import clock, on_day
from members import privacy, rules
from members.actions import organisations
from members.models import Application, ApplicationMove, Membership, Profile, Verb

Status = Application.Status


@transaction.atomic
def save_draft(*, by, themes, **answers) -> Application:
    """Keep what was answered so far; nobody else reads it. `answers` are kind, motivation, organisation, phone."""
    draft = _write_draft(by, themes, answers)
    record(by=by, verb=Verb.APPLICATION_DRAFTED, on=draft)
    return draft


@transaction.atomic
def submit(*, by, themes, **answers) -> Application:
    """Send an application, the draft if there is one. The privacy notice in force was seen just now."""
    draft = _write_draft(by, themes, answers)
    draft.privacy_version = privacy.VERSION
    draft.privacy_seen_at = timezone.now()
    draft.save(update_fields=["privacy_version", "privacy_seen_at"])
    return _write_to(_move(draft, to=Status.SUBMITTED, by=by), "application_received")


def _write_draft(by, themes, answers: dict) -> Application:
    """The person's one draft, with these answers. The lock on the person keeps it one."""
    person = lock(get_user_model().objects.all(), by.pk)
    latest = Application.objects.latest_of(person)
    ensure(rules.why_not_apply(person, latest))
    is_draft = latest is not None and latest.status == Status.DRAFT
    draft = latest if is_draft else Application(applicant=person)
    for name, answer in answers.items():
        setattr(draft, name, answer)
    with explained():
        draft.save()
    draft.themes.set(themes)
    return draft


@transaction.atomic
def take_up(*, by, application: Application) -> Application:
    """Begin to examine what was sent."""
    return _move(application, to=Status.UNDER_REVIEW, by=by)


@transaction.atomic
def ask_for_more(*, by, application: Application, reason: str) -> Application:
    """Ask the applicant for what is missing; the reason is what they read."""
    moved = _move(application, to=Status.INFO_REQUESTED, by=by, reason=reason)
    return _write_to(moved, "application_info_requested", reason=reason)


@transaction.atomic
def answer_request(*, by, application: Application, answer: str) -> Application:
    """The applicant answers, and the examination goes on."""
    return _move(application, to=Status.UNDER_REVIEW, by=by, reason=answer)


@transaction.atomic
def admit(*, by, application: Application) -> Application:
    """Let the person in: a membership from today, the member's role, and a profile with the themes, hidden."""
    person = lock(get_user_model().objects.all(), application.applicant_id)
    moved = _move(application, to=Status.ADMITTED, by=by)
    ensure(rules.why_not_admit(is_member=person.memberships.unended().exists()))
    with explained():
        Membership.objects.create(person=person, application=moved, starts=today())
    # Who came to be of the staff meanwhile, or an official, stays that.
    if person.role == Role.APPLICANT:
        person.role = Role.MEMBER
        person.save(update_fields=["role"])
    profile, _made = Profile.objects.get_or_create(
        person=person, defaults={"organisation": organisations.take_in(by=by, application=moved)}
    )
    profile.themes.set(moved.themes.all())
    return _write_to(moved, "application_admitted")


@transaction.atomic
def let_wait(*, by, application: Application) -> Application:
    """Admit in principle while no place is left; the membership begins when `admit` finds one."""
    return _write_to(_move(application, to=Status.WAITING, by=by), "application_waiting")


@transaction.atomic
def refuse(*, by, application: Application, reason: str) -> Application:
    """Say no, and why."""
    moved = _move(application, to=Status.NOT_ADMITTED, by=by, reason=reason)
    return _write_to(moved, "application_not_admitted", reason=reason)


@transaction.atomic
def withdraw(*, by, application: Application) -> Application:
    return _move(application, to=Status.WITHDRAWN, by=by)


VERBS = {
    Status.SUBMITTED: Verb.APPLICATION_SUBMITTED,
    Status.UNDER_REVIEW: Verb.APPLICATION_EXAMINED,
    Status.INFO_REQUESTED: Verb.INFORMATION_REQUESTED,
    Status.ADMITTED: Verb.APPLICATION_ADMITTED,
    Status.NOT_ADMITTED: Verb.APPLICATION_REFUSED,
    Status.WAITING: Verb.APPLICATION_PUT_OFF,
    Status.WITHDRAWN: Verb.APPLICATION_WITHDRAWN,
}
DECIDED = {Status.ADMITTED, Status.NOT_ADMITTED, Status.WAITING}


def _move(application: Application, *, to: str, by, reason: str = "") -> Application:
    """Bring the application to a state, under lock, and write who, when and why."""
    held = lock(Application.objects.all(), application.pk)
    reason = reason.strip()
    ensure(rules.APPLICATION.why_not(held, to, by=by, overtaken=partial(_moved_already, held, by)))
    ensure(rules.why_not_without_reason(to, reason))
    now = timezone.now()
    decided_at = now if to in DECIDED else held.decided_at
    times = {"submitted_at": held.submitted_at or now, "decided_at": decided_at}
    before = rules.APPLICATION.move(held, to, by=by, **times)
    move = ApplicationMove.objects.create(
        application=held, before=before, after=to, by=by, at=now, reason=reason
    )
    record(by=by, verb=VERBS[to], on=held, before=move.before, move=move.pk)
    return held


def _moved_already(held: Application, by) -> Refusal:
    return Refusal(_where_it_is(held, by), code="moved_already")


def _where_it_is(held: Application, by) -> str:
    """Where the application is; the staff also read who brought it there, the applicant does not."""
    state = held.get_status_display()
    last = held.moves.select_related("by").last()
    if last is None or last.by is None or not allows(by, Permission.DECIDE_APPLICATIONS):
        return _("The application is now “%(state)s”. Nothing was changed.") % {"state": state}
    return _(
        "%(who)s moved this application to “%(state)s” %(on_day)s at %(time)s. Nothing was "
        "changed now."
    ) % {"who": last.by, "state": state, "on_day": on_day(last.at), "time": clock(last.at)}


def _write_to(application: Application, template: str, **context) -> Application:
    """A letter to the applicant, in the language that the person chose."""
    post(
        to=application.applicant,
        template=template,
        context={"application": application, **context},
        about=application,
    )
    return application
