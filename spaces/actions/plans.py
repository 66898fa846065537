"""What plans open of the place."""

from django.db import transaction

from members.actions.plans import keep_plan
from members.models import Plan
from spaces.models import PlanRule


@transaction.atomic
def write_plan(*, by, plan: Plan | None, rules: dict[str, dict], **facts) -> Plan:
    """Write a plan with what it opens: by kind of place `is_open`, `max_coming`, `max_hours_week`.

    Bookings already made stay. Raises `Refusal` as `keep_plan`.
    """
    kept = keep_plan(by=by, plan=plan, **facts)
    for kind, said in rules.items():
        PlanRule.objects.update_or_create(plan=kept, kind=kind, defaults=said)
    return kept
