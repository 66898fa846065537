"""Bringing tables from elsewhere: read and kept, checked row by row, written row by row.

What a row means each app says in a `Sheet`, which it enters in `SHEETS`. A check does what writing does, in a
transaction that is rolled back: it can't say anything else. A row that can't be done holds up no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import sheets
from core.journal import record
from core.locks import lock, lock_first
from core.refusals import Refusal, ensure
from members.models import Import, ImportRow, Verb
from members.rules.imports import why_not_begin, why_not_write
from members.rules.organisations import why_not_look_after_all

Outcome = ImportRow.Outcome


@dataclass(frozen=True)
class Done:
    """What came of a row: new, or there already; and in words what."""

    outcome: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """One kind of table: its columns, and the verb that writes a row (`by`, `cells`, `invites`)."""

    heads: tuple[sheets.Head, ...]
    write: Callable[..., Done]


#: Kind of import → its sheet, filled by each app's `ready`.
SHEETS: dict[str, Sheet] = {}


@transaction.atomic
def bring_file(*, by, kind: str, content: bytes, name: str, invites: bool = False) -> Import:
    """Keep the rows of a file, to be checked. Raises `Refusal` for what is no such table."""
    ensure(why_not_look_after_all(by))
    rows = sheets.read(content, SHEETS[kind].heads)
    made = Import.objects.create(kind=kind, name=name[-200:], by=by, invites=invites)
    ImportRow.objects.bulk_create(
        ImportRow(brought=made, number=row.number, cells=row.cells) for row in rows
    )
    record(by=by, verb=Verb.FILE_BROUGHT, on=made, number=len(rows))
    _ring(made)
    return made


@transaction.atomic
def begin_import(*, by, brought: Import) -> Import:
    """Let what was checked be written; the worker does it. Twice is once."""
    ensure(why_not_look_after_all(by))
    held = lock(Import.objects.all(), brought.pk)
    ensure(why_not_begin(held))
    if held.begun_at is None:
        held.rows.update(outcome="", words="")
        held.begun_at = timezone.now()
        held.save(update_fields=["begun_at"])
        record(by=by, verb=Verb.IMPORT_BEGUN, on=held)
        _ring(held)
    return held


def check_import(brought: Import) -> None:
    """Say of each row what would come of it, and write nothing else."""
    answers = []
    with transaction.atomic():
        for row in brought.rows.all():
            row.outcome, row.words = _answer(row, brought)
            answers.append(row)
        transaction.set_rollback(True)
    with transaction.atomic():
        held = lock(Import.objects.all(), brought.pk)
        if held.checked_at is None:
            ImportRow.objects.bulk_update(answers, ["outcome", "words"], batch_size=500)
            held.checked_at = timezone.now()
            held.save(update_fields=["checked_at"])


def write_import(brought: Import) -> None:
    """Write each row that is not yet; each is committed by itself, so that whoever comes next goes on there.

    Raises `Refusal` where nobody of the staff has said so.
    """
    ensure(why_not_write(Import.objects.get(pk=brought.pk)))
    while _write_next(brought):
        pass
    with transaction.atomic():
        held = lock(Import.objects.all(), brought.pk)
        if held.done_at is None and not held.rows.filter(outcome="").exists():
            held.done_at = timezone.now()
            held.save(update_fields=["done_at"])


@transaction.atomic
def _write_next(brought: Import) -> bool:
    row = lock_first(brought.rows.filter(outcome="").order_by("number", "pk"), waits=False)
    if row is None:
        return False
    row.outcome, row.words = _answer(row, brought)
    # What it said of somebody stands where it was written, and nowhere twice.
    row.cells = {}
    row.save(update_fields=["outcome", "words", "cells"])
    return True


def _answer(row: ImportRow, brought: Import) -> tuple[str, str]:
    """What comes of the row, in the language of whoever brought the file; a no is an answer too."""
    with translation.override(getattr(brought.by, "language", "it")):
        try:
            with transaction.atomic():
                ensure(why_not_look_after_all(brought.by))
                facts = {"by": brought.by, "cells": row.cells, "invites": brought.invites}
                done = SHEETS[brought.kind].write(**facts)
        except Refusal as refusal:
            return Outcome.REFUSED, str(refusal.sentence)
        return done.outcome, done.words


def made(words: str) -> Done:
    """The row's thing was not there, and is now."""
    return Done(Outcome.MADE, words)


def there(words: str = "") -> Done:
    """All that the row says is there already."""
    return Done(Outcome.THERE, words or _("It is there already: nothing changes."))


@shared_task
def work_on_import(pk: int) -> None:
    """Check an import, or write it, whichever waits. Safe to run twice or beside itself."""
    found = Import.objects.unfinished().select_related("by").filter(pk=pk).first()
    if found is not None and found.checked_at is None:
        check_import(found)
    elif found is not None:
        write_import(found)


def _ring(brought: Import) -> None:
    """Wake the worker once this is committed: the rows are the work, and the clock rings again for a lost bell."""
    transaction.on_commit(partial(work_on_import.delay, brought.pk), robust=True)
