"""What the applicant does to the own application: a draft, sending it, answering, taking it back."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.locks import lock
from core.refusals import ensure
from core.walls import explained
from members import privacy, rules
from members.actions.moving import move, write_to
from members.models import Application, Verb

Status = Application.Status


@transaction.atomic
def save_draft(*, by, themes, **answers) -> Application:
    """Keep what was answered so far; nobody else reads it. `answers` are kind, idea, organisation, phone."""
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
    return write_to(move(draft, "submit", to=Status.SUBMITTED, by=by), "application_received")


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
def answer_request(*, by, application: Application, answer: str) -> Application:
    """The applicant answers, and the examination goes on."""
    return move(application, "answer_request", to=Status.UNDER_REVIEW, by=by, reason=answer)


@transaction.atomic
def withdraw(*, by, application: Application) -> Application:
    return move(application, "withdraw", to=Status.WITHDRAWN, by=by)
