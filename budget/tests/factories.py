"""Money for every app's tests. Whole rows with their own counting: a line has 10.000,00 unless told.

`LineFactory()` needs the programme and makes it; `DocumentFactory(line=line, taxable="1000.00")` adds up
its total by itself and asks the reportable amount of the database. These write straight to the tables: the
ceilings hold, the rules of `budget.actions` do not.
"""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from budget.models import (
    Action,
    Commitment,
    Document,
    Instalment,
    Line,
    Payment,
    Programme,
    Supplier,
)
from core.clock import today
from core.tax_numbers import check_digit


def vat_number(number: int) -> str:
    """A VAT number that reads well and belongs to nobody in particular."""
    first = f"99{number:08d}"
    return first + check_digit(first)


class ProgrammeFactory(DjangoModelFactory):
    """The one programme, with the annex's amounts; the row that is there is kept."""

    class Meta:
        model = Programme
        django_get_or_create = ["id"]

    id = 1
    title = "Programma di coworking tematico"
    funding = "Bando Periferie"
    total = Decimal("146400.00")
    reserved = Decimal("14640.00")
    managed = Decimal("131760.00")


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action
        django_get_or_create = ["slug"]

    order = factory.Sequence(lambda number: number + 1)
    slug = factory.Sequence(lambda number: f"azione-{number}")
    name_it = factory.LazyAttribute(lambda action: action.slug.capitalize())
    name_en = factory.LazyAttribute(lambda action: f"{action.slug.capitalize()} in English")


class LineFactory(DjangoModelFactory):
    """A budget line; `engaged` is counted by the database, so read it again after writing."""

    class Meta:
        model = Line

    programme = factory.SubFactory(ProgrammeFactory)
    action = factory.SubFactory(ActionFactory, slug="allestimento", name_it="Allestimento")
    code = factory.Sequence(lambda number: f"V{number}")
    name = factory.LazyAttribute(lambda line: f"Voce {line.code}")
    planned = Decimal("10000.00")


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Supplier

    name = factory.Sequence(lambda number: f"Fornitore {number:03d} S.r.l.")
    vat_number = factory.Sequence(vat_number)


class CommitmentFactory(DjangoModelFactory):
    """An order of 1.000,00."""

    class Meta:
        model = Commitment

    line = factory.SubFactory(LineFactory)
    supplier = factory.SubFactory(SupplierFactory)
    number = factory.Sequence(lambda number: f"ORD-{number}")
    date = factory.LazyFunction(today)
    description = "Ordine di prova"
    amount = Decimal("1000.00")


class DocumentFactory(DjangoModelFactory):
    """An invoice of 100,00 + 22,00 dated today; `credit_note=True` for a credit note."""

    class Meta:
        model = Document

    class Params:
        credit_note = factory.Trait(kind=Document.Kind.CREDIT_NOTE)

    kind = Document.Kind.INVOICE
    number = factory.Sequence(lambda number: f"{number}/A")
    date = factory.LazyFunction(today)
    supplier = factory.SubFactory(SupplierFactory)
    line = factory.Maybe(
        "commitment",
        factory.SelfAttribute("commitment.line"),
        factory.SubFactory(LineFactory),
    )
    commitment = None
    description = "Spesa di prova"
    taxable = Decimal("100.00")
    vat = factory.LazyAttribute(
        lambda document: (Decimal(document.taxable) * 22 / 100).quantize(Decimal("0.01"))
    )
    total = factory.LazyAttribute(
        lambda document: sum(
            Decimal(getattr(document, name, 0)) for name in ("taxable", "vat", "stamp", "rounding")
        )
    )
    cup_status = Document.CodeStatus.PRESENT


class PaymentFactory(DjangoModelFactory):
    """The whole document paid by bank transfer on its day."""

    class Meta:
        model = Payment

    document = factory.SubFactory(DocumentFactory)
    date = factory.SelfAttribute("document.date")
    amount = factory.SelfAttribute("document.total")
    method = Payment.Method.TRANSFER
    reference = factory.Sequence(lambda number: f"CRO {number:06d}")


class InstalmentFactory(DjangoModelFactory):
    """Money from the Comune."""

    class Meta:
        model = Instalment

    date = factory.LazyFunction(today)
    amount = Decimal("20000.00")
    act = factory.Sequence(lambda number: f"Determinazione {number}")
