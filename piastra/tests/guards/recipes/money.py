"""How each verb is done: money."""

from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from budget.models import DocumentFile
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    ProgrammeFactory,
)
from piastra.tests.guards.recipes.world import OCTOBER, Call, recipe

SUPPLIER = {"name": "Ditta", "vat_number": "", "tax_code": "ZQXZQX80A01H501U", "country": "IT"}
PAPER = {"date": OCTOBER, "number": "7/A", "description": "Sedie", "new_supplier": SUPPLIER}
SUMS = {
    **dict.fromkeys(["vat", "withheld", "stamp", "rounding", "vat_recoverable"], Decimal(0)),
    **dict.fromkeys(["taxable", "total", "share"], Decimal(100)),
    "cup_status": "present",
    "cig_status": "not_due",
}


def paper(content: bytes = b"%PDF-1.4 prova") -> SimpleUploadedFile:
    return SimpleUploadedFile("fattura.pdf", content)


@recipe("budget.change_programme")
def _(world):
    ProgrammeFactory()
    given = {"by": world.staff, "title": "Altro", "starts_on": OCTOBER, "cup": "A" * 15}
    return Call(given, writes=("programme_changed",))


@recipe("budget.plan_line")
def _(world):
    ProgrammeFactory()
    given = {"by": world.staff, "action": ActionFactory(), "code": "Z1", "name": "Sedie"}
    return Call(given | {"planned": Decimal(50)}, writes=("line_planned",))


@recipe("budget.change_line")
def _(world):
    line = LineFactory()
    given = {"by": world.staff, "line": line, "action": ActionFactory(), "name": "Sedie"}
    return Call(given | {"planned": Decimal(50)}, writes=("line_replanned",))


@recipe("budget.record_commitment")
def _(world):
    given = {"by": world.staff, "line": LineFactory(), "amount": Decimal(50), **PAPER}
    return Call(given, dated=(OCTOBER,), writes=("supplier_added", "committed"))


@recipe("budget.record_document")
def _(world):
    order = CommitmentFactory()
    given = {"by": world.staff, "line": order.line, "commitment": order, "kind": "invoice"}
    given |= {"upload": paper(), **PAPER, **SUMS}
    # An order is its supplier's: so is what is invoiced on it.
    writes = ("supplier_added", "document_recorded", "file_attached")
    return Call(given, dated=(OCTOBER,), writes=writes)


@recipe("budget.attach_file")
def _(world):
    given = {"by": world.staff, "document": DocumentFactory(), "upload": paper()}
    return Call(given, writes=("file_attached",))


@recipe("budget.open_file")
def _(world):
    content = b"%PDF-1.4 prova"
    kept = DocumentFile(
        document=DocumentFactory(), name="fattura.pdf", sha256=_sha256(content), size=len(content)
    )
    kept.file.save("fattura.pdf", ContentFile(content))
    return Call({"by": world.staff, "file": kept}, writes=("file_opened",))


def _sha256(content: bytes) -> str:
    import hashlib

    return hashlib.sha256(content).hexdigest()


@recipe("budget.record_payment")
def _(world):
    given = {"by": world.staff, "document": DocumentFactory(date=OCTOBER), "date": OCTOBER}
    given |= {"amount": Decimal(10), "method": "transfer", "reference": "CRO 1"}
    return Call(given, dated=(OCTOBER,), writes=("paid",))
