"""What became of people: asked once at each moment, answered by a link, told to the staff."""

from datetime import date

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import JournalEntry, OutgoingMail
from core.refusals import refused
from members.actions import outcomes as actions
from members.models import FunderFacts, Outcome, OutcomeQuestion
from members.models.outcomes import OUTCOME_LINK
from members.rules.outcomes import months_before
from members.tasks import ask_outcomes
from members.tests.factories import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(at):
    at("2026-11-23 09:00")


def membership(starts, ends=None, **fields):
    return MembershipFactory(starts=starts, ends=ends, **fields)


def question(**fields) -> OutcomeQuestion:
    found = membership(date(2026, 1, 1), date(2026, 11, 20))
    return OutcomeQuestion.objects.create(membership=found, moment="leaving", **fields)


@pytest.mark.parametrize(
    ("spans", "moments"),
    [
        ([("2026-01-01", None)], []),
        ([("2026-01-01", "2026-11-23")], ["leaving"]),
        ([("2026-01-01", "2026-11-24")], []),
        ([("2026-01-01", "2026-10-25")], ["leaving"]),
        ([("2026-01-01", "2026-10-24")], []),
        ([("2025-01-01", "2026-05-23")], ["six_months"]),
        ([("2025-01-01", "2026-05-24")], []),
        ([("2025-01-01", "2026-04-23")], []),
        ([("2026-01-01", "2026-11-01"), ("2026-11-01", None)], ["renewal"]),
        ([("2026-01-01", "2026-09-01"), ("2026-09-01", None)], []),
        ([("2026-01-01", "2026-11-01"), ("2027-01-01", None)], []),
        ([("2025-01-01", "2026-05-23"), ("2026-06-01", None)], []),
    ],
)
def test_who_is_asked_when_and_never_twice(at, spans, moments):
    person = PersonFactory(member=True)
    for first, end in spans:
        membership(date.fromisoformat(first), end and date.fromisoformat(end), person=person)
    assert ask_outcomes() == len(moments)
    assert ask_outcomes() == 0
    at("2026-11-24 09:00")
    later = OutcomeQuestion.objects.exclude(moment__in=moments).count()
    ask_outcomes()
    asked = OutcomeQuestion.objects.filter(asked_at__lt="2026-11-23T12:00Z")
    assert list(asked.values_list("moment", flat=True)) == moments
    assert later == 0
    assert OutgoingMail.objects.count() == OutcomeQuestion.objects.count()


def test_whoever_said_no_or_has_a_closed_account_is_not_asked():
    first = question(declined_at="2026-11-21T09:00Z")
    membership(date(2026, 1, 1), date(2026, 11, 20), person=PersonFactory(is_active=False))
    person = first.membership.person
    membership(date(2026, 11, 21), person=person)
    assert ask_outcomes() == 0


def test_the_mail_opens_the_page_without_signing_in_and_takes_a_minute(client):
    gone = membership(date(2026, 1, 1), date(2026, 11, 20))
    FunderFacts.objects.create(person=gone.person, employment="looking")
    ask_outcomes()
    letter = OutgoingMail.objects.get()
    url = reverse("members:outcome", args=[OUTCOME_LINK.token(OutcomeQuestion.objects.get().pk)])
    assert url in letter.text
    assert "Adesso lavori?" in client.get(url).content.decode()
    answer = client.post(url, {"in_work": "yes", "enterprise": "founded", "words": "Bene."})
    assert answer.url == url
    kept = Outcome.objects.get()
    assert (kept.in_work, kept.was_in_work, kept.enterprise, kept.goes_on) == (
        True, False, "founded", None,
    )  # fmt: skip
    assert (kept.person, kept.moment, kept.is_told) == (gone.person, "leaving", False)
    shown = client.get(url).content.decode()
    assert "le tue risposte sono state salvate" in shown
    assert "Bene." not in shown
    again = client.post(url, {"in_work": "no"})
    assert again.status_code == 200
    assert Outcome.objects.get().in_work is True
    assert not JournalEntry.objects.filter(details__icontains="Bene").exists()


@pytest.mark.parametrize(
    ("employment", "was"),
    [
        ("studying", False), ("looking", False), ("employed", True), ("self_employed", True),
        ("other", None), ("unsaid", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_the_work_before_is_what_the_facts_say(employment, was):
    found = question()
    if employment is not None:
        FunderFacts.objects.create(person=found.membership.person, employment=employment)
    assert actions.answer_outcome(question=found, in_work=True).was_in_work is was


def test_an_empty_answer_is_none_and_a_wrong_one_is_told(client):
    found = question()
    url = reverse("members:outcome", args=[OUTCOME_LINK.token(found.pk)])
    for fields in ({}, {"words": "  "}, {"in_work": "boh"}, {"words": "x" * 1001}):
        assert client.post(url, fields).status_code == 200, fields
    assert not Outcome.objects.exists()


def test_a_link_that_is_cut_old_or_of_something_else_opens_nothing(client, at):
    found = question()
    token = OUTCOME_LINK.token(found.pk)
    other = signing.dumps(found.pk, salt="events.registration")
    gone = OUTCOME_LINK.token(found.pk + 1000)
    for each in (token[:-1], other, gone, "x"):
        for name in ("outcome", "outcome_decline"):
            url = reverse(f"members:{name}", args=[each])
            assert client.post(url, {"in_work": "yes"}).status_code == 404
    at("2027-03-23 09:00")
    assert client.get(reverse("members:outcome", args=[token])).status_code == 404
    assert not Outcome.objects.exists()


def test_whoever_says_no_gets_no_other(client):
    found = question()
    url = reverse("members:outcome_decline", args=[OUTCOME_LINK.token(found.pk)])
    for _time in range(2):
        client.post(url)
    found.refresh_from_db()
    assert found.declined_at
    assert actions.ask_outcome(membership=found.membership, moment="six_months") is False


def test_the_staff_record_what_they_were_told_marked_so(staff, member, client_of):
    url = reverse("members:outcome_record", args=[member.pk])
    client_of(staff).post(url, {"moment": "six_months", "in_work": "no", "goes_on": "yes"})
    kept = Outcome.objects.get()
    assert (kept.person, kept.moment, kept.in_work, kept.goes_on) == (
        member, "six_months", False, True,
    )  # fmt: skip
    assert (kept.is_told, kept.told_to) == (True, staff)
    facts = {"person": member, "moment": "leaving", "in_work": True}
    assert refused(actions.record_outcome, by=member, **facts).code == "staff"


def test_what_tells_of_nobody_has_no_words():
    kept = actions.answer_outcome(question=question(), words="Ho aperto uno studio.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=kept.pk).update(person=None)
    Outcome.objects.filter(pk=kept.pk).update(person=None, words="")


@pytest.mark.parametrize(
    ("day", "before"),
    [
        ("2026-11-23", "2026-05-23"), ("2026-08-31", "2026-02-28"), ("2028-08-30", "2028-02-29"),
        ("2026-03-01", "2025-09-01"), ("2026-12-31", "2026-06-30"), ("2026-06-15", "2025-12-15"),
    ],
)  # fmt: skip
def test_six_months_before(day, before):
    assert months_before(date.fromisoformat(day), 6) == date.fromisoformat(before)
