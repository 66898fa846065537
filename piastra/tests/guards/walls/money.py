"""Lines, orders, documents and payments: their walls, and the counts that the database keeps."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from budget.models import Programme
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
    SupplierFactory,
)
from piastra.tests.guards.walls.rows import DAY, Case, Pair, run

CHECKS: dict[str, Case] = {
    "one_programme": (ProgrammeFactory, [{"id": 2}], [{"title": "a"}]),
    "managed_and_reserved_make_the_total": (
        ProgrammeFactory,
        [{"total": 1}, {"reserved": 1}, {"managed": 1}],
        [{"total": 3, "reserved": 1, "managed": 2}],
    ),
    "lines_stay_under_the_ceiling": (
        lambda: LineFactory().programme and Programme.objects.get(),
        [{"total": "9999.99", "reserved": 0, "managed": "9999.99"}],
        [{"total": 10000, "reserved": 0, "managed": 10000}],
    ),
    "planned_is_not_negative": (
        lambda: DocumentFactory(credit_note=True).line, [{"planned": "-0.01"}], [{"planned": 0}],
    ),
    "line_stays_under_its_planned_amount": (
        lambda: CommitmentFactory().line, [{"planned": "999.99"}], [{"planned": 1000}],
    ),
    "supplier_has_a_vat_number_or_tax_code": (
        SupplierFactory, [{"vat_number": ""}], [{"vat_number": "", "tax_code": "A"}],
    ),
    "commitment_is_positive": (
        CommitmentFactory, [{"amount": 0}, {"amount": -1}], [{"amount": "0.01"}],
    ),
    "order_is_not_invoiced_beyond_its_amount": (
        lambda: DocumentFactory(commitment=CommitmentFactory()).commitment,
        [{"amount": "121.99"}],
        [{"amount": 122}],
    ),
    "share_is_a_percentage": (
        DocumentFactory, [{"share": "-0.01"}, {"share": "100.01"}], [{"share": 0}, {"share": 100}],
    ),
    "recoverable_vat_is_a_percentage": (
        DocumentFactory,
        [{"vat_recoverable": "-0.01"}, {"vat_recoverable": "100.01"}],
        [{"vat_recoverable": 0}, {"vat_recoverable": 100}],
    ),
    "document_amounts_are_not_negative": (
        DocumentFactory,
        [{"taxable": "-0.01"}, {"vat": "-0.01"}, {"total": "-0.01"}],
        [{"taxable": 0, "vat": 0, "total": 0}],
    ),
    "payment_is_positive": (PaymentFactory, [{"amount": 0}], [{"amount": "0.01"}]),
    "instalment_is_positive": (InstalmentFactory, [{"amount": 0}], [{"amount": "0.01"}]),
}  # fmt: skip
#: Walls between two rows.
PAIRS: dict[str, Pair] = {
    "one_supplier_for_each_vat_number": (
        lambda: [SupplierFactory(vat_number="1") for _each in range(2)],
        lambda: [SupplierFactory(vat_number="1", country=country) for country in ("IT", "DE")],
    ),
    "one_supplier_for_each_tax_code": (
        lambda: [SupplierFactory(vat_number="", tax_code="A") for _each in range(2)],
        lambda: [SupplierFactory(vat_number=number, tax_code="A") for number in ("", "1")],
    ),
    "one_order_of_a_supplier_number_year": (
        lambda: [
            CommitmentFactory(supplier=one, number=number, date=DAY)
            for one in [SupplierFactory()]
            for number in ("1/a", "1/A")
        ],
        lambda: [
            CommitmentFactory(supplier=one, number="1", date=day)
            for one in [SupplierFactory()]
            for day in (DAY, date(2027, 1, 1))
        ],
    ),
    "one_document_of_a_supplier_number_year_type": (
        lambda: [
            DocumentFactory(supplier=one, number=number, date=DAY)
            for one in [SupplierFactory()]
            for number in ("1/a", "1/A")
        ],
        lambda: [
            DocumentFactory(supplier=one, number="1", date=DAY, kind=kind)
            for one in [SupplierFactory()]
            for kind in ("invoice", "credit_note")
        ],
    ),
    "a_payment_is_recorded_once": (
        lambda: [
            PaymentFactory(document=one, amount=1, reference=said)
            for one in [DocumentFactory()]
            for said in ("cro", "CRO")
        ],
        lambda: [
            PaymentFactory(document=one, amount=amount, reference="CRO")
            for one in [DocumentFactory()]
            for amount in (1, 2)
        ],
    ),
}  # fmt: skip


def allocated() -> Decimal:
    return Programme.objects.get().allocated


def planned_is_counted() -> None:
    line = LineFactory(planned=100)
    assert allocated() == 100
    type(line).objects.filter(pk=line.pk).update(planned=250)
    assert allocated() == 250
    run("DELETE FROM budget_line")
    assert allocated() == 0


def orders_are_counted() -> None:
    order, other = CommitmentFactory(amount=100), LineFactory()
    assert engaged(order.line) == 100
    type(order).objects.filter(pk=order.pk).update(amount=250)
    assert engaged(order.line) == 250
    type(order).objects.filter(pk=order.pk).update(line=other)
    assert (engaged(order.line), engaged(other)) == (0, 250)
    run("DELETE FROM budget_commitment")
    assert engaged(other) == 0


def engaged(line) -> Decimal:
    line.refresh_from_db()
    return line.engaged


def documents_are_counted() -> None:
    paper = DocumentFactory(taxable=100, vat=0)
    line, rows = paper.line, type(paper).objects.filter(pk=paper.pk)
    assert engaged(line) == 100
    rows.update(taxable=50)
    assert engaged(line) == 50
    order = CommitmentFactory(line=line, amount=300)
    rows.update(commitment=order)
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (300, 50)
    rows.update(kind="credit_note")
    order.refresh_from_db()
    assert order.invoiced == -50
    rows.update(commitment=None)
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (250, 0)
    rows.update(commitment=order, kind="invoice")
    run("DELETE FROM budget_document")
    order.refresh_from_db()
    assert (engaged(line), order.invoiced) == (300, 0)


def counts_are_kept(model: str, column: str, make: Callable) -> Callable:
    """Nobody writes a count: neither an update nor an insert."""

    def case() -> None:
        row = make()
        run(f"UPDATE budget_{model} SET {column} = 7")
        row.refresh_from_db()
        assert getattr(row, column) == 0
        fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        row.delete()
        again = type(row)(**fields | {column: 7})
        again.save(force_insert=True)
        again.refresh_from_db()
        assert getattr(again, column) == 0

    return case


#: Each trigger, and what it does.
TRIGGERS: dict[str, Callable] = {
    "budget_count_planned": planned_is_counted,
    "budget_count_commitment": orders_are_counted,
    "budget_count_document": documents_are_counted,
    "budget_keep_programme": counts_are_kept("programme", "allocated", ProgrammeFactory),
    "budget_keep_line": counts_are_kept("line", "engaged", LineFactory),
    "budget_keep_commitment": counts_are_kept("commitment", "invoiced", CommitmentFactory),
}
