"""Passkeys that open nothing: of another host, of nobody, broken. Each is told in words; the browser's own are in
`piastra/tests/test_second_factor_story.py`."""

import hashlib
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

pytestmark = pytest.mark.django_db
HERE = "localhost"
FLAGS = 0x01 | 0x04  # present and verified
KNOWN = 0x40  # with the key itself


class Device:
    """A small authenticator in software: one key, for one host."""

    def __init__(self, host: str):
        self.host, self.key = host, ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(host.encode()).digest()

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": f"http://{self.host}"}
        return json.dumps(said).encode()

    def _facts(self, flags: int, counter: int = 1, key: bytes = b"") -> AuthenticatorData:
        place = hashlib.sha256(self.host.encode()).digest()
        return AuthenticatorData.create(place, flags, counter, key)

    def registered(self, challenge: str) -> dict:
        """What the browser sends when a passkey is added."""
        public = ES256.from_cryptography_key(self.key.public_key())
        known = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        attested = AttestationObject.create("none", self._facts(FLAGS | KNOWN, key=known), {})
        client = self._client("webauthn.create", challenge)
        answer = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(bytes(attested)),
        }
        return self._credential(answer)

    def signed(self, challenge: str, owner: bytes) -> dict:
        """What the browser sends when it signs in."""
        client = self._client("webauthn.get", challenge)
        facts = bytes(self._facts(FLAGS, counter=2))
        proof = self.key.sign(facts + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(facts),
            "signature": websafe_encode(proof),
            "userHandle": websafe_encode(owner),
        }
        return self._credential(answer)

    def _credential(self, answer: dict) -> dict:
        own = websafe_encode(self.id)
        extensions = {"clientExtensionResults": {"credProps": {"rk": True}}}
        return {"id": own, "rawId": own, "type": "public-key", "response": answer, **extensions}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = f"http://{HERE}"


def asked(browser) -> dict:
    """What the sign-in page asks the device."""
    answer = browser.get("/accedi/2fa/webauthn/login/", HTTP_ACCEPT="application/json")
    return answer.json()["request_options"]["publicKey"]


def signs_in(browser, device: Device, person):
    sent = device.signed(asked(browser)["challenge"], user_pk_to_url_str(person).encode())
    return send(browser, json.dumps(sent))


def send(browser, credential: str):
    return browser.post("/accedi/2fa/webauthn/login/", {"credential": credential}, follow=True)


def has(person, device: Device):
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    challenge = websafe_encode(b"c" * 32)
    data = {"name": "Telefono", "credential": device.registered(challenge)}
    return Authenticator.objects.create(user=person, type="webauthn", data=data)


def test_the_own_passkey_opens(member, client_of):
    """The positive control: this software can sign in."""
    device = Device(HERE)
    has(member, device)
    browser = client_of()
    signs_in(browser, device, member)
    assert browser.get("/profilo/").status_code == 200


def test_a_passkey_of_another_host_is_refused_in_words(member, client_of):
    """The same key, on a page that imitates ours."""
    device = Device(HERE)
    has(member, device)
    device.host = "piastra.example.net"
    browser = client_of()
    page = signs_in(browser, device, member)
    assert "Questa passkey non apre questo portale" in page.content.decode()
    assert browser.get("/profilo/").status_code == 302


def test_a_passkey_of_another_person_opens_no_other_account(member, other_member, client_of):
    device = Device(HERE)
    has(other_member, device)
    browser = client_of()
    assert "non apre questo portale" in signs_in(browser, device, member).content.decode()
    assert browser.get("/profilo/").status_code == 302


def test_an_answer_opens_once(member, client_of):
    device, browser = Device(HERE), client_of()
    has(member, device)
    sent = json.dumps(
        device.signed(asked(browser)["challenge"], user_pk_to_url_str(member).encode())
    )
    send(browser, sent)
    other = client_of()
    assert "non apre questo portale" in send(other, sent).content.decode()
    assert other.get("/profilo/").status_code == 302


def test_a_closed_account_is_not_opened(member, client_of):
    device, browser = Device(HERE), client_of()
    has(member, device)
    member.is_active = False
    member.save()
    signs_in(browser, device, member)
    assert browser.get("/profilo/").status_code == 302


BROKEN = [
    "",
    "x",
    "{}",
    "[]",
    "1",
    "null",
    '"x"',
    '{"id": 1}',
    '{"response": []}',
    '{"response": {}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", '
    '"authenticatorData": "AA", "signature": "AA", "userHandle": "AA"}}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "é", '
    '"authenticatorData": 7, "signature": null, "userHandle": {}}}',
    '{"id": "\\u0000"}',
    "[" * 5000,
]


def mangled() -> list[str]:
    """A whole answer with each of its parts missing or made something else."""
    whole = Device(HERE).signed(websafe_encode(b"c" * 32), b"1")
    made = []
    for part in whole["response"]:
        for other in (None, "", "é", 7, [], {}, "AAAA", "/" * 99):
            made.append(json.dumps(whole | {"response": whole["response"] | {part: other}}))
        made.append(
            json.dumps(
                whole | {"response": {k: v for k, v in whole["response"].items() if k != part}}
            )
        )
    return made


@pytest.mark.parametrize("credential", [*BROKEN, *mangled()])
def test_what_is_no_passkey_is_told_in_words(credential, client_of, settings):
    settings.MFA_RATE_LIMITS = False
    browser = client_of()
    asked(browser)
    page = send(browser, credential)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == "/accedi/login/"
    assert "Questa passkey non apre questo portale" in page.content.decode()


@pytest.mark.parametrize("credential", [*BROKEN, *mangled()])
def test_nor_is_it_added(credential, member, client_of):
    browser = client_of(member)
    browser.get("/accedi/2fa/webauthn/add/")
    answer = browser.post("/accedi/2fa/webauthn/add/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert "La passkey non è stata salvata" in answer.content.decode()
    assert not Authenticator.objects.exists()
