"""Asking for a month's reports."""

import pytest

from piastra.reports import actions
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import OCTOBER

pytestmark = pytest.mark.django_db
URL = "/rapporti/richiedi/"


def test_staff_ask_for_a_month_and_see_its_progress(
    programme, staff, client_of, django_capture_on_commit_callbacks
):
    client = client_of(staff)
    assert "Ottobre 2026" in client.get(URL).content.decode()
    with django_capture_on_commit_callbacks() as rung:
        response = client.post(URL, {"month": "2026-10"})
    assert response.url == "/rapporti/2026-10/1/"
    assert ["ring" in repr(each) for each in rung].count(True) == 1
    page = client.get(response.url).content.decode()
    assert 'data-hx-trigger="every 1s"' in page
    assert "Aggiorna" in page


def test_asked_twice_the_first_one_is_shown(programme, staff, client_of):
    client = client_of(staff)
    answers = [client.post(URL, {"month": "2026-10"}).url for _ in range(2)]
    assert answers == ["/rapporti/2026-10/1/"] * 2
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        ("", "obbligatorio"),
        ("ottobre", "Questo non è un mese"),
        ("2026-13", "Questo non è un mese"),
        ("2026-10'; --", "Questo non è un mese"),
        ("2026-11", "si possono preparare dal 1º dicembre 2026. Scegli"),
        ("2099-01", "non è ancora finito"),
        ("2026-08", "prima del programma"),
    ],
)
def test_a_wrong_month_gets_a_sentence(programme, staff, client_of, month, sentence):
    response = client_of(staff).post(URL, {"month": month})
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not Edition.objects.exists()


def test_a_programme_without_a_start_gets_a_sentence(programme, staff, client_of):
    programme.starts_on = None
    programme.save()
    page = client_of(staff).post(URL, {"month": "2026-10"}).content.decode()
    assert "data di avvio" in page


def test_a_draft_that_was_ready_is_shown_and_said_to_be(draft, staff, client_of):
    answer = client_of(staff).post(URL, {"month": "2026-10"}, follow=True)
    assert answer.redirect_chain[0][0] == "/rapporti/2026-10/1/"
    assert "Questa bozza era già pronta" in answer.content.decode()


def test_a_month_asked_for_anew_is_not_said_to_be_ready(programme, staff, client_of):
    answer = client_of(staff).post(URL, {"month": "2026-10"}, follow=True)
    assert "era già pronta" not in answer.content.decode()


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_published_month_asks_for_the_reason(published, staff, client_of, reason):
    answer = client_of(staff).post(URL, {"month": "2026-10", "reason": reason})
    assert answer.status_code == 200
    form = answer.context["form"]
    assert "già pubblicato" in form.errors["reason"][0]
    assert form["month"].value() == "2026-10"
    assert Edition.objects.of(OCTOBER).get() == published


def test_a_published_month_is_corrected_with_a_reason(published, staff, client_of):
    client = client_of(staff)
    answer = client.post(URL, {"month": "2026-10", "reason": "Un ingresso non era registrato"})
    assert answer.url == "/rapporti/2026-10/2/"
    correction = Edition.objects.get(number=2)
    assert correction.replaces == published
    assert "Un ingresso non era registrato" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("who", ["official", "member", "applicant"])
def test_only_staff_may_ask(who, request, client_of):
    client = client_of(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"month": "2026-10"}).status_code == 403
    assert not Edition.objects.exists()


def test_the_fragment_reloads_the_page_when_the_draft_is_there(draft, staff, client_of):
    response = client_of(staff).get("/rapporti/2026-10/1/avanzamento/")
    assert response["HX-Refresh"] == "true"


def test_the_fragment_tells_the_step_while_it_is_made(programme, staff, client_of):
    client = client_of(staff)
    client.post(URL, {"month": "2026-10"})
    Edition.objects.update(state="rendering", step="spending", progress=70)
    response = client.get("/rapporti/2026-10/1/avanzamento/")
    assert "HX-Refresh" not in response
    page = response.content.decode()
    assert "70 %" in page
    assert "Composizione del documento della spesa" in page
    assert "<html" not in page


def test_a_month_that_waits_for_an_earlier_one_says_so(programme, staff, client_of):
    client = client_of(staff)
    for month in ("2026-10", "2026-09"):
        client.post(URL, {"month": month})
    page = client.get("/rapporti/2026-10/1/").content.decode()
    assert "In attesa di un mese precedente" in page
    assert "In attesa di preparazione" in client.get("/rapporti/2026-09/1/").content.decode()


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "ieri"])
def test_no_month_is_told_in_words(programme, staff, client_of, month):
    page = client_of(staff).post(URL, {"month": month})
    assert page.status_code == 200
    assert "Questo non è un mese" in page.content.decode()


def test_a_failure_is_told_in_words_with_a_way_on(programme, staff, client_of):
    client = client_of(staff)
    client.post(URL, {"month": "2026-10"})
    from piastra.reports import pdf

    Edition.objects.update(state="failed", error=pdf.NO_PANGO)
    page = client.get("/rapporti/2026-10/1/").content.decode()
    assert "Pango" in page
    assert "libpango-1.0-0" in page
    assert "/rapporti/2026-10/1/prepara/" in page


def test_of_two_who_ask_at_the_same_moment_both_get_the_same_edition(programme, staff):
    """The second one's insert meets the first one's row: as after losing a race."""
    first = actions.begin(OCTOBER, by=staff)
    assert actions.begin(OCTOBER, by=staff) == first
    assert Edition.objects.count() == 1


def test_the_reason_is_not_called_optional_and_published_months_are_marked(
    published, staff, client_of
):
    page = client_of(staff).get(URL).content.decode()
    label = page.partition('for="id_reason"')[2].partition("</label>")[0]
    assert "necessario per un mese già pubblicato" in label
    assert "facoltativo" not in label
    assert '<option value="2026-10">Ottobre 2026 (pubblicato)</option>' in page


@pytest.mark.parametrize(
    ("month", "reason"), [("2026-11", "Un ingresso mancava"), ("2026-10", "x" * 401)]
)
def test_a_refusal_keeps_what_was_typed(published, staff, client_of, month, reason):
    answer = client_of(staff).post(URL, {"month": month, "reason": reason})
    assert answer.context["form"].errors
    assert f'value="{reason}"' in answer.content.decode()


@pytest.mark.parametrize("state", ["requested", "rendering"])
@pytest.mark.parametrize(
    ("address", "sent"), [(URL, {"month": "2026-10"}), ("/rapporti/2026-10/1/prepara/", {})]
)
def test_asked_again_for_what_waits_the_bell_rings_again(
    programme, staff, client_of, django_capture_on_commit_callbacks, state, address, sent
):
    client = client_of(staff)
    client.post(URL, {"month": "2026-10"})
    Edition.objects.update(state=state)
    with django_capture_on_commit_callbacks() as rung:
        client.post(address, sent)
    assert ["ring" in repr(each) for each in rung].count(True) == 1
    assert Edition.objects.get().state == state


def test_asked_again_for_a_draft_no_bell_rings(
    draft, staff, client_of, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as rung:
        client_of(staff).post(URL, {"month": "2026-10"})
    assert rung == []


WAITS = {
    "requested": "Nessuno l’ha ancora cominciata",
    "rendering": "Ci vuole più del solito",
    "behind": "un mese precedente non è ancora pronto",
}


@pytest.mark.parametrize("how", WAITS)
def test_after_a_minute_the_page_says_what_happens_and_what_to_do(
    programme, staff, client_of, at, how
):
    client, page = client_of(staff), "/rapporti/2026-10/1/"
    for month in ["2026-10"] + ["2026-09"] * (how == "behind"):
        client.post(URL, {"month": month})
    if how == "rendering":
        Edition.objects.update(state="rendering")
    for moment, is_late in [("10:00:50", False), ("10:01:10", True)]:
        at(f"2026-11-03 {moment}")
        for address in (page, f"{page}avanzamento/"):
            shown = client.get(address).content.decode()
            assert ("pochi secondi" in shown) is not is_late
            assert (WAITS[how] in shown) is is_late
            assert ("alle 10:00" in shown) is is_late
            assert (f'action="{page}prepara/"' in shown) is is_late
