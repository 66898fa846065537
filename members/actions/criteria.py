"""The criteria of calls, and the staff's list of reasons for a no."""

from django.db import transaction
from django.db.models import Max

from core.journal import record
from core.locks import lock, lock_all
from core.refusals import ensure
from core.walls import explained
from members.models import Call, Criterion, RefusalReason, Verb
from members.rules import deciding as rules


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
    if (held.name_it, held.name_en, held.most) == (name_it, name_en, most):
        return held
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
    if held.pk and all(getattr(held, name) == value for name, value in facts.items()):
        return held
    for name, value in facts.items():
        setattr(held, name, value)
    with explained():
        held.save()
    record(by=by, verb=verb, on=held)
    return held
