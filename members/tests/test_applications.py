"""The staff's pages about applications: the queue, one application, the decisions."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members import rules
from members.models import Application, Membership, Plan
from members.tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    CallFactory,
    CriterionFactory,
    ThemeFactory,
)

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
    assert queries_of(lambda: client.get(QUEUE)) == 10


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


# -- finding -----------------------------------------------------------------------------------------
@pytest.fixture
def several(staff, colleague):
    """Three applications that differ in all that the queue looks for."""
    roof, water = ThemeFactory(slug="tetti"), ThemeFactory(slug="acque")
    named = [("Niccolò", "D’Angelo"), ("Sofia", "De Rossi"), ("مريم", "العلي")]
    kinds, people, themes = ("student", "researcher", "organisation"), (staff, colleague, None), (
        [roof, water], [water], [],
    )  # fmt: skip
    for place, (first, last) in enumerate(named):
        ApplicationFactory(
            submitted=True,
            submitted_at=timezone.now() - timedelta(days=9 - place),
            applicant__first_name=first,
            applicant__last_name=last,
            kind=kinds[place],
            organisation="Latteria Èlia" if place == 2 else "",
            assignee=people[place],
            themes=themes[place],
            year=2026,
            number=12 + place,
        )


FIRST, SECOND, THIRD = "Niccolò D’Angelo", "Sofia De Rossi", "مريم العلي"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"chi": "niccolo dangelo"}, [FIRST]),
        ({"chi": "D'ANGELO"}, [FIRST]),
        ({"chi": "العلي"}, [THIRD]),
        ({"chi": "latteria elia"}, [THIRD]),
        ({"chi": "2026/0013"}, [SECOND]),
        ({"chi": "2026/13"}, [SECOND]),
        ({"chi": "nessuna"}, []),
        ({"chi": "x" * 161}, [FIRST, SECOND, THIRD]),
        ({"tipo": "student"}, [FIRST]),
        ({"tipo": "boh"}, [FIRST, SECOND, THIRD]),
        ({"tema": "acque"}, [FIRST, SECOND]),
        ({"tema": "boh"}, [FIRST, SECOND, THIRD]),
        ({"assegnata": "mie"}, [FIRST]),
        ({"assegnata": "di-nessuno"}, [THIRD]),
        ({"assegnata": "99999999999999999999"}, [FIRST, SECOND, THIRD]),
        ({"tema": "acque", "tipo": "researcher", "chi": "rossi"}, [SECOND]),
    ],
)
def test_what_is_looked_for_is_found_and_counted(asked, found, several, client):
    response = client.get(QUEUE, asked)
    assert names(response) == found
    shelf, count = response.context["shelves"][0]
    assert (shelf.word, count) == ("da-decidere", len(found))


def test_those_of_a_colleague_are_found_by_the_list(several, client, colleague):
    assert names(client.get(QUEUE, {"assegnata": colleague.pk})) == [SECOND]


def test_a_search_without_a_find_says_so(client):
    page = client.get(QUEUE, {"chi": "nessuna"}).content.decode()
    assert "Nessuna domanda corrisponde alla ricerca." in page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-10-30 23:30", "Manca 1 giorno"),
        ("2026-10-31 00:30", "Ultimo giorno per la risposta: oggi"),
        ("2026-11-01 00:30", "In ritardo di 1 giorno"),
        ("2026-10-05 12:00", "Mancano 26 giorni"),
    ],
)
def test_the_queue_says_how_many_days_are_left_in_rome(moment, words, at, client_of, staff):
    at("2026-10-01 23:30")
    ApplicationFactory(submitted=True, submitted_at=timezone.now(), answer_days=30)
    at(moment)
    assert words in client_of(staff).get(QUEUE).content.decode()


def test_while_something_is_asked_the_days_stand_still(client):
    ApplicationFactory(info_requested=True, answer_days=1)
    page = client.get(QUEUE, {"stato": "integrazioni"}).content.decode()
    assert "I giorni per la risposta sono sospesi" in page


# -- beside deciding -----------------------------------------------------------------------------------
def test_one_takes_it_in_charge_and_gives_it_to_a_colleague(client, staff, colleague):
    application = ApplicationFactory(under_review=True)
    client.post(url("application_mine", application), {"seen": ""})
    application.refresh_from_db()
    assert application.assignee == staff
    given = {"to": colleague.pk, "seen": staff.pk}
    assert client.post(url("application_assign", application), given).status_code == 302
    application.refresh_from_db()
    assert application.assignee == colleague
    late = client.post(url("application_mine", application), {"seen": "x"}, follow=True)
    assert said(late)[-1].startswith("Di questa domanda ora si occupa Carlo Colli")


def test_nobody_outside_the_staff_is_offered(client, member):
    application = ApplicationFactory(under_review=True)
    address = url("application_assign", application)
    assert str(member) not in client.get(address).content.decode()
    assert client.post(address, {"to": member.pk, "seen": ""}).status_code == 200


def test_a_note_is_shown_as_text_to_the_staff_and_never_to_the_applicant(client, client_of):
    application = ApplicationFactory(under_review=True)
    client.post(url("application_note", application), {"words": "<script>alert(1)</script>"})
    page = client.get(url("application_page", application)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "chi chiede i propri dati riceve anche queste" in page
    own = client_of(application.applicant).get(reverse("members:application")).content.decode()
    assert "alert(1)" not in own


def test_a_note_that_is_empty_or_too_long_stays_in_its_form(client):
    application = ApplicationFactory(under_review=True)
    for words in ("", " ", "x" * 2001):
        response = client.post(url("application_note", application), {"words": words})
        assert response.status_code == 200
    assert not application.notes.exists()


def test_earlier_applications_are_there_but_no_draft(client):
    now = ApplicationFactory(under_review=True)
    before = ApplicationFactory(applicant=now.applicant, not_admitted=True)
    page = client.get(url("application_page", now)).content.decode()
    assert url("application_page", before) in page
    later = ApplicationFactory(applicant=before.applicant, withdrawn=True)
    assert (
        url("application_page", later) in client.get(url("application_page", now)).content.decode()
    )


def test_an_undone_decision_is_on_both_timelines(client, client_of):
    application = ApplicationFactory(under_review=True)
    client.post(url("application_refuse", application), {"reason": "Fuori tema."})
    undo = url("application_undo", application)
    seen = application.moves.last().pk
    assert undo in client.get(url("application_page", application)).content.decode()
    assert client.post(undo, {"reason": "", "seen": seen}).status_code == 200
    client.post(undo, {"reason": "Letta male.", "seen": seen})
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW
    page = client.get(url("application_page", application)).content.decode()
    own = client_of(application.applicant).get(reverse("members:application")).content.decode()
    for each in (page, own):
        assert "Decisione annullata" in each
        assert "Letta male." in each
        assert "Fuori tema." in each


def test_a_stale_decision_keeps_what_was_typed_and_says_who_decided(client, client_of, colleague):
    application = ApplicationFactory(under_review=True)
    client_of(colleague).post(url("application_let_wait", application))
    response = client.post(url("application_refuse", application), {"reason": "Parole mie."})
    page = response.content.decode()
    assert "Carlo Colli ha portato questa domanda" in page
    assert "Parole mie." in page


@pytest.mark.parametrize(
    "days", [{"starts": "ieri"}, {"starts": "2020-01-01"}, {"starts": "2026-12-24", "last_day": "2026-12-01"},
             {"plan": "99"}],
)  # fmt: skip
def test_wrong_days_admit_nobody(days, at, client_of, staff):
    at("2026-11-20 10:00")
    Plan.objects.create(name_it="Part-time", name_en="Part time")
    application = ApplicationFactory(under_review=True)
    assert client_of(staff).post(url("application_admit", application), days).status_code == 200
    application.refresh_from_db()
    assert application.status == Status.UNDER_REVIEW


def test_the_last_day_is_the_last_one_of_the_membership(at, client_of, staff):
    at("2026-11-20 10:00")
    application = ApplicationFactory(under_review=True)
    days = {"starts": "2026-11-23", "last_day": "2027-11-22"}
    client_of(staff).post(url("application_admit", application), days)
    membership = Membership.objects.get()
    assert (membership.starts, membership.ends) == (date(2026, 11, 23), date(2027, 11, 23))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_a_page_do_not_grow(rows, client, staff, queries_of):
    application = ApplicationFactory(under_review=True, call=CallFactory(is_assessed=True))
    for _turn in range(rows):
        criterion = CriterionFactory(call=application.call)
        AssessmentFactory(application=application, criterion=criterion, by=staff)
        application.notes.create(by=staff, words="Sembra serio")
        ApplicationFactory(applicant=application.applicant, not_admitted=True)
    assert queries_of(lambda: client.get(url("application_page", application))) == 17
