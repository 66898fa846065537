"""The figures of a month, against another computation in plain SQL, and against hand-made sums."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from budget.figures import MonthRow, PaymentRow, spending
from budget.models import Line, Programme
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
    SupplierFactory,
)
from core.month import Month

pytestmark = pytest.mark.django_db

OCTOBER = Month(2026, 10)
SEPTEMBER = OCTOBER.previous

# Written on purpose in another way than the figures: no counting columns, no generated column.
REPORTABLE = """
    SELECT id, line_id, commitment_id, date, total, round(
        (taxable + vat - vat * vat_recoverable / 100 + stamp + rounding) * share / 100, 2
    ) * (CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END) AS amount
    FROM budget_document WHERE date < %(end)s
"""
LINES = f"""
    WITH paper AS ({REPORTABLE}),
    settled AS (
        SELECT paper.line_id, round(paper.amount * sum(payment.amount) / paper.total, 2) AS amount
        FROM paper JOIN budget_payment payment ON payment.document_id = paper.id
        WHERE payment.date < %(end)s GROUP BY paper.id, paper.line_id, paper.amount, paper.total
    ),
    ordered AS (
        SELECT budget_commitment.line_id, budget_commitment.amount - coalesce(
            (SELECT sum(amount) FROM paper WHERE commitment_id = budget_commitment.id), 0
        ) AS amount
        FROM budget_commitment WHERE date < %(end)s
    )
    SELECT code, planned,
        coalesce((SELECT sum(amount) FROM ordered WHERE line_id = line.id), 0),
        coalesce((SELECT sum(amount) FROM paper WHERE line_id = line.id), 0),
        coalesce((SELECT sum(amount) FROM settled WHERE line_id = line.id), 0)
    FROM budget_line line ORDER BY code
"""


def recomputed(month: Month):
    with connection.cursor() as cursor:
        cursor.execute(LINES, {"end": month.next.first})
        return cursor.fetchall()


def sums(month: Month):
    """Incurred and paid of all lines until the end of a month, from SQL."""
    rows = recomputed(month)
    return sum(row[3] for row in rows), sum(row[4] for row in rows)


@pytest.fixture
def a_year_of_spending():
    """About 150 documents over eight months, of every sort, with a fixed seed."""
    dice = random.Random(20261122)
    lines = [LineFactory(code=f"A{number}", planned="30000.00") for number in range(4)]
    suppliers = [SupplierFactory() for _each in range(3)]
    orders = [
        CommitmentFactory(line=line, date=date(2026, month, 15), amount="4000.00")
        for line in lines
        for month in (4, 7)
    ]
    for _each in range(150):
        order = dice.choice([*orders, None, None, None, None, None, None, None, None])
        day = date(2026, dice.randint(3, 10), dice.randint(1, 28))
        document = DocumentFactory(
            kind=dice.choice(["invoice", "invoice", "invoice", "receipt", "credit_note"]),
            line=order.line if order else dice.choice(lines),
            commitment=order,
            supplier=dice.choice(suppliers),
            date=day,
            taxable=Decimal(dice.randint(1, 30000)) / 100,
            stamp=dice.choice(["0.00", "2.00"]),
            rounding=dice.choice(["0.00", "0.01", "-0.03"]),
            share=dice.choice(["100", "50", "33.33", "12.5"]),
            vat_recoverable=dice.choice(["0", "0", "40", "100"]),
        )
        parts, left = dice.choice([0, 1, 2, 3]), document.total
        for part in range(parts, 0, -1):
            amount = (
                left if part == 1 else (left * dice.randint(1, 99) / 100).quantize(Decimal("0.01"))
            )
            if amount > 0:
                later = min(
                    date(2026, 10, 28), day.replace(month=min(10, day.month + parts - part))
                )
                PaymentFactory(document=document, amount=amount, date=later)
                left -= amount


def test_figures_equal_another_computation_in_sql(a_year_of_spending):
    for number in range(2, 11):
        month = Month(2026, number)
        figures = spending(month)
        rows = sorted(figures.lines, key=lambda line: line.code)
        assert recomputed(month) == [
            (line.code, line.planned, line.committed, line.incurred, line.paid) for line in rows
        ]
        assert all(line.available == line.planned - line.committed - line.incurred for line in rows)
        last, (incurred, paid) = figures.history[-1], sums(month)
        before = sums(month.previous)
        assert last == MonthRow(month, incurred - before[0], paid - before[1], incurred, paid)


def test_what_is_available_at_the_end_is_what_the_database_counts(a_year_of_spending):
    available = {line.code: line.available for line in spending(OCTOBER).lines}
    assert available == {line.code: line.available for line in Line.objects.all()}


def test_documents_and_payments_of_the_month_add_up_to_its_history(a_year_of_spending):
    figures = spending(OCTOBER)
    last = figures.history[-1]
    assert len(figures.documents) > 5
    assert sum(document.reportable for document in figures.documents) == last.incurred
    assert sum(payment.reportable for payment in figures.payments) == last.paid
    assert all(OCTOBER.first <= row.date <= OCTOBER.last for row in figures.documents)
    assert all(OCTOBER.first <= row.date <= OCTOBER.last for row in figures.payments)


def test_history_goes_from_the_start_to_the_month(a_year_of_spending):
    history = spending(SEPTEMBER).history
    assert [str(row.month) for row in history] == [f"2026-{number:02d}" for number in range(3, 10)]
    Programme.objects.update(starts_on=date(2026, 1, 10))
    assert str(spending(SEPTEMBER).history[0].month) == "2026-01"
    assert [str(row.month) for row in spending(Month(2025, 5)).history] == ["2025-05"]


def test_later_rows_never_change_a_month(a_year_of_spending):
    before = spending(SEPTEMBER)
    order = CommitmentFactory(line=Line.objects.first(), date=date(2026, 10, 1))
    document = DocumentFactory(commitment=order, date=date(2026, 10, 2))
    PaymentFactory(document=document)
    InstalmentFactory(date=date(2026, 10, 1))
    assert spending(SEPTEMBER) == before


def test_seven_queries_whatever_the_history(queries_of, a_year_of_spending):
    assert queries_of(lambda: spending(OCTOBER)) == 7


def test_seven_queries_on_an_empty_database(queries_of):
    assert queries_of(lambda: spending(OCTOBER)) == 7


def test_an_empty_database_has_figures():
    figures = spending(OCTOBER)
    assert figures.history == (MonthRow(OCTOBER, 0, 0, 0, 0),)
    assert (figures.lines, figures.documents, figures.instalments_received) == ((), (), 0)


# -- By hand -----------------------------------------------------------------------------------------


def test_the_programmes_ceilings():
    ProgrammeFactory(cup="J79D25000000001")
    LineFactory(planned="1000.00")
    row = spending(OCTOBER).programme
    assert (row.total, row.managed, row.reserved) == (146400, 131760, 14640)
    assert (row.allocated, row.cup) == (1000, "J79D25000000001")


def test_half_of_the_vat_and_half_of_the_cost_count_paid_in_thirds():
    document = DocumentFactory(
        date=date(2026, 10, 5), taxable="100.00", share="50", vat_recoverable="50"
    )
    line = spending(OCTOBER).lines[0]
    assert (line.incurred, line.paid) == (Decimal("55.50"), 0)
    paid = []
    for day in (6, 7, 8):
        amount = Decimal("40.66") if day < 8 else Decimal("40.68")
        PaymentFactory(document=document, date=date(2026, 10, day), amount=amount)
        paid.append(spending(OCTOBER).lines[0].paid)
    assert paid == [Decimal("18.50"), Decimal("36.99"), Decimal("55.50")]
    parts = [row.reportable for row in spending(OCTOBER).payments]
    assert parts == [Decimal("18.50"), Decimal("18.49"), Decimal("18.51")]


def test_a_credit_note_and_its_refund_count_negative():
    PaymentFactory(document__credit_note=True, document__date=date(2026, 10, 5))
    figures = spending(OCTOBER)
    assert figures.documents[0].total == Decimal("-122.00")
    assert figures.documents[0].reportable == figures.documents[0].paid == Decimal("-122.00")
    assert figures.payments == (
        PaymentRow(
            date=date(2026, 10, 5),
            document=figures.documents[0].number,
            supplier=figures.documents[0].supplier,
            method="transfer",
            amount=Decimal("-122.00"),
            reportable=Decimal("-122.00"),
        ),
    )
    assert figures.lines[0].incurred == figures.lines[0].paid == Decimal("-122.00")


def test_an_order_is_committed_until_it_is_invoiced():
    order = CommitmentFactory(date=date(2026, 9, 1), amount="1000.00")
    DocumentFactory(commitment=order, date=date(2026, 10, 1), taxable="100.00")
    september, october = spending(SEPTEMBER).lines[0], spending(OCTOBER).lines[0]
    assert (september.committed, september.incurred) == (Decimal("1000.00"), 0)
    assert (october.committed, october.incurred) == (Decimal("878.00"), Decimal("122.00"))
    assert september.available == october.available == Decimal("9000.00")


def test_a_document_older_than_its_order_is_not_taken_from_it_before():
    order = CommitmentFactory(date=date(2026, 10, 1), amount="1000.00")
    DocumentFactory(commitment=order, date=date(2026, 9, 30), taxable="100.00")
    september, october = spending(SEPTEMBER).lines[0], spending(OCTOBER).lines[0]
    assert (september.committed, september.incurred) == (0, Decimal("122.00"))
    assert (october.committed, october.incurred) == (Decimal("878.00"), Decimal("122.00"))


def test_lines_stand_in_the_order_of_their_actions():
    last = ActionFactory(slug="b", order=2)
    LineFactory(code="A1", action=last)
    LineFactory(code="Z1", action=ActionFactory(slug="a", order=1, name_it="Prima"))
    assert [(line.code, line.action) for line in spending(OCTOBER).lines] == [
        ("Z1", "Prima"),
        ("A1", "B"),
    ]


def test_warnings_name_their_document_in_words():
    DocumentFactory(
        date=date(2026, 10, 5), number="61", supplier__name="Studio Orobie", cup_status="missing"
    )
    DocumentFactory(date=date(2026, 9, 5), cup_status="missing")
    assert spending(OCTOBER).warnings == ("Fattura 61 di Studio Orobie: manca il CUP.",)


def test_a_payment_of_next_month_is_not_a_warning_yet():
    document = DocumentFactory(date=date(2026, 9, 5))
    PaymentFactory(document=document, method="cash", date=date(2026, 10, 5))
    assert spending(SEPTEMBER).warnings == ()
    assert spending(SEPTEMBER).documents[0].paid == 0


def test_instalments_until_the_end_of_the_month():
    InstalmentFactory(date=date(2026, 10, 31), amount="20000.00")
    InstalmentFactory(date=date(2026, 11, 1))
    assert spending(OCTOBER).instalments_received == Decimal("20000.00")
