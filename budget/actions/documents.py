"""Recording supporting documents, and keeping their files."""

from django.core.files.base import File
from django.db import transaction

from budget import rules
from budget.actions.rows import ensure_datable, fresh, locked, supplier_of
from budget.models import Commitment, Document, DocumentFile, Line, Supplier, Verb
from core import files
from core.journal import record
from core.refusals import Refusal, ensure
from core.walls import explained


@transaction.atomic
def record_document(
    *,
    by,
    line: Line,
    supplier: Supplier | None = None,
    new_supplier=None,
    commitment: Commitment | None = None,
    upload=None,
    **facts,
) -> Document:
    """Record a supporting document, with its file if there is one. `facts` are its other fields.

    It takes its reportable amount from its order; without one, from the line. The supplier is one that we
    know, or `new_supplier`: name, VAT number, tax code, country. Raises Refusal.
    """
    ensure_datable(facts["date"])
    counting = locked(Commitment, commitment.pk) if commitment else locked(Line, line.pk)
    if commitment:
        ensure(rules.why_not_on_order(counting, line))
    document = Document(
        line=line,
        commitment=commitment,
        supplier=supplier_of(supplier, new_supplier, by=by),
        made_by=by,
        **facts,
    )
    ensure(_twin_of_document(document))
    ensure(rules.why_not_charge(document, counting))
    with explained(_walls_of(document, counting)):
        document.save()
    record(
        by=by,
        verb=Verb.DOCUMENT_RECORDED,
        on=document,
        line=line.code,
        reportable=str(document.reportable),
    )
    if upload:
        attach_file(by=by, document=document, upload=upload)
    return document


def _walls_of(document: Document, counting: Commitment | Line) -> dict:
    def why_not_charge():
        return rules.why_not_charge(document, fresh(counting))

    return {
        "one_document_of_a_supplier_number_year_type": lambda: _twin_of_document(document),
        "line_stays_under_its_planned_amount": why_not_charge,
        "order_is_not_invoiced_beyond_its_amount": why_not_charge,
    }


@transaction.atomic
def attach_file(*, by, document: Document, upload) -> DocumentFile:
    """Keep a file with a document. The same file brought twice is kept once. Raises Refusal."""
    document = locked(Document, document.pk)
    return files.keep(
        DocumentFile(document=document),
        upload,
        by=by,
        verb=Verb.FILE_ATTACHED,
        among=document.files,
        document=document.pk,
    )


@transaction.atomic
def open_file(*, by, file: DocumentFile) -> File:
    """Open a kept file to hand it out. Raises Refusal when it is gone, or is no longer what was brought."""
    return files.open_kept(file, by=by, verb=Verb.FILE_OPENED, document=file.document_id)


def _twin_of_document(document: Document) -> Refusal | None:
    first = Document.objects.filter(
        supplier=document.supplier,
        number__iexact=document.number,
        date__year=document.date.year,
        kind=document.kind,
    ).first()
    return first and rules.is_document_already(first)
