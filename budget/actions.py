"""What is done with the programme's money. The only place that writes it.

Each locks the row that counts first (the programme for lines; the order or the line for documents; the
document for payments), asks the rules, then writes. The database's constraints are the last wall: what they
refuse is said in the same sentences.
"""

from contextlib import contextmanager

from django.db import IntegrityError, transaction

from budget import files, rules
from budget.models import (
    Commitment,
    Document,
    DocumentFile,
    Line,
    Payment,
    Programme,
    Supplier,
    Verb,
)
from core.closing import ensure_open
from core.journal import record
from core.refusals import Refusal
from core.storage import gone_unless_done

#: Facts of the programme that are words: they stay out of the journal.
WORDS = {"title", "funding"}

# -- Programme and lines -----------------------------------------------------------------------------


@transaction.atomic
def change_programme(*, by, **facts) -> Programme:
    """Enter what the annex does not say: start, CUP, CIG, title. Amounts are not changed here."""
    programme = _locked(Programme, 1)
    told = [name for name in facts if name not in WORDS]
    before = {name: str(getattr(programme, name) or "") for name in told}
    for name, value in facts.items():
        setattr(programme, name, value)
    programme.save(update_fields=list(facts))
    after = {name: str(facts[name] or "") for name in told}
    record(by=by, verb=Verb.PROGRAMME_CHANGED, on=programme, before=before, after=after)
    return programme


@transaction.atomic
def plan_line(*, by, action, code: str, name: str, planned) -> Line:
    """Open a budget line with its planned amount."""
    programme = _locked(Programme, 1)
    _ensure(_twin_of_line(code))
    _ensure(rules.why_not_plan(programme, planned))
    line = Line(action=action, code=code, name=name, planned=planned)
    with _last_wall(
        budget_line_code_key=lambda: _twin_of_line(code),
        lines_stay_under_the_ceiling=lambda: rules.why_not_plan(_fresh(programme), planned),
    ):
        line.save()
    record(by=by, verb=Verb.LINE_PLANNED, on=line, code=code, planned=str(planned))
    return line


@transaction.atomic
def change_line(*, by, line: Line, action, name: str, planned) -> Line:
    """Change a line's action, name or planned amount, within the ceiling and above what it engages."""
    programme, line = _locked(Programme, 1), _locked(Line, line.pk)
    before = line.planned
    _ensure(rules.why_not_plan(programme, planned, before=before))
    _ensure(rules.why_not_lower(line, planned))
    line.action, line.name, line.planned = action, name, planned
    with _last_wall(
        lines_stay_under_the_ceiling=lambda: rules.why_not_plan(
            _fresh(programme), planned, before=before
        ),
        line_stays_under_its_planned_amount=lambda: rules.why_not_lower(_fresh(line), planned),
    ):
        line.save(update_fields=["action", "name", "planned"])
    record(by=by, verb=Verb.LINE_REPLANNED, on=line, before=str(before), planned=str(planned))
    return line


# -- Orders and documents ----------------------------------------------------------------------------


@transaction.atomic
def record_commitment(
    *, by, line: Line, supplier: Supplier | None = None, new_supplier=None, **facts
) -> Commitment:
    """Record an order or a contract: its whole amount is taken from the line. `facts` are its fields."""
    ensure_open(facts["date"])
    _ensure(rules.why_not_date(facts["date"]))
    line = _locked(Line, line.pk)
    order = Commitment(line=line, supplier=_supplier(supplier, new_supplier, by=by), **facts)
    _ensure(_twin_of_order(order))
    _ensure(rules.why_not_engage(line, order.amount))
    with _last_wall(
        one_order_of_a_supplier_number_year=lambda: _twin_of_order(order),
        line_stays_under_its_planned_amount=lambda: rules.why_not_engage(
            _fresh(line), order.amount
        ),
    ):
        order.save()
    record(by=by, verb=Verb.COMMITTED, on=order, line=line.code, amount=str(order.amount))
    return order


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
    ensure_open(facts["date"])
    _ensure(rules.why_not_date(facts["date"]))
    counting = _locked(Commitment, commitment.pk) if commitment else _locked(Line, line.pk)
    if commitment:
        _ensure(rules.why_not_on_order(counting, line))
    document = Document(
        line=line,
        commitment=commitment,
        supplier=_supplier(supplier, new_supplier, by=by),
        made_by=by,
        **facts,
    )
    _ensure(_twin_of_document(document))
    _ensure(rules.why_not_charge(document, counting))
    with _last_wall(
        one_document_of_a_supplier_number_year_type=lambda: _twin_of_document(document),
        line_stays_under_its_planned_amount=lambda: rules.why_not_charge(
            document, _fresh(counting)
        ),
        order_is_not_invoiced_beyond_its_amount=lambda: rules.why_not_charge(
            document, _fresh(counting)
        ),
    ):
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


@transaction.atomic
def attach_file(*, by, document: Document, upload) -> DocumentFile:
    """Keep a file with a document, with its SHA-256, its size, who brought it and when. Twice is once."""
    examined = files.examine(upload)
    document = _locked(Document, document.pk)
    if first := document.files.filter(sha256=examined.sha256).first():
        return first
    kept = DocumentFile(
        document=document,
        file=upload,
        name=examined.name,
        sha256=examined.sha256,
        size=examined.size,
        uploaded_by=by,
    )
    with gone_unless_done(kept.file):
        kept.save()
        record(
            by=by, verb=Verb.FILE_ATTACHED, on=kept, document=document.pk, sha256=examined.sha256
        )
    return kept


@transaction.atomic
def open_file(*, by, file: DocumentFile):
    """Open a kept file to hand it out. Raises Refusal when it is gone, or is no longer what was brought."""
    try:
        content = file.file.storage.open(file.file.name)
    except FileNotFoundError:
        raise Refusal(files.gone(file), code="gone_file") from None
    if files.sha256_of(content) != file.sha256:
        content.close()
        raise Refusal(files.altered(file), code="altered_file")
    record(by=by, verb=Verb.FILE_OPENED, on=file, document=file.document_id)
    return content


# -- Payments ----------------------------------------------------------------------------------------


@transaction.atomic
def record_payment(*, by, document: Document, **facts) -> Payment:
    """Record that a document, or a part of it, was paid. `facts` are date, amount, method, reference."""
    ensure_open(facts["date"])
    _ensure(rules.why_not_date(facts["date"]))
    document = _locked(Document, document.pk)
    payment = Payment(document=document, made_by=by, **facts)
    _ensure(_twin_of_payment(payment))
    paid = Document.objects.with_paid().get(pk=document.pk).paid
    _ensure(rules.why_not_pay(document, payment.amount, paid=paid))
    with _last_wall(a_payment_is_recorded_once=lambda: _twin_of_payment(payment)):
        payment.save()
    record(by=by, verb=Verb.PAID, on=payment, document=document.pk, amount=str(payment.amount))
    return payment


# -- Locks and walls ---------------------------------------------------------------------------------


def _locked(model, pk):
    return model.objects.select_for_update(no_key=True).get(pk=pk)


def _fresh(row):
    """The row as it is now, after somebody else was quicker."""
    return type(row).objects.get(pk=row.pk)


def _ensure(refusal: Refusal | None) -> None:
    if refusal:
        raise refusal


@contextmanager
def _last_wall(**walls):
    """Turn what a constraint refuses into its sentence; `walls` gives one for each constraint's name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        say = walls.get(error.__cause__.diag.constraint_name)
        if not say:
            raise
        # Who was quicker may have gone again in the meantime: then there is nothing to explain.
        raise say() or rules.was_overtaken() from error


# -- Twins: the same thing, recorded already -----------------------------------------------------------


def _twin_of_line(code: str) -> Refusal | None:
    first = Line.objects.filter(code=code).first()
    return first and rules.is_line_already(first)


def _twin_of_order(order: Commitment) -> Refusal | None:
    first = Commitment.objects.filter(
        supplier=order.supplier, number__iexact=order.number, date__year=order.date.year
    ).first()
    return first and rules.is_order_already(first)


def _twin_of_document(document: Document) -> Refusal | None:
    first = Document.objects.filter(
        supplier=document.supplier,
        number__iexact=document.number,
        date__year=document.date.year,
        kind=document.kind,
    ).first()
    return first and rules.is_document_already(first)


def _twin_of_payment(payment: Payment) -> Refusal | None:
    first = Payment.objects.filter(
        document=payment.document,
        date=payment.date,
        amount=payment.amount,
        method=payment.method,
        reference__iexact=payment.reference,
    ).first()
    return first and rules.is_payment_already(first)


def _supplier(known: Supplier | None, new: dict | None, *, by) -> Supplier:
    """The supplier chosen; or the new one, unless its VAT number or tax code is one that we know."""
    if known:
        return known
    code = "vat_number" if new["vat_number"] else "tax_code"
    same = {"country": new["country"], code: new[code]}
    supplier = Supplier.objects.filter(**same).first()
    if not supplier:
        # Where two add it at the same moment, the constraint lets one do it: the other finds it here.
        same["vat_number"] = new["vat_number"]
        supplier, made = Supplier.objects.get_or_create(**same, defaults=new)
        if made:
            record(by=by, verb=Verb.SUPPLIER_ADDED, on=supplier)
    return supplier
