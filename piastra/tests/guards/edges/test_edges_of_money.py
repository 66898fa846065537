"""Amounts at the cent, and days of the money."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from budget import rules as money
from budget.figures import spending
from budget.models import Commitment, Document, Line, Programme
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
)
from core import words as written
from core.clock import today
from core.month import Month
from piastra.tests.guards.edges.moments import DAY

CENT = Decimal("0.01")


def cents_around(limit: Decimal, ask) -> tuple:
    return tuple(bool(ask(limit + step)) for step in (-CENT, Decimal(0), CENT))


def test_amounts_up_to_what_is_left_to_the_cent():
    programme = Programme(managed=Decimal(100), allocated=Decimal(40), total=Decimal(100))
    assert cents_around(Decimal(60), lambda amount: money.why_not_plan(programme, amount)) == (
        False, False, True,
    )  # fmt: skip
    line = Line(planned=Decimal(100), engaged=Decimal(40), code="A")
    no = (False, False, True)
    assert cents_around(Decimal(60), lambda amount: money.why_not_engage(line, amount)) == no
    assert cents_around(Decimal(40), lambda amount: money.why_not_lower(line, amount)) == (
        True, False, False,
    )  # fmt: skip
    order = Commitment(amount=Decimal(100), invoiced=Decimal(40), number="7")
    assert cents_around(Decimal(60), lambda amount: money.why_not_invoice(order, amount)) == no
    paper = Document(total=Decimal(100))
    paid = Decimal(30)
    asked = cents_around(Decimal(70), lambda amount: money.why_not_pay(paper, amount, paid=paid))
    assert asked == no


@pytest.mark.parametrize("clock", ["00:30", "12:00", "23:30"])
def test_today_is_no_day_to_come(at, day, clock):
    at(f"{day} {clock}")
    assert today() == day
    assert money.why_not_date(day) is None
    assert money.why_not_date(day + DAY).code == "future_date"


@pytest.mark.parametrize("on", ["first", "last", "before", "after"])
def test_money_is_of_the_month_of_its_day(db, at, day, on):
    """From the first day to the last, both of them; what came before is in the sums, what comes after in none."""
    month = Month.of(day)
    days = {"first": month.first, "last": month.last, "before": month.previous.last}
    on_day = days.get(on, month.next.first)
    at(f"{month.next.next.first} 12:00")
    line = LineFactory(planned=Decimal(1000))
    CommitmentFactory(line=line, date=on_day, amount=Decimal(300))
    paper = DocumentFactory(line=line, date=on_day, taxable=Decimal(100), vat=0)
    PaymentFactory(document=paper, date=on_day, amount=paper.total)
    InstalmentFactory(date=on_day, amount=Decimal(50))
    found = spending(month)
    in_sums, in_month = int(on != "after"), int(on in ("first", "last"))
    (row,) = found.lines
    assert (row.committed, row.incurred, row.paid) == (300 * in_sums, 100 * in_sums, 100 * in_sums)
    assert row.available == 1000 - 400 * in_sums
    assert (len(found.documents), len(found.payments)) == (in_month, in_month)
    assert [each.paid for each in found.documents] == [100] * in_month
    assert found.instalments_received == 50 * in_sums
    last = found.history[-1]
    assert (last.month, last.incurred, last.paid) == (month, 100 * in_month, 100 * in_month)
    assert (last.cumulative_incurred, last.cumulative_paid) == (100 * in_sums, 100 * in_sums)


def test_what_an_order_takes_is_less_by_what_was_invoiced_on_it_once_it_counts(db, at, day):
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    line = LineFactory(planned=Decimal(1000))
    order = CommitmentFactory(line=line, date=month.last, amount=Decimal(300))
    DocumentFactory(commitment=order, date=month.last, taxable=Decimal(100), vat=0)
    assert [(row.committed, row.available) for row in spending(month).lines] == [(200, 700)]
    Commitment.objects.update(date=month.next.first)
    assert [(row.committed, row.available) for row in spending(month).lines] == [(0, 900)]


@pytest.mark.parametrize("amount", ["-0.001", "0.004", "-0.00", "0"])
def test_what_is_rounded_to_nothing_has_no_minus(amount):
    with override("it"):
        assert written.euro(Decimal(amount)) == "0,00\N{NO-BREAK SPACE}€"
        assert written.percent(Decimal(amount) / 100) == "0,0\N{NO-BREAK SPACE}%"
        assert written.whole_hours(Decimal(amount)) == "0"


def test_half_a_cent_goes_away_from_nothing():
    with override("it"):
        assert [written.euro(Decimal(each)) for each in ("0.005", "-0.005", "2.675", "1234.994")] == [
            f"{each}\N{NO-BREAK SPACE}€" for each in ("0,01", "-0,01", "2,68", "1.234,99")
        ]  # fmt: skip
        assert [written.whole_hours(each) for each in (29, 30, 89, 90)] == ["0", "1", "1", "2"]
