"""What the staff do beside deciding: who looks after an application, notes, points."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.locks import lock
from core.refusals import ensure
from core.walls import explained
from members.actions.moving import tell_staff
from members.models import Application, ApplicationNote, Assessment, User, Verb
from members.rules import deciding as rules


@transaction.atomic
def assign(*, by, application: Application, to: User | None, seen: int | None) -> Application:
    """Let somebody of the staff look after it, or nobody. `seen` is the number of who did so on the page."""
    ensure(rules.why_not_decide(by))
    held = lock(Application.objects.select_related("applicant", "assignee"), application.pk)
    ensure(rules.why_not_assign(held, to, seen=seen))
    if held.assignee_id == (to and to.pk):
        return held
    held.assignee = to
    held.save(update_fields=["assignee"])
    record(by=by, verb=Verb.APPLICATION_ASSIGNED, on=held, assignee=to and to.pk)
    if to is not None and to != by:
        tell_staff(held, to, "application_given", by=by)
    return held


@transaction.atomic
def note_application(*, by, application: Application, words: str) -> ApplicationNote:
    """Keep a line that only the staff read; the same again finds the one that is there."""
    ensure(rules.why_not_decide(by))
    ensure(rules.why_not_note(words))
    held = lock(Application.objects.all(), application.pk)
    told = {"by": by, "words": words.strip()}
    if there := held.notes.filter(**told).first():
        return there
    kept = held.notes.create(**told)
    record(by=by, verb=Verb.APPLICATION_NOTED, on=held, note=kept.pk)
    return kept


@transaction.atomic
def remove_application_note(*, by, note: ApplicationNote) -> None:
    """Take the own note away; twice is once."""
    ensure(rules.why_not_decide(by))
    ensure(rules.why_not_remove_note(by, note))
    number = note.pk
    gone, _each = ApplicationNote.objects.filter(pk=number).delete()
    if gone:
        record(by=by, verb=Verb.APPLICATION_NOTE_REMOVED, on=note.application, note=number)


@transaction.atomic
def assess(
    *, by, application: Application, points: Mapping[int, int], words: Mapping[int, str], seen: str
) -> Application:
    """Give points by the criteria of its call, each by the criterion's number, with words where there are any.

    `seen` is `rules.deciding.marked` of the points that the page showed.
    """
    ensure(rules.why_not_decide(by))
    held = lock(Application.objects.select_related("call"), application.pk)
    ensure(rules.why_not_assess(held))
    criteria = {each.pk: each for each in held.call.criteria.all()}
    ensure(rules.why_not_these_points(criteria, points))
    last = held.assessments.select_related("by").order_by("-at", "-pk").first()
    ensure(rules.why_not_over_others(last, seen=seen))
    for number, given in points.items():
        _give(held, number, given, words.get(number, "").strip(), by)
    record(by=by, verb=Verb.APPLICATION_ASSESSED, on=held, points=list(points.values()))
    return held


def _give(application: Application, criterion: int, points: int, words: str, by) -> None:
    """Write the points of one criterion; those that stay as they were stay whoever gave them."""
    kept = Assessment.objects.filter(application=application, criterion=criterion).first()
    if kept and (kept.points, kept.words) == (points, words):
        return
    kept = kept or Assessment(application=application, criterion_id=criterion)
    kept.points, kept.words, kept.by, kept.at = points, words, by, timezone.now()
    with explained():
        kept.save()
