"""`/bilancio/` and `/bilancio/programma/`."""

from datetime import date

import pytest

from budget.models import Programme
from budget.tests.factories import (
    ActionFactory,
    CommitmentFactory,
    DocumentFactory,
    InstalmentFactory,
    LineFactory,
    PaymentFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
URL, EDIT = "/bilancio/", "/bilancio/programma/"


@pytest.mark.parametrize("role", ["staff", "official"])
def test_the_total_is_reconciled(client_of, request, text_of, role):
    LineFactory(code="A1", name="Arredi", planned="34000.00")
    words = text_of(client_of(request.getfixturevalue(role)).get(URL))
    assert "Ripartito sulle voci 34.000,00" in words
    assert "Non ancora ripartito 97.760,00" in words
    assert "Budget gestito: il tetto delle voci 131.760,00" in words
    assert "Quota riservata al Comune (per memoria: fuori dalle voci) 14.640,00" in words
    assert "Costo complessivo 146.400,00" in words


def test_each_line_shows_its_money_in_words_and_in_the_table(client_of, official, text_of):
    order = CommitmentFactory(line__code="A1", line__name="Arredi", line__planned="34000.00")
    document = DocumentFactory(commitment=order)
    PaymentFactory(document=document, amount="100.00")
    InstalmentFactory(amount="40000.00")
    words = text_of(client_of(official).get(URL))
    parts = "100,00 € pagati, 22,00 € da pagare, 878,00 € di obbligazioni assunte, "
    assert f"{parts}33.000,00 € disponibili su 34.000,00 €" in words
    assert "A1 Arredi 34.000,00 878,00 122,00 100,00 33.000,00" in words
    assert "Quote ricevute 40.000,00 €" in words


def test_an_action_without_lines_is_there_too(client_of, staff, text_of):
    LineFactory()
    ActionFactory(slug="eventi", name_it="Promozione di eventi")
    words = text_of(client_of(staff).get(URL))
    assert "Promozione di eventi Ancora nessuna voce." in words


def test_what_only_staff_do_is_shown_to_staff_only(client_of, staff, official):
    ProgrammeFactory()
    for_staff = client_of(staff).get(URL).content.decode()
    for_officials = client_of(official).get(URL).content.decode()
    for link in ("/bilancio/documenti/nuovo/", "/bilancio/voci/nuova/", EDIT):
        assert f'href="{link}"' in for_staff
        assert f'href="{link}"' not in for_officials


def test_an_empty_database_says_so(client_of, staff, text_of):
    assert "Ancora nessuna voce di spesa" in text_of(client_of(staff).get(URL))


@pytest.mark.parametrize("role", ["applicant", "member"])
def test_others_are_refused(client_of, request, role):
    client = client_of(request.getfixturevalue(role))
    assert client.get(URL).status_code == client.get(EDIT).status_code == 403


def test_strangers_sign_in_first(client_of):
    assert client_of().get(URL).url == f"/accedi/login/?next={URL}"


def test_the_same_queries_with_one_line_and_with_three(client_of, staff, queries_of):
    client = client_of(staff)
    PaymentFactory()
    client.get(URL)
    with_one = queries_of(lambda: client.get(URL))
    PaymentFactory()
    PaymentFactory(document__commitment=CommitmentFactory())
    assert queries_of(lambda: client.get(URL)) == with_one


# -- The programme's data ----------------------------------------------------------------------------


def test_staff_enter_what_the_annex_does_not_say(client_of, staff, text_of):
    ProgrammeFactory()
    fields = {
        "title": "Coworking",
        "starts_on": "2026-03-02",
        "cup": "j79d 25000000001",
        "cig": "",
    }
    page = client_of(staff).post(EDIT, fields, follow=True)
    assert page.redirect_chain == [(URL, 302)]
    assert "I dati del programma sono salvati." in text_of(page)
    programme = Programme.objects.get()
    assert (programme.cup, programme.starts_on) == ("J79D25000000001", date(2026, 3, 2))
    assert "Avvio 2 marzo 2026" in text_of(page)


def test_the_same_data_again_change_nothing(client_of, staff):
    ProgrammeFactory()
    fields = {"title": "Coworking", "starts_on": "", "cup": "", "cig": ""}
    for _each in range(2):
        assert client_of(staff).post(EDIT, fields).status_code == 302
    assert Programme.objects.get().starts_on is None


def test_wrong_codes_keep_the_form(client_of, staff, text_of):
    ProgrammeFactory()
    fields = {"title": "Coworking", "starts_on": "2 marzo", "cup": "J79", "cig": "12"}
    page = client_of(staff).post(EDIT, fields)
    words = text_of(page)
    assert "Un CUP ha 15 lettere e cifre." in words
    assert "Un CIG ha 10 lettere e cifre." in words
    assert 'value="J79"' in page.content.decode()
    assert Programme.objects.get().title != "Coworking"


def test_officials_do_not_change_the_data(client_of, official):
    ProgrammeFactory()
    assert client_of(official).post(EDIT, {"title": "x"}).status_code == 403


def test_amounts_cannot_be_posted(client_of, staff):
    ProgrammeFactory()
    client_of(staff).post(EDIT, {"title": "x", "managed": "1", "total": "14641", "reserved": "0"})
    assert Programme.objects.get().managed == 131760
