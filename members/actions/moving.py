"""The one function that moves an application, and the letter about it: for applicants and staff alike."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from core.access import Permission, allows
from core.clock import today
from core.journal import record
from core.locks import lock
from core.mail import post
from core.refusals import Refusal, ensure
from core.words import clock, on_day
from members import rules
from members.models import Application, ApplicationMove, Call, Verb
from members.rules.deciding import DECIDED

Status = Application.Status

VERBS = {
    "submit": Verb.APPLICATION_SUBMITTED,
    "take_up": Verb.APPLICATION_EXAMINED,
    "answer_request": Verb.APPLICATION_EXAMINED,
    "write_answer": Verb.APPLICATION_ANSWER_WRITTEN,
    "ask_for_more": Verb.INFORMATION_REQUESTED,
    "admit": Verb.APPLICATION_ADMITTED,
    "refuse": Verb.APPLICATION_REFUSED,
    "let_wait": Verb.APPLICATION_PUT_OFF,
    "undo": Verb.DECISION_UNDONE,
    "withdraw": Verb.APPLICATION_WITHDRAWN,
}


def move(
    application: Application, doing: str, *, to: str, by, reason: str = "", closing=None, **told
) -> Application:
    """Bring the application to a state by the verb `doing`, under lock, and write who, when and why.

    `told` are more fields of the move; `closing` is who closes the account: the portal moves the application then,
    and the line says by whose hand. Raises `Refusal` where this verb does not lead from where it is now.
    """
    held = lock(Application.objects.all(), application.pk)
    reason = reason.strip()
    ensure(_why_not(held, doing, to, by))
    ensure(rules.why_not_without_reason(to, reason))
    now = timezone.now()
    before = rules.APPLICATION.move(held, to, by=by, **_stamps(held, to, now))
    written = ApplicationMove.objects.create(
        application=held, before=before, after=to, by=by or closing, at=now, reason=reason, **told
    )
    record(by=by or closing, verb=VERBS[doing], on=held, before=before, move=written.pk)
    return held


def _why_not(held: Application, doing: str, to: str, by) -> Refusal | None:
    if doing not in rules.verbs_between(held.status, to):
        return moved_already(held, by)
    return rules.APPLICATION.why_not(held, to, by=by, overtaken=partial(moved_already, held, by))


def _stamps(held: Application, to: str, now) -> dict:
    """The fields that go with a state: what is taken up again is undecided, what is sent belongs to the call."""
    decided_at = now if to in DECIDED else None if held.status in DECIDED else held.decided_at
    stamps = {"submitted_at": held.submitted_at or now, "decided_at": decided_at}
    if to == Status.SUBMITTED:
        stamps["call"] = Call.objects.covering(today()).first()
    return stamps


def moved_already(held: Application, by) -> Refusal:
    """Where the application is; the staff also read who brought it there, the applicant does not."""
    state = held.get_status_display()
    last = held.moves.select_related("by").last()
    if last is None or last.by is None or not allows(by, Permission.DECIDE_APPLICATIONS):
        sentence = _("The application is now “%(state)s”. Nothing was changed.") % {"state": state}
        return Refusal(sentence, code="moved_already")
    sentence = _(
        "%(who)s moved this application to “%(state)s” %(on_day)s at %(time)s. Nothing was "
        "changed now."
    )
    words = {"who": last.by, "state": state, "on_day": on_day(last.at), "time": clock(last.at)}
    return Refusal(sentence % words, code="moved_already")


def write_to(application: Application, template: str, **context) -> Application:
    """A letter to the applicant, in the language that the person chose."""
    post(
        to=application.applicant,
        template=template,
        context={"application": application, **context},
        about=application,
    )
    return application


def tell_staff(application: Application, reader, template: str, **context) -> None:
    """A letter about it to one of the staff, in that person's language."""
    context = {"application": application, **context}
    post(to=reader, template=template, context=context, about=application)
