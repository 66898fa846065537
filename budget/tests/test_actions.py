"""Money is written by actions only: what they do, what they refuse, and in which words."""

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError

from budget import actions
from budget.models import Document, Line, Payment, Supplier
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
    SupplierFactory,
)
from core import closing
from core.clock import today
from core.models import JournalEntry
from core.month import Month
from core.refusals import Refusal

pytestmark = pytest.mark.django_db

PAPER = {
    "kind": "invoice",
    "number": "12/A",
    "description": "Scrivanie",
    "taxable": Decimal("300.00"),
    "vat": Decimal("66.00"),
    "withheld": Decimal("0.00"),
    "stamp": Decimal("0.00"),
    "rounding": Decimal("0.00"),
    "total": Decimal("366.00"),
    "share": Decimal(100),
    "vat_recoverable": Decimal(0),
    "cup_status": "present",
    "cig_status": "not_due",
}


@pytest.fixture
def document(staff):
    """Record a document: `document(line=line, taxable=…)`."""

    def make(**facts):
        facts.setdefault("line", None)
        facts["line"] = facts["line"] or LineFactory()
        if "new_supplier" not in facts:
            facts.setdefault("supplier", SupplierFactory())
        return actions.record_document(by=staff, **{**PAPER, "date": today(), **facts})

    return make


def refused(call, **given):
    with pytest.raises(Refusal) as caught:
        call(**given)
    return caught.value


def verbs():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


# -- Programme and lines -----------------------------------------------------------------------------


def test_the_programmes_data_are_entered_and_written_down(staff):
    ProgrammeFactory()
    programme = actions.change_programme(
        by=staff, cup="J79D25000000001", starts_on=date(2026, 3, 2)
    )
    assert programme.cup == "J79D25000000001"
    entry = JournalEntry.objects.get()
    assert entry.details["before"] == {"cup": "", "starts_on": ""}
    assert entry.details["after"]["starts_on"] == "2026-03-02"


def test_a_line_is_planned_up_to_the_last_euro(staff):
    programme = ProgrammeFactory()
    actions.plan_line(
        by=staff, action=ActionFactory(), code="A1", name="Arredi", planned=Decimal("131760.00")
    )
    programme.refresh_from_db()
    assert programme.unallocated == 0
    assert verbs() == ["line_planned"]


def test_a_line_over_the_ceiling_is_refused_with_what_is_left(staff):
    LineFactory(planned="131000.00")
    refusal = refused(
        actions.plan_line,
        by=staff,
        action=ActionFactory(),
        code="B1",
        name="Personale",
        planned=Decimal("760.01"),
    )
    assert refusal.code == "over_ceiling"
    assert "760,00\N{NO-BREAK SPACE}€" in refusal.sentence
    assert "131.760,00\N{NO-BREAK SPACE}€" in refusal.sentence
    assert Line.objects.count() == 1


def test_the_same_line_again_leads_to_the_first(staff):
    line = LineFactory(code="A1")
    refusal = refused(
        actions.plan_line, by=staff, action=line.action, code="A1", name="Altro", planned=Decimal(1)
    )
    assert (refusal.code, '<a href="/bilancio/voci/A1/">A1</a>' in refusal.sentence) == (
        "already",
        True,
    )


def test_a_line_is_changed_within_the_ceiling_and_above_what_it_engages(staff):
    line = LineFactory(planned="1000.00")
    DocumentFactory(line=line, taxable="500.00")
    facts = {"by": staff, "line": line, "action": line.action, "name": "Arredi"}
    assert refused(actions.change_line, **facts, planned=Decimal("609.99")).code == "under_engaged"
    assert (
        refused(actions.change_line, **facts, planned=Decimal("131760.01")).code == "over_ceiling"
    )
    actions.change_line(**facts, planned=Decimal("610.00"))
    line.refresh_from_db()
    assert (line.planned, line.available) == (Decimal("610.00"), 0)
    assert JournalEntry.objects.get().details == {"before": "1000.00", "planned": "610.00"}


# -- Orders ------------------------------------------------------------------------------------------


def test_an_order_takes_its_whole_amount_from_the_line(staff):
    line = LineFactory(planned="1000.00")
    order = actions.record_commitment(
        by=staff,
        line=line,
        supplier=SupplierFactory(),
        number="1",
        date=today(),
        description="x",
        amount=Decimal("1000.00"),
    )
    line.refresh_from_db()
    assert (line.available, order.left, verbs()) == (0, 1000, ["committed"])


def test_an_order_over_the_line_or_twice_or_to_come_is_refused(staff):
    first = CommitmentFactory(number="Ord-1", line__planned="1500.00")
    facts = {
        "by": staff,
        "line": first.line,
        "supplier": first.supplier,
        "description": "x",
        "date": today(),
        "number": "2",
        "amount": Decimal("500.01"),
    }
    over = refused(actions.record_commitment, **facts)
    assert over.code == "over_line"
    assert "500,00\N{NO-BREAK SPACE}€" in over.sentence
    assert refused(actions.record_commitment, **{**facts, "number": "ORD-1"}).code == "already"
    later = {**facts, "date": today() + timedelta(days=1)}
    assert refused(actions.record_commitment, **later).code == "future_date"


# -- Documents ---------------------------------------------------------------------------------------


def test_a_document_is_recorded_and_counted(document, staff):
    line = LineFactory(planned="366.00")
    made = document(line=line)
    line.refresh_from_db()
    assert (made.reportable, line.available, made.made_by) == (Decimal("366.00"), 0, staff)
    assert verbs() == ["document_recorded"]


def test_a_cent_over_the_line_is_refused_with_what_is_left(document):
    line = LineFactory(planned="365.99")
    refusal = refused(document, line=line)
    assert refusal.code == "over_line"
    assert "365,99\N{NO-BREAK SPACE}€" in refusal.sentence
    assert "366,00\N{NO-BREAK SPACE}€" in refusal.sentence
    assert not Document.objects.exists()


def test_a_credit_note_gives_back(document):
    line = LineFactory(planned="366.00")
    document(line=line)
    document(line=line, kind="credit_note", taxable=Decimal("100.00"), vat=Decimal("22.00"))
    line.refresh_from_db()
    assert line.available == Decimal("122.00")


def test_a_document_on_an_order_takes_from_the_order_only(document):
    order = CommitmentFactory(amount="400.00", line__planned="400.00")
    document(line=order.line, commitment=order)
    order.refresh_from_db()
    order.line.refresh_from_db()
    assert (order.left, order.line.available) == (Decimal("34.00"), 0)
    over = refused(document, line=order.line, commitment=order, number="13")
    assert over.code == "over_order"
    assert "34,00\N{NO-BREAK SPACE}€" in over.sentence


def test_a_document_lies_on_the_line_of_its_order(document):
    refusal = refused(document, commitment=CommitmentFactory(), line=LineFactory())
    assert refusal.code == "other_line"


def test_the_same_document_again_leads_to_the_first_even_on_a_full_line(document):
    line, supplier = LineFactory(planned="366.00"), SupplierFactory()
    first = document(line=line, supplier=supplier, number="12/a")
    refusal = refused(document, line=line, supplier=supplier, number="12/A")
    assert refusal.code == "already"
    assert f'href="/bilancio/documenti/{first.pk}/"' in refusal.sentence
    # Another type, year or supplier is another document.
    document(supplier=supplier, kind="credit_note")
    document(supplier=supplier, date=today() - timedelta(days=366))
    document()


def test_a_document_to_come_or_in_a_closed_month_is_refused(document, staff):
    assert refused(document, date=today() + timedelta(days=1)).code == "future_date"
    last = Month.current().previous
    closing.close(last, by=staff)
    assert refused(document, date=last.last).code == "closed_month"
    assert not Document.objects.exists()


def test_a_new_supplier_comes_with_its_document_or_not_at_all(document):
    new = {"name": "Nuova S.r.l.", "vat_number": "99000000025", "tax_code": "", "country": "IT"}
    refused(document, new_supplier=new, line=LineFactory(planned="1.00"))
    assert not Supplier.objects.exists()
    first = document(new_supplier=new)
    again = document(new_supplier={**new, "name": "Nuova srl"}, number="13")
    assert first.supplier == again.supplier


def test_a_supplier_without_a_vat_number_is_found_by_the_tax_code(document):
    new = {"name": "Consulente", "vat_number": "", "tax_code": "X" * 16, "country": "IT"}
    first = document(new_supplier=new)
    again = document(new_supplier={**new, "name": "Consulente, di nuovo"}, number="13")
    assert first.supplier == again.supplier
    # The same letters in another country are somebody else.
    assert document(new_supplier={**new, "country": "AT"}).supplier != first.supplier


def test_two_suppliers_never_share_a_tax_code_alone():
    known = SupplierFactory(vat_number="", tax_code="X" * 16)
    twin = Supplier(name="Gemello", tax_code=known.tax_code)
    with pytest.raises(ValidationError) as caught:
        twin.validate_constraints()
    assert caught.value.messages == ["C’è già un fornitore con questo codice fiscale."]
    with pytest.raises(IntegrityError, match="one_supplier_for_each_tax_code"):
        twin.save()


# -- Files -------------------------------------------------------------------------------------------


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def paper(name="fattura.pdf", content=b"%PDF-1.4 prova"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_kept_with_its_hash_size_and_uploader(document, staff, media):
    kept = document(upload=paper("../../C:\\cartella\\fattura.pdf")).files.get()
    assert kept.name == "fattura.pdf"
    assert kept.size == 14
    assert kept.sha256 == sha256(b"%PDF-1.4 prova").hexdigest()
    assert kept.uploaded_by == staff
    assert kept.file.name == f"documents/{kept.document_id}/fattura.pdf"
    with actions.open_file(by=staff, file=kept) as content:
        assert content.read() == b"%PDF-1.4 prova"
    assert verbs() == ["document_recorded", "file_attached", "file_opened"]


def test_the_same_file_brought_twice_is_kept_once(document, staff, media):
    made = document(upload=paper())
    first = made.files.get()
    assert actions.attach_file(by=staff, document=made, upload=paper("copia.pdf")) == first
    other = actions.attach_file(by=staff, document=made, upload=paper(content=b"%PDF-1.4 altra"))
    assert list(made.files.all()) == [first, other]
    assert verbs() == ["document_recorded", "file_attached", "file_attached"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("fattura.pdf", b"", "empty_file"),
        ("fattura.exe", b"MZ", "other_file"),
        ("fattura.pdf", b"<html>", "other_file"),
        ("fattura.pdf", b"%PDF-" + b"0" * 5 * 1024 * 1024, "large_file"),
    ],
)
def test_a_wrong_file_stops_the_document(document, media, name, content, code):
    assert refused(document, upload=paper(name, content)).code == code
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.XML", b"\xef\xbb\xbf<?xml?>"),
        ("a.xml", "<a/>".encode("utf-16")),
        ("a.xml.p7m", b"\x30\x80"),
        ("a.p7m", b"MIAGCSqGSIb3"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
    ],
)
def test_these_files_are_taken(document, media, name, content):
    assert document(upload=paper(name, content)).files.get().name == name


def test_a_file_that_changed_or_went_is_not_handed_out(document, staff, media):
    kept = document(upload=paper()).files.get()
    path = media / kept.file.name
    path.chmod(0o600)
    path.write_bytes(b"%PDF-1.4 altro")
    assert refused(actions.open_file, by=staff, file=kept).code == "altered_file"
    path.unlink()
    assert refused(actions.open_file, by=staff, file=kept).code == "gone_file"


# -- Payments ----------------------------------------------------------------------------------------


def pay(staff, document, **facts):
    facts = {
        "date": today(),
        "method": "transfer",
        "reference": "",
        "amount": Decimal(122),
        **facts,
    }
    return actions.record_payment(by=staff, document=document, **facts)


def test_a_document_is_paid_in_parts_up_to_its_total(staff):
    document = DocumentFactory()
    pay(staff, document, amount=Decimal("100.00"))
    over = refused(pay, staff=staff, document=document, amount=Decimal("22.01"))
    assert over.code == "over_total"
    assert "22,00\N{NO-BREAK SPACE}€" in over.sentence
    pay(staff, document, amount=Decimal("22.00"))
    assert Document.objects.with_paid().get().paid == 122
    assert verbs() == ["paid", "paid"]


def test_the_same_payment_again_is_refused_unless_its_reference_is_another(staff):
    document = DocumentFactory()
    pay(staff, document, amount=Decimal(10), reference="cro 1")
    again = refused(pay, staff=staff, document=document, amount=Decimal(10), reference="CRO 1")
    assert again.code == "already"
    pay(staff, document, amount=Decimal(10), reference="CRO 2")
    assert Payment.objects.count() == 2


def test_a_payment_to_come_or_in_a_closed_month_is_refused(staff):
    last = Month.current().previous
    document = PaymentFactory(document__date=last.last, amount="1.00").document
    tomorrow = today() + timedelta(days=1)
    assert refused(pay, staff=staff, document=document, date=tomorrow).code == "future_date"
    closing.close(last, by=staff)
    assert refused(pay, staff=staff, document=document, date=last.last).code == "closed_month"
    assert pay(staff, document, amount=Decimal(1))
