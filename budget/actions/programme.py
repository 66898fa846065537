"""Entering what the annex does not say of the programme."""

from django.db import transaction

from budget.actions.rows import locked
from budget.models import Programme, Verb
from core.journal import record

#: Facts of the programme that are words: they stay out of the journal.
WORDS = {"title", "funding"}


@transaction.atomic
def change_programme(*, by, **facts) -> Programme:
    """Enter what the annex does not say: start, CUP, CIG, title. Amounts are not changed here."""
    programme = locked(Programme, 1)
    told = [name for name in facts if name not in WORDS]
    before = {name: str(getattr(programme, name) or "") for name in told}
    for name, value in facts.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(facts))
    after = {name: str(facts[name] or "") for name in told}
    record(by=by, verb=Verb.PROGRAMME_CHANGED, on=programme, before=before, after=after)
    return programme
