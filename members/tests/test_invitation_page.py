"""The page behind an invitation's link: it makes one account, and says why where it makes none."""

import json
import logging
import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import JournalEntry
from core.requests import JsonFormatter
from core.testing.races import Runner, race
from members import actions
from members.models import Invitation, User
from members.tests.factories import PersonFactory

EMAIL = "ugo@comune.example.it"
ANSWERS = {"first_name": "Ugo", "last_name": "Urbani", "password": "una-frase-che-ricordo"}


@pytest.fixture(autouse=True)
def site(settings, db):
    settings.SITE_URL = "https://coworking.comune.example.it"


@pytest.fixture
def link():
    return invited()


@pytest.fixture
def stranger(client_of):
    return client_of()


def invited(role="official", **fields) -> str:
    sent = actions.invite(**{"by": None, "email": EMAIL, "role": role, **fields})
    return sent.link.partition("example.it")[2]


def words(answer) -> str:
    """What the page says, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_it_says_who_invites_and_as_what(stranger, staff):
    by_the_command = words(stranger.get(invited()))
    assert "Chi gestisce il portale del coworking tematico di Sondrio ti invita" in by_the_command
    assert "«Funzionario del Comune»" in by_the_command
    by_a_person = words(stranger.get(invited("staff", by=staff)))
    assert "Sara Salvi ti invita" in by_a_person
    assert "«Staff»" in by_a_person


@pytest.mark.parametrize("role", ["official", "staff"])
def test_it_makes_the_account_signs_in_and_greets(stranger, role):
    answer = stranger.post(invited(role), ANSWERS, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    person = User.objects.get()
    assert (person.email, person.role, person.get_full_name()) == (EMAIL, role, "Ugo Urbani")
    assert person.check_password(ANSWERS["password"])
    address = EmailAddress.objects.get()
    assert (address.user, address.email) == (person, EMAIL)
    assert (address.verified, address.primary) == (True, True)
    assert "Ti diamo il benvenuto, Ugo: il tuo account è pronto" in words(answer)
    assert answer.context["user"] == person
    invitation = Invitation.objects.get()
    assert (invitation.status, invitation.used_at is None) == ("used", False)


def test_who_accepted_signs_in_again_like_everybody(stranger, client_of, link):
    stranger.post(link, ANSWERS)
    again = client_of()
    answers = {"login": EMAIL.upper(), "password": ANSWERS["password"]}
    answer = again.post(reverse("account_login"), answers)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_journal_says_who_became_what_by_numbers(stranger, link):
    stranger.post(link, ANSWERS)
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.verb, entry.by, entry.details) == ("invitation_used", User.objects.get(), {})
    told = json.dumps(list(JournalEntry.objects.values("verb", "details")))
    assert EMAIL not in told


def test_opening_it_uses_nothing_up(stranger, link):
    for _scanner in range(3):
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
    assert Invitation.objects.get().status == "open"
    assert stranger.post(link, ANSWERS).status_code == 302


def test_the_account_speaks_the_language_of_the_page(stranger, link):
    stranger.post(reverse("members:language"), {"language": "en", "next": "/"})
    answer = stranger.post(link, ANSWERS, follow=True)
    assert User.objects.get().language == "en"
    assert "Welcome, Ugo: your account has been created" in words(answer)


def test_nobody_keeps_the_page_and_no_page_is_told_its_address(stranger, link):
    for answer in (stranger.get(link), stranger.post(link, ANSWERS), stranger.get(link)):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"


def test_the_log_leaves_the_link_out(link):
    token = link.split("/")[-2]
    line = logging.LogRecord("x", logging.WARNING, "", 0, "Gone: %s", (link,), None)
    assert token not in JsonFormatter().format(line)
    assert "/invito/…/" in JsonFormatter().format(line)


# -- Links that do not open --------------------------------------------------------------------------
def refused(client, link, status) -> str:
    """What both opening and sending say; nobody is made."""
    before = User.objects.count()
    pages = [client.get(link), client.post(link, ANSWERS)]
    assert [page.status_code for page in pages] == [status, status]
    assert User.objects.count() == before
    assert words(pages[0]) == words(pages[1])
    return words(pages[0])


def test_a_link_used_twice(stranger, client_of, link, at):
    at("2026-11-30 16:00")
    stranger.post(link, ANSWERS)
    page = refused(client_of(), link, 410)
    assert "è stato usato il 30 novembre 2026 alle 16:00: l’account esiste." in page
    assert f'href="{reverse("account_login")}"' in client_of().get(link).text


def test_who_used_it_and_opens_it_again_is_led_home(stranger, link):
    stranger.post(link, ANSWERS)
    answer = stranger.get(link)
    assert answer.status_code == 410
    assert '<a class="btn btn-primary" href="/">' in answer.text


def test_an_expired_link(stranger, at):
    at("2026-11-30 16:00")
    link = invited()
    at("2026-12-07 15:59")
    assert stranger.get(link).status_code == 200
    at("2026-12-07 16:00")
    page = refused(stranger, link, 410)
    assert "è scaduto il 7 dicembre 2026 alle 16:00" in page
    assert "Chiedi a chi ti ha invitato di mandartene un altro." in page


@pytest.mark.parametrize("moment", ["2026-03-22 02:30", "2026-10-18 02:30"])
def test_a_link_lasts_seven_days_over_a_change_of_the_clocks(stranger, at, moment):
    at(moment)
    invited()
    found = Invitation.objects.get()
    assert (found.expires_at - found.made_at).total_seconds() == 7 * 24 * 3600


def test_a_link_that_was_taken_back(stranger, link):
    actions.revoke_invitation(by=None, email=EMAIL)
    assert "è stato ritirato" in refused(stranger, link, 410)


def test_a_link_that_was_replaced(stranger, link):
    newer = invited()
    assert "Apri quello della lettera più recente." in refused(stranger, link, 410)
    assert stranger.get(newer).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        lambda link: link[:-2] + "/",
        lambda link: link[:-1] + "./",
        lambda link: link[:-1] + "%20/",
        lambda link: link.swapcase().replace("INVITO", "invito"),
        lambda link: "/invito/rotto/",
        lambda link: f"/invito/{'é' * 43}/",
        lambda link: "/invito/%F0%9F%98%80/",
        lambda link: f"/invito/{'a' * 5000}/",
    ],
)
def test_a_link_that_is_not_whole(stranger, link, change):
    page = refused(stranger, change(link), 404)
    assert "Copialo di nuovo dalla lettera" in page
    assert Invitation.objects.get().status == "open"


def test_an_account_that_came_into_being_in_between(stranger, link):
    person = PersonFactory(email=EMAIL)
    page = refused(stranger, link, 409)
    assert f"Con l’indirizzo {EMAIL} c’è già un account" in page
    assert f'href="{reverse("account_login")}"' in stranger.get(link).text
    person.refresh_from_db()
    assert person.role == Role.APPLICANT
    assert Invitation.objects.get().status == "open"


@pytest.mark.parametrize("who", ["applicant", "member", "staff", "official"])
def test_opened_while_somebody_else_is_signed_in(request, client_of, link, who):
    person = request.getfixturevalue(who)
    client = client_of(person)
    page = client.get(link)
    assert page.status_code == 200
    assert f"è in uso l’account di {person}, e questo invito è per {EMAIL}" in words(page)
    assert client.post(link, ANSWERS).status_code == 409
    assert User.objects.count() == 1
    person.refresh_from_db()
    assert person.role == who

    form = re.search(r'<form class="actions.*?</form>', page.text, re.S).group()
    there = re.search(r'name="next" value="([^"]+)"', form).group(1)
    out = client.post(reverse("account_logout"), {"next": there})
    assert out["Location"] == link
    assert client.post(link, ANSWERS).status_code == 302
    assert User.objects.get(email=EMAIL).role == Role.OFFICIAL


# -- What is filled in -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changed",
    [
        {"first_name": ""},
        {"last_name": "   "},
        {"first_name": "N" * 81},
        {"first_name": "Ugo\0"},
        {"password": ""},
        {"password": "corta"},
        {"password": "password12"},
        {"password": EMAIL},
        {"password": "urbani-urbani", "last_name": "Urbani-urbani"},
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_the_link_still_opens(stranger, link, changed):
    answer = stranger.post(link, {**ANSWERS, **changed})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() <= changed.keys()
    assert 'role="alert"' in answer.text
    assert not User.objects.exists()
    assert stranger.post(link, ANSWERS).status_code == 302


def test_names_as_long_as_they_may_be(stranger, link):
    stranger.post(link, {**ANSWERS, "first_name": "N" * 80, "last_name": "É" * 80}, follow=True)
    assert User.objects.get().get_full_name() == f"{'N' * 80} {'É' * 80}"


def test_neither_address_nor_role_can_be_sent_along(stranger, link):
    stranger.post(link, {**ANSWERS, "email": "altra@example.org", "role": "staff"})
    person = User.objects.get()
    assert (person.email, person.role) == (EMAIL, Role.OFFICIAL)


def test_only_what_a_browser_does_is_answered(stranger, link):
    assert stranger.put(link).status_code == 405


# -- Two tabs of one browser -------------------------------------------------------------------------
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def test_the_second_of_two_tabs_says_how_things_stand(link):
    browser = Client(enforce_csrf_checks=True)
    tabs = [TOKEN.search(browser.get(link).text).group(1) for _tab in range(2)]
    first = browser.post(link, {**ANSWERS, "csrfmiddlewaretoken": tabs[0]})
    assert first["Location"] == "/"
    second = browser.post(link, {**ANSWERS, "csrfmiddlewaretoken": tabs[1]})
    assert second.status_code == 410
    assert "Questo invito è stato usato" in second.text
    assert '<a class="btn btn-primary" href="/">' in second.text
    assert User.objects.count() == 1


def test_a_form_of_another_site_accepts_nothing(link):
    browser = Client(enforce_csrf_checks=True)
    browser.get(link)
    for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        answer = browser.post(link, {**ANSWERS, **token})
        assert answer.status_code == 403
        assert "in un’altra scheda" in answer.text
    assert not User.objects.exists()


# -- At one moment -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_it_at_once_one_makes_the_account(live_server, link):
    forms = [{**ANSWERS, "first_name": f"Ugo {turn}"} for turn in range(6)]
    answers = race(live_server.url, [Runner("", link, form) for form in forms])
    assert sorted(answer.status for answer in answers) == [302] + [410] * 5
    assert User.objects.count() == EmailAddress.objects.count() == 1
    winner = [answer.status for answer in answers].index(302)
    assert User.objects.get().first_name == f"Ugo {winner}"
    for answer in answers:
        assert answer.status == 302 or "Questo invito è stato usato" in answer.body


def test_used_between_two_reads_it_is_said_to_be_used(link, client_of):
    """Another request makes the account when the page has read the invitation and asks for the account."""
    token, client, accepted = link.rstrip("/").rpartition("/")[2], client_of(), []

    def another_accepts(execute, sql, *rest):
        if not accepted and 'FROM "members_user"' in sql:
            accepted.append(True)
            actions.accept_invitation(token=token, **ANSWERS, language="it")
        return execute(sql, *rest)

    with connection.execute_wrapper(another_accepts):
        answer = client.post(link, ANSWERS)
    assert accepted
    assert answer.status_code == 410
    assert "Questo invito è stato usato" in answer.text


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_lost(live_server, monkeypatch):
    """The negative control: without it the database's wall says no, and says something else."""
    from django.db.models import QuerySet

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    for turn in range(20):
        link = invited(email=f"gara{turn}@example.org")
        answers = race(live_server.url, [Runner("", link, ANSWERS)] * 6)
        if {answer.status for answer in answers} != {302, 410}:
            return
    pytest.fail("Without the lock everybody was still told the same: the race is not a race.")
