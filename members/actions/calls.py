"""Calls for applications: their days, and what belongs to them."""

from datetime import date

from django.db import transaction

from core.clock import local_midnight, today
from core.journal import record
from core.locks import lock, lock_all
from core.refusals import ensure
from core.walls import explained
from members.models import Application, Call, Verb
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
    told = {"opens": opens, "closes": closes, **facts}
    if call.pk and all(getattr(call, name) == value for name, value in told.items()):
        return call
    if closes > today():
        # Its drafts are told again when the new deadline is over.
        call.drafts_told_at = None
    for name, value in told.items():
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
