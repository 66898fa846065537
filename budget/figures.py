"""The programme's money at the end of a month, for pages and reports alike (docs/domain.md, Money).

Read-only. Amounts in euro; credit notes are negative. Sentences are in the language that is active.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from budget.models import Commitment, Document, Instalment, Line, Payment, Programme
from budget.models.money import ZERO
from core.money import euro
from core.month import Month
from core.words import euro as written


@dataclass(frozen=True)
class ProgrammeRow:
    """The ceilings. `total` = `managed` + `reserved`; `allocated` is what the lines plan together."""

    title: str
    cup: str
    total: Decimal
    reserved: Decimal
    managed: Decimal
    allocated: Decimal


@dataclass(frozen=True)
class LineRow:
    """A line, from the start to the end of the month.

    `committed`: orders, less what was invoiced on them. `incurred`: reportable amount of the documents.
    `paid`: the part of it that is paid. `available` = planned - committed - incurred.
    """

    code: str
    name: str
    action: str
    planned: Decimal
    committed: Decimal
    incurred: Decimal
    paid: Decimal
    available: Decimal


@dataclass(frozen=True)
class MonthRow:
    """What was incurred and paid in one month, and from the start to its end."""

    month: Month
    incurred: Decimal
    paid: Decimal
    cumulative_incurred: Decimal
    cumulative_paid: Decimal


@dataclass(frozen=True)
class DocumentRow:
    """A document of the month. `paid` is the part of `reportable` that was paid by the end of the month."""

    number: str
    kind: str
    date: date
    supplier: str
    description: str
    line: str
    total: Decimal
    reportable: Decimal
    paid: Decimal
    cup_status: str
    cig_status: str


@dataclass(frozen=True)
class PaymentRow:
    """A payment of the month: `amount` is what moved (negative: came back), `reportable` what counts of it."""

    date: date
    document: str
    supplier: str
    method: str
    amount: Decimal
    reportable: Decimal


@dataclass(frozen=True)
class Spending:
    """Everything about the money of a month; `history` goes from the programme's start to this month."""

    month: Month
    programme: ProgrammeRow
    lines: tuple[LineRow, ...]
    history: tuple[MonthRow, ...]
    documents: tuple[DocumentRow, ...]
    payments: tuple[PaymentRow, ...]
    warnings: tuple[str, ...]
    instalments_received: Decimal


def spending(month: Month) -> Spending:
    """The figures of a month, in seven queries whatever the history. Later rows never change them."""
    programme = Programme.objects.first() or Programme(total=ZERO, reserved=ZERO, managed=ZERO)
    incurred = _incurred(month)
    parts = list(_paid_parts(month))
    documents = list(_documents(month))
    return Spending(
        month=month,
        programme=ProgrammeRow(
            programme.title,
            programme.cup,
            programme.total,
            programme.reserved,
            programme.managed,
            programme.allocated,
        ),
        lines=tuple(_lines(month, incurred, parts)),
        history=tuple(_history(month, programme.starts_on, incurred, parts)),
        documents=tuple(_document_row(document) for document in documents),
        payments=tuple(_payment_row(*part) for part in parts if Month.of(part[0].date) == month),
        warnings=tuple(_warnings(documents)),
        instalments_received=_instalments_received(month),
    )


def spending_so_far() -> Spending:
    """The figures of the month that lasts, as the pages show them."""
    return spending(Month.current())


# -- What was incurred -------------------------------------------------------------------------------


def _incurred(month: Month) -> list[dict]:
    """Reportable amounts by line and month; `ordered` tells those on an order that counts by then."""
    counts = Q(commitment__date__lte=month.last)
    return list(
        Document.objects.filter(date__lte=month.last)
        .order_by()
        .values("line_id", month=TruncMonth("date"))
        .annotate(amount=Sum("reportable"), ordered=Sum("reportable", filter=counts, default=ZERO))
    )


def _documents(month: Month):
    return (
        Document.objects.with_paid(until=month.last)
        .filter(date__gte=month.first, date__lte=month.last)
        .select_related("supplier", "line")
        .order_by("date", "pk")
    )


def _document_row(document: Document) -> DocumentRow:
    return DocumentRow(
        number=document.number,
        kind=document.kind,
        date=document.date,
        supplier=document.supplier.name,
        description=document.description,
        line=document.line.code,
        total=document.total * document.sign,
        reportable=document.reportable,
        paid=paid_part(document.reportable, document.total, document.paid),
        cup_status=document.cup_status,
        cig_status=document.cig_status,
    )


def _warnings(documents):
    for document in documents:
        for warning in warnings(document):
            yield _("%(document)s of %(supplier)s: %(warning)s.") % {
                "document": document,
                "supplier": document.supplier,
                "warning": warning,
            }


# -- What was paid -----------------------------------------------------------------------------------


def _paid_parts(month: Month):
    """Each payment until the end of the month, with the part of the reportable amount that it pays.

    A part is what the payment adds to the document's paid part, so that many roundings never drift: a
    document paid in full has exactly its reportable amount paid.
    """
    paid = defaultdict(lambda: ZERO)
    for payment in _payments(month):
        terms = payment.document__reportable, payment.document__total
        before = paid[payment.document_id]
        paid[payment.document_id] = after = before + payment.amount
        yield payment, paid_part(*terms, after) - paid_part(*terms, before)


def _payments(month: Month):
    """Bare rows: years of payments are read at each look, and whole objects would take three times longer."""
    paper = ("line_id", "kind", "number", "reportable", "total", "supplier__name")
    return (
        Payment.objects.filter(date__lte=month.last)
        .order_by("date", "pk")
        .values_list(
            *("document_id", "date", "method", "amount"),
            *(f"document__{name}" for name in paper),
            named=True,
        )
    )


def _payment_row(payment, part: Decimal) -> PaymentRow:
    comes_back = payment.document__kind == Document.Kind.CREDIT_NOTE
    return PaymentRow(
        date=payment.date,
        document=payment.document__number,
        supplier=payment.document__supplier__name,
        method=payment.method,
        amount=-payment.amount if comes_back else payment.amount,
        reportable=part,
    )


def _instalments_received(month: Month) -> Decimal:
    received = Instalment.objects.filter(date__lte=month.last)
    return received.aggregate(sum=Sum("amount", default=ZERO))["sum"]


# -- Sums --------------------------------------------------------------------------------------------


def _lines(month: Month, incurred: list[dict], parts):
    by_line, invoiced, paid = (defaultdict(lambda: ZERO) for _each in range(3))
    for row in incurred:
        by_line[row["line_id"]] += row["amount"]
        invoiced[row["line_id"]] += row["ordered"]
    for payment, part in parts:
        paid[payment.document__line_id] += part
    orders = _orders(month)
    for line in Line.objects.select_related("action").order_by("action__order", "code"):
        committed = orders.get(line.pk, ZERO) - invoiced[line.pk]
        yield LineRow(
            code=line.code,
            name=line.name,
            action=line.action.name,
            planned=line.planned,
            committed=committed,
            incurred=by_line[line.pk],
            paid=paid[line.pk],
            available=line.planned - committed - by_line[line.pk],
        )


def _orders(month: Month) -> dict[int, Decimal]:
    """Amount of the orders made by the end of the month, by line."""
    made = Commitment.objects.filter(date__lte=month.last).order_by()
    return dict(made.values_list("line_id").annotate(Sum("amount")))


def _history(month: Month, starts_on: date | None, incurred: list[dict], parts):
    spent, paid = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
    for row in incurred:
        spent[Month.of(row["month"])] += row["amount"]
    for payment, part in parts:
        paid[Month.of(payment.date)] += part
    starts = [month, *spent, *paid] + ([Month.of(starts_on)] if starts_on else [])
    all_spent = all_paid = ZERO
    for each in _months(min(starts), month):
        all_spent, all_paid = all_spent + spent[each], all_paid + paid[each]
        yield MonthRow(each, spent[each], paid[each], all_spent, all_paid)


def _months(first: Month, last: Month):
    while first <= last:
        yield first
        first = first.next


def expected_total(document: Document) -> Decimal:
    """What the parts of the document make. Withheld tax is inside the total: it is paid to the State."""
    return document.taxable + document.vat + document.stamp + document.rounding


def paid_part(reportable: Decimal, total: Decimal, paid: Decimal) -> Decimal:
    """How much of the reportable amount is paid when `paid` of the total is: exactly all of it at the end."""
    return euro(reportable * paid / total) if total else Decimal("0.00")


def warnings(document: Document) -> tuple[str, ...]:
    """What somebody should look at, in words. `DocumentQuerySet.with_warnings` asks the same of the database.

    The document comes from `with_paid()`.
    """
    found = (
        _odd_total(document),
        *_codes_missing(document),
        _paid_in_cash(document),
        _overpaid(document),
    )
    return tuple(sentence for sentence in found if sentence)


def _odd_total(document: Document) -> str:
    expected = expected_total(document)
    if document.total == expected:
        return ""
    return _("the total is %(total)s, but its parts add up to %(expected)s") % {
        "total": written(document.total),
        "expected": written(expected),
    }


def _codes_missing(document: Document):
    missing = Document.CodeStatus.MISSING
    yield _("the CUP is missing") if document.cup_status == missing else ""
    yield _("the CIG is missing") if document.cig_status == missing else ""


def _paid_in_cash(document: Document) -> str:
    if not (document.paid_cash and document.reportable):
        return ""
    return _("%(amount)s was paid in cash, which is not allowed for a reportable expense") % {
        "amount": written(document.paid_cash)
    }


def _overpaid(document: Document) -> str:
    to_supplier, due = document.paid - document.paid_by_f24, document.total - document.withheld
    if to_supplier <= due:
        return ""
    return _("%(paid)s was paid to the supplier, of %(due)s due after withholding tax") % {
        "paid": written(to_supplier),
        "due": written(due),
    }
