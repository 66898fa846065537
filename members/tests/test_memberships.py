"""Memberships: begun, ended, rested, renewed, reminded of; what each refuses."""

from datetime import date, timedelta

import pytest

from core import texts
from core.access import Role
from core.models import OutgoingMail
from core.refusals import Refusal
from members import actions, tasks
from members.actions import memberships, renewals
from members.models import Membership, RenewalRequest
from members.rules import memberships as rules
from members.tests.factories import ApplicationFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
WHY = "Il progetto è finito."


@pytest.fixture(autouse=True)
def monday(at):
    return at("2026-11-23 09:00")


@pytest.fixture
def boss():
    return PersonFactory(staff=True)


def made(starts=date(2026, 1, 1), ends=None, **person) -> Membership:
    return MembershipFactory(person=PersonFactory(member=True, **person), starts=starts, ends=ends)


def code(verb, **given) -> str:
    with pytest.raises(Refusal) as refused:
        verb(**given)
    return refused.value.code


def letters(person) -> list[str]:
    found = OutgoingMail.objects.filter(to=person.email).order_by("pk")
    return [each.subject for each in found]


def test_the_admitted_get_the_first_day_letter_of_the_staff_in_their_language(boss):
    texts.write_text(
        by=boss, key="first_day", language="en", body="Ring twice.\n\n- ask Sara", seen=0
    )
    application = ApplicationFactory(applicant=PersonFactory(language="en"), under_review=True)
    person = application.applicant
    memberships.begin(by=boss, person=person, starts=MONDAY, application=application)
    letter = OutgoingMail.objects.get(to=person.email)
    assert "Ring twice." in letter.text
    assert "<li>ask Sara</li>" in letter.html


def test_a_membership_without_an_application_sends_no_letter(boss):
    person = PersonFactory(member=True)
    memberships.begin(by=boss, person=person, starts=MONDAY, ends=date(2027, 1, 1))
    assert letters(person) == []


@pytest.mark.parametrize(
    ("ends", "refusal"),
    [
        (date(2026, 11, 22), "past"),
        (None, "same_end"),
    ],
)
def test_an_end_that_can_not_be(boss, ends, refusal):
    membership = made()
    given = {"by": boss, "membership": membership, "ends": ends, "reason": WHY}
    assert code(memberships.end, **given) == refusal


def test_what_is_over_and_what_has_no_reason_and_who_is_nobody(boss):
    over = made(ends=MONDAY)
    assert code(memberships.end, by=boss, membership=over, ends=None, reason=WHY) == "ended_already"
    membership = made()
    given = {"membership": membership, "ends": date(2026, 12, 1)}
    assert code(memberships.end, by=boss, reason=" ", **given) == "no_reason"
    assert code(memberships.end, by=membership.person, reason=WHY, **given) == "not_yours"
    assert Membership.objects.get(pk=membership.pk).ends is None


def test_one_that_has_not_begun_is_taken_away(boss):
    membership = made(starts=date(2026, 12, 1))
    given = {"by": boss, "membership": membership, "reason": WHY}
    assert memberships.end(ends=MONDAY, **given) is None
    assert not Membership.objects.exists()
    assert letters(membership.person) == ["La tua adesione non inizierà"]


def test_a_suspension_and_its_end(boss):
    membership = made()
    given = {"by": boss, "membership": membership, "reason": WHY}
    rest = memberships.suspend(since=MONDAY, until=date(2026, 12, 1), **given)
    assert not memberships.standing_of(membership.person).covers(MONDAY)
    assert (
        code(memberships.suspend, since=MONDAY, until=None, **given) == "one_suspension_at_a_time"
    )
    memberships.resume(by=boss, suspension=rest)
    assert memberships.standing_of(membership.person).covers(MONDAY)
    assert code(memberships.suspend, since=date(2026, 11, 1), until=None, **given) == "past"
    assert code(memberships.suspend, since=MONDAY, until=MONDAY, **given) == "reversed"


@pytest.mark.parametrize(
    ("starts", "ends", "again"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), (date(2027, 1, 1), date(2028, 1, 1))),
        (date(2026, 8, 31), date(2027, 2, 28), (date(2027, 2, 28), date(2027, 8, 28))),
        (date(2026, 1, 15), date(2026, 7, 15), (MONDAY, date(2027, 5, 23))),
        (date(2026, 11, 1), date(2026, 11, 11), (MONDAY, date(2026, 12, 3))),
    ],
)
def test_a_renewal_lasts_as_long_again_from_the_end_or_from_today(boss, starts, ends, again):
    old = made(starts, ends)
    new = memberships.renew(by=boss, membership=old)
    assert (new.starts, new.ends) == again
    assert code(memberships.renew, by=boss, membership=old) == "renewed_already"


def test_asking_granting_and_the_moves_that_are_not_in_the_table(boss):
    membership = made(ends=date(2026, 12, 10))
    person = membership.person
    request = renewals.ask_renewal(by=person)
    assert code(renewals.ask_renewal, by=person) == "asked_already"
    renewals.grant_renewal(by=boss, request=request)
    for verb, more in (
        (renewals.grant_renewal, {}),
        (renewals.refuse_renewal, {"reason": WHY}),
    ):
        assert code(verb, by=boss, request=request, **more) == "decided_already"
    assert code(renewals.withdraw_renewal, by=person, request=request) == "decided_already"
    assert person.memberships.count() == 2
    assert letters(person) == ["La tua adesione è stata rinnovata"]


@pytest.mark.parametrize(
    ("ends", "refusal"),
    [(None, "no_end"), (date(2027, 6, 1), "too_early"), (date(2025, 1, 1), None)],
)
def test_when_a_renewal_is_asked(ends, refusal):
    membership = made(starts=date(2024, 1, 1), ends=ends)
    found = rules.why_not_ask(membership, asked=False, today=MONDAY)
    assert (found and found.code) == refusal


def test_nobody_renews_for_who_is_no_coworker_any_more(boss):
    membership = made(ends=date(2026, 12, 10), is_active=False)
    assert code(memberships.renew, by=boss, membership=membership) == "no_coworker"


def test_a_refusal_says_why(boss):
    membership = made(ends=date(2026, 12, 10))
    request = renewals.ask_renewal(by=membership.person)
    assert code(renewals.refuse_renewal, by=boss, request=request, reason=" ") == "no_reason"
    renewals.refuse_renewal(by=boss, request=request, reason=WHY)
    assert WHY in OutgoingMail.objects.get(to=membership.person.email).text
    assert renewals.ask_renewal(by=membership.person).status == RenewalRequest.Status.ASKED


def test_reminders_leave_30_and_7_days_before_once_each_and_again_when_the_end_moves(at):
    membership = made(ends=date(2027, 1, 1))
    found = []
    for day in ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-25", "2026-12-26", "2026-12-31"):
        at(f"{day} 07:30")
        found.append((tasks.remind_of_ends(), tasks.remind_of_ends()))
    assert found == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (0, 0)]
    Membership.objects.filter(pk=membership.pk).update(ends=date(2027, 1, 6))
    assert tasks.remind_of_ends() == 1
    assert len(letters(membership.person)) == 3


def test_no_reminder_for_who_has_asked_goes_on_is_closed_or_is_something_else(boss):
    ends = MONDAY + timedelta(days=6)
    asked, goes_on = made(ends=ends), made(ends=ends)
    renewals.ask_renewal(by=asked.person)
    memberships.renew(by=boss, membership=goes_on)
    made(ends=ends, is_active=False)
    made(ends=ends, role=Role.STAFF)
    assert tasks.remind_of_ends() == 0
    made(ends=ends)
    assert tasks.remind_of_ends() == 1


def test_the_calendar_ends_it_once_and_what_ended_long_ago_is_no_news():
    recent, old = made(ends=MONDAY), made(ends=date(2026, 2, 1))
    assert (tasks.close_memberships(), tasks.close_memberships()) == (2, 0)
    assert letters(recent.person) == ["La tua adesione è finita"]
    assert letters(old.person) == []


def test_who_became_staff_reads_nothing_of_an_old_membership():
    membership = made(ends=MONDAY, role=Role.STAFF)
    tasks.close_memberships()
    assert letters(membership.person) == []


def test_a_role_never_falls_by_an_admission(boss):
    person = PersonFactory(staff=True)
    application = ApplicationFactory(applicant=person, under_review=True)
    actions.admit(by=boss, application=application)
    person.refresh_from_db()
    assert person.role == Role.STAFF


def test_every_text_says_something_in_each_language():
    assert texts.declared()
    for text in texts.declared():
        assert set(text.first) == {"it", "en"}
        assert all(each.strip() for each in text.first.values())
