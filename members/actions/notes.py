"""What the staff note about a person."""

from django.db import transaction

from core.journal import record
from core.refusals import ensure
from members.models import PersonNote, User, Verb
from members.rules import memberships as rules


@transaction.atomic
def write_note(*, by, person: User, text: str) -> PersonNote:
    """Keep a note for the rest of the staff."""
    ensure(rules.why_not_keep(by))
    note = PersonNote.objects.create(person=person, by=by, text=text.strip())
    record(by=by, verb=Verb.NOTE_WRITTEN, on=note, person=person.pk)
    return note
