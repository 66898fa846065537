"""One address in each of its spellings is one mailbox, and one account."""

import re

import pytest
from allauth.account.models import EmailAddress

from core.access import Role
from core.models import OutgoingMail
from core.refusals import Refusal
from core.testing.plugin import PASSWORD
from members.actions import invite
from members.tests.factors import (
    is_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


COMPOSED, DECOMPOSED = "anna@citt\u00e0.example.org", "anna@citta\u0300.example.org"


@pytest.fixture
def anna(make_person):
    made = make_person(Role.MEMBER, email=COMPOSED)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


@pytest.mark.parametrize("written", [COMPOSED, DECOMPOSED, COMPOSED.upper(), f" {DECOMPOSED} "])
class TestOneAddress:
    """However it is typed it is one mailbox, and one account."""

    def test_signs_in(self, written, anna, client_of):
        browser = client_of()
        browser.post("/accedi/login/", {"login": written, "password": PASSWORD})
        assert is_in(browser)

    def test_makes_no_second_account(self, written, anna, client_of):
        names = {"first_name": "A", "last_name": "B", "password1": "una-frase-nuova"}
        client_of().post("/accedi/signup/", {"email": written, **names})
        assert type(anna).objects.count() == 1

    def test_gets_the_letter_for_a_new_password(self, written, anna, client_of):
        client_of().post("/accedi/password/reset/", {"email": written})
        assert "/accedi/password/reset/key/" in OutgoingMail.objects.get(to=anna.email).text

    def test_is_nobody_elses_to_change_to(self, written, anna, member, client_of):
        own = {"email": member.email, "verified": True, "primary": True}
        EmailAddress.objects.create(user=member, **own)
        browser = client_of(member)
        browser.post("/accedi/email/", {"email": written, "action_add": ""})
        letter = OutgoingMail.objects.get(to=anna.email).text
        if link := re.search(r"/accedi/confirm-email/\S+", letter):
            browser.post(link[0])
        member.refresh_from_db()
        assert member.email == "membro@example.org"

    def test_is_not_invited_again(self, written, anna):
        with pytest.raises(Refusal) as refused:
            invite(by=None, email=written, role=Role.OFFICIAL)
        assert refused.value.code == "has_account"


def test_the_letter_goes_to_the_address_that_is_kept(make_person, client_of):
    """Mail programs take “straße” for another domain than “strasse”, which anybody could own."""
    kept = make_person(Role.MEMBER, email="anna@strasse.example")
    EmailAddress.objects.create(user=kept, email=kept.email, verified=True, primary=True)
    client_of().post("/accedi/password/reset/", {"email": "anna@stra\u00dfe.example"})
    assert [letter.to for letter in OutgoingMail.objects.all()] == ["anna@strasse.example"]
