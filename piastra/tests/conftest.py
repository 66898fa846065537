"""An identity provider to sign in by, a browser that checks forms."""

import pytest
from csp.constants import SELF
from django.test import Client

from core.testing.identity_provider import running_provider
from piastra.identity_provider import IdentityProvider

NAME = "SPID/CIE"


@pytest.fixture(scope="session")
def running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    """The portal's identity provider, running on loopback."""
    settings.IDENTITY_PROVIDER = IdentityProvider(
        name=NAME,
        issuer=running.issuer,
        client_id="piastra",
        client_secret="segreto",
        origin=running.issuer,
    )
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    directives = policy | {"form-action": [SELF, running.issuer]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    yield running
    running.forget()


@pytest.fixture
def browser_of(client_of):
    """A browser that checks where forms come from, in which this person is signed in."""

    def browser(person=None) -> Client:
        made = client_of(person)
        made.handler.enforce_csrf_checks = True
        return made

    return browser
