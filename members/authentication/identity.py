"""What the identity provider says of somebody: where they are sent, and with what they come back.

OpenID Connect by allauth's parts: the way there with state and PKCE, the exchange of the code. What allauth leaves
out is here: the nonce, the signature in any case, and that both answers of the provider are about one person
(OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2).
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from secrets import compare_digest, token_urlsafe
from urllib.parse import urlsplit

import jwt
import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.links import whole_address
from core.refusals import Refusal

log = logging.getLogger(__name__)

#: By this name allauth keeps whose account a person of the provider opens.
PROVIDER = "openid_connect"
#: With which a token may be signed: by a key of the provider's own, never by a shared secret.
SIGNATURES = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]
#: Seconds by which its clock may differ from ours.
LEEWAY = 60
#: How many letters of a claim are read: of a name as many as an account keeps.
LONGEST, LONGEST_NAME, LONGEST_ADDRESS = 255, 80, 254
#: What comes of an answer that is away, late or not what it should be.
ODD = (
    ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError,
    OAuth2Error, jwt.PyJWTError, requests.RequestException,
)  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """Somebody of whom the provider said who they are.

    `uid` stands for the person, and nobody finds from it who that is; `is_proved` says whether the provider
    confirms the e-mail, `is_strong` whether the sign-in there counts as a second factor.
    """

    uid: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    is_proved: bool = False
    is_strong: bool = False

    def as_kept(self) -> dict:
        return asdict(self)


class Provider(OpenIDConnectProvider):
    """The provider of the settings; nothing of it stands in the database."""

    def get_oauth2_adapter(self, request):
        return Conversation(request, self)


class Conversation(OpenIDConnectOAuth2Adapter):
    """What is asked of it, and what it answers."""

    def __init__(self, request, provider: Provider):
        self._provider = provider
        super().__init__(request, PROVIDER)

    def get_provider(self) -> Provider:
        return self._provider

    def get_callback_url(self, request, app) -> str:
        return whole_address("members:identity_return")

    @cached_property
    def openid_config(self) -> dict:
        said = _read(settings.IDENTITY_PROVIDER.metadata)
        if said["issuer"].rstrip("/") != settings.IDENTITY_PROVIDER.issuer:
            raise OAuth2Error("the metadata are another issuer's")
        return said


def _provider(request) -> Provider:
    told = settings.IDENTITY_PROVIDER
    return Provider(
        request,
        SocialApp(
            provider=PROVIDER,
            provider_id=PROVIDER,
            name=told.name,
            client_id=told.client_id,
            secret=told.client_secret,
            settings={"server_url": told.metadata, "oauth_pkce_enabled": True},
        ),
    )


def way_there(request, *, process: str, then: str):
    """The redirect to the provider; `process` and `then` come back with the person.

    Raises `Refusal` where the provider is away, or describes itself as what it is not.
    """
    nonce, told = token_urlsafe(32), settings.IDENTITY_PROVIDER
    asked = {"nonce": nonce} | ({"acr_values": " ".join(told.acr)} if told.acr else {})
    with _explained():
        provider = _provider(request)
        where = provider.redirect(
            request, process, next_url=then, auth_params=asked, scope=list(told.scopes), nonce=nonce
        )
        _ensure_allowed(where["Location"])
        return where


def _ensure_allowed(address: str) -> None:
    parts = urlsplit(address)
    if f"{parts.scheme}://{parts.netloc}" != settings.IDENTITY_PROVIDER.origin:
        raise OAuth2Error(f"signing in is at {parts.netloc}: set OIDC_ORIGIN")


def state_of(request) -> dict:
    """What was kept of the way there, once. Raises `Refusal` where this browser has not begun, or long ago."""
    kept = statekit.unstash_state(
        request, provider_id=PROVIDER, state_id=request.GET.get("state", "")
    )
    if kept is None and (error := request.GET.get("error")):
        # Some providers say no without saying to what.
        raise _declined(error)
    if kept is None:
        raise Refusal(
            _(
                "This sign-in was started too long ago or in another browser, or has already "
                "been completed. Nothing was changed: please start again."
            ),
            code="no_state",
        )
    return kept


def identity_of(request, state: Mapping) -> Identity:
    """Who came back, by the provider's word. Raises `Refusal` where it says no, or what can't be believed."""
    if error := request.GET.get("error"):
        raise _declined(error)
    with _explained():
        conversation = Conversation(request, _provider(request))
        app = conversation.get_provider().app
        client = conversation.get_client(request, app)
        answer = conversation.get_access_token_data(
            request, app, client, pkce_code_verifier=state["pkce_code_verifier"]
        )
        token = _token(conversation, answer["id_token"], nonce=state["nonce"])
        return _as_identity(token, _more(conversation, answer["access_token"], token))


def _declined(error: str) -> Refusal:
    name = settings.IDENTITY_PROVIDER.name
    if error == "access_denied":
        sentence = _("You did not finish signing in with %(name)s. Nothing was changed.")
        return Refusal(sentence % {"name": name}, code="cancelled")
    log.warning("the identity provider refused", extra={"facts": {"error": error[:64]}})
    return away()


def away() -> Refusal:
    """The provider does not answer, or not as it should."""
    sentence = _(
        "%(name)s is not responding as it should, so you have not been signed in. Nothing was "
        "changed: try again in a few minutes, or sign in with your e-mail and password."
    )
    return Refusal(sentence % {"name": settings.IDENTITY_PROVIDER.name}, code="away")


@contextmanager
def _explained() -> Iterator[None]:
    """What goes wrong in there is told to the person in a sentence, and to the log with its cause."""
    try:
        yield
    except ODD as error:
        facts = {"error": type(error).__name__}
        log.warning("the identity provider answers oddly", extra={"facts": facts})
        raise away() from error


def _read(address: str, headers: Mapping[str, str] | None = None) -> dict:
    with get_adapter().get_requests_session() as session:
        answer = session.get(address, headers=headers)
        answer.raise_for_status()
        said = answer.json()
    if not isinstance(said, dict):
        raise TypeError("no object")
    return said


def _token(conversation: Conversation, token: str, *, nonce: str) -> dict:
    """The claims of the ID token, once it is the provider's, for us, of now and of this sign-in."""
    about, audience = conversation.openid_config, settings.IDENTITY_PROVIDER.client_id
    claims = jwt.decode(
        token,
        key=_key(token, _read(about["jwks_uri"])),
        algorithms=SIGNATURES,
        audience=audience,
        issuer=about["issuer"],
        leeway=LEEWAY,
        options={"require": ["iss", "sub", "aud", "exp", "iat"]},
    )
    if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise OAuth2Error("the token is of another sign-in")
    if claims.get("azp", audience) != audience:
        raise OAuth2Error("the token was given to somebody else")
    return claims


def _key(token: str, published: dict) -> object:
    """With which of its keys the provider signed: the one that the token names, or the only one there is."""
    keys, name = jwt.PyJWKSet.from_dict(published).keys, jwt.get_unverified_header(token).get("kid")
    (key,) = [each for each in keys if name is None or each.key_id == name]
    return key.key


def _more(conversation: Conversation, access_token: str, token: Mapping) -> dict:
    """What the provider says where it is asked for more; of the same person, or of nobody."""
    where = conversation.openid_config.get("userinfo_endpoint")
    if not where:
        return {}
    said = _read(where, {"Authorization": f"Bearer {access_token}"})
    if said.get("sub") != token["sub"]:
        raise OAuth2Error("the two answers are about two people")
    return said


def _as_identity(token: Mapping, more: Mapping) -> Identity:
    said, told = {**token, **more}, settings.IDENTITY_PROVIDER
    email = _text(said, "email", LONGEST_ADDRESS)
    return Identity(
        uid=uid_of(said.get(told.claim)),
        first_name=_text(said, "given_name", LONGEST_NAME),
        last_name=_text(said, "family_name", LONGEST_NAME),
        email=email,
        is_proved=bool(email) and said.get("email_verified") is True,
        # By the signed token alone.
        is_strong=bool(told.acr) and token.get("acr") in told.acr,
    )


def _text(said: Mapping, name: str, longest: int) -> str:
    """A claim as one line of text; nothing for what is none, or too long to be kept whole."""
    text = " ".join(value.split()) if isinstance(value := said.get(name), str) else ""
    return text if len(text) <= longest and text.isprintable() else ""


def uid_of(value: object) -> str:
    """What is kept of the claim: the same for the same person, and no tax number.

    Raises `TypeError` for no claim. Whoever has the claim and the portal's key could work it out; nobody else.
    """
    if not (isinstance(value, str) and value.strip() and len(value) <= LONGEST):
        raise TypeError("the claim that stands for the person is missing")
    told = settings.IDENTITY_PROVIDER
    said = f"{told.issuer} {told.claim} {value}"
    return salted_hmac("members.identity", said, algorithm="sha256").hexdigest()
