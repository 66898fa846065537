"""One address, a home for each kind of reader, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.month import Month
from events.tests.factories import EventFactory
from members.models import Application
from members.tests.factories import ApplicationFactory
from piastra import home, programme
from spaces.tests.factories import BookingFactory, SpaceFactory, join, open_weekdays

pytestmark = pytest.mark.django_db
MONDAY = "2026-10-05 09:00"


@pytest.fixture(autouse=True)
def annex():
    programme.load()


@pytest.mark.parametrize(
    ("who", "template", "words"),
    [
        (None, "home/programme.html", "131.760,00"),
        ("applicant", "home/applicant.html", "Non hai ancora fatto domanda"),
        ("member", "home/member.html", "Ciao Marta"),
        ("staff", "home/staff.html", "Nessuna domanda aspetta una decisione."),
        ("official", "home/official.html", "Nessun rapporto è ancora pubblicato."),
    ],
)
def test_each_reader_has_a_home(request, client_of, who, template, words):
    person = request.getfixturevalue(who) if who else None
    answer = client_of(person).get("/")
    assert answer.templates[0].name == template
    assert words in answer.content.decode()


@pytest.mark.parametrize(("who", "leads"), [("staff", True), ("official", False)])
def test_a_budget_without_lines_says_so(request, client_of, who, leads):
    """A heading with nothing under it is no answer."""
    page = client_of(request.getfixturevalue(who)).get("/").text
    assert page.count("Ancora nessuna voce di spesa") == 1
    assert ('href="/bilancio/voci/nuova/"' in page) == leads


def test_the_programme_is_open_to_everybody(client_of, official):
    assert client_of(official).get("/programma/").templates[0].name == "home/programme.html"
    page = client_of().get("/programma/").content.decode()
    for fact in ("146.400,00", "14.640,00", "2 mesi", "10 mesi", "Green economy"):
        assert fact in page


def test_a_coworker_sees_where_to_sit_today(client_of, member, at):
    at(MONDAY)
    open_weekdays()
    join(member)
    desk = SpaceFactory(code="M01")
    assert "Oggi c’è 1 postazione libera" in client_of(member).get("/").content.decode()
    BookingFactory(space=desk, person=member, day=timezone.localdate())
    page = client_of(member).get("/").content.decode()
    assert "Oggi: Postazione mobile M01, dalle 08:30 alle 13:00" in page
    assert "Prenota un altro giorno" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "La tua bozza è salvata."),
        ("submitted", "Ti scriviamo appena ci sono novità."),
        ("info_requested", "Manca il recapito."),
        ("not_admitted", "La domanda non è stata accolta."),
        ("waiting", "appena si libera un posto"),
        ("withdrawn", "Non hai ancora fatto domanda"),
    ],
)
def test_an_applicant_sees_the_state_of_the_application(client_of, applicant, state, words):
    ApplicationFactory(applicant=applicant, status=state)
    assert words in client_of(applicant).get("/").content.decode()


@pytest.mark.parametrize("status", Application.Status.values)
def test_every_status_has_its_stage(status):
    assert {stage["css"] for stage in home.stages(Application(status=status))} <= {
        "done",
        "",
        "next",
    }


@pytest.mark.parametrize("who", [None, "applicant", "member", "staff"])
def test_more_rows_cost_no_more_queries(request, client_of, queries_of, who):
    client = client_of(request.getfixturevalue(who) if who else None)
    EventFactory()
    ApplicationFactory(submitted=True)
    one = queries_of(lambda: client.get("/"))
    for _more in range(2):
        EventFactory()
        ApplicationFactory(submitted=True)
    assert queries_of(lambda: client.get("/")) == one


@pytest.mark.parametrize(
    ("months_ago", "number", "in_setup"),
    [(0, 1, True), (1, 2, True), (2, 3, False), (40, 12, False)],
)
def test_the_official_reads_which_month_it_is(months_ago, number, in_setup):
    from budget.models import Programme

    started = Programme(starts_on=Month.current().plus(-months_ago).first, setup_months=2)
    time = home.elapsed(started)
    assert (time["number"], time["months"], time["in_setup"]) == (number, 12, in_setup)


def test_before_its_start_the_programme_has_no_month():
    from budget.models import Programme

    assert home.elapsed(Programme(starts_on=None)) is None
    future = Programme(starts_on=timezone.localdate() + timedelta(days=90))
    assert home.elapsed(future)["number"] == 0
