"""The way to the provider, and the account that a stranger gets by it."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken

from core.access import Role
from core.testing.identity_provider import TOKEN
from members.authentication.identity_links import linked_to
from members.models import User
from piastra.tests.identity_provider.ways import (
    ADA,
    NEW,
    SENT,
    SIGN_IN,
    START,
    arrived,
    begun,
    letters,
    newcomer,
    sentence,
    verbs,
    who,
)

pytestmark = [
    pytest.mark.django_db,
    # The provider answers from this process, and is made of what will be named otherwise in its next version.
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]


# -- The way there -------------------------------------------------------------------------------


def test_the_button_is_there_only_where_a_provider_is_set(provider, client_of, settings):
    browser = client_of()
    assert "Entra con SPID/CIE" in browser.get(SIGN_IN).content.decode()
    assert provider.asked == [], "Showing the page asks nobody anything."
    settings.IDENTITY_PROVIDER = None
    assert "SPID" not in browser.get(SIGN_IN).content.decode()
    for address in (START, NEW, f"{START}ritorno/?state=x"):
        assert browser.get(address).status_code == 404
    assert browser.post(START).status_code == 404


def test_the_way_there_has_state_nonce_and_proof_key(provider, client_of):
    asked = parse_qs(urlsplit(begun(client_of())).query)
    assert asked["redirect_uri"] == ["http://localhost:8000/accedi/identita/ritorno/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["client_id"] == ["piastra"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_the_verifier_and_the_secret_go_with_the_code(provider, client_of):
    provider.knows("ada-1", **ADA)
    arrived(client_of(), provider)
    sent = next(sent for path, sent in provider.asked if path.endswith(TOKEN))
    assert {"code", "code_verifier", "redirect_uri"} <= sent.keys()


def test_browsers_may_follow_the_button_to_the_provider_and_no_further(provider, client_of):
    policy = client_of().get(SIGN_IN)["Content-Security-Policy"]
    assert f"form-action 'self' {provider.issuer};" in f"{policy};"


# -- The first time ------------------------------------------------------------------------------


def test_a_stranger_gets_an_applicants_account(provider, client_of):
    browser = client_of()
    page = newcomer(browser, provider, email_verified=True)
    for known in ("Ada", "Rossi", "ada@example.org", "informativa privacy"):
        assert known in page
    answer = browser.post(NEW, SENT)
    person = User.objects.get(email="ada@example.org")
    assert (answer.status_code, who(browser)) == (302, str(person.pk))
    assert (person.role, person.has_usable_password()) == (Role.APPLICANT, False)
    assert EmailAddress.objects.get(user=person).verified
    assert verbs(person) == ["identity_linked", "signed_up", "signed_in"]
    assert browser.get("/domanda/", follow=True).status_code == 200


def test_nothing_is_kept_of_what_the_provider_said(provider, client_of):
    browser = client_of()
    newcomer(browser, provider, email_verified=True, fiscalNumber="TINIT-RSSMRA80A01F205X")
    browser.post(NEW, SENT)
    link = SocialAccount.objects.get()
    assert (link.extra_data, len(link.uid)) == ({}, 64)
    assert "ada-1" not in link.uid
    assert not SocialToken.objects.exists()
    assert "identity" not in browser.session


@pytest.mark.parametrize("said", [False, "true", 1, None])
def test_an_address_that_the_provider_does_not_confirm_gets_our_letter(said, provider, client_of):
    browser = client_of()
    newcomer(browser, provider, email_verified=said)
    assert browser.post(NEW, SENT)["Location"] == "/accedi/confirm-email/"
    assert who(browser) == ""
    assert not EmailAddress.objects.get(email="ada@example.org").verified
    assert len(letters("ada@example.org")) == 1


def test_an_address_that_was_written_over_the_providers_is_not_confirmed(provider, client_of):
    browser = client_of()
    newcomer(browser, provider, email_verified=True)
    browser.post(NEW, SENT | {"email": "altra@example.org"})
    assert who(browser) == ""
    assert not EmailAddress.objects.get(email="altra@example.org").verified


def test_the_same_address_links_nothing_by_itself(provider, client_of, ada):
    """To whoever asks it looks as for a free address; the letter goes to the one who has it."""
    browser = client_of()
    newcomer(browser, provider, email_verified=True)
    assert browser.post(NEW, SENT)["Location"] == "/accedi/confirm-email/"
    assert (who(browser), linked_to(ada)) == ("", "")
    assert User.objects.filter(email="ada@example.org").count() == 1
    assert len(letters("ada@example.org")) == 1


def test_without_any_claim_one_writes_names_and_address(provider, client_of):
    browser = client_of()
    provider.knows("nessuno", given_name=["A"], family_name="x" * 300, email=7)
    assert arrived(browser, provider, "nessuno")["Location"] == NEW
    page = browser.post(NEW, {}).content.decode()
    assert page.count("invalid-feedback") == 3
    assert browser.post(NEW, SENT)["Location"] == "/accedi/confirm-email/"


def test_a_form_left_open_too_long_begins_again(provider, client_of):
    browser = client_of()
    newcomer(browser, provider)
    session = browser.session
    session["identity"] = session["identity"] | {"at": time.time() - 601}
    session.save()
    answer = browser.post(NEW, SENT)
    assert "più di dieci minuti" in sentence(browser, answer)
    assert not User.objects.exists()


def test_of_two_forms_sent_by_one_person_one_makes_an_account(provider, client_of):
    """In another browser the same person came too."""
    one, two = client_of(), client_of()
    newcomer(one, provider)
    newcomer(two, provider)
    one.post(NEW, SENT)
    answer = two.post(NEW, SENT | {"email": "altra@example.org"})
    assert answer["Location"].startswith(SIGN_IN)
    assert list(User.objects.values_list("email", flat=True)) == ["ada@example.org"]
