"""Signing in by an identity provider that runs beside the test: the first time, linked, refused, away, odd."""

import re
import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken

from core.access import Role
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.testing.identity_provider import KEYS, METADATA, MORE, TOKEN
from core.testing.plugin import PASSWORD
from members import actions
from members.authentication.identity import uid_of
from members.authentication.identity_links import linked_to
from members.models import User

pytestmark = [
    pytest.mark.django_db,
    # The provider answers from this process, and is made of what will be named otherwise in its next version.
    pytest.mark.filterwarnings("ignore:.*is deprecated and will be removed:DeprecationWarning"),
]

START, NEW, LINK = "/accedi/identita/", "/accedi/identita/nuova/", "/accedi/identita/collega/"
OWN, UNLINK, SIGN_IN = "/accedi/identita/tua/", "/accedi/identita/scollega/", "/accedi/login/"
ADA = {"given_name": "Ada", "family_name": "Rossi", "email": "ada@example.org"}
AWAY = "non risponde come dovrebbe"


@pytest.fixture
def ada(make_person):
    return with_address(make_person(email="ada@example.org", first_name="Ada", last_name="Rossi"))


def with_address(person):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def linked(person, sub: str):
    return actions.link_identity(by=person, uid=uid_of(sub))


def begun(browser, **sent) -> str:
    """The address at the provider to which the button leads."""
    answer = browser.post(START, sent)
    assert answer.status_code == 302
    return answer["Location"]


def arrived(browser, provider, sub: str = "ada-1", **sent):
    """What the portal answers to somebody who signed in there."""
    return browser.get(provider.approve(begun(browser, **sent), sub))


def sentence(browser, answer) -> str:
    """The page after an answer that leads on, as one line."""
    while answer.status_code == 302:
        answer = browser.get(answer["Location"])
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "’").split())


def who(browser) -> str:
    return browser.session.get("_auth_user_id", "")


def verbs(person) -> list[str]:
    lines = JournalEntry.objects.filter(subject="members.user", subject_id=person.pk)
    return list(lines.order_by("pk").values_list("verb", flat=True))


def letters(address: str) -> list[str]:
    return list(OutgoingMail.objects.filter(to=address).values_list("subject", flat=True))


# -- The way there ---------------------------------------------------------------------------------------


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


# -- The first time --------------------------------------------------------------------------------------


def newcomer(browser, provider, **claims):
    provider.knows("ada-1", **ADA, **claims)
    answer = arrived(browser, provider)
    assert answer["Location"] == NEW
    return browser.get(NEW).content.decode()


SENT = {"first_name": "Ada", "last_name": "Rossi", "email": "ada@example.org"}


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
    assert browser.get("/domanda/compila/").status_code == 200


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


# -- Linking ---------------------------------------------------------------------------------------------


def test_an_account_is_linked_once_its_owner_signed_in_and_agreed(provider, client_of, ada):
    browser = client_of()
    page = newcomer(browser, provider)
    way = re.search(r'href="(/accedi/login/\?next=[^"]+)"', page)[1]
    sent = {
        "login": ada.email,
        "password": PASSWORD,
        "next": parse_qs(urlsplit(way).query)["next"][0],
    }
    assert browser.post(SIGN_IN, sent)["Location"] == LINK
    page = browser.get(LINK).content.decode()
    assert "Ada Rossi" in page
    assert linked_to(ada) == "", "Looking at the page links nothing."
    assert browser.post(LINK)["Location"] == OWN
    assert linked_to(ada) == uid_of("ada-1")
    assert letters(ada.email) == ["Il tuo account è stato collegato"]
    assert "identity_linked" in verbs(ada)
    assert browser.post(LINK)["Location"] == OWN, "Pressed twice, it is linked once."


def test_from_ones_own_pages_the_password_is_asked_for_first(provider, client_of, ada):
    browser = client_of(ada, typed=False)
    provider.knows("ada-1", **ADA)
    assert arrived(browser, provider)["Location"] == LINK
    for answer in (browser.get(LINK), browser.post(LINK)):
        assert answer["Location"].startswith("/accedi/reauthenticate/")
    assert linked_to(ada) == ""


def test_linked_one_signs_in_and_goes_on_where_one_was_going(provider, client_of, ada):
    linked(ada, "ada-1")
    browser = client_of()
    assert arrived(browser, provider, next="/profilo/")["Location"] == "/profilo/"
    assert who(browser) == str(ada.pk)
    line = JournalEntry.objects.get(verb="signed_in")
    assert (line.by, line.details) == (ada, {"by_means": ["socialaccount"]})


def test_nobody_is_sent_to_another_site(provider, client_of, ada):
    linked(ada, "ada-1")
    answer = arrived(client_of(), provider, next="https://example.com/")
    assert answer["Location"] == "/"


def test_one_person_of_the_provider_opens_one_account(provider, client_of, ada, member):
    linked(ada, "ada-1")
    browser = client_of(member)
    assert arrived(browser, provider)["Location"] == LINK
    assert "un altro account" in browser.get(LINK).content.decode()
    assert "un altro account" in sentence(browser, browser.post(LINK))
    assert (linked_to(member), who(browser)) == ("", str(member.pk))


def test_one_account_opens_to_one_person_of_the_provider(provider, client_of, ada):
    linked(ada, "ada-1")
    browser = client_of(ada)
    assert arrived(browser, provider, "altra")["Location"] == LINK
    assert "si apre già a un’altra persona" in sentence(browser, browser.post(LINK))
    assert linked_to(ada) == uid_of("ada-1")


def test_a_link_ends_the_sessions_elsewhere(provider, client_of, ada):
    here, elsewhere = client_of(ada), client_of(ada)
    arrived(here, provider)
    here.post(LINK)
    assert here.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302


def test_without_a_word_of_the_provider_there_is_nothing_to_link(provider, client_of, ada):
    browser = client_of(ada)
    assert "più di dieci minuti" in sentence(browser, browser.get(LINK))


# -- Unlinking -------------------------------------------------------------------------------------------


def test_unlinking_asks_the_password_and_tells_it(provider, client_of, ada):
    linked(ada, "ada-1")
    assert client_of(ada, typed=False).get(UNLINK)["Location"].startswith("/accedi/reauthenticate/")
    browser = client_of(ada)
    assert "Scollega" in browser.get(OWN).content.decode()
    assert browser.post(UNLINK)["Location"] == OWN
    assert linked_to(ada) == ""
    assert letters(ada.email)[-1] == "Il tuo account non è più collegato"
    assert "identity_unlinked" in verbs(ada)
    assert "niente da scollegare" in sentence(browser, browser.post(UNLINK))
    assert arrived(client_of(), provider)["Location"] == NEW


def test_the_only_way_in_stays(provider, client_of, ada):
    linked(ada, "ada-1")
    ada.set_unusable_password()
    ada.save()
    with pytest.raises(Refusal) as refused:
        actions.unlink_identity(by=ada)
    assert refused.value.code == "only_way_in"
    Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    assert actions.unlink_identity(by=ada)


def test_without_a_password_one_is_led_to_choose_one(provider, client_of, mailbox_of):
    browser = client_of()
    newcomer(browser, provider, email_verified=True)
    browser.post(NEW, SENT)
    new_address = {"action_add": "", "email": "altra@example.org"}
    for answer in (
        browser.get(UNLINK),
        browser.get("/accedi/2fa/totp/activate/"),
        browser.post("/accedi/email/", new_address),
    ):
        assert answer["Location"].partition("?")[0] == "/accedi/password/scegli/"
    assert browser.get("/accedi/password/scegli/").status_code == 200
    assert browser.post("/accedi/password/scegli/").status_code == 302
    way = mailbox_of("ada@example.org")
    key = browser.get(way)
    chosen = browser.post(key["Location"], NEW_PASSWORD)
    assert chosen.status_code == 302
    assert User.objects.get().has_usable_password()


NEW_PASSWORD = {"password1": "una-frase-mia-lunga", "password2": "una-frase-mia-lunga"}


@pytest.fixture
def mailbox_of():
    def link(address: str) -> str:
        text = OutgoingMail.objects.filter(to=address).latest("pk").text
        return re.search(r"http://localhost:\d+(/accedi/password/reset/key/\S+)", text)[1]

    return link


def test_a_link_can_be_taken_back_where_the_provider_is_no_longer_set(
    settings, client_of, ada, provider
):
    linked(ada, "ada-1")
    settings.IDENTITY_PROVIDER = None
    browser = client_of(ada)
    assert browser.get(OWN).status_code == browser.get(UNLINK).status_code == 200
    assert browser.post(UNLINK)["Location"] == "/accedi/2fa/"
    assert browser.get(OWN).status_code == 404


# -- Who is not let in -----------------------------------------------------------------------------------


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


# -- What can't be believed ------------------------------------------------------------------------------


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
