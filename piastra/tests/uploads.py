"""Every form that takes a file, with one that it would keep."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from budget.tests.factories import DocumentFactory, LineFactory, SupplierFactory
from core.clock import today
from spaces.tests.factories import make_floor


def uploads() -> dict[str, dict]:
    """Address: fields. Makes the line, the document and the place that they speak of."""
    document, place = DocumentFactory(), make_floor().desk
    return {
        reverse("budget:document_new"): {**_invoice(), "upload": paper()},
        reverse("budget:file_new", args=[document.pk]): {"upload": paper()},
        reverse("spaces:place_photo_change", args=[place.code]): {"photo": photo()},
    }


def _invoice() -> dict:
    return {
        "kind": "invoice",
        "number": "12/A",
        "date": today().isoformat(),
        "description": "Scrivanie",
        "supplier": SupplierFactory().pk,
        "supplier_country": "IT",
        "taxable": "300,00",
        "vat": "66,00",
        "withheld": "0,00",
        "total": "366,00",
        "line": LineFactory().pk,
        "share": "100",
        "vat_recoverable": "0",
        "cup_status": "present",
        "cig_status": "not_due",
    }


def paper():
    return SimpleUploadedFile("fattura.pdf", b"%PDF-1.4 prova")


def photo():
    kept = BytesIO()
    Image.new("RGB", (80, 60), "red").save(kept, "JPEG")
    return SimpleUploadedFile("foto.jpg", kept.getvalue(), content_type="image/jpeg")
