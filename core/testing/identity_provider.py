"""An OpenID Connect provider on loopback: a real one, which answers as it should, or oddly where told to."""

import json
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests
from flask import Response, g, request
from werkzeug.serving import WSGIRequestHandler, make_server

from core.testing.waiting import STANDSTILL

with warnings.catch_warnings(record=True):
    # It is made of what is on the way to the next version, and says so whatever the filters are.
    import oidc_provider_mock

#: The answers of the provider by the end of their addresses.
METADATA, TOKEN, KEYS, MORE = (
    "/openid-configuration",
    "/oauth2/token",
    "/jwks",
    "/userinfo",
)


@dataclass
class ProviderOnLoopback:
    """The provider at `issuer`. `odd` are answers to give in the place of its own, by the end of the address.

    `claims` changes what it signs; `asked` are the addresses at which it was asked, with what was sent there.
    """

    issuer: str
    odd: dict[str, Callable[[Response], Any]] = field(default_factory=dict)
    claims: Callable[[dict], dict] | None = None
    asked: list[tuple[str, dict]] = field(default_factory=list)
    key: Any = None
    known: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """As it was at the beginning."""
        for sub in set(self.known):
            self.knows(sub)
        self.known.clear()
        self.odd.clear()
        self.asked.clear()
        self.claims = None

    def knows(self, sub: str, **claims) -> None:
        """Let it say this of a person."""
        self.known.add(sub)
        requests.put(
            f"{self.issuer}/users/{sub}", json=claims, timeout=STANDSTILL
        ).raise_for_status()

    def approve(self, address: str, sub: str) -> str:
        """The person signs in there: to where the browser is sent with the answer."""
        return self._answered(address, {"sub": sub})

    def deny(self, address: str) -> str:
        """The person does not."""
        return self._answered(address, {"action": "deny"})

    def _answered(self, address: str, sent: dict) -> str:
        answer = requests.post(address, data=sent, allow_redirects=False, timeout=STANDSTILL)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def resigned(self, token: str, change: Callable[[dict], dict]) -> str:
        claims = jwt.decode(token, options={"verify_signature": False})
        return jwt.encode(change(claims), self.key, algorithm="RS256")


class Silent(WSGIRequestHandler):
    """A server that writes no line for each request."""

    def log_request(self, *_):
        pass


@contextmanager
def running_provider() -> Iterator[ProviderOnLoopback]:
    """One for a run, on a port of its own; `forget` between two tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = oidc_provider_mock.app(require_nonce=True)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    provider = ProviderOnLoopback(f"http://127.0.0.1:{server.server_port}")
    app.after_request(_as_told(provider))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield provider
    finally:
        server.shutdown()
        serving.join(5)
        server.server_close()


def _as_told(provider: ProviderOnLoopback) -> Callable[[Response], Response]:
    def changed(answer: Response) -> Response:
        provider.asked.append((request.path, request.values.to_dict()))
        provider.key = g.oidc_provider_mock_storage.jwk.get_private_key()
        if request.path.endswith(TOKEN) and provider.claims and answer.status_code == 200:
            said = json.loads(answer.data)
            said["id_token"] = provider.resigned(said["id_token"], provider.claims)
            answer.data = json.dumps(said)
        odd = next((odd for end, odd in provider.odd.items() if request.path.endswith(end)), None)
        if odd:
            odd(answer)
        return answer

    return changed
