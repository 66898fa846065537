"""What the staff note about a person."""

from django.db import transaction

from core.journal import record
from core.locks import lock
from core.refusals import ensure
from members.models import PersonNote, User, Verb
from members.rules import memberships as rules


@transaction.atomic
def write_note(*, by, person: User, text: str) -> PersonNote:
    """Keep a note for the rest of the staff. The last one's words again, by the same person, find it."""
    ensure(rules.why_not_keep(by))
    person, text = lock(User.objects.all(), person.pk), text.strip()
    last = PersonNote.objects.filter(person=person).order_by("at", "pk").last()
    if last and (last.by_id, last.text) == (by.pk, text):
        return last
    note = PersonNote.objects.create(person=person, by=by, text=text)
    record(by=by, verb=Verb.NOTE_WRITTEN, on=note, person=person.pk)
    return note
