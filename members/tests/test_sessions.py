"""Sessions: how long they last by role, the list of one's own, and the ways out."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import JournalEntry
from members.actions import clear_sessions, end_sessions
from members.models import Session
from members.tasks import clear_sessions as task

pytestmark = pytest.mark.django_db

HOME, LIST = "/note-legali/", "/accessi/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture(autouse=True)
def limits_as_they_are(settings):
    """Elsewhere in the suite people stay signed in, whatever the clock does."""
    settings.OFFICE_IDLE, settings.OFFICE_SESSION = timedelta(minutes=30), timedelta(hours=12)
    settings.IDLE, settings.SESSION = timedelta(days=14), timedelta(days=90)


def is_signed_in(browser) -> bool:
    return SESSION_KEY in browser.session and browser.get(LIST).status_code == 200


def writes(browser, path=HOME) -> list[str]:
    with CaptureQueriesContext(connection) as made:
        browser.get(path)
    return [each["sql"] for each in made if not each["sql"].startswith("SELECT")]


# -- How long ----------------------------------------------------------------------------------------

OFFICE = [("staff", 30), ("official", 30)]
OTHERS = [("member", 14 * 24 * 60), ("applicant", 14 * 24 * 60)]


@pytest.mark.parametrize(("role", "minutes"), OFFICE + OTHERS)
def test_a_session_that_is_not_used_ends_by_role(make_person, client_of, at, role, minutes):
    began = at("2026-10-05 09:00")
    browsers = [client_of(make_person(role)) for _ in range(2)]
    at(f"{began + timedelta(minutes=minutes - 1):%Y-%m-%d %H:%M}")
    assert is_signed_in(browsers[0])
    at(f"{began + timedelta(minutes=minutes):%Y-%m-%d %H:%M}")
    assert not is_signed_in(browsers[1])
    assert browsers[1].get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("role", "step", "most"), [("staff", 20, 12 * 60), ("member", 10_000, 90 * 1440)]
)
def test_use_puts_the_end_off_until_the_longest(make_person, client_of, at, role, step, most):
    began = at("2026-03-30 09:00")
    browser, passed = client_of(make_person(role)), 0
    while passed + step < most:
        passed += step
        at((began + timedelta(minutes=passed)).astimezone().strftime("%Y-%m-%d %H:%M"))
        assert is_signed_in(browser), passed
    at((began + timedelta(minutes=most + 60)).astimezone().strftime("%Y-%m-%d %H:%M"))
    assert not is_signed_in(browser)


def test_the_limits_are_settings(staff, client_of, at, settings):
    settings.OFFICE_IDLE = timedelta(minutes=5)
    at("2026-10-05 09:00")
    browser = client_of(staff)
    at("2026-10-05 09:05")
    assert not is_signed_in(browser)


@pytest.mark.parametrize(("role", "minutes"), [("staff", 1), ("member", 10)])
def test_use_is_written_now_and_then_and_costs_no_query(make_person, client_of, at, role, minutes):
    at("2026-10-05 09:00:00")
    person = make_person(role)
    browser = client_of(person)
    at("2026-10-05 09:00:59")
    assert writes(browser) == []
    at(f"2026-10-05 09:{minutes:02}:01")
    assert len(writes(browser)) == 1
    assert writes(browser) == []
    (kept,) = Session.objects.of(person)
    assert kept.used_at == timezone.now()


def test_what_an_old_page_did_is_not_undone_by_a_later_use(member, client_of, at):
    """The use is written beside what the session holds, not over it."""
    at("2026-10-05 09:00")
    browser = client_of(member)
    held = browser.session
    held["note"] = "kept"
    held.save()
    at("2026-10-05 10:00")
    browser.get(HOME)
    assert browser.session["note"] == "kept"


def test_the_cookie_outlives_the_idle_time_and_not_the_longest(member, client_of, at):
    """Each use puts the end off: a browser that threw the cookie away at once would not know."""
    at("2026-10-05 09:00")
    browser = client_of()
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    fields = {"login": member.email, "password": "una-frase-di-prova", "remember": "on"}
    browser.post(reverse("account_login"), fields)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert int(cookie["max-age"]) == 90 * 24 * 3600


# -- Why one is signed out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "later", "sentence"),
    [
        ("staff", "2026-10-05 09:31", "L’accesso è scaduto dopo 30 minuti senza attività."),
        ("member", "2026-10-20 09:31", "L’accesso è scaduto dopo 14 giorni senza attività."),
    ],
)
def test_the_sign_in_page_says_why(make_person, client_of, at, role, later, sentence):
    at("2026-10-05 09:00")
    browser = client_of(make_person(role))
    at(later)
    asked = browser.get(LIST, follow=True)
    assert asked.redirect_chain == [(f"/accedi/login/?next={LIST}", 302)]
    assert sentence in asked.text
    assert sentence not in browser.get(reverse("account_login")).text


def test_a_public_page_says_it_too_and_once(staff, client_of, at):
    at("2026-10-05 09:00")
    browser = client_of(staff)
    at("2026-10-05 09:31")
    assert "dopo 30 minuti senza attività" in browser.get("/").text
    assert "senza attività" not in browser.get("/").text


def test_whoever_was_signed_out_from_elsewhere_reads_so(member, client_of):
    browser = client_of(member)
    end_sessions(by=member, of=member)
    assert "L’accesso è stato chiuso" in browser.get(LIST, follow=True).text


def test_a_stranger_reads_nothing_of_it(client_of, at):
    """Also one of whom the portal knew something for a while, as of a sign-up."""
    at("2026-10-05 09:00")
    stranger = client_of()
    session = stranger.session
    session["note"] = "1"
    session.save()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    at("2026-10-20 09:00")
    for browser in (client_of(), stranger):
        assert "L’accesso è stato" not in browser.get(LIST, follow=True).text


# -- The list ----------------------------------------------------------------------------------------


def test_the_list_tells_each_browser_and_which_is_this_one(member, client_of):
    browser, phone = client_of(member), client_of()
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    fields = {"login": member.email, "password": "una-frase-di-prova"}
    phone.post(reverse("account_login"), fields, headers={"User-Agent": FIREFOX})
    page = phone.get(LIST)
    rows = page.context["rows"]
    assert [(row.device, row.is_this) for row in rows] == [
        ("Firefox su Windows", True),
        ("Un browser che non conosciamo", False),
    ]
    assert browser.session.session_key not in page.text
    assert phone.session.session_key not in page.text


def test_a_strangers_sessions_are_not_listed(member, other_member, client_of):
    client_of(other_member)
    assert len(client_of(member).get(LIST).context["rows"]) == 1


def test_the_list_asks_as_much_for_three_as_for_one(member, client_of, queries_of):
    browser = client_of(member)
    one = queries_of(lambda: browser.get(LIST))
    client_of(member), client_of(member)
    assert queries_of(lambda: browser.get(LIST)) == one == 4


def test_one_can_be_signed_out_of_one_browser(member, client_of):
    here, there, third = client_of(member), client_of(member), client_of(member)
    mark = Session.objects.get(pk=there.session.session_key).mark
    answer = here.post(reverse("members:session_end", args=[mark]), follow=True)
    assert "Hai chiuso l’accesso su quel browser." in answer.text
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert is_signed_in(third)
    again = here.post(reverse("members:session_end", args=[mark]), follow=True)
    assert "Su quel browser l’accesso era già chiuso." in again.text


def test_nobody_ends_anothers(member, other_member, client_of):
    theirs = client_of(other_member)
    mark = Session.objects.get(pk=theirs.session.session_key).mark
    client_of(member).post(reverse("members:session_end", args=[mark]))
    assert is_signed_in(theirs)


def test_one_can_be_signed_out_everywhere_else(member, other_member, client_of):
    here, there, theirs = client_of(member), client_of(member), client_of(other_member)
    answer = here.post(reverse("members:sessions_end_others"), follow=True)
    assert "un altro browser" in answer.text
    assert is_signed_in(here)
    assert is_signed_in(theirs)
    assert not is_signed_in(there)
    line = JournalEntry.objects.latest("pk")
    assert (line.verb, line.by_id, line.details) == ("sessions_ended", member.pk, {"sessions": 1})
    again = here.post(reverse("members:sessions_end_others"), follow=True)
    assert "Non hai accessi aperti altrove." in again.text


def test_one_can_be_signed_out_everywhere(member, client_of):
    here, there = client_of(member), client_of(member)
    answer = here.post(reverse("members:sessions_end_all"), follow=True)
    assert answer.redirect_chain == [("/accedi/login/", 302)]
    assert "Hai chiuso l’accesso su tutti i browser." in answer.text
    assert not is_signed_in(there)


def test_who_saves_while_signed_out_does_not_come_back(member, client_of):
    """A request that was under way when the session ended must not write it again."""
    browser = client_of(member)
    held = browser.session
    assert held[SESSION_KEY]
    end_sessions(by=member, of=member)
    held["more"] = 1
    with pytest.raises(UpdateError):
        held.save()
    assert not Session.objects.filter(person=member).exists()


# -- Clearing ----------------------------------------------------------------------------------------


def test_what_is_long_over_is_thrown_away_at_night(member, staff, client_of, at):
    at("2026-10-05 09:00")
    client_of(member), client_of(staff)
    at("2026-10-07 04:10")
    assert clear_sessions() == 0
    at("2026-10-09 04:10")
    assert task() == 1
    assert list(Session.objects.values_list("person", flat=True)) == [member.pk]
    assert task() == 0


def test_djangos_own_command_knows_these_sessions():
    call_command("clearsessions")
