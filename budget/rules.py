"""Questions about money, asked before anything is written. They read nothing but what they are given.

A `why_not_…` answers None, or the refusal with its sentence. `warnings` never stop anybody.
"""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from budget.models import Commitment, Document, Line, Payment, Programme
from core import walls
from core.clock import today
from core.money import euro
from core.refusals import Refusal
from core.words import day_medium
from core.words import euro as written

HUNDRED = Decimal(100)


# -- Amounts -----------------------------------------------------------------------------------------


def reportable(*, kind, taxable, vat, vat_recoverable, stamp, rounding, share) -> Decimal:
    """What a document charges to the programme, in euro: the same as the database's own column.

    Taxable amount, VAT that can't be recovered, stamp duty and rounding, times the share; a credit note
    is negative. Rounded half up, once, at the end.
    """
    cost = taxable + vat * (HUNDRED - vat_recoverable) / HUNDRED + stamp + rounding
    sign = -1 if kind == Document.Kind.CREDIT_NOTE else 1
    return euro(cost * share / HUNDRED * sign)


# -- Lines -------------------------------------------------------------------------------------------


def why_not_plan(programme: Programme, planned: Decimal, *, before=Decimal(0)) -> Refusal | None:
    """Whether the lines together would exceed the managed budget; `before` is the line's amount until now."""
    left = programme.unallocated + before
    if planned <= left:
        return None
    return Refusal(
        _(
            "The lines together cannot exceed the managed budget of %(managed)s: %(left)s is "
            "left for this line, and you entered %(planned)s. Nothing was changed: enter a lower "
            "amount, or reduce another line first."
        )
        % {
            "managed": written(programme.managed),
            "left": written(left),
            "planned": written(planned),
        },
        code="over_ceiling",
    )


def why_not_lower(line: Line, planned: Decimal) -> Refusal | None:
    """Whether the line would be planned below what orders and documents engage already."""
    if planned >= line.engaged:
        return None
    return Refusal(
        _(
            "Orders and documents already take %(engaged)s of line %(code)s: it cannot be planned at "
            "%(planned)s. Nothing was changed."
        )
        % {"engaged": written(line.engaged), "code": line.code, "planned": written(planned)},
        code="under_engaged",
    )


def why_not_engage(line: Line, amount: Decimal) -> Refusal | None:
    """Whether an order, or a document without an order, would exceed what the line has left."""
    if amount <= 0 or amount <= line.available:
        return None
    return Refusal(
        _(
            "Line %(code)s has %(left)s left, and this would take %(amount)s of it. Nothing was recorded: "
            "correct the amount or the share, choose another line, or plan more on this line first."
        )
        % {"code": line.code, "left": written(line.available), "amount": written(amount)},
        code="over_line",
    )


def why_not_invoice(order: Commitment, amount: Decimal) -> Refusal | None:
    """Whether a document would exceed what its order has left."""
    if amount <= 0 or amount <= order.left:
        return None
    return Refusal(
        _(
            "Order %(number)s has %(left)s left to invoice, and this would take %(amount)s of "
            "it. Nothing was recorded: correct the amount or the share, or record the amount "
            "beyond the order separately."
        )
        % {"number": order.number, "left": written(order.left), "amount": written(amount)},
        code="over_order",
    )


def why_not_charge(document: Document, counting: Commitment | Line) -> Refusal | None:
    """Whether an unsaved document is more than its order, or its line, has left."""
    parts = ("kind", "taxable", "vat", "vat_recoverable", "stamp", "rounding", "share")
    amount = reportable(**{part: getattr(document, part) for part in parts})
    ask = why_not_invoice if isinstance(counting, Commitment) else why_not_engage
    return ask(counting, amount)


def why_not_on_order(order: Commitment, line: Line) -> Refusal | None:
    """Whether the document's line is another than its order's."""
    if order.line_id == line.pk:
        return None
    return Refusal(
        _(
            "Order %(number)s is on line %(code)s: choose that line, or no order. Nothing was recorded."
        )
        % {"number": order.number, "code": order.line.code},
        code="other_line",
    )


# -- Dates and payments ------------------------------------------------------------------------------


def why_not_date(day) -> Refusal | None:
    """Whether the day is still to come."""
    if day <= today():
        return None
    return Refusal(
        _("You entered %(day)s, which is in the future. Nothing was recorded: check the date.")
        % {"day": day_medium(day)},
        code="future_date",
    )


def why_not_pay(document: Document, amount: Decimal, *, paid: Decimal) -> Refusal | None:
    """Whether the payments would exceed the document's total; `paid` is what is paid already."""
    left = document.total - paid
    if amount <= left:
        return None
    return Refusal(
        _(
            "%(left)s is left to pay on this document (%(paid)s of %(total)s has been paid), and "
            "you entered %(amount)s. Nothing was recorded: check the amount."
        )
        % {
            "left": written(left),
            "paid": written(paid),
            "total": written(document.total),
            "amount": written(amount),
        },
        code="over_total",
    )


# -- Said already ------------------------------------------------------------------------------------


def is_line_already(first: Line) -> Refusal:
    return _already(
        _("Line %(first)s already exists: open it to change its amount. Nothing was recorded."),
        first.code,
        reverse("budget:line", args=[first.code]),
    )


def is_order_already(first: Commitment) -> Refusal:
    return _already(
        _(
            "An order with this number, year and supplier is already recorded: see %(first)s on "
            "its line. Nothing was recorded twice."
        ),
        first.number,
        reverse("budget:line", args=[first.line.code]),
    )


def is_document_already(first: Document) -> Refusal:
    return _already(
        _(
            "A document of this type with this number, year and supplier is already recorded: "
            "see %(first)s. Nothing was recorded twice."
        ),
        first,
        reverse("budget:document", args=[first.pk]),
    )


def is_payment_already(first: Payment) -> Refusal:
    return _already(
        _(
            "This payment of %(first)s is already recorded. Nothing was recorded twice; if it is "
            "a different one, enter its reference."
        ),
        written(first.amount),
        reverse("budget:document", args=[first.document_id]),
    )


def _already(sentence: str, first, url: str) -> Refusal:
    link = format_html('<a href="{}">{}</a>', url, first)
    # Our own sentence, whose only variable is the link made above.
    return Refusal(format_html(sentence.replace("%(first)s", "{}"), link), code="already")


walls.register({"budget_line_code_key": walls.was_overtaken})
