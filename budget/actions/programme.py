"""Entering what the annex does not say of the programme."""

from django.db import transaction

from budget.actions.rows import locked
from budget.models import Programme
from core.journal import record


@transaction.atomic
def change_programme(*, by, **facts) -> Programme:
    """Enter what the annex does not say: start, CUP, CIG, title. Amounts are not changed here."""
    programme = locked(Programme, 1)
    before = {name: str(getattr(programme, name) or "") for name in facts}
    for name, value in facts.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(facts))
    after = {name: str(value or "") for name, value in facts.items()}
    record(by=by, verb="changed", on=programme, before=before, after=after)
    return programme
