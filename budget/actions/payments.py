"""Recording what was paid."""

from django.db import transaction

from budget import rules
from budget.actions.rows import ensure_datable, locked
from budget.models import Document, Payment, Verb
from core.journal import record
from core.refusals import Refusal, ensure
from core.walls import explained


@transaction.atomic
def record_payment(*, by, document: Document, **facts) -> Payment:
    """Record that a document, or a part of it, was paid. `facts` are date, amount, method, reference."""
    ensure_datable(facts["date"])
    document = locked(Document, document.pk)
    payment = Payment(document=document, made_by=by, **facts)
    ensure(_twin_of_payment(payment))
    paid = Document.objects.with_paid().get(pk=document.pk).paid
    ensure(rules.why_not_pay(document, payment.amount, paid=paid))
    with explained({"a_payment_is_recorded_once": lambda: _twin_of_payment(payment)}):
        payment.save()
    record(by=by, verb=Verb.PAID, on=payment, document=document.pk, amount=str(payment.amount))
    return payment


def _twin_of_payment(payment: Payment) -> Refusal | None:
    first = Payment.objects.filter(
        document=payment.document,
        date=payment.date,
        amount=payment.amount,
        method=payment.method,
        reference__iexact=payment.reference,
    ).first()
    return first and rules.is_payment_already(first)
