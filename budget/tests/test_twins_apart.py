"""What only looks alike is recorded: a payment by another method, an order of another year."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from budget import actions, rules
from budget.models import Payment
from budget.tests.factories import CommitmentFactory, DocumentFactory, PaymentFactory


@pytest.mark.django_db
def test_a_payment_by_another_method_is_another(staff):
    document = DocumentFactory()
    first = PaymentFactory(document=document, amount=Decimal("10.00"), reference="CRO 1")
    said = {"date": first.date, "amount": first.amount, "reference": first.reference}
    other = next(method for method in Payment.Method if method != first.method)
    second = actions.record_payment(by=staff, document=document, method=other, **said)
    assert second.pk != first.pk


@pytest.mark.django_db
def test_an_order_of_another_year_is_another(staff, at):
    at("2027-02-03 10:00")
    first = CommitmentFactory(number="7", date=date(2026, 12, 31))
    said = {"number": "7", "date": date(2027, 1, 1), "description": "x", "amount": Decimal(1)}
    second = actions.record_commitment(by=staff, line=first.line, supplier=first.supplier, **said)
    assert second.pk != first.pk


@pytest.mark.parametrize("amount", ["0.00", "-0.50"])
def test_what_takes_nothing_is_never_too_much(amount):
    assert rules.why_not_engage(SimpleNamespace(available=Decimal(-1)), Decimal(amount)) is None
    assert rules.why_not_invoice(SimpleNamespace(left=Decimal(-1)), Decimal(amount)) is None
