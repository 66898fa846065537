"""Calls for applications, their criteria, and the staff's list of reasons for a no."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.clock import local_midnight, today
from core.journal import record
from core.locks import lock, lock_all
from core.mail import post
from core.refusals import ensure
from core.walls import explained
from members.models import Application, Call, Criterion, RefusalReason, Verb
from members.rules import deciding as rules


@transaction.atomic
def open_call(*, by, opens: date, closes: date, **facts) -> Call:
    """Open a call in `[opens, closes)`; what was sent then joins it. `facts` are its other fields."""
    return _keep(by, Call(), opens, closes, facts, Verb.CALL_OPENED)


@transaction.atomic
def change_call(*, by, call: Call, opens: date, closes: date, **facts) -> Call:
    """Let a call say this; by its new days applications join it or leave it, but none that has points."""
    held = lock(Call.objects.all(), call.pk)
    return _keep(by, held, opens, closes, facts, Verb.CALL_CHANGED)


def _keep(by, call: Call, opens: date, closes: date, facts: dict, verb: Verb) -> Call:
    ensure(rules.why_not_decide(by))
    others = Call.objects.exclude(pk=call.pk).filter(opens__lt=closes, closes__gt=opens)
    ensure(rules.why_not_keep_call(opens, closes, others.first()))
    if closes > today():
        # Its drafts are told again when the new deadline is over.
        call.drafts_told_at = None
    for name, value in {"opens": opens, "closes": closes, **facts}.items():
        setattr(call, name, value)
    with explained():
        call.save()
    _gather(call)
    record(by=by, verb=verb, on=call, opens=opens, closes=closes)
    return call


def _gather(call: Call) -> None:
    """Let all belong to it that was sent in its time, and nothing else."""
    start, end = local_midnight(call.opens), local_midnight(call.closes)
    leaving = call.applications.exclude(submitted_at__gte=start, submitted_at__lt=end)
    ensure(rules.why_not_let_go(leaving.filter(assessments__isnull=False).distinct().count()))
    leaving.update(call=None)
    sent = Application.objects.filter(submitted_at__gte=start, submitted_at__lt=end)
    sent.filter(call=None).update(call=call)


@transaction.atomic
def remove_call(*, by, call: Call) -> None:
    """Take a call away to which nothing belongs; twice is once."""
    ensure(rules.why_not_decide(by))
    for held in lock_all(Call.objects.filter(pk=call.pk), deletes=True):
        ensure(rules.why_not_remove_call(held.applications.count()))
        record(by=by, verb=Verb.CALL_REMOVED, on=held)
        held.delete()


@transaction.atomic
def tell_drafts(*, call: Call) -> int:
    """Tell whoever began an application in the call's time and did not send it that the deadline is over, once.

    Answers how many were told. What they wrote is kept, and can be sent all the same.
    """
    held = lock(Call.objects.all(), call.pk)
    if held.drafts_told_at is not None or held.closes > today():
        return 0
    held.drafts_told_at = timezone.now()
    held.save(update_fields=["drafts_told_at"])
    times = {"made_at__gte": local_midnight(held.opens), "made_at__lt": local_midnight(held.closes)}
    drafts = Application.objects.filter(status=Application.Status.DRAFT, **times)
    people = get_user_model().objects.filter(pk__in=drafts.values("applicant"), is_active=True)
    for person in people:
        post(to=person, template="call_over", context={"call": held}, about=held)
    record(by=None, verb=Verb.CALL_DRAFTS_TOLD, on=held, drafts=len(people))
    return len(people)


# -- Criteria ------------------------------------------------------------------------------------------
@transaction.atomic
def add_criterion(*, by, call: Call, name_it: str, name_en: str, most: int) -> Criterion:
    """Give the grid another line, the last one."""
    ensure(rules.why_not_decide(by))
    held = lock(Call.objects.all(), call.pk)
    order = (held.criteria.aggregate(last=Max("order"))["last"] or 0) + 1
    with explained():
        made = Criterion.objects.create(
            call=held, name_it=name_it, name_en=name_en, most=most, order=order
        )
    record(by=by, verb=Verb.CRITERION_ADDED, on=held, criterion=made.pk, most=most)
    return made


@transaction.atomic
def change_criterion(
    *, by, criterion: Criterion, name_it: str, name_en: str, most: int
) -> Criterion:
    """Let a line of the grid say this; it gives no fewer points than somebody has already."""
    ensure(rules.why_not_decide(by))
    held = lock(Criterion.objects.all(), criterion.pk)
    given = held.assessments.aggregate(most=Max("points"))["most"] or 0
    ensure(rules.why_not_change_criterion(held, most, given))
    held.name_it, held.name_en, held.most = name_it, name_en, most
    with explained():
        held.save(update_fields=["name_it", "name_en", "most"])
    record(by=by, verb=Verb.CRITERION_CHANGED, on=held.call, criterion=held.pk, most=most)
    return held


@transaction.atomic
def remove_criterion(*, by, criterion: Criterion) -> None:
    """Take a line of the grid away by which nobody has points; twice is once."""
    ensure(rules.why_not_decide(by))
    for held in lock_all(Criterion.objects.filter(pk=criterion.pk), deletes=True):
        ensure(rules.why_not_remove_criterion(held, is_used=held.assessments.exists()))
        record(by=by, verb=Verb.CRITERION_REMOVED, on=held.call, criterion=held.pk)
        held.delete()


# -- Reasons -------------------------------------------------------------------------------------------
@transaction.atomic
def add_refusal_reason(*, by, **facts) -> RefusalReason:
    """Offer another reason for a no. `facts` are its fields."""
    return _keep_reason(by, RefusalReason(), facts, Verb.REFUSAL_REASON_ADDED)


@transaction.atomic
def change_refusal_reason(*, by, refusal: RefusalReason, **facts) -> RefusalReason:
    """Let a reason say this, also where it was chosen before."""
    held = lock(RefusalReason.objects.all(), refusal.pk)
    return _keep_reason(by, held, facts, Verb.REFUSAL_REASON_CHANGED)


def _keep_reason(by, held: RefusalReason, facts: dict, verb: Verb) -> RefusalReason:
    ensure(rules.why_not_decide(by))
    for name, value in facts.items():
        setattr(held, name, value)
    with explained():
        held.save()
    record(by=by, verb=verb, on=held)
    return held
