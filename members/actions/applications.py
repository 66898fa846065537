"""What the applicant does to the own application: a draft, sending it, answering, taking it back."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import override

from core.clock import today
from core.journal import record
from core.refusals import ensure
from core.walls import explained
from members.actions.application_rules import held_rules
from members.actions.documents import keep_document
from members.actions.drafts import leave_out_the_rest, write_draft
from members.actions.moving import move, tell_staff, write_to
from members.models import Application, ApplicationRules, DocumentKind, Verb
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
    moved = move(draft, "submit", to=Status.SUBMITTED, by=by)
    _number(moved)
    last_day = applying.answer_by(moved, (), today())
    return write_to(moved, "application_received", answers=_told(moved), last_day=last_day)


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
def answer_request(
    *, by, application: Application, answer: str, upload=None, kind: str = DocumentKind.OTHER
) -> Application:
    """The applicant answers, with a document if there is one, and the examination goes on. Raises Refusal."""
    moved = move(application, "answer_request", to=Status.UNDER_REVIEW, by=by, reason=answer)
    if upload:
        keep_document(moved, by=by, upload=upload, kind=kind, move=moved.moves.last())
    if moved.assignee:
        tell_staff(moved, moved.assignee, "application_answered")
    return moved


@transaction.atomic
def withdraw(*, by, application: Application) -> Application:
    return write_to(
        move(application, "withdraw", to=Status.WITHDRAWN, by=by), "application_withdrawn"
    )


@transaction.atomic
def withdraw_all(*, by, person) -> int:
    """Withdraw what waits of an account that is closed: nobody would read the answer. Returns how many.

    Drafts stay, which only their writer sees. Reopening the account brings nothing back.
    """
    waiting = person.applications.exclude(status__in=[Status.DRAFT, *Application.CLOSED])
    found = list(waiting.order_by("pk"))
    for application in found:
        move(application, "withdraw", to=Status.WITHDRAWN, by=None, closing=by)
    return len(found)
