"""Making the copies that people asked for, in the background: the row is the work."""

import logging
from functools import partial

from celery import shared_task
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.utils import timezone, translation

from core.links import new_secret
from core.locks import lock
from core.storage import gone_unless_done
from members.actions.packing import packed
from members.actions.whom import whom_of
from members.models import DataExport

log = logging.getLogger(__name__)
MOST_TRIES = 3


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
