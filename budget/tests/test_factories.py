"""What the factories make is what their users count on."""

from decimal import Decimal

import pytest

from budget.models import Line, Programme
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    SupplierFactory,
)
from core.tax_numbers import is_vat_number

pytestmark = pytest.mark.django_db


def test_a_line_brings_its_programme_and_is_counted():
    LineFactory(planned="1000.00")
    LineFactory(planned="500.00")
    assert Programme.objects.get().allocated == Decimal("1500.00")


def test_a_document_adds_itself_up_and_engages_its_line():
    document = DocumentFactory(taxable="1000.00")
    assert (document.total, document.reportable) == (Decimal("1220.00"), Decimal("1220.00"))
    assert Line.objects.get().engaged == Decimal("1220.00")


def test_a_credit_note_counts_negative():
    assert DocumentFactory(credit_note=True).reportable == Decimal("-122.00")


def test_a_document_on_an_order_is_on_the_orders_line():
    order = CommitmentFactory()
    document = DocumentFactory(commitment=order)
    assert document.line == order.line
    order.refresh_from_db()
    assert order.invoiced == document.reportable
    assert Line.objects.get().engaged == order.amount


def test_a_payment_pays_the_whole_document():
    payment = PaymentFactory()
    assert payment.amount == payment.document.total


def test_vat_numbers_check():
    assert all(is_vat_number(SupplierFactory().vat_number) for _ in range(20))
    assert not is_vat_number("99000000001")
    assert not is_vat_number("123")


def test_an_instalment():
    assert InstalmentFactory().amount > 0
