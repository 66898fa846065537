"""The table of moves of an invitation, over every pair of states and both who may move it."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from core.access import Role
from members import rules
from members.models import Invitation, User

Status = Invitation.Status
PAIRS = list(product(Status.values, Status.values))
NOW = timezone.now()


def moves_of(who):
    return {
        (before, after)
        for before, after in PAIRS
        if any(move.who == who for move in rules.INVITATION.between(before, after))
    }


def test_the_inviter_takes_back_and_replaces_what_is_open():
    assert moves_of(rules.INVITER) == {("open", "revoked"), ("open", "replaced")}


def test_the_holder_of_the_link_uses_it_up():
    assert moves_of(rules.HOLDER) == {("open", "used")}


def test_nobody_else_moves_anything():
    assert moves_of("stranger") == set()


def invitation(status, expires_in=timedelta(days=1)):
    times = {"used_at": NOW, "revoked_at": None} if status == "used" else {"revoked_at": NOW}
    return Invitation(
        email="ugo@example.org",
        role="official",
        status=status,
        expires_at=NOW + expires_in,
        **times,
    )


@pytest.mark.parametrize(
    ("found", "account", "code"),
    [
        (None, None, "unknown_link"),
        (invitation("open"), None, None),
        (invitation("open"), User(), "has_account"),
        (invitation("open", timedelta(0)), None, "expired_link"),
        (invitation("open", timedelta(seconds=1)), None, None),
        (invitation("used"), User(), "used_link"),
        (invitation("revoked"), None, "revoked_link"),
        (invitation("replaced", -timedelta(days=1)), None, "replaced_link"),
    ],
)
def test_what_stands_in_the_way_of_accepting(found, account, code):
    refusal = rules.why_not_accept(found, NOW, account=account)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize("role", Invitation.ROLES)
@pytest.mark.parametrize(
    ("by", "still_is"),
    [
        (None, True),
        (User(role=Role.STAFF), True),
        (User(role=Role.STAFF, is_active=False), False),
        (User(role=Role.MEMBER), False),
    ],
)
def test_the_place_s_keys_are_given_by_who_has_them(by, still_is, role):
    found = invitation("open")
    found.by, found.role = by, role
    refusal = rules.why_not_accept(found, NOW, account=None)
    assert (refusal is None) == (still_is or role == Role.MEMBER)


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"open"}))
def test_every_state_but_open_has_its_sentence(status):
    assert rules.why_not_accept(invitation(status), NOW, account=None).sentence


@pytest.mark.parametrize("role", ["official", "staff"])
def test_officials_and_staff_are_invited(role):
    assert rules.why_not_invite(role, None) is None


@pytest.mark.parametrize("role", ["applicant", "boss", "", "Official"])
def test_nobody_else_is(role):
    assert rules.why_not_invite(role, None).code == "unknown_role"
