"""The applicant's own pages: `/domanda/` and what hangs on it."""

import pytest
from django.urls import reverse

from members.models import Application
from members.tests.factories import ApplicationFactory, MembershipFactory

Status = Application.Status
OWN, FIRST, SEND, ANSWER, WITHDRAW = (
    reverse(f"members:{name}")
    for name in (
        "application",
        "application_privacy",
        "application_send",
        "application_answer",
        "application_withdraw",
    )
)


@pytest.fixture
def client(client_of, applicant):
    return client_of(applicant)


def said(response):
    return [str(message) for message in response.context["messages"]]


# -- works -------------------------------------------------------------------------------------------
def test_whoever_has_no_application_comes_to_the_form(client):
    assert client.get(OWN).headers["Location"] == FIRST
    page = client.get(FIRST).content.decode()
    assert "Domanda di adesione" in page
    assert "checked" not in page


@pytest.mark.parametrize("status", [s for s in Status.values if s != "draft"])
def test_each_state_is_told_in_words(status, client, applicant):
    from members.pages.states import WORDINGS

    ApplicationFactory(applicant=applicant, status=status)
    response = client.get(OWN)
    assert response.status_code == 200
    assert str(WORDINGS[status].next_step) in response.content.decode().replace("&#x27;", "'")


def test_what_the_staff_ask_is_read_and_answered(client, applicant):
    application = ApplicationFactory(applicant=applicant, info_requested=True)
    assert "Manca il recapito." in client.get(OWN).content.decode()
    assert "Manca il recapito." in client.get(ANSWER).content.decode()
    response = client.post(ANSWER, {"reason": "Eccolo: 0342 000000."}, follow=True)
    assert response.redirect_chain == [(OWN, 302)]
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW
    assert application.moves.last().reason == "Eccolo: 0342 000000."


def test_withdrawing_asks_first(client, applicant):
    application = ApplicationFactory(applicant=applicant, submitted=True)
    assert "Vuoi ritirare la tua domanda?" in client.get(WITHDRAW).content.decode()
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED
    client.post(WITHDRAW)
    application.refresh_from_db()
    assert application.status == Status.WITHDRAWN


def test_a_member_still_reads_the_own_application(client_of, member):
    ApplicationFactory(applicant=member, admitted=True)
    assert "Prenota una postazione" in client_of(member).get(OWN).content.decode()


def test_a_member_without_one_reads_that_there_is_none(client_of, member):
    MembershipFactory(person=member)
    assert "Non c’è nessuna tua domanda." in client_of(member).get(OWN).content.decode()


# -- who is refused ----------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [OWN, FIRST, SEND, ANSWER, WITHDRAW])
def test_strangers_sign_in_and_staff_have_none(address, client_of, staff, official):
    assert client_of().get(address).status_code == 302
    assert client_of(staff).get(address).status_code == 403
    assert client_of(official).get(address).status_code == 403


def test_nobody_sees_another_persons_application(client, other_member):
    ApplicationFactory(applicant=other_member, submitted=True)
    assert client.get(OWN).headers["Location"] == FIRST
    assert client.get(ANSWER).status_code == 404
    assert client.post(WITHDRAW).status_code == 404


# -- bad input ---------------------------------------------------------------------------------------
def test_an_empty_answer_is_refused(client, applicant):
    application = ApplicationFactory(applicant=applicant, info_requested=True)
    assert client.post(ANSWER, {"reason": "  "}).status_code == 200
    application.refresh_from_db()
    assert application.status == Status.INFO_REQUESTED


def test_nothing_to_answer_leads_to_where_it_stands(client, applicant):
    ApplicationFactory(applicant=applicant, submitted=True)
    assert client.get(ANSWER).headers["Location"] == OWN


# -- twice -------------------------------------------------------------------------------------------
def test_withdrawing_twice_changes_nothing(client, applicant):
    application = ApplicationFactory(applicant=applicant, submitted=True)
    client.post(WITHDRAW)
    response = client.post(WITHDRAW, follow=True)
    assert said(response)[-1].startswith("La domanda ora è nello stato «Ritirata».")
    assert application.moves.filter(after="withdrawn").count() == 1


def test_answering_twice_changes_nothing(client, applicant):
    application = ApplicationFactory(applicant=applicant, info_requested=True)
    client.post(ANSWER, {"reason": "Eccolo."})
    response = client.post(ANSWER, {"reason": "Eccolo."}, follow=True)
    assert response.redirect_chain == [(OWN, 302)]
    assert application.moves.filter(reason="Eccolo.").count() == 1


# -- queries -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("moves", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_moves(moves, client, applicant, queries_of):
    state = {1: "submitted", 3: "info_requested"}[moves]
    ApplicationFactory(applicant=applicant, status=state)
    assert queries_of(lambda: client.get(OWN)) == 10
