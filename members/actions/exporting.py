"""A copy of all that the portal keeps of a person, for that person: JSON, a page to read, and the files, in a ZIP.

The row is the work; a bell that is lost is rung again by the clock.
"""

import logging
from datetime import timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils import timezone, translation

from core.journal import record
from core.links import new_secret
from core.locks import lock, lock_first
from core.refusals import ensure
from core.storage import gone_unless_done
from core.walls import explained
from members.actions.packing import packed
from members.actions.whom import whom_of
from members.models import DataExport, Verb
from members.rules import own_data as rules

log = logging.getLogger(__name__)
MOST_TRIES = 3


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


@shared_task
def work_on_export(pk: int) -> None:
    """Make a copy that was asked for. Safe to run twice or beside itself; what fails three times has failed."""
    tries = _begin(pk)
    if tries is None:
        return
    try:
        _make(pk)
    except Exception:
        log.exception("data export %s was not made", pk)
        if tries >= MOST_TRIES:
            DataExport.objects.filter(pk=pk, made_at=None).update(failed_at=timezone.now())


def _begin(pk: int) -> int | None:
    """Count the try before it: afterwards may be too late. None where there is nothing to do."""
    waiting = DataExport.objects.filter(pk=pk, made_at=None, failed_at=None)
    waiting.filter(tries__gte=MOST_TRIES).update(failed_at=timezone.now())
    if not waiting.update(tries=models.F("tries") + 1, progress=5):
        return None
    return DataExport.objects.values_list("tries", flat=True).get(pk=pk)


def _make(pk: int) -> None:
    export = DataExport.objects.select_related("person").get(pk=pk)
    with translation.override(export.language):
        content = packed(whom_of(export.person), partial(_advance, pk))
    _keep(pk, ContentFile(content))


def _advance(pk: int, done: int, of: int) -> None:
    """Say how far it is; seen at once by whoever looks."""
    DataExport.objects.filter(pk=pk).update(progress=5 + 90 * done // of)


@transaction.atomic
def _keep(pk: int, content: File) -> None:
    export = lock(DataExport.objects.all(), pk)
    # Another worker may have been at it too, and was first.
    if not export.is_waiting:
        return
    with gone_unless_done(export.file):
        export.file.save(f"{new_secret()}.zip", content, save=False)
        export.made_at, export.progress = timezone.now(), 100
        export.save(update_fields=["file", "made_at", "progress"])
