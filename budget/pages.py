"""Figures made ready to be shown: bars, and amounts with how they came to be."""

from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget import figures
from budget.figures import LineRow
from budget.models import Document, Payment
from budget.models.money import ZERO
from budget.rules import HUNDRED
from core.money import euro
from core.tables import Column, Kind, Table

AMOUNTS = ("planned", "committed", "incurred", "paid", "available")


@dataclass(frozen=True)
class Bar:
    """A line and the lengths of its bar, in per cent of the picture's width, as SVG wants them."""

    line: LineRow
    due: Decimal
    planned: str
    paid: str
    unpaid: str
    unpaid_from: str
    committed: str
    committed_from: str


def bars(lines) -> list[Bar]:
    """One bar for each line; the longest line has the whole width, so that lengths can be compared."""
    longest = max((line.planned for line in lines), default=ZERO)
    return [_bar(line, longest) for line in lines]


def _bar(line: LineRow, longest: Decimal) -> Bar:
    # What credit notes leave below zero has no length.
    paid, incurred = max(line.paid, ZERO), max(line.incurred, line.paid, ZERO)
    return Bar(
        line=line,
        due=line.incurred - line.paid,
        planned=_length(line.planned, longest),
        paid=_length(paid, longest),
        unpaid=_length(incurred - paid, longest),
        unpaid_from=_length(paid, longest),
        committed=_length(max(line.committed, ZERO), longest),
        committed_from=_length(incurred, longest),
    )


def _length(amount: Decimal, longest: Decimal) -> str:
    return f"{amount * HUNDRED / longest:.2f}%" if longest else "0%"


def totals(lines) -> dict[str, Decimal]:
    """All lines together."""
    return {name: sum((getattr(line, name) for line in lines), ZERO) for name in AMOUNTS}


@dataclass(frozen=True)
class Entry:
    """A document in a list; a credit note's amounts are negative."""

    document: Document
    total: Decimal
    left: Decimal
    warnings: str


def entries(documents) -> list[Entry]:
    """Documents that come from `with_paid()`, ready for the list."""
    return [
        Entry(
            document=document,
            total=document.total * document.sign,
            left=(document.total - document.paid) * document.sign,
            warnings=_count(figures.warnings(document)),
        )
        for document in documents
    ]


def _count(warnings) -> str:
    if not warnings:
        return ""
    number = len(warnings)
    return ngettext("%(number)d warning", "%(number)d warnings", number) % {"number": number}


def payments_of(document: Document) -> Table:
    """The payments of a document that comes from `with_paid()`, and what is left."""
    columns = (
        Column(_("Date"), attrgetter("date"), Kind.DATE),
        Column(_("Means of payment"), _means),
        Column(_("Amount"), attrgetter("amount"), Kind.EURO),
    )
    sums = ((_("Paid"), document.paid), (_("Left to pay"), document.total - document.paid))
    return Table(_("Payments"), columns, document.payments.all(), sums=sums)


def _means(payment: Payment) -> str:
    return ", ".join(filter(None, [payment.get_method_display(), payment.reference]))


@dataclass(frozen=True)
class Step:
    """One line of a calculation; `is_sum` for those that follow from the ones above."""

    label: str
    amount: Decimal
    is_sum: bool = False


def calculation(document: Document) -> list[Step]:
    """How the reportable amount comes to be, step by step."""
    lost = document.vat * (HUNDRED - document.vat_recoverable) / HUNDRED
    cost = document.taxable + lost + document.stamp + document.rounding
    steps = [Step(_("Taxable amount"), document.taxable), Step(_vat_label(document), euro(lost))]
    if document.stamp:
        steps.append(Step(_("Stamp duty"), document.stamp))
    if document.rounding:
        steps.append(Step(_("Rounding"), document.rounding))
    return [
        *steps,
        Step(_("Cost"), euro(cost), is_sum=True),
        Step(_reportable_label(document), document.reportable, is_sum=True),
    ]


def _vat_label(document: Document) -> str:
    if not document.vat_recoverable:
        return _("VAT (not recovered)")
    return _("VAT that is not recovered: %(share)s %% of %(vat)s €") % {
        "share": _number(HUNDRED - document.vat_recoverable),
        "vat": number_format(document.vat, 2, force_grouping=True),
    }


def _reportable_label(document: Document) -> str:
    if document.sign < 0:
        sentence = _("Reportable amount: %(share)s %% of the cost, negative for a credit note")
    else:
        sentence = _("Reportable amount: %(share)s %% of the cost")
    return sentence % {"share": _number(document.share)}


def _number(value: Decimal) -> str:
    """A percentage without idle zeros."""
    return number_format(Decimal(value).normalize() + 0 if value else 0)
