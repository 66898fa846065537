"""Questions about filling in and sending an application, and by when it is answered."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Permission, allows
from core.clock import day_of, today
from core.refusals import Refusal
from members import privacy
from members.models import Application, ApplicationMove
from members.models.questions import Answer

Status = Application.Status


def missing(application: Application, answers: Iterable[Answer]) -> list[Answer]:
    """The answers without which it can't be sent; a notice that was read in another version is one of them."""
    old = application.privacy_version != privacy.VERSION
    return [
        each
        for each in answers
        if each.is_missing or (old and each.question.name == "privacy_seen_at")
    ]


def why_not_send(
    application: Application, answers: Iterable[Answer], documents: Iterable[str]
) -> Refusal | None:
    """Why this draft can't be sent yet. `documents` are the kinds that are asked and not there."""
    lacking = len(missing(application, answers)) + len(list(documents))
    if not lacking:
        return None
    sentence = ngettext(
        "One answer is still missing: it is named below, with a link. What you wrote is saved.",
        "%(number)s answers are still missing: they are named below, with links. What you wrote "
        "is saved.",
        lacking,
    )
    return Refusal(sentence % {"number": lacking}, code="incomplete")


def why_not_bring(application: Application, number: int) -> Refusal | None:
    """Why no more documents can be kept with this application, which has that many."""
    if number < MOST_DOCUMENTS:
        return None
    sentence = _("There are %(number)s documents already, the most there can be: remove one first.")
    return Refusal(sentence % {"number": number}, code="many_documents")


def why_not_remove(application: Application) -> Refusal | None:
    """Why a document stays: what was sent stays as it was sent."""
    if application.status == Status.DRAFT:
        return None
    sentence = _("The application has been sent: its documents stay as they are.")
    return Refusal(sentence, code="sent")


MOST_DOCUMENTS = 20


def is_shown(by) -> bool:
    """Whether the applicant is shown that this person opened a document."""
    return allows(by, Permission.DECIDE_APPLICATIONS)


def paused_days(moves: Iterable[ApplicationMove], now: date) -> int:
    """Days in Rome, from asking to answering, in which the staff waited for the applicant."""
    days, asked = 0, None
    for move in moves:
        if asked is not None:
            days += (day_of(move.at) - asked).days
            asked = None
        if move.after == Status.INFO_REQUESTED:
            asked = day_of(move.at)
    return days + ((now - asked).days if asked is not None else 0)


def last_day(application: Application, moves: Iterable[ApplicationMove]) -> date | None:
    """`answer_by` as it is today."""
    return answer_by(application, moves, today())


def answer_by(application: Application, moves: Iterable[ApplicationMove], now: date) -> date | None:
    """The last day for an answer (law 241/1990, art. 2): the days promised after sending, and those paused.

    While something is asked the days do not run, and it moves on with `now`. `moves` are all of the
    application's, oldest first. None where no days were promised, or nothing is to be answered any more.
    """
    if application.submitted_at is None or application.answer_days is None:
        return None
    if application.status in {*Application.CLOSED, Status.WAITING}:
        return None
    paused = paused_days(moves, now)
    return day_of(application.submitted_at) + timedelta(days=application.answer_days + paused)
