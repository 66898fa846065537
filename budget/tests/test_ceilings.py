"""The ceilings hold whoever writes: raw SQL, stale rows, and two clients at one instant."""

import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from budget import actions, rules
from budget.models import Commitment, Document, Line, Programme, Supplier
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    PaymentFactory,
    SupplierFactory,
)
from budget.tests.test_actions import PAPER
from core.clock import today
from core.refusals import Refusal
from core.testing.waiting import STANDSTILL


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def broken_by(statement, *values) -> str:
    """The name of the constraint that refuses this SQL."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        sql(statement, *values)
    return caught.value.__cause__.diag.constraint_name


# -- Whoever writes ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_lines_together_stay_under_the_managed_budget():
    line = LineFactory(planned="131760.00")
    new = (
        "INSERT INTO budget_line (action_id, programme_id, code, name, planned, engaged) "
        "VALUES (%s, 1, 'X', 'x', 0.01, 0)"
    )
    assert broken_by(new, line.action_id) == "lines_stay_under_the_ceiling"
    raised = "UPDATE budget_line SET planned = planned + 0.01"
    assert broken_by(raised) == "lines_stay_under_the_ceiling"
    assert broken_by("UPDATE budget_programme SET managed = 131759.99, total = 146399.99") == (
        "lines_stay_under_the_ceiling"
    )


@pytest.mark.django_db
def test_the_reserved_share_and_the_managed_budget_make_the_total():
    LineFactory()
    broken = broken_by("UPDATE budget_programme SET reserved = 0")
    assert broken == "managed_and_reserved_make_the_total"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget_document SET taxable = taxable + 0.01",
        "UPDATE budget_document SET vat = vat + 0.01",
        "UPDATE budget_document SET stamp = 2",
        "UPDATE budget_line SET planned = planned - 0.01",
    ],
)
def test_a_line_stays_under_its_planned_amount(statement):
    DocumentFactory(line__planned="122.00")
    assert broken_by(statement) == "line_stays_under_its_planned_amount"


@pytest.mark.django_db
def test_an_order_engages_its_line_and_bounds_its_documents():
    order = CommitmentFactory(amount="122.00", line__planned="122.00")
    DocumentFactory(commitment=order)
    assert broken_by("UPDATE budget_commitment SET amount = amount + 0.01") == (
        "line_stays_under_its_planned_amount"
    )
    assert broken_by("UPDATE budget_document SET stamp = 2") == (
        "order_is_not_invoiced_beyond_its_amount"
    )
    assert broken_by("UPDATE budget_document SET commitment_id = NULL") == (
        "line_stays_under_its_planned_amount"
    )


@pytest.mark.django_db
def test_a_document_cannot_lie_on_another_line_than_its_order():
    DocumentFactory(commitment=CommitmentFactory())
    broken = broken_by("UPDATE budget_document SET line_id = %s", LineFactory().pk)
    assert broken == "document_is_on_the_line_of_its_order"


@pytest.mark.django_db
def test_nobody_writes_the_counts_but_the_triggers():
    order = CommitmentFactory()
    stale = Line.objects.get()
    DocumentFactory(commitment=order)
    DocumentFactory(line=stale)
    stale.save()
    sql("UPDATE budget_line SET engaged = 0")
    sql("UPDATE budget_programme SET allocated = 0")
    sql("UPDATE budget_commitment SET invoiced = 0")
    assert Line.objects.get().engaged == Decimal("1122.00")
    assert Programme.objects.get().allocated == Decimal("10000.00")
    assert Commitment.objects.get().invoiced == Decimal("122.00")


@pytest.mark.django_db
def test_what_is_taken_away_is_given_back():
    order = CommitmentFactory(line__planned="2000.00")
    DocumentFactory(commitment=order)
    DocumentFactory(line=order.line)
    Document.objects.all().delete()
    Commitment.objects.all().delete()
    assert Line.objects.get().engaged == 0
    Line.objects.all().delete()
    assert Programme.objects.get().allocated == 0


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["commitment", "document", "payment"])
def test_nothing_is_recorded_twice_whoever_writes(table):
    order = CommitmentFactory()
    PaymentFactory(document=DocumentFactory(commitment=order))
    copied = {
        "commitment": "line_id, supplier_id, number, date, description, amount, invoiced",
        "document": "kind, number, date, supplier_id, line_id, commitment_id, description, taxable, vat, "
        "withheld, stamp, rounding, total, share, vat_recoverable, cup_status, cig_status, made_at",
        "payment": "document_id, date, amount, method, reference, made_at",
    }[table]
    name = broken_by(f"INSERT INTO budget_{table} ({copied}) SELECT {copied} FROM budget_{table}")
    assert name in {
        "one_order_of_a_supplier_number_year",
        "one_document_of_a_supplier_number_year_type",
        "a_payment_is_recorded_once",
    }


# -- At one instant ----------------------------------------------------------------------------------


def together(*calls):
    """Run the calls in threads of their own, started at one instant; what each returned or raised."""
    start, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            start.wait(timeout=STANDSTILL)
            results[place] = call()
        except (Refusal, IntegrityError) as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=STANDSTILL)
    return results


def facts(line, number):
    """A document that takes 366,00 of the line."""
    supplier = SupplierFactory()
    return {**PAPER, "line": line, "supplier": supplier, "number": number, "date": today()}


@pytest.mark.django_db(transaction=True)
def test_two_documents_for_the_last_euros_one_wins(staff):
    line = LineFactory(planned="500.00")
    papers = [facts(line, str(number)) for number in range(6)]
    results = together(
        *(lambda paper=paper: actions.record_document(by=staff, **paper) for paper in papers)
    )
    refusals = [result for result in results if isinstance(result, Refusal)]
    assert {refusal.code for refusal in refusals} == {"over_line"}
    assert len(refusals) == 5
    assert all("134,00" in refusal.sentence for refusal in refusals)
    line.refresh_from_db()
    assert line.engaged == Decimal("366.00")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["vat_number", "tax_code"])
def test_a_new_supplier_written_by_many_at_once_is_one(staff, code):
    new = {"name": "Nuova", "country": "IT", "vat_number": "", "tax_code": "", code: "99000000025"}
    papers = [facts(LineFactory(), str(number)) for number in range(4)]
    suppliers = Supplier.objects.count()
    together(
        *(
            lambda paper=paper: actions.record_document(
                by=staff, **{**paper, "supplier": None}, new_supplier=new
            )
            for paper in papers
        )
    )
    assert Supplier.objects.count() == suppliers + 1
    assert Document.objects.filter(supplier__name="Nuova").count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_lines_for_the_last_of_the_ceiling_one_wins(staff):
    first = LineFactory(planned="131000.00")
    results = together(
        *(
            lambda code=code: actions.plan_line(
                by=staff, action=first.action, code=code, name="x", planned=Decimal("700.00")
            )
            for code in ("A", "B", "C")
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Line", "Refusal", "Refusal"]
    assert Programme.objects.get().allocated == Decimal("131700.00")


@pytest.mark.django_db(transaction=True)
def test_the_same_document_twice_at_once_is_recorded_once(staff):
    paper = facts(LineFactory(), "1")
    results = together(*[lambda: actions.record_document(by=staff, **paper)] * 4)
    refusals = [result for result in results if isinstance(result, Refusal)]
    assert [refusal.code for refusal in refusals] == ["already"] * 3
    assert Document.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_payments_of_the_last_euros_one_wins(staff):
    document = DocumentFactory()
    results = together(
        *(
            lambda reference=reference: actions.record_payment(
                by=staff,
                document=document,
                date=today(),
                amount=Decimal("100.00"),
                method="transfer",
                reference=reference,
            )
            for reference in ("A", "B")
        )
    )
    assert sorted(type(result).__name__ for result in results) == ["Payment", "Refusal"]


def check_then_insert(paper, checked):
    """What most systems do: look, then write, with no lock in between."""
    document = Document(**paper)
    refusal = rules.why_not_charge(document, Line.objects.get(pk=paper["line"].pk))
    checked.wait(timeout=STANDSTILL)
    if refusal:
        raise refusal
    document.save()
    return document


def naive_race(line):
    checked = threading.Barrier(2)
    papers = [facts(line, str(number)) for number in range(2)]
    return together(*(lambda paper=paper: check_then_insert(paper, checked) for paper in papers))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_is_the_last_wall():
    line = LineFactory(planned="500.00")
    results = naive_race(line)
    assert sorted(type(result).__name__ for result in results) == ["Document", "IntegrityError"]


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_lock_and_wall_both_win():
    """The race is real: it happens as soon as neither guard stands."""
    line = LineFactory(planned="500.00")
    sql("ALTER TABLE budget_line DROP CONSTRAINT line_stays_under_its_planned_amount")
    try:
        results = naive_race(line)
        line.refresh_from_db()
        assert [type(result).__name__ for result in results] == ["Document", "Document"]
        assert line.engaged == Decimal("732.00")
    finally:
        Document.objects.all().delete()
        sql(
            "ALTER TABLE budget_line ADD CONSTRAINT line_stays_under_its_planned_amount "
            "CHECK (engaged <= planned)"
        )
