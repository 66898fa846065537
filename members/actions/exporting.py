"""A copy of all that the portal keeps of a person, for that person: JSON, a page to read, and the files, in a ZIP.

The row is the work; a bell that is lost is rung again by the clock.
"""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from core.journal import record
from core.locks import lock_first
from core.refusals import ensure
from core.walls import explained
from members.actions.copying import work_on_export
from members.models import DataExport, Verb
from members.rules import own_data as rules


@transaction.atomic
def ask_export(*, by) -> DataExport:
    """Ask for a copy, in the person's language; while one is being made, that one is given again."""
    waiting = DataExport.objects.filter(person=by, made_at=None, failed_at=None).first()
    if waiting is None:
        with explained():
            waiting = DataExport.objects.create(person=by, language=by.language)
        record(by=by, verb=Verb.EXPORT_ASKED, on=waiting)
    transaction.on_commit(partial(work_on_export.delay, waiting.pk), robust=True)
    return waiting


@transaction.atomic
def open_export(*, by, export: DataExport) -> File:
    """Open the own copy to hand it out, and write that it was taken. Raises `Refusal` when it is not there."""
    found = lock_first(DataExport.objects.filter(person=by, pk=export.pk))
    ensure(rules.why_not_open_export(found or DataExport()))
    record(by=by, verb=Verb.EXPORT_TAKEN, on=found)
    try:
        return found.file.storage.open(found.file.name)
    except FileNotFoundError:
        raise rules.why_not_open_export(DataExport()) from None


def clear_exports() -> int:
    """Throw away copies that are old, file and all. Returns how many."""
    old = DataExport.objects.filter(
        asked_at__lt=timezone.now() - timedelta(days=settings.EXPORT_DAYS)
    )
    return sum(_throw_away(pk) for pk in old.values_list("pk", flat=True))


@transaction.atomic
def _throw_away(pk: int) -> int:
    found = lock_first(DataExport.objects.filter(pk=pk))
    if found is None:
        return 0
    if found.file:
        transaction.on_commit(partial(found.file.storage.delete, found.file.name), robust=True)
    found.delete()
    return 1
