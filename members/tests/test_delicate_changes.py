"""What an open session is asked again for, what is told of it, and who else is signed out."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time

from core.models import OutgoingMail
from core.testing.plugin import PASSWORD
from members.tests.factors import (
    SET_UP,
    a_passkey,
    is_in,
    told,
    with_app,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


# -- Asked again ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "totp/activate/",
        "totp/deactivate/",
        "webauthn/add/",
        "webauthn/keys/{}/remove/",
        "webauthn/keys/{}/edit/",
        "recovery-codes/download/",
        "recovery-codes/generate/",
    ],
)
def test_an_open_session_is_asked_first(path, member, client_of):
    if "activate/" not in path or "deactivate/" in path:
        with_app(member)
    passkey = a_passkey(member)
    browser = client_of(member, typed=False)
    for answer in (
        browser.get(SET_UP + path.format(passkey.pk)),
        browser.post(SET_UP + path.format(passkey.pk)),
    ):
        assert answer["Location"].startswith("/accedi/reauthenticate/")


def test_an_address_changes_only_after_the_password_and_with_a_factor_too(member, client_of):
    with_app(member)
    browser = client_of(member, typed=False)
    sent = {"email": "nuova@example.org", "action_add": ""}
    asked = browser.post("/accedi/email/", sent)
    assert asked["Location"].startswith("/accedi/reauthenticate/")
    assert not EmailAddress.objects.filter(email="nuova@example.org").exists()
    browser.post(asked["Location"], {"password": PASSWORD})
    assert EmailAddress.objects.filter(email="nuova@example.org", user=member).exists()
    assert told(member) == ["Qualcuno vuole cambiare il tuo indirizzo"]


# -- What is told --------------------------------------------------------------------------------


def test_a_changed_password_is_told_and_ends_other_sessions(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    here, elsewhere = client_of(member), client_of(member)
    sent = {"oldpassword": PASSWORD, "password1": "un-altra-frase", "password2": "un-altra-frase"}
    assert here.post("/accedi/password/change/", sent).status_code == 302
    assert told(member) == ["La tua password è stata cambiata"]
    assert here.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302


def test_a_letter_speaks_its_readers_language(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    member.language = "en"
    member.save()
    sent = {"oldpassword": PASSWORD, "password1": "un-altra-frase", "password2": "un-altra-frase"}
    client_of(member).post("/accedi/password/change/", sent, HTTP_ACCEPT_LANGUAGE="it")
    letter = OutgoingMail.objects.get(to=member.email)
    assert letter.subject == "Your password has been changed"
    assert "You have been signed out" in letter.text


# -- Who else was signed in ----------------------------------------------------------------------


def test_a_new_factor_ends_the_other_sessions(member, client_of):
    here, elsewhere = client_of(member), client_of(member)
    secret = here.get("/accedi/2fa/totp/activate/").context["form"].secret
    _before, now, _after = yield_hotp_counters_from_time()
    here.post("/accedi/2fa/totp/activate/", {"code": f"{hotp_value(secret, now):06d}"})
    assert Authenticator.objects.filter(user=member, type="totp").exists()
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_factor_taken_away_ends_them_too(member, client_of):
    with_app(member)
    here, elsewhere = client_of(member), client_of(member)
    here.post("/accedi/2fa/totp/deactivate/")
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_new_address_ends_them_once_it_is_confirmed(member, client_of):
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    here, elsewhere = client_of(member), client_of(member)
    here.post("/accedi/email/", {"email": "nuova@example.org", "action_add": ""})
    assert is_in(elsewhere)
    letter = OutgoingMail.objects.get(to="nuova@example.org").text
    link = re.search(r"/accedi/confirm-email/\S+", letter)[0]
    here.post(link)
    member.refresh_from_db()
    assert member.email == "nuova@example.org"
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.fixture
def elsewhere(member, client_of):
    """Signed in before: a sign-in makes the letter's link useless."""
    return client_of(member)


@pytest.fixture
def reset_link(member, elsewhere, client_of) -> str:
    """From the letter to a person who forgot the password."""
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client_of().post("/accedi/password/reset/", {"email": member.email})
    letter = OutgoingMail.objects.get(to=member.email).text
    return re.search(r"/accedi/password/reset/key/\S+", letter)[0]


def resets(browser, link: str):
    form = browser.get(link, follow=True)
    sent = {"password1": "un-altra-frase", "password2": "un-altra-frase"}
    return browser.post(form.redirect_chain[-1][0], sent)


def test_a_reset_password_ends_all_of_them(member, elsewhere, client_of, reset_link):
    resets(client_of(), reset_link)
    member.refresh_from_db()
    assert member.check_password("un-altra-frase")
    assert not is_in(elsewhere)
    assert "La tua password è stata cambiata" in told(member)


def test_a_scanner_that_opens_the_link_uses_nothing_up(member, elsewhere, client_of, reset_link):
    for scanner in (client_of(), client_of()):
        assert scanner.get(reset_link, follow=True).status_code == 200
        assert scanner.head(reset_link).status_code == 302
    assert is_in(elsewhere)
    resets(client_of(), reset_link)
    member.refresh_from_db()
    assert member.check_password("un-altra-frase")


@pytest.mark.parametrize("spoilt", [lambda link: link, lambda link: f"{link[:-3]}x/"])
def test_a_link_that_opens_no_more_says_so_with_a_way_on(spoilt, client_of, reset_link):
    resets(client_of(), reset_link)
    page = client_of().get(spoilt(reset_link), follow=True).content.decode()
    assert "Questo link non è più valido" in page
    assert 'href="/accedi/password/reset/"' in page
