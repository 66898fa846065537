"""A browser that meets errors, and somebody who has a session."""

import pytest
from django.test import Client

from piastra.tests.errors import addresses


@pytest.fixture
def visitor(settings):
    """A browser that sees the page of an error, as visitors do."""
    settings.ROOT_URLCONF = addresses.__name__
    return Client(raise_request_exception=False)


@pytest.fixture
def known(member):
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member
