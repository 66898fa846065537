"""The plans that the staff write."""

from django.db import transaction

from core.journal import record
from core.refusals import ensure
from core.walls import explained
from members.models import Plan, Verb
from members.rules import memberships as rules


@transaction.atomic
def keep_plan(*, by, plan: Plan | None = None, **facts) -> Plan:
    """Make a plan, or write it anew; `facts` are names, descriptions, position, and whether it is offered.

    Who has the plan keeps it. Raises `Refusal` where another plan has that name.
    """
    ensure(rules.why_not_keep(by))
    plan = plan or Plan()
    others = Plan.objects.exclude(pk=plan.pk)
    names = (facts["name_it"], facts["name_en"])
    is_taken = others.filter(name_it__iexact=names[0]) | others.filter(name_en__iexact=names[1])
    ensure(rules.same_name() if is_taken.exists() else None)
    for name, value in facts.items():
        setattr(plan, name, value)
    with explained():
        plan.save()
    record(by=by, verb=Verb.PLAN_KEPT, on=plan)
    return plan
