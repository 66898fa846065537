"""What the staff do to accounts: what is written, who is told, who is refused, what comes along."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from core.access import Role
from core.clock import today
from core.mail import post, put
from core.models import JournalEntry, OutgoingMail
from core.refusals import Refusal
from core.testing.plugin import session_of
from members import actions
from members.models import AccountChange, Membership, Session, User
from members.rules import accounts as rules
from members.tests.factories import ApplicationFactory, PersonFactory

pytestmark = pytest.mark.django_db

WHY = "Da dicembre lavora con noi."


@pytest.fixture
def boss():
    return PersonFactory(staff=True, first_name="Sara", last_name="Riva")


@pytest.fixture
def colleague():
    return PersonFactory(staff=True, last_name="Collega")


def person_of(role: Role) -> User:
    person = PersonFactory(role=role, email="rossi@example.org")
    if role == Role.MEMBER:
        Membership.objects.create(person=person, starts=today() - timedelta(days=30))
    return person


def change(by, person, to, **more):
    given = {"reason": WHY, "seen": person.role} | more
    return actions.change_role(by=by, person=person, role=to, **given)


def code_of(verb, **facts) -> str:
    with pytest.raises(Refusal) as refused:
        verb(**facts)
    return refused.value.code


#: From each role to each: whether a membership holds tomorrow, and whether the person signs in again.
CHANGES = {
    (before, after): (after == Role.MEMBER, after in {Role.STAFF, Role.OFFICIAL})
    for before in Role
    for after in Role
    if before != after
}


@pytest.mark.parametrize(("before", "after"), CHANGES)
def test_each_role_can_become_each_other(before, after, boss):
    person = person_of(before)
    session_of(person)
    change(boss, person, after)
    person.refresh_from_db()
    assert person.role == after
    tomorrow = today() + timedelta(days=1)
    is_member, signs_in_again = CHANGES[before, after]
    assert person.memberships.covering(tomorrow).exists() == is_member
    assert Session.objects.exists() != signs_in_again
    kept = AccountChange.objects.get()
    assert (kept.kind, kept.before, kept.after, kept.reason) == ("role", before, after, WHY)
    assert (kept.by, kept.person) == (boss, person)
    line = JournalEntry.objects.get(verb="role_changed")
    assert (line.by_id, line.subject_id) == (boss.pk, person.pk)
    assert line.details == {"before": before, "after": after}
    letter = OutgoingMail.objects.get()
    assert letter.to == person.email
    assert WHY in letter.text


def test_the_reason_is_not_in_the_journal(boss, member):
    change(boss, member, Role.STAFF)
    assert WHY not in str(list(JournalEntry.objects.values()))


def test_who_was_a_member_until_today_is_one_again_without_a_second_membership(boss, member):
    change(boss, member, Role.STAFF)
    member.refresh_from_db()
    change(boss, member, Role.MEMBER)
    assert member.memberships.covering(today()).count() == 1
    assert member.memberships.covering(today() + timedelta(days=400)).exists()


def test_nobody_changes_the_own_role(boss, colleague):
    for role in set(Role) - {Role.STAFF}:
        facts = {"by": boss, "person": boss, "role": role, "reason": WHY, "seen": "staff"}
        assert code_of(actions.change_role, **facts) == "own_role"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STAFF}))
def test_only_the_staff_do_anything(role, member):
    by = PersonFactory(role=role)
    whom = {"by": by, "person": member, "reason": WHY}
    assert code_of(actions.change_role, role="staff", seen="member", **whom) == "not_yours"
    assert code_of(actions.close_account, **whom) == "not_yours"
    assert code_of(actions.reopen_account, **whom) == "not_yours"
    assert code_of(actions.reset_factor, **whom) == "not_yours"
    names = {"first_name": "A", "last_name": "B", "seen": str(member)}
    assert code_of(actions.correct_name, **names, **whom) == "not_yours"


def test_who_was_lowered_meanwhile_does_nothing_more(boss, colleague, member):
    User.objects.filter(pk=boss.pk).update(role=Role.MEMBER)
    assert code_of(actions.close_account, by=boss, person=member, reason=WHY) == "not_yours"
    User.objects.filter(pk=boss.pk).update(role=Role.STAFF, is_active=False)
    assert code_of(actions.close_account, by=boss, person=member, reason=WHY) == "not_yours"


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_nothing_is_done_without_a_reason(boss, member, reason):
    assert code_of(change, by=boss, person=member, to="staff", reason=reason) == "no_reason"
    facts = {"by": boss, "person": member, "reason": reason}
    assert code_of(actions.close_account, **facts) == "no_reason"
    assert not AccountChange.objects.exists()


def test_an_unknown_role_and_the_same_one_are_refused(boss, member):
    assert code_of(change, by=boss, person=member, to="boss") == "unknown_role"
    assert code_of(change, by=boss, person=member, to="member") == "same_role"


def test_a_closed_account_is_reopened_first(boss):
    person = PersonFactory(member=True, is_active=False)
    assert code_of(change, by=boss, person=person, to="staff") == "closed"


def test_an_applicant_who_waits_for_an_answer_is_admitted_not_made_a_member(boss):
    application = ApplicationFactory(under_review=True)
    assert code_of(change, by=boss, person=application.applicant, to="member") == "applies"
    change(boss, application.applicant, "official")


@pytest.mark.parametrize("state", ["not_admitted", "withdrawn", "status_draft"])
def test_an_application_that_waits_for_nothing_is_in_nobodys_way(boss, state):
    traits = {} if state == "status_draft" else {state: True}
    change(boss, ApplicationFactory(**traits).applicant, "member")


def test_the_second_of_two_reads_what_the_first_did(boss, colleague, member):
    change(boss, member, "official")
    with pytest.raises(Refusal) as refused:
        change(colleague, member, "staff", seen="member")
    assert refused.value.code == "changed_meanwhile"
    assert "Sara Riva" in refused.value.sentence
    member.refresh_from_db()
    assert member.role == Role.OFFICIAL


# -- The last of the staff ---------------------------------------------------------------------------
def test_the_last_of_the_staff_stays(boss, colleague):
    colleague.is_active = False
    colleague.save()
    # Nobody else is there who could do it: so it is asked of the rule as the second of two finds it.
    assert rules.why_not_lose_staff(boss, open_staff=1).code == "last_of_staff"
    assert rules.why_not_lose_staff(boss, open_staff=2) is None
    assert rules.why_not_close(colleague, boss, open_staff=1).code == "last_of_staff"


def test_two_of_the_staff_may_become_one(boss, colleague):
    change(boss, colleague, "member")
    assert User.objects.get(role=Role.STAFF) == boss


def test_a_closed_one_of_the_staff_does_not_count(boss, colleague):
    other = PersonFactory(staff=True, is_active=False)
    actions.close_account(by=boss, person=colleague, reason=WHY)
    assert code_of(actions.close_account, by=boss, person=other, reason=WHY) == "closed_already"


# -- Closing and reopening ---------------------------------------------------------------------------
def test_a_closed_account_opens_nothing_and_gets_one_last_letter(boss, member, client_of):
    visitor = client_of(member)
    actions.close_account(by=boss, person=member, reason=WHY)
    member.refresh_from_db()
    assert not member.is_active
    assert not member.memberships.covering(today() + timedelta(days=1)).exists()
    answer = visitor.get("/prenotazioni/", follow=True)
    assert answer.redirect_chain[0][0].startswith("/accedi/login/")
    assert "Lo staff ha chiuso questo account" in answer.content.decode()
    assert "_auth_user_id" not in visitor.session
    letter = OutgoingMail.objects.get()
    assert (letter.to, WHY in letter.text) == (member.email, True)


def test_no_letter_leaves_for_a_closed_account(boss, member):
    actions.close_account(by=boss, person=member, reason=WHY)
    member.refresh_from_db()
    application = ApplicationFactory(under_review=True, applicant=member)
    actions.refuse(by=boss, application=application, reason="Chiuso")
    assert post(to=member, template="factor_reset", context={"reason": "x"}) is None
    assert OutgoingMail.objects.count() == 1


def test_letters_that_wait_do_not_leave_but_the_one_that_tells_of_it(boss, member):
    other = EmailAddress.objects.create(user=member, email="altra@example.org", verified=False)
    waiting = put(to=member.email.upper(), subject="Prima", text="segreto")
    second = put(to=other.email, subject="Conferma", text="segreto")
    elsewhere = put(to="x" + member.email, subject="Di altri", text="resta")
    failed = put(to=member.email, subject="Fallita", text="segreto")
    failed_at = {"status": "failed", "next_try_at": None, "stopped_at": timezone.now()}
    OutgoingMail.objects.filter(pk=failed.pk).update(**failed_at)
    actions.close_account(by=boss, person=member, reason=WHY)
    gone = OutgoingMail.objects.filter(pk__in=[waiting.pk, second.pk, failed.pk])
    assert set(gone.values_list("status", "fault", "text")) == {("given_up", "closed", "")}
    left = OutgoingMail.objects.filter(status="waiting").exclude(pk=elsewhere.pk).get()
    assert (left.to, WHY in left.text) == (member.email, True)
    assert JournalEntry.objects.filter(verb="letter_given_up", by=boss).count() == 3


@pytest.mark.parametrize("state", ["submitted", "under_review", "info_requested", "waiting"])
def test_an_open_application_leaves_the_queue_for_good(boss, applicant, state):
    application = ApplicationFactory(applicant=applicant, **{state: True})
    actions.close_account(by=boss, person=applicant, reason=WHY)
    application.refresh_from_db()
    assert application.status == "withdrawn"
    assert application.moves.last().by == boss
    line = JournalEntry.objects.get(verb="application_withdrawn")
    assert (line.by, line.subject_id) == (boss, application.pk)
    actions.reopen_account(by=boss, person=applicant, reason="Un errore.")
    application.refresh_from_db()
    assert application.status == "withdrawn"


def test_what_is_decided_or_a_draft_stays_at_a_closing(boss, applicant):
    decided = ApplicationFactory(applicant=applicant, not_admitted=True)
    draft = ApplicationFactory(applicant=applicant, status="draft")
    actions.close_account(by=boss, person=applicant, reason=WHY)
    assert [type(one).objects.get(pk=one.pk).status for one in (decided, draft)] == [
        "not_admitted",
        "draft",
    ]


def test_nobody_closes_the_own_account_here(boss, colleague):
    assert code_of(actions.close_account, by=boss, person=boss, reason=WHY) == "own_account"


def test_an_account_is_reopened_as_it_was_and_old_sessions_stay_dead(boss, member, client_of):
    visitor = client_of(member)
    actions.close_account(by=boss, person=member, reason=WHY)
    actions.reopen_account(by=boss, person=member, reason="Un errore.")
    member.refresh_from_db()
    assert member.is_active
    assert member.role == Role.MEMBER
    assert member.memberships.covering(today() + timedelta(days=60)).count() == 1
    assert visitor.get("/prenotazioni/").status_code == 302
    assert code_of(actions.reopen_account, by=boss, person=member, reason=WHY) == "open_already"


# -- Names and factors -------------------------------------------------------------------------------
def test_a_name_is_corrected_and_told(boss, member, client_of):
    names = {"first_name": "Niccolo\u0300", "last_name": " De   Rossi "}
    visitor = client_of(member)
    actions.correct_name(by=boss, person=member, reason="Accento", seen=str(member), **names)
    member.refresh_from_db()
    assert (member.first_name, member.last_name) == ("Niccolò", "De Rossi")
    assert "Niccolò De Rossi" in visitor.get("/").content.decode()
    assert "Niccolò De Rossi" in OutgoingMail.objects.get().text


def test_a_name_of_twice_eighty_letters_fits(boss, member):
    names = {"first_name": "W" * 80, "last_name": "M" * 80}
    actions.correct_name(by=boss, person=member, reason="Lungo", seen=str(member), **names)
    kept = AccountChange.objects.get()
    assert len(kept.after) == 161
    member.refresh_from_db()
    again = {"first_name": "A", "last_name": "B", "seen": str(member)}
    actions.correct_name(by=boss, person=member, reason="Corto", **again)


def test_two_correct_one_name(boss, colleague, member):
    seen = str(member)
    actions.correct_name(
        by=boss, person=member, reason="Accento", seen=seen, first_name="Ada", last_name="Riva"
    )
    names = {"first_name": "Bea", "last_name": "Riva"}
    facts = {"by": colleague, "person": member, "reason": "Anch’io", "seen": seen}
    assert code_of(actions.correct_name, **facts, **names) == "changed_meanwhile"
    names = {"first_name": "Ada", "last_name": "Riva", "seen": "Ada Riva"}
    assert code_of(actions.correct_name, **facts | names) == "same_name"


def test_a_lost_factor_is_reset(boss, official):
    totp = Authenticator.Type.TOTP
    Authenticator.objects.create(user=official, type=totp, data={})
    Authenticator.objects.create(user=official, type=Authenticator.Type.RECOVERY_CODES, data={})
    session_of(official)
    actions.reset_factor(by=boss, person=official, reason="Carta d’identità, in sede.")
    assert not Authenticator.objects.exists()
    assert not Session.objects.exists()
    assert OutgoingMail.objects.get().to == official.email
    facts = {"by": boss, "person": official, "reason": WHY}
    assert code_of(actions.reset_factor, **facts) == "no_factor"
    assert code_of(actions.reset_factor, **facts | {"person": boss}) == "own_factor"


# -- An admission ------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.STAFF, Role.OFFICIAL])
@pytest.mark.parametrize("state", ["under_review", "waiting"])
def test_a_role_never_falls_by_an_admission(boss, role, state):
    application = ApplicationFactory(**{state: True})
    change(boss, application.applicant, role)
    actions.admit(by=boss, application=application)
    assert User.objects.get(pk=application.applicant_id).role == role
