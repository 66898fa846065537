"""Whose account the provider opens."""

import pytest

from piastra.tests.identity_provider.ways import with_address


@pytest.fixture
def ada(make_person):
    return with_address(make_person(email="ada@example.org", first_name="Ada", last_name="Rossi"))
