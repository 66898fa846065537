"""`/bilancio/documenti/<id>/pagamenti/nuovo/`."""

from datetime import timedelta
from decimal import Decimal

import pytest

from budget.models import Payment
from budget.tests.factories import DocumentFactory, PaymentFactory
from core.clock import today

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return DocumentFactory(number="61")


@pytest.fixture
def url(document):
    return f"/bilancio/documenti/{document.pk}/pagamenti/nuovo/"


def fields(**changed):
    paid = {"date": today().isoformat(), "amount": "122,00", "method": "transfer", "reference": ""}
    return {**paid, **changed}


def test_the_form_proposes_what_is_left(client_of, staff, document, url):
    PaymentFactory(document=document, amount="100.00")
    assert 'value="22,00"' in client_of(staff).get(url).content.decode()


def test_staff_record_a_payment(client_of, staff, document, url, text_of):
    page = client_of(staff).post(url, fields(reference="CRO 7"), follow=True)
    assert page.redirect_chain == [(f"/bilancio/documenti/{document.pk}/", 302)]
    words = text_of(page)
    assert "Il pagamento è registrato." in words
    assert "Bonifico, CRO 7 122,00" in words
    assert "Registra un pagamento" not in words
    assert Payment.objects.get().made_by == staff


def test_a_document_leads_to_its_payment_while_something_is_left(client_of, staff, document, url):
    page = f"/bilancio/documenti/{document.pk}/"
    assert f'href="{url}"' in client_of(staff).get(page).content.decode()
    PaymentFactory(document=document, amount=document.total)
    assert f'href="{url}"' not in client_of(staff).get(page).content.decode()


def test_the_same_payment_twice_is_recorded_once(client_of, staff, url, text_of):
    client = client_of(staff)
    client.post(url, fields(amount="10"))
    page = client.post(url, fields(amount="10"))
    assert "Questo pagamento di 10,00 € è già registrato." in text_of(page)
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"amount": "122,01"},
            "Di questo giustificativo restano da pagare 122,00 € (sono pagati 0,00 € su 122,00 €), e hai "
            "scritto 122,01 €.",
        ),
        ({"amount": "0"}, "Un pagamento è maggiore di zero."),
        ({"amount": "dieci"}, "Scrivi l’importo in cifre, per esempio 1.234,56."),
        ({"date": (today() + timedelta(days=1)).isoformat()}, "deve ancora venire"),
        ({"date": "ieri"}, "Inserisci una data valida."),
        ({"method": "oro"}, "oro"),
    ],
)
def test_a_bad_payment_keeps_the_form(client_of, staff, url, text_of, changed, sentence):
    page = client_of(staff).post(url, fields(reference="CRO 7", **changed))
    assert sentence in text_of(page)
    assert 'value="CRO 7"' in page.content.decode()
    assert not Payment.objects.exists()


def test_cash_is_a_warning_and_no_block(client_of, staff, url, text_of):
    page = client_of(staff).post(url, fields(method="cash", amount="20.5"), follow=True)
    assert "20,50 € sono stati pagati in contanti" in text_of(page)
    assert Payment.objects.get().amount == Decimal("20.50")


@pytest.mark.parametrize("role", ["applicant", "member", "official"])
def test_only_staff_record_payments(client_of, request, url, role):
    client = client_of(request.getfixturevalue(role))
    assert client.get(url).status_code == client.post(url, fields()).status_code == 403
