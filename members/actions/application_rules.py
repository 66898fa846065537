"""Setting the rules of applications."""

from django.db import transaction
from django.db.models import QuerySet

from core.journal import record
from core.locks import lock
from members.models import ApplicationRules, Verb


def held_rules(rows: QuerySet) -> ApplicationRules:
    """The one row of these, locked: who numbers applications waits here too."""
    rows.get_or_create(pk=1)
    return lock(rows, 1)


@transaction.atomic
def set_application_rules(*, by, **rules) -> ApplicationRules:
    """Set what holds for applications sent from now on; those sent keep the days that they were promised."""
    held = held_rules(ApplicationRules.objects.all())
    for name, value in rules.items():
        setattr(held, name, value)
    held.save()
    record(by=by, verb=Verb.APPLICATION_RULES_SET, on=held)
    return held
