"""A sign-up that nobody confirmed stands in no invitation's way, and opens nothing of the account made then."""

import re
import threading
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.testing.races import Runner, race
from core.testing.waiting import STANDSTILL, wait_until
from members import actions
from members.models import Application, User
from members.tests.factories import PersonFactory

EMAIL = "sindaca@comune.example.it"
THEIRS = "una-frase-di-un-altro"
SIGN_UP = {
    "first_name": "Altro",
    "last_name": "Nome",
    "email": EMAIL,
    "password1": THEIRS,
}
ANSWERS = {"first_name": "Silvia", "last_name": "Sindaca", "password": "una-frase-che-ricordo"}


@pytest.fixture(autouse=True)
def site(settings, db):
    settings.SITE_URL = "https://coworking.comune.example.it"
    cache.clear()


@pytest.fixture
def squatter(client_of):
    return client_of()


@pytest.fixture
def mayor(client_of):
    return client_of()


def sign_up(browser) -> User:
    browser.post(reverse("account_signup"), SIGN_UP)
    return User.objects.get(email=EMAIL)


def invited(role="official") -> str:
    return actions.invite(by=None, email=EMAIL, role=role).link.partition("example.it")[2]


def path_in(text: str, start="/accedi/") -> str:
    return re.search(rf"https?://[^/]+({start}\S+)", text).group(1)


def accept(browser, link) -> User:
    answer = browser.post(link, ANSWERS, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    return User.objects.get(email=EMAIL)


def is_the_mayors(person: User) -> bool:
    address = person.emailaddress_set.get()
    assert (address.email, address.verified, address.primary) == (EMAIL, True, True)
    assert (person.role, person.get_full_name()) == (Role.OFFICIAL, "Silvia Sindaca")
    return person.check_password(ANSWERS["password"]) and not person.check_password(THEIRS)


def signs_in(browser, password) -> bool:
    browser.post(reverse("account_login"), {"login": EMAIL, "password": password})
    return "_auth_user_id" in browser.session


def test_signed_up_before_it_is_invited_all_the_same_and_the_command_says_so(
    squatter, mayor, capsys
):
    account = sign_up(squatter)
    call_command("invite", EMAIL.upper(), role="official")
    said = capsys.readouterr().out
    assert f"signed up with {EMAIL} and confirmed nothing (account {account.pk})" in said
    assert "deleted when the invitation is accepted" in said
    link = path_in(OutgoingMail.objects.order_by("pk").last().text, "/invito/")
    assert mayor.get(link).status_code == 200
    assert is_the_mayors(accept(mayor, link))
    assert User.objects.count() == EmailAddress.objects.count() == 1


def test_where_nobody_signed_up_the_command_says_nothing_of_it(capsys):
    call_command("invite", EMAIL, role="official")
    assert "signed up" not in capsys.readouterr().out


@pytest.mark.parametrize("typed", [EMAIL, EMAIL.upper()])
def test_signed_up_between_invitation_and_acceptance(squatter, mayor, typed):
    link = invited()
    squatter.post(reverse("account_signup"), {**SIGN_UP, "email": typed})
    assert mayor.get(link).status_code == 200
    assert is_the_mayors(accept(mayor, link))
    assert User.objects.count() == 1


def test_a_refused_form_leaves_the_sign_up_as_it_was(squatter, mayor):
    account, link = sign_up(squatter), invited()
    assert mayor.post(link, {**ANSWERS, "password": "corta"}).status_code == 200
    assert User.objects.get() == account
    assert EmailAddress.objects.get().user == account


def test_who_signed_up_themselves_accepts_in_the_same_browser(mayor):
    sign_up(mayor)
    assert is_the_mayors(accept(mayor, invited()))
    assert "_auth_user_id" in mayor.session


# -- What the sign-up left behind --------------------------------------------------------------------
def test_the_old_password_opens_nothing(squatter, mayor, client_of):
    sign_up(squatter)
    accept(mayor, invited())
    assert not signs_in(squatter, THEIRS)
    assert not signs_in(client_of(), THEIRS)
    assert signs_in(client_of(), ANSWERS["password"])


def test_the_old_confirmation_letter_opens_nothing(squatter, mayor, client_of, delivered):
    """Not in the browser either that signed up, where confirming would have gone on into the account."""
    sign_up(squatter)
    link = path_in(delivered()[0].body)
    person = accept(mayor, invited())
    for browser in (squatter, client_of()):
        page = browser.get(link)
        assert "Questo link è già stato usato" in " ".join(page.text.split())
        assert browser.post(link).status_code == 404
        assert browser.get(reverse("account_email_verification_sent")).status_code in {200, 302}
        assert "_auth_user_id" not in browser.session
        assert browser.get(reverse("members:profile"))["Location"].startswith("/accedi/login/")
    assert is_the_mayors(User.objects.get(pk=person.pk))


def test_the_old_letter_for_a_new_password_opens_nothing(squatter, mayor, client_of, delivered):
    sign_up(squatter)
    squatter.post(reverse("account_reset_password"), {"email": EMAIL})
    link = path_in(delivered()[-1].body)
    assert "/password/reset/key/" in link
    half_way = client_of().get(link, follow=True).redirect_chain[-1][0]
    accept(mayor, invited())
    new = {"password1": "ancora-una-frase-nuova", "password2": "ancora-una-frase-nuova"}
    for browser in (squatter, client_of()):
        browser.get(link, follow=True)
        browser.post(link, new)
        browser.post(half_way, new)
        assert "_auth_user_id" not in browser.session
    assert is_the_mayors(User.objects.get())


def test_no_session_of_it_lives_on(squatter, mayor, client_of):
    signed_in = client_of(sign_up(squatter))
    accept(mayor, invited())
    for browser in (signed_in, squatter):
        assert browser.get(reverse("members:profile"))["Location"].startswith("/accedi/login/")
    assert signed_in.get("/").context["user"].is_anonymous


def test_who_signs_up_afterwards_changes_nothing(squatter, mayor):
    person = accept(mayor, invited())
    squatter.post(reverse("account_signup"), SIGN_UP)
    assert is_the_mayors(User.objects.get())
    assert User.objects.get() == person


def test_the_journal_says_by_numbers_what_gave_way(squatter, mayor):
    gone, link = sign_up(squatter), invited()
    person = accept(mayor, link)
    entry = JournalEntry.objects.get(verb="account_gave_way")
    assert (entry.by, entry.subject, entry.subject_id) == (person, "members.user", gone.pk)
    assert entry.details == {"invitation": entry.details["invitation"], "to": person.pk}
    used = JournalEntry.objects.get(verb="invitation_used")
    assert used.subject_id == entry.details["invitation"]
    told = str(list(JournalEntry.objects.values("verb", "details")))
    assert not re.search(f"{EMAIL}|Altro|Silvia", told)


# -- Accounts that somebody has ----------------------------------------------------------------------
def refused(link, mayor, account: User, code="has_account"):
    """Nothing changes: neither the account nor the invitation."""
    before = User.objects.values().get(pk=account.pk)
    assert mayor.get(link).status_code == mayor.post(link, ANSWERS).status_code == 409
    with pytest.raises(Refusal) as refusal:
        invited()
    assert refusal.value.code == code
    assert User.objects.values().get(pk=account.pk) == before


def test_whoever_confirms_in_between_has_an_account(squatter, mayor, delivered):
    account, link = sign_up(squatter), invited()
    squatter.post(letter_of_sign_up(delivered))
    assert account.emailaddress_set.get().verified
    refused(link, mayor, account)


@pytest.mark.parametrize(
    "made",
    [
        {"is_superuser": True},
        {"member": True},
        {"staff": True},
        {"official": True},
        {"is_active": False},
    ],
)
def test_what_a_sign_up_alone_does_not_make_is_an_account(mayor, made):
    link = invited()
    account = PersonFactory(email=EMAIL, **made)
    EmailAddress.objects.create(user=account, email=EMAIL, verified=False, primary=True)
    refused(link, mayor, account)


def test_an_account_with_another_confirmed_address_is_one(mayor):
    link = invited()
    account = PersonFactory(email=EMAIL)
    EmailAddress.objects.create(user=account, email=EMAIL, verified=False)
    EmailAddress.objects.create(user=account, email="altra@example.org", verified=True)
    refused(link, mayor, account)


def test_what_belongs_to_somebody_is_not_deleted(squatter, mayor):
    link = invited()
    account = sign_up(squatter)
    Application.objects.create(applicant=account)
    assert mayor.post(link, ANSWERS).status_code == 409
    assert User.objects.get() == account


def test_the_confirmed_owner_is_found_before_a_sign_up(squatter):
    owner = PersonFactory(member=True)
    sign_up(squatter)
    EmailAddress.objects.create(user=owner, email=EMAIL, verified=True)
    assert User.objects.at(EMAIL) == owner


# -- At one moment -----------------------------------------------------------------------------------
def sign_up_runner(turn=0) -> Runner:
    return Runner("", reverse("account_signup"), {**SIGN_UP, "first_name": f"Altro {turn}"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_signing_up_and_accepting_at_once(live_server, turn):
    link = invited()
    runners = [Runner("", link, ANSWERS), *map(sign_up_runner, range(3))]
    accepted, *signed_up = race(live_server.url, runners)
    assert accepted.status == 302
    there = reverse("account_email_verification_sent")
    # Too many at once from one place are told so; nobody sees an error.
    for answer in signed_up:
        assert answer.status == HTTPStatus.TOO_MANY_REQUESTS or answer.location == there
    assert is_the_mayors(User.objects.get())


@pytest.mark.django_db(transaction=True)
def test_a_sign_up_that_is_being_written_is_waited_for(monkeypatch):
    """Exactly so: the acceptance asks before the other commits, and inserts after."""
    link = invited()
    inserted, asked = threading.Event(), threading.Event()
    real = User.objects.unproved_at

    def heard(manager, email):
        asked.set()
        return real(email)

    def other():
        with transaction.atomic():
            person = User.objects.create_user(EMAIL, THEIRS)
            EmailAddress.objects.create(user=person, email=EMAIL, primary=True)
            inserted.set()
            asked.wait(timeout=STANDSTILL)
            wait_until(waits_for_a_row)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    inserted.wait(timeout=STANDSTILL)
    monkeypatch.setattr(type(User.objects), "unproved_at", heard)
    person = accept(Client(), link)
    thread.join(timeout=STANDSTILL)
    assert is_the_mayors(person)
    assert User.objects.count() == 1


def waits_for_a_row() -> bool:
    """Whether another connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        # Within a transaction the server would go on answering as the first time.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


def letter_of_sign_up(delivered) -> str:
    return path_in(next(one for one in delivered() if "/accedi/" in one.body).body)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_confirming_and_accepting_at_once_is_the_one_or_the_other(live_server, delivered, turn):
    account, link = sign_up(Client()), invited()
    letter = letter_of_sign_up(delivered)
    runners = [Runner("", link, ANSWERS), Runner("", letter, {})]
    accepted, confirmed = race(live_server.url, runners)
    assert confirmed.status in {302, 404}
    person = User.objects.get()
    if accepted.status == 302:
        assert is_the_mayors(person)
    else:
        assert accepted.status == 409
        assert (person, person.role) == (account, Role.APPLICANT)
        assert person.emailaddress_set.get().verified


class Second:
    """A form that another browser sends in the midst of the first: it waits for a row, or is through."""

    def __init__(self, path, fields):
        self.answers, self.path, self.fields = [], path, fields
        self.thread = threading.Thread(target=self._post)

    def _post(self):
        browser = Client(raise_request_exception=False)
        self.answers.append(browser.post(self.path, self.fields, follow=True))
        connection.close()

    def comes_here(self):
        self.thread.start()
        wait_until(lambda: waits_for_a_row() or not self.thread.is_alive())

    def answer(self):
        self.thread.join(timeout=STANDSTILL)
        return self.answers[0]


@pytest.mark.django_db(transaction=True)
def test_who_accepts_while_it_is_being_confirmed_is_refused(delivered, monkeypatch):
    account, link = sign_up(Client()), invited()
    letter = letter_of_sign_up(delivered)
    second = Second(link, ANSWERS)
    set_verified = EmailAddress.set_verified

    def slowly(address, **options):
        second.comes_here()
        return set_verified(address, **options)

    monkeypatch.setattr(EmailAddress, "set_verified", slowly)
    assert Client(raise_request_exception=False).post(letter).status_code == 302
    assert second.answer().status_code == 409
    assert User.objects.get() == account
    assert account.emailaddress_set.get().verified


@pytest.mark.django_db(transaction=True)
def test_who_confirms_while_it_gives_way_is_told_so(delivered, monkeypatch):
    sign_up(Client())
    link = invited()
    second = Second(letter_of_sign_up(delivered), {})
    create = User.objects.create_user

    def slowly(manager, *args, **fields):
        second.comes_here()
        return create(*args, **fields)

    monkeypatch.setattr(type(User.objects), "create_user", slowly)
    assert is_the_mayors(accept(Client(raise_request_exception=False), link))
    late = second.answer()
    assert late.status_code == 200
    assert f"{EMAIL} è già l’indirizzo di un altro account" in late.text
