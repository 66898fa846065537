"""The table of moves, checked over every pair of states and every role."""

from itertools import product

import pytest

from core.access import Role
from members import rules
from members.models import Application
from members.tests.factories import ApplicationFactory

Status = Application.Status
EVERY_PAIR = list(product(Status.values, Status.values))
BY_APPLICANT = {
    ("draft", "submitted"),
    ("info_requested", "under_review"),
    ("submitted", "withdrawn"),
    ("under_review", "withdrawn"),
    ("info_requested", "withdrawn"),
    ("waiting", "withdrawn"),
}
BY_STAFF = {
    ("submitted", "under_review"),
    ("under_review", "info_requested"),
    ("under_review", "admitted"),
    ("under_review", "waiting"),
    ("under_review", "not_admitted"),
    ("info_requested", "not_admitted"),
    ("waiting", "admitted"),
    # An answer given by phone.
    ("info_requested", "under_review"),
    # Undone.
    ("admitted", "under_review"),
    ("waiting", "under_review"),
    ("not_admitted", "under_review"),
}
#: Each move with the verbs that make it: what one verb may, another may not.
VERBS = {
    ("draft", "submitted"): {"submit"},
    ("submitted", "under_review"): {"take_up"},
    ("under_review", "info_requested"): {"ask_for_more"},
    ("info_requested", "under_review"): {"answer_request", "write_answer"},
    ("under_review", "admitted"): {"admit"},
    ("under_review", "waiting"): {"let_wait"},
    ("under_review", "not_admitted"): {"refuse"},
    ("info_requested", "not_admitted"): {"refuse"},
    ("waiting", "admitted"): {"admit"},
    ("admitted", "under_review"): {"undo"},
    ("waiting", "under_review"): {"undo"},
    ("not_admitted", "under_review"): {"undo"},
    ("submitted", "withdrawn"): {"withdraw", "withdraw_all"},
    ("under_review", "withdrawn"): {"withdraw", "withdraw_all"},
    ("info_requested", "withdrawn"): {"withdraw", "withdraw_all"},
    ("waiting", "withdrawn"): {"withdraw", "withdraw_all"},
}


def moves_of(user, application_of):
    return {
        (before, after)
        for before, after in EVERY_PAIR
        if rules.why_not_move(user, application_of(before), after) is None
    }


@pytest.fixture
def application_of(applicant):
    return lambda status: Application(applicant=applicant, status=status)


def test_the_applicant_makes_the_own_moves_only(applicant, application_of):
    assert moves_of(applicant, application_of) == BY_APPLICANT


def test_staff_make_the_decisions_only(staff, application_of):
    assert moves_of(staff, application_of) == BY_STAFF


def test_each_move_has_its_verbs_and_no_others():
    assert {pair: rules.verbs_between(*pair) for pair in EVERY_PAIR} == {
        pair: frozenset(VERBS.get(pair, ())) for pair in EVERY_PAIR
    }


@pytest.mark.parametrize("status", Status.values)
def test_the_verbs_open_to_the_staff_are_those_of_their_moves(status, staff, application_of):
    expected = {
        verb
        for before, after in BY_STAFF
        if before == status
        for verb in VERBS[before, after] - {"answer_request"}
    }
    assert rules.verbs_open_to(staff, application_of(status)) == expected


@pytest.mark.parametrize("role", [Role.APPLICANT, Role.MEMBER, Role.OFFICIAL])
def test_nobody_else_moves_anything(role, make_person, application_of):
    assert moves_of(make_person(role), application_of) == set()


def test_a_closed_account_moves_nothing(applicant, application_of):
    applicant.is_active = False
    assert moves_of(applicant, application_of) == set()


@pytest.mark.parametrize("status", Status.values)
def test_open_moves_are_those_of_the_table(status, staff, application_of):
    expected = {after for before, after in BY_STAFF if before == status}
    assert rules.moves_open_to(staff, application_of(status)) == expected


@pytest.mark.parametrize("status", Status.values)
def test_one_applies_again_only_when_the_last_one_is_closed(status, applicant):
    latest = ApplicationFactory(applicant=applicant, status=status)
    again = status in {"draft", "admitted", "not_admitted", "withdrawn"}
    assert (rules.why_not_apply(applicant, latest) is None) is again


def test_who_never_applied_may_apply_and_the_others_may_not(applicant, member, staff, official):
    people = (applicant, member, staff, official)
    assert [rules.why_not_apply(each, None) is None for each in people] == [
        True,
        True,
        False,
        False,
    ]
    members = [rules.why_not_apply(each, None, is_member=True) for each in people]
    assert [refusal.code for refusal in members] == ["member_already"] * 4


def test_only_a_no_and_a_request_need_a_reason():
    assert {to for to in Status.values if rules.needs_reason(to)} == {
        "not_admitted",
        "info_requested",
    }
