"""Two at once: one decides, the other is told who did."""

import pytest
from django.urls import reverse

from core.access import Role
from core.testing.plugin import session_of
from core.testing.races import Runner, race
from members import actions
from members.models import Application, ApplicationMove, Membership
from members.tests.applying import ANSWERS
from members.tests.factories import ApplicationFactory, ThemeFactory

AT_ONCE = 6


@pytest.fixture
def colleagues(transactional_db, make_person):
    return [make_person(Role.STAFF, last_name=f"Collega {n}") for n in range(AT_ONCE)]


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_one_is_taken_and_the_others_are_told(colleagues, live_server):
    application = ApplicationFactory(under_review=True)
    answers = race(live_server.url, [
        Runner(
            session_of(person),
            reverse(
                "members:application_admit" if turn % 2 else "members:application_refuse",
                args=[application.pk],
            ),
            {"reason": "Fuori tema."},
        )
        for turn, person in enumerate(colleagues)
    ])  # fmt: skip
    # Whoever was too late reads who was quicker, above the own words.
    assert sorted(answer.status for answer in answers) == [200] * (AT_ONCE - 1) + [302]
    decided = ApplicationMove.objects.filter(after__in=["admitted", "not_admitted"])
    move = decided.get()
    assert Membership.objects.count() == (move.after == "admitted")
    application.refresh_from_db()
    assert application.status == move.after


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_is_one_application(make_person, live_server):
    person = make_person(Role.APPLICANT)
    actions.save_draft(by=person, themes=[ThemeFactory()], **ANSWERS)
    path = reverse("members:application_send")
    runners = [Runner(session_of(person), path, {}) for _turn in range(AT_ONCE)]
    answers = race(live_server.url, runners)
    assert [answer.status for answer in answers] == [302] * AT_ONCE
    assert Application.objects.get().code.endswith("/0001")


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_moment_each_gets_a_number_and_none_is_left_out(make_person, live_server):
    people = [make_person(Role.APPLICANT) for _turn in range(AT_ONCE)]
    for person in people:
        actions.save_draft(by=person, themes=[ThemeFactory()], **ANSWERS)
    path = reverse("members:application_send")
    answers = race(live_server.url, [Runner(session_of(person), path, {}) for person in people])
    assert [answer.status for answer in answers] == [302] * AT_ONCE
    numbers = Application.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, AT_ONCE + 1))


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_race_is_lost(colleagues, live_server, monkeypatch):
    """The negative control: this test can fail."""
    from django.db.models import QuerySet

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    for _turn in range(20):
        application = ApplicationFactory(under_review=True)
        path = reverse("members:application_let_wait", args=[application.pk])
        race(live_server.url, [Runner(session_of(one), path, {}) for one in colleagues])
        if application.moves.filter(after="waiting").count() > 1:
            return
    pytest.fail("Without the lock nobody was ever decided twice: the race is not a race.")
