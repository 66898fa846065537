"""The identity provider by which people may sign in, as the settings name it: one for SPID and CIE, say."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

METADATA = "/.well-known/openid-configuration"
NEEDED = ("OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
OTHERS = ("OIDC_CLAIM", "OIDC_SECOND_FACTOR_ACR", "OIDC_SCOPES", "OIDC_ORIGIN")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class IdentityProvider:
    """Who says who somebody is (OpenID Connect Core 1.0).

    `claim` is the claim that stays the same for a person; `acr` are the levels that count as a second factor;
    `origin` is where its sign-in page is.
    """

    name: str
    issuer: str
    client_id: str
    client_secret: str
    claim: str = "sub"
    acr: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    origin: str = ""

    @property
    def metadata(self) -> str:
        """Where it describes itself."""
        return self.issuer + METADATA


def identity_provider(said: Mapping[str, str]) -> IdentityProvider | None:
    """The provider, or None where nothing of it is set. Raises ImproperlyConfigured for half of one."""
    said = {name: value.strip() for name, value in said.items()}
    missing = [name for name in NEEDED if not said[name]]
    if len(missing) == len(NEEDED) and not any(said[name] for name in OTHERS):
        return None
    if missing:
        raise ImproperlyConfigured(
            f"Signing in by an identity provider is set by halves: {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing. Set {', '.join(NEEDED)}, or none of OIDC_…"
        )
    issuer = _address("OIDC_ISSUER", said["OIDC_ISSUER"]).removesuffix(METADATA)
    scopes = said["OIDC_SCOPES"].split() or list(IdentityProvider.scopes)
    return IdentityProvider(
        name=said["OIDC_NAME"],
        issuer=issuer.rstrip("/"),
        client_id=said["OIDC_CLIENT_ID"],
        client_secret=said["OIDC_CLIENT_SECRET"],
        claim=said["OIDC_CLAIM"] or IdentityProvider.claim,
        acr=tuple(said["OIDC_SECOND_FACTOR_ACR"].split()),
        scopes=tuple(dict.fromkeys(["openid", *scopes])),
        origin=_origin(_address("OIDC_ORIGIN", said["OIDC_ORIGIN"] or issuer)),
    )


def _address(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        is_whole = bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        is_safe = is_whole = False
    if not (is_safe and is_whole):
        raise ImproperlyConfigured(
            f"{name} is {text!r}: an address on https:// is needed, such as https://id.example.it"
        )
    return text


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
