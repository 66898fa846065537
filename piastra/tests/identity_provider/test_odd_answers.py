"""A provider that can not be believed, is late, or is away: a sentence, and nobody in."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from core.models import JournalEntry
from core.testing.identity_provider import KEYS, METADATA, MORE, TOKEN
from piastra.tests.identity_provider.ways import (
    ADA,
    AWAY,
    START,
    arrived,
    begun,
    linked,
    sentence,
    who,
)

pytestmark = [
    pytest.mark.django_db,
    # The provider answers from this process, and is made of what will be named otherwise in its next version.
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]


def changed(**claims):
    return lambda said: said | claims


def without(name):
    return lambda said: {key: value for key, value in said.items() if key != name}


ODD_CLAIMS = {
    "nonce of another": changed(nonce="another"),
    "no nonce": without("nonce"),
    "audience": changed(aud="another"),
    "no audience": without("aud"),
    "several audiences, given to another": changed(aud=["piastra", "x"], azp="x"),
    "issuer": changed(iss="https://example.com"),
    "no issuer": without("iss"),
    "expired": changed(exp=int(time.time()) - 600),
    "no end": without("exp"),
    "from the future": changed(iat=int(time.time()) + 6000),
    "another person than asked further": changed(sub="somebody"),
    "no person": without("sub"),
    "a person that is a number": changed(sub=7),
}


@pytest.mark.parametrize("odd", ODD_CLAIMS.values(), ids=ODD_CLAIMS.keys())
def test_a_token_that_is_not_for_this_sign_in_opens_nothing(odd, provider, client_of, ada):
    linked(ada, "ada-1")
    provider.claims = odd
    browser = client_of()
    answer = arrived(browser, provider, next="/profilo/")
    assert answer["Location"] == "/accedi/login/?next=%2Fprofilo%2F"
    assert AWAY in sentence(browser, answer)
    assert who(browser) == ""
    assert JournalEntry.objects.get(verb="identity_failed").details == {"code": "away"}


def test_the_same_person_is_let_in_where_nothing_is_odd(provider, client_of, ada):
    """The negative control of the table above: signed anew, unchanged."""
    linked(ada, "ada-1")
    provider.claims = lambda said: said
    browser = client_of()
    arrived(browser, provider)
    assert who(browser) == str(ada.pk)


def test_a_signature_of_another_key_opens_nothing(provider, client_of, ada):
    import jwt
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    linked(ada, "ada-1")
    forged = generate_private_key(65537, 2048)

    def signed_by_another(answer):
        said = answer.get_json()
        token = said["id_token"]
        claims = jwt.decode(token, options={"verify_signature": False})
        said["id_token"] = jwt.encode(claims, forged, algorithm="RS256")
        answer.data = _json(said)

    provider.odd[TOKEN] = signed_by_another
    browser = client_of()
    assert AWAY in sentence(browser, arrived(browser, provider))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_signature_that_anybody_could_make_opens_nothing(algorithm, provider, client_of, ada):
    import jwt

    linked(ada, "ada-1")

    def forged(answer):
        said = answer.get_json()
        token = said["id_token"]
        claims = jwt.decode(token, options={"verify_signature": False})
        key = "segreto" * 9 if algorithm == "HS256" else None
        said["id_token"] = jwt.encode(claims, key, algorithm=algorithm)
        answer.data = _json(said)

    provider.odd[TOKEN] = forged
    browser = client_of()
    assert AWAY in sentence(browser, arrived(browser, provider))


def _json(said) -> bytes:
    import json

    return json.dumps(said).encode()


def instead(body: bytes, status: int = 200):
    def odd(answer):
        answer.data, answer.status_code = body, status

    return odd


BODIES = {
    "no JSON": instead(b"<html>"),
    "nothing": instead(b""),
    "a list": instead(b"[]"),
    "null": instead(b"null"),
    "an empty object": instead(b"{}"),
    "brackets without end": instead(b"[" * 100_000),
    "not text": instead(b"\xff\xfe\x00"),
    "refused": instead(b"{}", 400),
    "broken": instead(b"", 500),
}


@pytest.mark.parametrize("where", [METADATA, TOKEN, KEYS, MORE])
@pytest.mark.parametrize("odd", BODIES.values(), ids=BODIES.keys())
def test_whatever_it_answers_is_a_sentence_where_one_signs_in(odd, where, provider, client_of, ada):
    linked(ada, "ada-1")
    browser = client_of()
    address = provider.approve(begun(browser), "ada-1")
    provider.odd[where] = odd
    assert AWAY in sentence(browser, browser.get(address))
    assert who(browser) == ""
    if where == METADATA:
        assert AWAY in sentence(browser, browser.post(START))


def test_a_provider_that_is_away_is_told_so(provider, client_of, settings):
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, issuer="http://127.0.0.1:9")
    browser = client_of()
    assert AWAY in sentence(browser, browser.post(START, {"next": "/profilo/"}))


def test_a_provider_that_is_late_is_not_waited_for(provider, client_of, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    provider.odd[METADATA] = lambda _answer: time.sleep(1)
    browser = client_of()
    assert AWAY in sentence(browser, browser.post(START))


def test_one_that_describes_itself_as_another_is_not_followed(provider, client_of):
    provider.odd[METADATA] = lambda answer: instead(
        answer.data.replace(b'"issuer": "http', b'"issuer": "https')
    )(answer)
    browser = client_of()
    assert AWAY in sentence(browser, browser.post(START))


def test_nobody_is_sent_to_sign_in_where_the_settings_do_not_say(provider, client_of, settings):
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, origin="https://id.example.it")
    browser = client_of()
    assert AWAY in sentence(browser, browser.post(START))


def test_whoever_changes_their_mind_there_comes_back_to_the_sign_in_page(provider, client_of):
    browser = client_of()
    answer = browser.get(provider.deny(begun(browser)))
    assert "Non hai finito di entrare con SPID/CIE" in sentence(browser, answer)


@pytest.mark.parametrize("error", ["server_error", "x" * 5000, "a\nb"])
def test_any_other_error_is_a_sentence_too(error, provider, client_of):
    browser = client_of()
    state = parse_qs(urlsplit(begun(browser)).query)["state"][0]
    answer = browser.get(f"{START}ritorno/", {"error": error, "state": state})
    assert AWAY in sentence(browser, answer)


def test_an_answer_is_of_the_browser_that_asked_and_opens_once(provider, client_of, ada):
    linked(ada, "ada-1")
    asked, other = client_of(), client_of()
    address = provider.approve(begun(asked), "ada-1")
    assert "iniziato troppo tempo fa" in sentence(other, other.get(address))
    assert who(other) == ""
    asked.get(address)
    assert who(asked) == str(ada.pk)
    asked.post("/accedi/logout/")
    assert "iniziato troppo tempo fa" in sentence(asked, asked.get(address))


@pytest.mark.parametrize("query", ["state=", "state=a&state=b", "state=a&code=x&error="])
def test_a_made_up_answer_is_none(query, provider, client_of):
    browser = client_of()
    assert "troppo tempo fa" in sentence(browser, browser.get(f"{START}ritorno/?{query}"))


def test_another_claim_may_stand_for_the_person(provider, client_of, settings, ada):
    settings.IDENTITY_PROVIDER = replace(settings.IDENTITY_PROVIDER, claim="fiscalNumber")
    linked(ada, "TINIT-RSSDAA80A41F205X")
    provider.knows("session-7", **ADA, fiscalNumber="TINIT-RSSDAA80A41F205X")
    browser = client_of()
    arrived(browser, provider, "session-7")
    assert who(browser) == str(ada.pk)
    provider.knows("session-8", **ADA)
    other = client_of()
    assert AWAY in sentence(other, arrived(other, provider, "session-8"))
