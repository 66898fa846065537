"""The page's language and the person's own are the same one."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from core.testing.plugin import PASSWORD

LANGUAGE = reverse("members:language")
THEMES = reverse("members:themes")


def test_a_stranger_changes_the_page_s_language(client_of):
    client = client_of()
    response = client.post(LANGUAGE, {"language": "en", "next": THEMES}, follow=True)
    assert response.redirect_chain == [(THEMES, 302)]
    assert '<html lang="en">' in response.content.decode()


def test_a_person_s_letters_follow(client_of, member):
    client_of(member).post(LANGUAGE, {"language": "en", "next": THEMES})
    member.refresh_from_db()
    assert member.language == "en"


def test_twice_is_once(client_of, member):
    client = client_of(member)
    client.post(LANGUAGE, {"language": "en", "next": THEMES})
    client.post(LANGUAGE, {"language": "en", "next": THEMES})
    member.refresh_from_db()
    assert member.language == "en"


@pytest.mark.parametrize("language", ["fr", "", "xx", "it-it"])
def test_an_unknown_language_changes_nothing(language, client_of, member):
    client = client_of(member)
    response = client.post(LANGUAGE, {"language": language, "next": THEMES}, follow=True)
    assert '<html lang="it">' in response.content.decode()
    member.refresh_from_db()
    assert member.language == "it"


@pytest.mark.parametrize("address", ["https://example.com/", "//example.com", "javascript:x"])
def test_it_never_leads_elsewhere(address, client_of):
    response = client_of().post(LANGUAGE, {"language": "en", "next": address})
    assert response.headers["Location"] == "/"


def test_looking_changes_nothing(client_of):
    answer = client_of().get(LANGUAGE, {"language": "en"})
    assert answer["Location"] == "/"
    assert not answer.cookies


def test_signing_in_speaks_the_person_s_language(client_of, make_person):
    person = make_person(language="en")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client = client_of()
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert client.cookies["django_language"].value == "en"
