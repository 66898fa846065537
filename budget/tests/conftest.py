"""What the pages' tests send and read."""

import html
import re

import pytest

from budget.tests.factories import SupplierFactory
from core.clock import today


@pytest.fixture
def text_of():
    """The words of a page's content: no tags, no double spaces."""

    def words(response) -> str:
        content = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())

    return words


@pytest.fixture
def document_fields(db):
    """The fields of the document form as a browser posts them: an invoice of 366,00."""

    def fields(line, **changed):
        return {
            "kind": "invoice",
            "number": "12/A",
            "date": today().isoformat(),
            "description": "Scrivanie",
            "supplier": changed.pop("supplier", None) or SupplierFactory().pk,
            "supplier_name": "",
            "supplier_vat_number": "",
            "supplier_tax_code": "",
            "supplier_country": "IT",
            "taxable": "300,00",
            "vat": "66,00",
            "withheld": "0,00",
            "stamp": "",
            "rounding": "",
            "total": "366,00",
            "line": line.pk,
            "commitment": "",
            "share": "100",
            "vat_recoverable": "0",
            "theme": "",
            "cup_status": "present",
            "cig_status": "not_due",
            **changed,
        }

    return fields
