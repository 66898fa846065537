"""Who comes by the provider and is not let in, or is asked for more."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from core.access import Role
from core.models import JournalEntry
from piastra.tests.identity_provider.ways import (
    NEW,
    SENT,
    arrived,
    begun,
    linked,
    newcomer,
    sentence,
    who,
    with_address,
)

pytestmark = [
    pytest.mark.django_db,
    # The provider answers from this process, and is made of what will be named otherwise in its next version.
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]


def test_a_closed_account_stays_closed(provider, client_of, ada):
    linked(ada, "ada-1")
    ada.is_active = False
    ada.save()
    browser = client_of()
    assert "Lo staff ha chiuso questo account" in sentence(browser, arrived(browser, provider))
    assert who(browser) == ""
    assert JournalEntry.objects.filter(verb="identity_failed").count() == 1


def test_an_address_that_nobody_confirmed_opens_nothing(provider, client_of):
    browser = client_of()
    newcomer(browser, provider)
    browser.post(NEW, SENT)
    again = client_of()
    assert arrived(again, provider)["Location"] == "/accedi/confirm-email/"
    assert who(again) == ""


def test_whoever_has_a_second_factor_is_asked_for_it(provider, client_of, ada):
    linked(ada, "ada-1")
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    browser = client_of()
    assert arrived(browser, provider)["Location"] == "/accedi/2fa/authenticate/"
    assert who(browser) == ""


@pytest.fixture
def strong(settings, provider):
    settings.REQUIRE_SECOND_FACTOR = True
    level = "https://www.spid.gov.it/SpidL2"
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, acr=(level,))
    return level


@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICIAL])
@pytest.mark.parametrize("has_app", [True, False])
def test_a_level_that_the_settings_name_counts_as_a_second_factor(
    role, has_app, strong, provider, client_of, make_person
):
    person = with_address(make_person(role))
    linked(person, "ada-1")
    if has_app:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    provider.claims = lambda said: said | {"acr": strong}
    browser = client_of()
    address = begun(browser)
    assert parse_qs(urlsplit(address).query)["acr_values"] == [strong]
    assert browser.get(provider.approve(address, "ada-1"))["Location"] == "/"
    assert browser.get("/rapporti/").status_code == 200


@pytest.mark.parametrize("acr", [None, "", "https://www.spid.gov.it/SpidL1", 2, ["x"]])
def test_any_other_level_does_not(acr, strong, provider, client_of, make_person):
    person = with_address(make_person(Role.OFFICIAL))
    linked(person, "ada-1")
    provider.claims = lambda said: said | {"acr": acr}
    browser = client_of()
    arrived(browser, provider)
    assert browser.get("/rapporti/")["Location"] == "/accedi/2fa/"


def test_the_level_is_believed_of_the_signed_token_alone(strong, provider, client_of, make_person):
    person = with_address(make_person(Role.OFFICIAL))
    linked(person, "ada-1")
    provider.knows("ada-1", acr=strong)
    provider.claims = lambda said: {k: said[k] for k in said if k != "acr"}
    browser = client_of()
    arrived(browser, provider)
    assert browser.get("/rapporti/")["Location"] == "/accedi/2fa/"
