"""A passkey and the app removed at once, in two windows: one of them stays with whoever needs one."""

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.urls import reverse

from core.access import Role
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from members.authentication import second_factor
from members.tests.factors import a_passkey, with_app

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 20


@pytest.fixture
def person(make_person, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    return make_person(Role.STAFF)


def windows(person, passkey) -> list[Runner]:
    pages = (
        reverse("mfa_deactivate_totp"),
        reverse("mfa_remove_webauthn", args=[passkey.pk]),
    )
    return [Runner(session_of(person), page, {}) for page in pages]


def remove_both(url: str, person) -> int:
    """How many factors are left."""
    person.emailaddress_set.all().delete()
    Authenticator.objects.filter(user=person).delete()
    with_app(person)
    answers = race(url, windows(person, a_passkey(person)))
    assert all(answer.status in {200, 302} for answer in answers)
    return Authenticator.objects.filter(user=person, type__in=second_factor.FACTORS).count()


@pytest.fixture(autouse=True)
def proved(monkeypatch):
    """Both windows have proved the factor: nothing but the lock stands between the two."""
    monkeypatch.setattr(second_factor, "is_missing", lambda request: False)


def test_one_of_the_two_stays(person, live_server):
    assert [remove_both(live_server.url, person) for _turn in range(4)] == [1] * 4


def test_without_the_lock_both_go(person, live_server, monkeypatch):
    """The negative control: this test can fail."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    for _turn in range(TURNS):
        if remove_both(live_server.url, person) == 0:
            return
    pytest.fail("Without the lock one always stayed: the race is not a race.")
