"""The staff's pages about applications: the queue, one application, the decisions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members import rules
from members.models import Application, Membership
from members.tests.factories import ApplicationFactory

Status = Application.Status
QUEUE = reverse("members:applications")
DECISIONS = ["application_ask", "application_admit", "application_let_wait", "application_refuse"]


@pytest.fixture
def client(client_of, staff):
    return client_of(staff)


@pytest.fixture
def colleague(make_person):
    return make_person("staff", first_name="Carlo", last_name="Colli")


def url(name, application):
    return reverse(f"members:{name}", args=[application.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def names(response):
    return [str(application.applicant) for application in response.context["page"]]


# -- the queue ---------------------------------------------------------------------------------------
def test_who_has_waited_longest_comes_first(client):
    for days in (2, 9, 5):
        ApplicationFactory(
            submitted=True,
            submitted_at=timezone.now() - timedelta(days=days),
            applicant__last_name=f"Giorni {days}",
        )
    assert names(client.get(QUEUE)) == ["Persona Giorni 9", "Persona Giorni 5", "Persona Giorni 2"]


@pytest.mark.parametrize(
    ("word", "states"),
    [
        ("da-decidere", {"submitted", "under_review"}),
        ("integrazioni", {"info_requested"}),
        ("in-attesa", {"waiting"}),
        ("ammesse", {"admitted"}),
        ("non-ammesse", {"not_admitted"}),
        ("ritirate", {"withdrawn"}),
        ("", {"submitted", "under_review"}),
        ("boh", {"submitted", "under_review"}),
    ],
)
def test_each_filter_shows_its_states_and_no_draft(word, states, client):
    for status in Status.values:
        ApplicationFactory(status=status)
    page = client.get(QUEUE, {"stato": word}).context["page"]
    assert {application.status for application in page} == states


@pytest.mark.parametrize("page", ["2", "99", "0", "x"])
def test_pages_of_the_queue(page, client):
    ApplicationFactory.create_batch(21, submitted=True, themes=[])
    response = client.get(QUEUE, {"page": page})
    assert response.status_code == 200
    assert len(response.context["page"]) == (20 if page == "x" else 1)


def test_an_empty_queue_says_so(client):
    assert "Nessuna domanda è in questo stato." in client.get(QUEUE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, client, queries_of):
    ApplicationFactory.create_batch(rows, submitted=True)
    assert queries_of(lambda: client.get(QUEUE)) == 9


# -- one application ---------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [s for s in Status.values if s != "draft"])
def test_what_may_be_done_is_offered_and_nothing_else(status, client, staff):
    application = ApplicationFactory(status=status)
    page = client.get(url("application_page", application)).content.decode()
    buttons = {
        "take_up": "application_take_up",
        "ask_for_more": "application_ask",
        "write_answer": "application_answer_by_phone",
        "admit": "application_admit",
        "let_wait": "application_let_wait",
        "refuse": "application_refuse",
        "undo": "application_undo",
    }
    offered = {verb for verb, name in buttons.items() if url(name, application) in page}
    assert offered == rules.verbs_open_to(staff, application)


def test_the_history_says_who_when_and_why(client, staff):
    application = ApplicationFactory(submitted=True)
    client.post(url("application_take_up", application))
    client.post(url("application_ask", application), {"reason": "Quale progetto?"})
    page = client.get(url("application_page", application)).content.decode()
    assert "Quale progetto?" in page
    assert page.count("Sara Salvi") >= 2


def test_a_draft_is_nobody_elses_business(client):
    application = ApplicationFactory()
    assert client.get(url("application_page", application)).status_code == 404
    assert client.get(reverse("members:application_page", args=[10**12])).status_code == 404


# -- deciding ----------------------------------------------------------------------------------------
def test_examining_then_admitting_makes_a_member(client):
    application = ApplicationFactory(submitted=True)
    client.post(url("application_take_up", application))
    assert "dal primo giorno" in client.get(url("application_admit", application)).content.decode()
    response = client.post(url("application_admit", application), follow=True)
    assert response.redirect_chain == [(url("application_page", application), 302)]
    assert said(response)[-1] == "Domanda accolta: la persona è stata avvisata."
    assert Membership.objects.get().person == application.applicant


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("application_ask", "info_requested"),
        ("application_admit", "admitted"),
        ("application_let_wait", "waiting"),
        ("application_refuse", "not_admitted"),
    ],
)
def test_each_decision_is_asked_then_taken(name, state, client):
    application = ApplicationFactory(under_review=True)
    assert client.get(url(name, application)).status_code == 200
    client.post(url(name, application), {"reason": "Ecco perché."})
    application.refresh_from_db()
    assert application.status == state


@pytest.mark.parametrize("name", ["application_ask", "application_refuse"])
def test_without_a_reason_nothing_is_decided(name, client):
    application = ApplicationFactory(under_review=True)
    response = client.post(url(name, application), {"reason": " "})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW


@pytest.mark.parametrize("name", ["applications", "application_page", *DECISIONS])
def test_only_staff_decide(name, client_of, applicant, member, official):
    application = ApplicationFactory(applicant=applicant, under_review=True)
    address = QUEUE if name == "applications" else url(name, application)
    for person in (applicant, member, official):
        assert client_of(person).get(address).status_code == 403
        assert client_of(person).post(address, {"reason": "x"}).status_code == 403
    assert client_of().get(address).status_code == 302
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW


def test_taking_up_is_never_a_get(client):
    application = ApplicationFactory(submitted=True)
    answer = client.get(url("application_take_up", application))
    assert answer["Location"] == url("application_page", application)
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


@pytest.mark.parametrize("name", DECISIONS)
def test_what_was_decided_is_not_asked_again(name, client):
    application = ApplicationFactory(admitted=True)
    response = client.get(url(name, application))
    assert response.headers["Location"] == url("application_page", application)


def test_admitting_twice_changes_nothing_and_says_who_did(client, client_of, colleague):
    application = ApplicationFactory(under_review=True)
    client.post(url("application_admit", application))
    response = client_of(colleague).post(url("application_admit", application))
    assert "Sara Salvi ha portato questa domanda" in response.content.decode()
    assert Membership.objects.count() == 1
    assert application.moves.filter(after="admitted").count() == 1
