"""Attempts to sign in are counted over all processes; without Redis one still signs in."""

import pytest
from django.core.cache import cache, caches
from django.urls import reverse

from core.testing.plugin import PASSWORD
from piastra.tools.embedded.redis import Redis

pytestmark = pytest.mark.django_db


def in_redis(url):
    return {"default": {"BACKEND": "core.cache.SharedCache", "LOCATION": [url]}}


@pytest.fixture
def known(member):
    """A member whose address is confirmed."""
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    return member


@pytest.fixture
def no_redis(settings, tmp_path):
    """The settings of production, and nobody at the address."""
    settings.CACHES = in_redis(f"unix://{tmp_path}/nobody.sock")
    yield
    cache.clear()


def sign_in(client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_without_redis_one_signs_in(no_redis, client_of, known):
    browser = client_of()
    assert sign_in(browser, known).status_code == 302
    assert is_in(browser)


def test_without_redis_guessing_is_still_limited(no_redis, client_of, known):
    for number in range(5):
        assert sign_in(client_of(), known, f"sbagliata {number}").status_code == 200
    browser = client_of()
    sign_in(browser, known)
    assert not is_in(browser)


def test_what_one_process_counts_another_knows(settings, client_of, known):
    with Redis() as server:
        settings.CACHES = in_redis(server.url.replace("redis+socket", "unix"))
        for number in range(5):
            sign_in(client_of(), known, f"sbagliata {number}")
        # As a process of its own: nothing in memory, a connection of its own.
        caches["default"]._own.clear()
        del caches["default"]
        browser = client_of()
        sign_in(browser, known)
        assert not is_in(browser)
        cache.clear()
        sign_in(browser, known)
        assert is_in(browser)
