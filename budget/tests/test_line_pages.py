"""`/bilancio/voci/…`: a line, a new one, changing it, its orders."""

from datetime import timedelta

import pytest

from budget.models import Commitment, Line, Supplier
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
    SupplierFactory,
)
from core.clock import today

pytestmark = pytest.mark.django_db
NEW = "/bilancio/voci/nuova/"


@pytest.fixture
def line():
    return LineFactory(code="A1", name="Arredi", planned="1000.00")


# -- A line ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["staff", "official"])
def test_a_line_shows_its_orders_and_documents(client_of, request, text_of, line, role):
    order = CommitmentFactory(line=line, number="ORD-7", amount="500.00")
    PaymentFactory(document=DocumentFactory(commitment=order, number="114/A"))
    words = text_of(client_of(request.getfixturevalue(role)).get("/bilancio/voci/A1/"))
    assert "Restano 500,00 € su 1.000,00 €." in words
    assert "500,00 122,00 378,00" in words
    assert "Fattura 114/A" in words


def test_a_line_with_nothing_on_it(client_of, staff, text_of, line):
    words = text_of(client_of(staff).get("/bilancio/voci/A1/"))
    assert "Nessuna obbligazione su questa voce." in words
    assert "Nessun giustificativo su questa voce." in words


def test_a_line_that_is_not_there(client_of, staff):
    client = client_of(staff)
    for url in ("/bilancio/voci/ZZ/", "/bilancio/voci/ZZ/modifica/"):
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("role", ["applicant", "member"])
def test_others_do_not_read_a_line(client_of, request, line, role):
    assert client_of(request.getfixturevalue(role)).get("/bilancio/voci/A1/").status_code == 403


def test_the_same_queries_with_one_document_and_with_three(client_of, staff, queries_of, line):
    client, url = client_of(staff), "/bilancio/voci/A1/"
    PaymentFactory(document=DocumentFactory(commitment=CommitmentFactory(line=line, amount="200")))
    client.get(url)
    with_one = queries_of(lambda: client.get(url))
    for _each in range(2):
        PaymentFactory(
            document=DocumentFactory(commitment=CommitmentFactory(line=line, amount="200"))
        )
    assert queries_of(lambda: client.get(url)) == with_one


# -- A new line --------------------------------------------------------------------------------------


def new(**changed):
    action = ActionFactory(slug="allestimento")
    fields = {"action": action.pk, "code": "b1", "name": "Personale", "planned": "38.000,00"}
    return {**fields, **changed}


def test_staff_plan_a_line(client_of, staff, text_of):
    ProgrammeFactory()
    page = client_of(staff).post(NEW, new(), follow=True)
    assert page.redirect_chain == [("/bilancio/voci/B1/", 302)]
    assert "La voce B1 è nel preventivo." in text_of(page)
    assert Line.objects.get().planned == 38000


def test_a_line_over_the_ceiling_keeps_the_form(client_of, staff, text_of):
    LineFactory(planned="131000.00")
    page = client_of(staff).post(NEW, new(planned="760,01"))
    assert (
        "Le voci di spesa insieme non possono superare il budget gestito di 131.760,00 €: per questa "
        "voce restano 760,00 €, e hai scritto 760,01 €."
    ) in text_of(page)
    assert 'value="760,01"' in page.content.decode()
    assert Line.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"planned": "tanto"}, "Scrivi l’importo in cifre, per esempio 1.234,56."),
        ({"planned": "-1"}, "Un importo preventivato non è negativo."),
        ({"code": "A/1"}, "Un codice ha solo lettere, cifre, punti e trattini."),
    ],
)
def test_a_bad_line_keeps_the_form(client_of, staff, text_of, changed, sentence):
    ProgrammeFactory()
    page = client_of(staff).post(NEW, new(**changed))
    assert sentence in text_of(page)
    assert 'value="Personale"' in page.content.decode()
    assert not Line.objects.exists()


def test_the_same_line_twice_leads_to_the_first(client_of, staff, text_of):
    ProgrammeFactory()
    client = client_of(staff)
    client.post(NEW, new())
    page = client.post(NEW, new())
    assert "La voce B1 c’è già: aprila per cambiarne l’importo." in text_of(page)
    assert '<a href="/bilancio/voci/B1/">B1</a>' in page.content.decode()
    assert Line.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "official"])
@pytest.mark.parametrize(
    "url", [NEW, "/bilancio/voci/A1/modifica/", "/bilancio/voci/A1/obbligazioni/nuova/"]
)
def test_only_staff_write_lines(client_of, request, line, role, url):
    client = client_of(request.getfixturevalue(role))
    assert client.get(url).status_code == client.post(url, {}).status_code == 403


# -- Changing a line ---------------------------------------------------------------------------------


def test_staff_change_a_line(client_of, staff, line, text_of):
    fields = {"action": line.action_id, "name": "Arredi e luci", "planned": "1.500,00"}
    page = client_of(staff).post("/bilancio/voci/A1/modifica/", fields, follow=True)
    assert "La voce A1 è cambiata." in text_of(page)
    line.refresh_from_db()
    assert (line.code, line.name, line.planned) == ("A1", "Arredi e luci", 1500)


def test_a_line_below_what_it_engages_keeps_the_form(client_of, staff, line, text_of):
    DocumentFactory(line=line, taxable="500.00")
    fields = {"action": line.action_id, "name": "Arredi", "planned": "609,99"}
    page = client_of(staff).post("/bilancio/voci/A1/modifica/", fields)
    assert "Obbligazioni e giustificativi occupano già 610,00 € della voce A1" in text_of(page)
    assert "A1 Arredi" in text_of(client_of(staff).get("/bilancio/voci/A1/"))


# -- Orders ------------------------------------------------------------------------------------------


def order(**changed):
    fields = {
        "number": "ORD-1",
        "date": today().isoformat(),
        "description": "Scrivanie",
        "amount": "600,00",
        "supplier": "",
        "supplier_name": "Arredi S.r.l.",
        "supplier_vat_number": "IT 99000000721",
        "supplier_tax_code": "",
        "supplier_country": "it",
    }
    return {**fields, **changed}


ORDERS = "/bilancio/voci/A1/obbligazioni/nuova/"


def test_staff_record_an_order_with_a_new_supplier(client_of, staff, line, text_of):
    page = client_of(staff).post(ORDERS, order(), follow=True)
    assert "L’obbligazione è registrata" in text_of(page)
    assert Commitment.objects.get().amount == 600
    supplier = Supplier.objects.get()
    assert (supplier.vat_number, supplier.country) == ("99000000721", "IT")


def test_the_same_order_twice_leads_to_the_first(client_of, staff, line, text_of):
    client = client_of(staff)
    client.post(ORDERS, order(amount="100"))
    page = client.post(ORDERS, order(amount="100"))
    assert "è già registrata: vedi ORD-1 sulla sua voce." in text_of(page)
    assert Commitment.objects.count() == Supplier.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "1.000,01"}, "Sulla voce A1 restano 1.000,00 €, e ne servirebbero 1.000,01 €."),
        ({"amount": "0"}, "Un’obbligazione è maggiore di zero."),
        ({"date": (today() + timedelta(days=1)).isoformat()}, "deve ancora venire"),
        ({"supplier_name": ""}, "Scegli un fornitore, o scrivi il nome di uno nuovo."),
        ({"supplier_vat_number": ""}, "Scrivi la partita IVA o il codice fiscale."),
        ({"supplier_vat_number": "123"}, "Questa non è una partita IVA italiana"),
        ({"supplier_tax_code": "ABC"}, "Un codice fiscale ha 16 lettere e cifre, oppure 11 cifre."),
    ],
)
def test_a_bad_order_keeps_the_form(client_of, staff, line, text_of, changed, sentence):
    page = client_of(staff).post(ORDERS, order(**changed))
    assert sentence in text_of(page)
    assert 'value="Scrivanie"' in page.content.decode()
    assert not Commitment.objects.exists()
    assert not Supplier.objects.exists()


def test_a_supplier_that_we_know_is_chosen(client_of, staff, line):
    known = SupplierFactory()
    client_of(staff).post(ORDERS, order(supplier=known.pk, supplier_vat_number="x"))
    assert Commitment.objects.get().supplier == known
