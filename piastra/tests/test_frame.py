"""The frame of every page: who is offered what, the duties of the footer, the errors in words."""

import re
from datetime import date
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import get_resolver, reverse
from django.utils import translation

from core.testing.browser import DESK
from piastra.navigation import NO_SECRETS

pytestmark = pytest.mark.django_db


def menu_of(client, path="/note-legali/") -> list[str]:
    return [str(item.label) for item in client.get(path).context["frame"].menu]


@pytest.mark.parametrize(
    ("who", "items"),
    [
        (None, ["Eventi", "Coworker", "Temi", "Il programma"]),
        ("applicant", ["La mia domanda", "Eventi", "Coworker", "Temi", "Il programma"]),
        (
            "member",
            [
                "Prenota",
                "Le mie prenotazioni",
                "Eventi",
                "Coworker",
                "Bacheca",
                "Temi",
                "Il programma",
            ],
        ),
        ("official", ["Eventi", "Temi", "Budget", "Rapporti", "Il programma"]),
    ],
)
def test_the_menu_offers_what_one_may_open(request, client_of, who, items):
    person = request.getfixturevalue(who) if who else None
    assert menu_of(client_of(person)) == items


def test_the_staffs_menu_keeps_together_what_belongs_together(client_of, staff):
    items = menu_of(client_of(staff))
    assert items[:2] == ["Prenota", "Le mie prenotazioni"]
    assert items[-4:] == ["Persone", "Messaggi", "Registro", "Segnalazioni"]


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_staffs_menu_is_one_row_on_a_desk(language, browse, staff, transactional_db):
    visitor = browse(staff, size=DESK)
    page = visitor.open("/persone/")
    if language == "en":
        page.locator("button[name=language]").click()
        page.get_by_role("heading", name="People").wait_for()
    tops = page.locator("nav .nav-link").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().top)"
    )
    assert len(tops) == 12
    assert len({*tops}) == 1


def test_the_menu_marks_where_one_is(client_of):
    marks = {item.url: item.current for item in client_of().get("/eventi/").context["frame"].menu}
    assert marks == {"/eventi/": "page", "/coworker/": "", "/temi/": "", "/programma/": ""}


def test_the_pages_of_an_account_mark_where_one_is(client_of, member):
    for path in ("/accedi/email/", "/accedi/2fa/", "/accessi/"):
        page = client_of(member).get(path).text
        assert re.findall('<a href="([^"]+)" aria-current="page"', page) == [path]


def test_the_frame_is_each_readers_own(client_of, member, other_member, staff):
    """Pieces of it are drawn once for many: never with the name, the form's secret or the page of another."""
    people, tokens = [member, other_member, staff, member], set()
    for person in people:
        page = client_of(person).get("/note-legali/").text
        assert [each for each in {*people} if each.get_full_name() in page] == [person]
        tokens.add(re.search('csrfmiddlewaretoken" value="([^"]+)"', page).group(1))
        assert ("Presenze di oggi" in page) == (person is staff)
    assert len(tokens) == len(people)
    assert not any(each.get_full_name() in client_of().get("/").text for each in people)


def test_the_language_button_leads_back_to_the_page_one_is_on(client_of, member):
    client = client_of(member)
    for path in ("/note-legali/", "/eventi/", "/note-legali/"):
        assert f'name="next" value="{path}"' in client.get(path).text


@pytest.mark.parametrize(
    "element",
    ["privacy-policy-link", "legal-notes", "accessibility-link", "personal-area-login"],
)
def test_the_elements_of_the_municipalities_model_are_there(client_of, element):
    assert f'data-element="{element}"' in client_of().get("/privacy/").content.decode()


def test_the_accessibility_statement_leads_to_the_agency_once_it_is_made(client_of, settings):
    link = '<a href="{}" data-element="accessibility-link">'
    page = client_of().get("/privacy/").content.decode()
    assert link.format(reverse("site:accessibility")) in page
    settings.ACCESSIBILITY_DECLARATION_URL = "https://form.agid.gov.it/view/prova"
    page = client_of().get("/privacy/").content.decode()
    assert link.format("https://form.agid.gov.it/view/prova") in page


def test_only_a_demo_says_that_it_is_one(client_of):
    from core.models import Installation

    sentence = "persone e cifre sono inventate"
    assert sentence not in client_of().get("/privacy/").content.decode()
    Installation.objects.update_or_create(id=1, defaults={"is_demo": True})
    assert sentence in client_of().get("/privacy/").content.decode()


def test_a_page_that_is_not_there_says_so(client_of):
    answer = client_of().get("/non-esiste/")
    assert answer.status_code == 404
    assert "Questa pagina non esiste" in answer.content.decode()


def test_a_page_of_others_says_who_may_open_it(client_of, member):
    answer = client_of(member).get("/bilancio/")
    assert answer.status_code == 403
    assert "leggere il budget" in answer.content.decode()


def test_an_expired_form_says_that_nothing_was_saved():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/accessibilita/segnala/", {"text": "Prova"})
    assert answer.status_code == 403
    assert "Non è stato salvato nulla" in answer.content.decode()


def test_a_request_for_an_unknown_host_is_refused_in_words(client_of):
    answer = client_of().get("/", headers={"host": "altrove.example.org"})
    assert answer.status_code == 400
    assert "La richiesta non è comprensibile" in answer.content.decode()


def test_our_own_fault_is_told_without_the_database(rf, django_assert_num_queries):
    from django.views.defaults import server_error

    with django_assert_num_queries(0):
        answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Qualcosa è andato storto" in answer.content.decode()


def test_an_applicant_is_told_when_booking_opens(client_of, applicant):
    answer = client_of(applicant).get("/prenota/")
    assert answer.status_code == 403
    assert "Quando la tua domanda sarà accolta potrai prenotare" in answer.text
    assert 'class="btn btn-primary" href="/domanda/"' in answer.text


@pytest.mark.parametrize("address", ["/presenze/", "/bilancio/", "/spazi/"])
def test_an_applicant_is_not_promised_what_stays_with_the_staff(client_of, applicant, address):
    answer = client_of(applicant).get(address)
    assert answer.status_code == 403
    assert "Questa pagina serve a: " in answer.text
    assert "domanda sarà accolta" not in answer.text
    assert "riservata a chi può" not in answer.text


def test_who_is_refused_reads_what_is_open(client_of, official):
    answer = client_of(official).get("/prenota/")
    assert answer.status_code == 403
    assert '<li><a href="/bilancio/">Budget</a></li>' in answer.text
    assert "domanda sarà accolta" not in answer.text


@pytest.mark.parametrize(("language", "month"), [("it", "nov"), ("en", "Nov")])
def test_a_date_leaf_writes_as_the_language_does(language, month):
    with translation.override(language):
        leaf = render_to_string("_date_leaf.html", {"day": date(2026, 11, 23)})
    assert f'<span class="month">{month}</span>' in leaf


# -- A problem is told with the page on which it was met ---------------------------------------------
FORM = "/accessibilita/segnala/"


def footer_link(answer) -> str:
    found = re.search(r'href="([^"]*)" data-element="report-inefficiency"', answer.text)
    return unescape(found.group(1))


@pytest.mark.parametrize("path", ["/eventi/", "/", "/temi/"])
def test_the_form_for_problems_begins_with_the_page_one_comes_from(client_of, path):
    client = client_of()
    link = footer_link(client.get(f"{path}?chi=Rossi"))
    assert link == f"{FORM}?pagina={path}"
    assert f'value="{path}"' in client.get(link).text


def test_the_form_itself_and_a_page_that_does_not_exist_are_not_named(client_of):
    client = client_of()
    assert footer_link(client.get(f"{FORM}?pagina=/eventi/")) == FORM
    assert footer_link(client.get("/invito-segreto/")) == FORM


def test_no_secret_of_an_address_is_carried_to_the_form(client_of):
    """Of each address that holds a word, by the names that the words have."""
    secret, plain = set(), set()
    for route, names in routes(get_resolver()):
        (plain if names <= NO_SECRETS else secret).add(route)
    for word in (
        "invito/<str:token>/",
        "calendari/<str:token>.ics",
        "iscrizioni/<str:token>/annulla/",
    ):
        assert word in secret
    assert not [route for route in plain if re.search("<[^>]*(token|key|uid|sign)", route)]
    for address in (
        "/invito/segreto/",
        "/iscrizioni/segreto/annulla/",
        "/accedi/confirm-email/segreto/",
    ):
        assert "segreto" not in footer_link(client_of().get(address))


def routes(resolver, before=""):
    """Every address with the names of what it holds."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from routes(each, route)
        else:
            yield route, set(re.findall(r"<(?:\w+:)?(\w+)>", route))


@pytest.mark.parametrize("who", [None, "member"])
def test_programs_that_ask_for_the_usual_icon_are_led_to_ours(request, client_of, who):
    client = client_of(request.getfixturevalue(who) if who else None)
    answer = client.get("/favicon.ico")
    assert answer.status_code == 302
    assert f'rel="icon" href="{answer.url}"' in client.get("/eventi/").text
    assert "max-age=86400" in answer["Cache-Control"]
    assert client.post("/favicon.ico").status_code == 405
