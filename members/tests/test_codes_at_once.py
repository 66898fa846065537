"""A code opens once, though several send it at the same moment: each with a connection of its own."""

from threading import Barrier, Thread

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connection

from members.authentication import factor_forms as forms
from members.tests.factors import code, signed_in_by_password, with_app

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


def of_the_app(_person) -> str:
    return code()


def of_the_sheet(person) -> str:
    return RecoveryCodes.activate(person).get_unused_codes()[0]


def how_many_come_in(client_of, person, said: str) -> int:
    browsers = [signed_in_by_password(client_of, person) for _each in range(AT_ONCE)]
    line = Barrier(AT_ONCE)

    def send(browser):
        line.wait()
        try:
            browser.post("/accedi/2fa/authenticate/", {"code": said})
        finally:
            connection.close()

    threads = [Thread(target=send, args=[each]) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum("_auth_user_id" in each.session for each in browsers)


@pytest.fixture(autouse=True)
def required(settings):
    """Each thread is a process of its own: what one keeps in its memory no other knows."""
    settings.REQUIRE_SECOND_FACTOR = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    cache.clear()


@pytest.mark.parametrize("kind", [of_the_app, of_the_sheet])
def test_of_several_at_once_one_comes_in(staff, client_of, kind):
    with_app(staff)
    assert how_many_come_in(client_of, staff, kind(staff)) == 1


def test_without_using_it_up_all_come_in(staff, client_of, monkeypatch):
    """The negative control."""
    with_app(staff)
    monkeypatch.setattr(forms, "use_up", lambda factor, code: True)
    assert how_many_come_in(client_of, staff, code()) > 1
