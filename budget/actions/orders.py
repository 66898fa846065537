"""Recording orders and contracts: their whole amount is taken from the line."""

from django.db import transaction

from budget import rules
from budget.actions.rows import ensure_datable, fresh, locked, supplier_of
from budget.models import Commitment, Line, Supplier, Verb
from core.journal import record
from core.refusals import Refusal, ensure
from core.walls import explained


@transaction.atomic
def record_commitment(
    *, by, line: Line, supplier: Supplier | None = None, new_supplier=None, **facts
) -> Commitment:
    """Record an order or a contract: its whole amount is taken from the line. `facts` are its fields."""
    ensure_datable(facts["date"])
    line = locked(Line, line.pk)
    order = Commitment(line=line, supplier=supplier_of(supplier, new_supplier, by=by), **facts)
    ensure(_twin_of_order(order))
    ensure(rules.why_not_engage(line, order.amount))
    with explained(
        {
            "one_order_of_a_supplier_number_year": lambda: _twin_of_order(order),
            "line_stays_under_its_planned_amount": lambda: rules.why_not_engage(
                fresh(line), order.amount
            ),
        }
    ):
        order.save()
    record(by=by, verb=Verb.COMMITTED, on=order, line=line.code, amount=str(order.amount))
    return order


def _twin_of_order(order: Commitment) -> Refusal | None:
    first = Commitment.objects.filter(
        supplier=order.supplier, number__iexact=order.number, date__year=order.date.year
    ).first()
    return first and rules.is_order_already(first)
