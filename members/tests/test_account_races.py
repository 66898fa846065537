"""Two of the staff lower each other at once: one of them stays."""

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from core.access import Role
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from members.models import AccountChange, User

TURNS = 20


@pytest.fixture
def two(transactional_db, make_person):
    return [make_person(Role.STAFF, last_name=name) for name in ("Prima", "Seconda")]


def lower_each_other(url: str, one: User, other: User) -> list:
    """Each sends the form that makes a coworker of the other."""
    fields = {"reason": "Basta così.", "seen": "staff"}
    return race(url, [
        Runner(session_of(by), reverse("members:role_change", args=[whom.pk, "member"]), fields)
        for by, whom in ((one, other), (other, one))
    ])  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_who_lower_each_other_leave_one(two, live_server):
    for _turn in range(3):
        answers = lower_each_other(live_server.url, *two)
        assert sorted(answer.status for answer in answers) in ([200, 302], [302, 403])
        assert User.objects.filter(role=Role.STAFF).count() == 1
        assert AccountChange.objects.count() == 1
        AccountChange.objects.all().delete()
        User.objects.update(role=Role.STAFF)


@pytest.mark.django_db(transaction=True)
def test_two_who_close_each_other_leave_one(two, live_server):
    one, other = two
    answers = race(live_server.url, [
        Runner(session_of(by), reverse("members:account_close", args=[whom.pk]), {"reason": "Via."})
        for by, whom in ((one, other), (other, one))
    ])  # fmt: skip
    assert [answer.status for answer in answers].count(302) >= 1
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_lost(two, live_server, monkeypatch):
    """The negative control: this test can fail."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    for _turn in range(TURNS):
        lower_each_other(live_server.url, *two)
        if not User.objects.filter(role=Role.STAFF).exists():
            return
        User.objects.update(role=Role.STAFF)
    pytest.fail("Without the lock one of them always stayed: the race is not a race.")
