"""What happens to a membership application. One function moves it; the verbs say what the move brings along."""

from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.access import Permission, Role, allows
from core.clock import today
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import Refusal, ensure
from core.walls import explained
from core.words import clock, on_day
from members import rules
from members.actions.application_rules import held_rules
from members.actions.documents import keep_document
from members.actions.drafts import leave_out_the_rest, write_draft
from members.actions.memberships import begin
from members.models import (
    Application,
    ApplicationMove,
    ApplicationRules,
    DocumentKind,
    Profile,
    Verb,
)
from members.models.questions import Answer, answers_of
from members.rules import applying

Status = Application.Status


@transaction.atomic
def save_draft(*, by, **answers) -> Application:
    """Keep what was answered so far; nobody else reads it.

    `answers` are fields of the application by name; `themes`; `people` as (first name, last name, e-mail);
    `privacy_seen`; and the `funder` facts, which are kept apart.
    """
    draft = write_draft(by, answers)
    record(by=by, verb=Verb.APPLICATION_DRAFTED, on=draft)
    return draft


@transaction.atomic
def submit(*, by, **answers) -> Application:
    """Send the draft, with the last answers if there are any. Raises Refusal while something is missing."""
    draft = write_draft(by, answers)
    now = ApplicationRules.current()
    ensure(applying.why_not_send(draft, answers_of(draft), draft.lacking_documents(now)))
    leave_out_the_rest(draft)
    moved = _move(draft, to=Status.SUBMITTED, by=by)
    _number(moved)
    last_day = applying.answer_by(moved, (), today())
    return _write_to(moved, "application_received", answers=_told(moved), last_day=last_day)


def _told(application: Application) -> list[Answer]:
    """The answers for the letter, in the language of its reader."""
    with override(application.applicant.language):
        return [each for each in answers_of(application) if each.words]


def _number(application: Application) -> None:
    """The next number of the year, and the days that are promised. Who comes second waits: none is left out."""
    rules_now = held_rules(ApplicationRules.objects.all())
    year = today().year
    last = Application.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0
    application.year, application.number = year, last + 1
    application.answer_days = rules_now.answer_days
    with explained():
        application.save(update_fields=["year", "number", "answer_days"])


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
def answer_request(
    *, by, application: Application, answer: str, upload=None, kind: str = DocumentKind.OTHER
) -> Application:
    """The applicant answers, with a document if there is one, and the examination goes on. Raises Refusal."""
    moved = _move(application, to=Status.UNDER_REVIEW, by=by, reason=answer)
    if upload:
        keep_document(moved, by=by, upload=upload, kind=kind, move=moved.moves.last())
    return moved


@transaction.atomic
def admit(*, by, application: Application) -> Application:
    """Let the person in: a membership from today, the member's role, and a profile with the themes, hidden."""
    person = lock(get_user_model().objects.all(), application.applicant_id)
    moved = _move(application, to=Status.ADMITTED, by=by)
    ensure(rules.why_not_admit(is_member=person.memberships.unended().exists()))
    # Who came to be of the staff meanwhile, or an official, stays that.
    if person.role == Role.APPLICANT:
        person.role = Role.MEMBER
        person.save(update_fields=["role"])
    profile, _made = Profile.objects.get_or_create(
        person=person, defaults={"organisation": moved.organisation}
    )
    profile.themes.set(moved.themes.all())
    _write_to(moved, "application_admitted")
    # After the good news, what to know of the first day.
    begin(by=by, person=person, starts=today(), application=moved)
    return moved


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


@transaction.atomic
def withdraw_all(*, by, person) -> int:
    """Withdraw what waits of an account that is closed: nobody would read the answer. Returns how many.

    Drafts stay, which only their writer sees. Reopening the account brings nothing back.
    """
    waiting = person.applications.exclude(status__in=[Status.DRAFT, *Application.CLOSED])
    found = list(waiting.order_by("pk"))
    for application in found:
        _move(application, to=Status.WITHDRAWN, by=None, closing=by)
    return len(found)


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


def _move(application: Application, *, to: str, by, reason: str = "", closing=None) -> Application:
    """Bring the application to a state, under lock, and write who, when and why.

    `closing` is who closes the account: the portal moves the application, and the line says by whose hand.
    """
    held = lock(Application.objects.all(), application.pk)
    reason = reason.strip()
    ensure(rules.APPLICATION.why_not(held, to, by=by, overtaken=partial(_moved_already, held, by)))
    ensure(rules.why_not_without_reason(to, reason))
    now = timezone.now()
    decided_at = now if to in DECIDED else held.decided_at
    times = {"submitted_at": held.submitted_at or now, "decided_at": decided_at}
    before = rules.APPLICATION.move(held, to, by=by, **times)
    move = ApplicationMove.objects.create(
        application=held, before=before, after=to, by=by or closing, at=now, reason=reason
    )
    record(by=by or closing, verb=VERBS[to], on=held, before=move.before, move=move.pk)
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
