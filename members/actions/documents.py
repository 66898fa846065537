"""Documents of an application: brought by its applicant, opened by whoever may."""

from django.core.files.base import File
from django.db import transaction

from core import files
from core.journal import record
from core.locks import lock
from core.papers import why_not_paper
from core.refusals import ensure
from members.models import Application, ApplicationDocument, DocumentKind, Verb
from members.rules import applying


@transaction.atomic
def bring_document(
    *, by, application: Application, upload, kind: str = DocumentKind.OTHER
) -> ApplicationDocument:
    """Keep a document with the applicant's draft. The same file brought twice is kept once. Raises Refusal."""
    held = lock(Application.objects.visible_to(by), application.pk)
    ensure(applying.why_not_remove(held))
    return keep_document(held, by=by, upload=upload, kind=kind)


def keep_document(held: Application, *, by, upload, kind: str, move=None) -> ApplicationDocument:
    """Within the verb that holds the application's lock."""
    ensure(applying.why_not_bring(held, held.documents.count()))
    return files.keep(
        ApplicationDocument(application=held, kind=kind, move=move),
        upload,
        by=by,
        verb=Verb.DOCUMENT_BROUGHT,
        among=held.documents.filter(move=move),
        why_not=why_not_paper,
        application=held.pk,
    )


@transaction.atomic
def remove_document(*, by, document: ApplicationDocument) -> None:
    """Take a document out of a draft, file and all; one that is gone is gone."""
    held = lock(Application.objects.visible_to(by), document.application_id)
    ensure(applying.why_not_remove(held))
    found = held.documents.filter(pk=document.pk).first()
    if found is None:
        return
    record(by=by, verb=Verb.DOCUMENT_REMOVED, on=found, application=held.pk)
    storage, name = found.file.storage, found.file.name
    found.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def open_document(*, by, document: ApplicationDocument) -> File:
    """Open a document to hand it out; that the staff did is shown to the applicant. Raises Refusal."""
    if applying.is_shown(by):
        document.looks.create(by=by)
    return files.open_kept(
        document, by=by, verb=Verb.DOCUMENT_OPENED, application=document.application_id
    )
