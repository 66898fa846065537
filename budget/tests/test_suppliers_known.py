"""Who is known already is found, not added: neither a second row nor a line in the journal."""

import pytest

from budget.actions import rows
from budget.models import Supplier, Verb
from budget.tests.factories import SupplierFactory, vat_number
from core.models import JournalEntry

pytestmark = pytest.mark.django_db

CODE = "RSSMRA80A01L219X"
NEW = {"name": "Rossi, di nuovo", "vat_number": "", "tax_code": CODE, "country": "IT"}


def added():
    return JournalEntry.objects.filter(verb=Verb.SUPPLIER_ADDED).count()


def test_who_has_a_vat_number_too_is_found_by_the_tax_code_alone(staff):
    known = SupplierFactory(vat_number=vat_number(7), tax_code=CODE)
    assert rows.supplier_of(None, NEW, by=staff) == known
    assert (Supplier.objects.get(), added()) == (known, 0)


def test_who_is_new_is_written_down_once(staff):
    first = rows.supplier_of(None, NEW, by=staff)
    assert (first.name, first.vat_number, first.tax_code) == ("Rossi, di nuovo", "", CODE)
    assert added() == 1
    assert rows.supplier_of(None, NEW, by=staff) == first
    assert added() == 1


def test_who_is_chosen_stays_whatever_else_is_written(staff):
    known = SupplierFactory()
    assert rows.supplier_of(known, NEW, by=staff) == known
    assert (Supplier.objects.get(), added()) == (known, 0)


def test_who_was_added_by_another_in_the_same_moment_is_not_added_again(staff, monkeypatch):
    """The other comes between our look and our writing."""
    look = Supplier.objects.filter
    seen = []

    def overtaken(**same):
        seen.append(list(look(**same)))
        SupplierFactory(vat_number="", tax_code=CODE)
        return Supplier.objects.none()

    monkeypatch.setattr(Supplier.objects, "filter", overtaken)
    found = rows.supplier_of(None, NEW, by=staff)
    assert seen == [[]]
    assert (Supplier.objects.get(), added()) == (found, 0)
