"""Servers for tests. The database needs no fixture: Django's settings start it where there is none."""

import pytest

from piastra.tools.embedded.redis import Redis


@pytest.fixture(scope="session")
def redis_server():
    """A real Redis of this test run alone; `.url` is its address."""
    with Redis() as server:
        yield server
