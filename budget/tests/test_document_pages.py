"""`/bilancio/documenti/…`: the register, a document, recording one, its files."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from budget.models import Document, DocumentFile, Supplier
from budget.tests.factories import (
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    PaymentFactory,
    SupplierFactory,
)
from core import closing
from core.clock import today
from core.models import JournalEntry
from core.month import Month

pytestmark = pytest.mark.django_db
LIST, NEW = "/bilancio/documenti/", "/bilancio/documenti/nuovo/"


@pytest.fixture
def line():
    return LineFactory(code="A1", name="Arredi", planned="1000.00")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


# -- The register ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "official"])
def test_the_register(client_of, request, text_of, role):
    PaymentFactory(document__number="114/A", document__supplier__name="Arredi", amount="100.00")
    DocumentFactory(number="NC 3", credit_note=True, cup_status="missing")
    words = text_of(client_of(request.getfixturevalue(role)).get(LIST))
    assert "2 giustificativi, importi in euro" in words
    assert "Fattura 114/A" in words
    assert "122,00 122,00 22,00" in words
    assert "Nota di credito NC 3" in words
    assert "1 avviso -122,00 -122,00 -122,00" in words


def test_the_register_is_filtered_by_month_line_and_warning(client_of, staff, text_of):
    line = LineFactory(code="A1")
    last = Month.current().previous
    DocumentFactory(number="uno", line=line)
    DocumentFactory(number="due", date=last.last)
    DocumentFactory(number="tre", cig_status="missing")
    client = client_of(staff)

    def found(query):
        words = text_of(client.get(LIST + query))
        return [number for number in ("uno", "due", "tre") if f"Fattura {number}" in words]

    assert found("") == ["uno", "due", "tre"]
    assert found("?voce=A1") == ["uno"]
    assert found(f"?mese={last}") == ["due"]
    assert found("?avvisi=on") == ["tre"]
    assert found(f"?mese={last}&voce=A1") == []


@pytest.mark.parametrize("query", ["?mese=ieri", "?voce=ZZ", "?mese=2026-13&voce=ZZ&page=x"])
def test_a_wrong_filter_says_so_and_lists_all(client_of, staff, text_of, query):
    DocumentFactory(number="uno")
    words = text_of(client_of(staff).get(LIST + query))
    assert "Fattura uno" in words
    assert "C’è qualcosa da correggere" in words
    assert "Scegli un'opzione valida" in words


def test_an_empty_register(client_of, staff, text_of):
    client = client_of(staff)
    assert "Ancora nessun giustificativo registrato" in text_of(client.get(LIST))
    DocumentFactory()
    assert "Nessun giustificativo risponde" in text_of(client.get(LIST + "?avvisi=on"))


def test_the_register_has_pages(client_of, staff, text_of):
    line, supplier = LineFactory(), SupplierFactory()
    for number in range(26):
        DocumentFactory(line=line, supplier=supplier, number=f"n{number}", taxable="1.00")
    client = client_of(staff)
    assert "Pagina 1 di 2" in text_of(client.get(LIST))
    assert "Fattura n0 " in text_of(client.get(LIST + "?page=2"))


@pytest.mark.parametrize("role", ["applicant", "member"])
def test_others_do_not_read_documents(client_of, request, role):
    client, document = client_of(request.getfixturevalue(role)), DocumentFactory()
    for url in (LIST, NEW, f"{LIST}{document.pk}/", f"{LIST}{document.pk}/file/nuovo/"):
        assert client.get(url).status_code == 403


def test_the_same_queries_with_one_document_and_with_three(client_of, staff, queries_of):
    client = client_of(staff)
    PaymentFactory()
    client.get(LIST)
    with_one = queries_of(lambda: client.get(LIST))
    PaymentFactory()
    PaymentFactory()
    assert queries_of(lambda: client.get(LIST)) == with_one


# -- One document ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "official"])
def test_a_document_shows_how_its_amount_comes_to_be(client_of, request, text_of, role):
    document = DocumentFactory(
        number="61",
        taxable="3000.00",
        stamp="2.00",
        share="50",
        vat_recoverable="40",
        cup_status="missing",
    )
    PaymentFactory(document=document, amount="1000.00", method="cash")
    words = text_of(client_of(request.getfixturevalue(role)).get(f"{LIST}{document.pk}/"))
    assert (
        "Imponibile 3.000,00 IVA indetraibile: 60 % di 660,00 € 396,00 Imposta di bollo 2,00 "
        "Costo 3.398,00 Importo rendicontabile: 50 % del costo 1.699,00"
    ) in words
    assert "Manca il CUP." in words
    assert "1.000,00 € sono stati pagati in contanti" in words
    assert "Da pagare 2.662,00" in words


def test_a_credit_note_says_that_it_is_negative(client_of, staff, text_of):
    document = DocumentFactory(credit_note=True)
    words = text_of(client_of(staff).get(f"{LIST}{document.pk}/"))
    assert "100 % del costo, negativo per una nota di credito -122,00" in words


def test_a_document_that_is_not_there(client_of, staff):
    client = client_of(staff)
    for rest in ("", "pagamenti/nuovo/", "file/nuovo/", "file/1/"):
        assert client.get(f"{LIST}99/{rest}").status_code == 404


def test_a_document_takes_the_same_queries_with_one_payment_and_with_three(
    client_of, staff, queries_of
):
    document = DocumentFactory()
    client, url = client_of(staff), f"{LIST}{document.pk}/"
    PaymentFactory(document=document, amount="10.00")
    client.get(url)
    with_one = queries_of(lambda: client.get(url))
    PaymentFactory(document=document, amount="10.00")
    PaymentFactory(document=document, amount="10.00")
    assert queries_of(lambda: client.get(url)) == with_one


# -- Recording one -----------------------------------------------------------------------------------


def test_the_form_chooses_the_line_that_one_comes_from(client_of, staff, line):
    page = client_of(staff).get(NEW + "?voce=A1").content.decode()
    left = "1.000,00\N{NO-BREAK SPACE}€"
    assert f'<option value="{line.pk}" selected>A1 Arredi: restano {left}</option>' in page


def test_staff_record_a_document_with_its_file(
    client_of, staff, line, document_fields, text_of, media
):
    upload = SimpleUploadedFile("fattura.pdf", b"%PDF-1.4 prova")
    fields = document_fields(line, taxable="1.234,50", vat="0", total="1234.50", share="50")
    page = client_of(staff).post(NEW, {**fields, "upload": upload}, follow=True)
    made = Document.objects.get()
    assert page.redirect_chain == [(f"{LIST}{made.pk}/", 302)]
    assert "Registrazione fatta: Fattura 12/A." in text_of(page)
    assert (made.taxable, made.reportable) == (Decimal("1234.50"), Decimal("617.25"))
    assert made.files.get().sha256 in text_of(page)


def test_a_document_with_a_new_supplier(client_of, staff, line, document_fields):
    fields = document_fields(line)
    fields |= {"supplier": "", "supplier_name": "Nuova", "supplier_vat_number": "99000000721"}
    client = client_of(staff)
    assert client.post(NEW, fields).status_code == 302
    # The same firm, written again, is the same supplier.
    assert client.post(NEW, {**fields, "number": "13"}).status_code == 302
    assert Supplier.objects.filter(name="Nuova").count() == 1
    assert Document.objects.filter(supplier__name="Nuova").count() == 2


def test_a_document_on_its_order(client_of, staff, line, document_fields):
    order = CommitmentFactory(line=line, amount="400.00")
    client_of(staff).post(NEW, document_fields(line, commitment=order.pk))
    order.refresh_from_db()
    assert order.left == Decimal("34.00")


def test_the_same_document_twice_leads_to_the_first(
    client_of, staff, line, document_fields, text_of
):
    client, fields = client_of(staff), document_fields(line)
    client.post(NEW, fields)
    page = client.post(NEW, fields)
    first = Document.objects.get()
    assert "Un documento di questo tipo con questo numero, anno e fornitore è già registrato" in (
        text_of(page)
    )
    assert f'<a href="{LIST}{first.pk}/">Fattura 12/A</a>' in page.content.decode()


def test_a_name_cannot_bring_html_into_the_sentence(client_of, staff, line, document_fields):
    client, fields = client_of(staff), document_fields(line, number="<b>1</b>")
    client.post(NEW, fields)
    assert "<b>1</b>" not in client.post(NEW, fields).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"taxable": "trecento"}, "Scrivi l’importo in cifre, per esempio 1.234,56."),
        ({"taxable": "1,234"}, "Scrivi l’importo in cifre, per esempio 1.234,56."),
        ({"taxable": "-300"}, "Gli importi si scrivono positivi"),
        ({"total": ""}, "Questo campo è obbligatorio."),
        ({"share": "101"}, "Una percentuale va da 0 a 100."),
        ({"vat_recoverable": "metà"}, "Scrivi la percentuale in cifre"),
        ({"date": (today() + timedelta(days=1)).isoformat()}, "deve ancora venire"),
        ({"taxable": "99.999.999.999,00"}, "10 cifre"),
        ({"kind": "credit_note", "taxable": "9999999999,99", "vat": "9999999999,99"}, "10 cifre"),
        ({"date": "0026-11-05"}, "Controlla l’anno di questa data."),
        ({"date": "9999-12-31"}, "Controlla l’anno di questa data."),
        (
            {"taxable": "934,01"},
            "Sulla voce A1 restano 1.000,00 €, e ne servirebbero 1.000,01 €.",
        ),
    ],
)
def test_a_bad_document_keeps_the_form(
    client_of, staff, line, document_fields, text_of, changed, sentence
):
    page = client_of(staff).post(NEW, document_fields(line, **changed))
    assert sentence in text_of(page)
    assert 'value="Scrivanie"' in page.content.decode()
    assert not Document.objects.exists()


def test_parts_that_do_not_make_the_total_are_no_block(
    client_of, staff, line, document_fields, text_of
):
    page = client_of(staff).post(NEW, document_fields(line, total="400"), follow=True)
    assert "Il totale è 400,00 €, ma le sue parti danno 366,00 €." in text_of(page)


def test_a_closed_month_is_said_in_words(client_of, staff, line, document_fields, text_of):
    last = Month.current().previous
    closing.close(last, by=staff)
    page = client_of(staff).post(NEW, document_fields(line, date=last.last.isoformat()))
    assert f"{last.label.capitalize()} è chiuso" in text_of(page)


def test_a_form_refused_asks_for_the_file_again(
    client_of, staff, line, document_fields, text_of, media
):
    upload = SimpleUploadedFile("fattura.pdf", b"%PDF-1.4 prova")
    page = client_of(staff).post(NEW, {**document_fields(line, total=""), "upload": upload})
    assert "Scegli di nuovo il file: il browser non lo conserva." in text_of(page)


def test_officials_do_not_write(client_of, official, line, document_fields):
    document = DocumentFactory()
    client = client_of(official)
    for rest in ("nuovo/", f"{document.pk}/pagamenti/nuovo/", f"{document.pk}/file/nuovo/"):
        assert client.post(LIST + rest, document_fields(line)).status_code == 403


# -- Files -------------------------------------------------------------------------------------------


@pytest.fixture
def kept(client_of, staff, media):
    """A file kept with a document."""
    document = DocumentFactory()
    upload = SimpleUploadedFile("fattura à.pdf", b"%PDF-1.4 prova")
    client_of(staff).post(f"{LIST}{document.pk}/file/nuovo/", {"upload": upload})
    return DocumentFile.objects.get()


def test_staff_open_a_file_and_it_is_written_down(client_of, staff, kept):
    response = client_of(staff).get(f"{LIST}{kept.document_id}/file/{kept.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.4 prova"
    assert response["Content-Disposition"].startswith("attachment;")
    assert JournalEntry.objects.filter(verb="file_opened", by=staff).count() == 1
    response.close()


def test_officials_see_a_files_hash_and_no_file(client_of, official, kept, text_of):
    client = client_of(official)
    page = client.get(f"{LIST}{kept.document_id}/")
    assert kept.sha256 in text_of(page)
    assert "sono conservati dallo staff" in text_of(page)
    assert kept.name not in page.content.decode()
    assert str(kept.uploaded_by) not in page.content.decode()
    url = f"{LIST}{kept.document_id}/file/{kept.pk}/"
    assert url not in page.content.decode()
    assert client.get(url).status_code == 403


def test_a_file_of_another_document_is_not_there(client_of, staff, kept):
    other = DocumentFactory()
    assert client_of(staff).get(f"{LIST}{other.pk}/file/{kept.pk}/").status_code == 404


def test_a_file_that_changed_is_said_and_not_handed_out(client_of, staff, kept, media, text_of):
    path = media / kept.file.name
    path.chmod(0o600)
    path.write_bytes(b"%PDF-altro")
    page = client_of(staff).get(f"{LIST}{kept.document_id}/file/{kept.pk}/", follow=True)
    assert "non è quello che era stato caricato" in page.content.decode()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("a.exe", b"MZ"), "Il file non è un PDF, XML, p7m, PNG o JPEG"),
        (SimpleUploadedFile("a.pdf", b""), "Il file è vuoto: scegline un altro."),
        ("", "Questo campo è obbligatorio."),
    ],
)
def test_a_wrong_file_keeps_the_form(client_of, staff, media, text_of, upload, sentence):
    document = DocumentFactory()
    page = client_of(staff).post(f"{LIST}{document.pk}/file/nuovo/", {"upload": upload})
    assert sentence in text_of(page)
    assert not DocumentFile.objects.exists()
