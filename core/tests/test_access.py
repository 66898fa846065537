"""The questions about a person that every app asks: staff or not, one's own or not."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from core.access import GRANTS, Permission, Role, own_or, runs_the_place

STAFF_ONLY = Permission.MANAGE_BOOKINGS
ANONYMOUS = AnonymousUser()


def person(role: Role, *, pk: int = 1, is_active: bool = True) -> SimpleNamespace:
    return SimpleNamespace(pk=pk, role=role, is_active=is_active, is_authenticated=True)


@pytest.mark.parametrize("role", Role)
def test_only_the_staff_run_the_place(role):
    assert runs_the_place(person(role)) == (role == Role.STAFF)


def test_neither_a_closed_account_nor_a_visitor_runs_the_place():
    assert not runs_the_place(person(Role.STAFF, is_active=False))
    assert not runs_the_place(ANONYMOUS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("is_own", [True, False])
def test_own_or_permitted(role, is_own):
    user, thing = person(role), SimpleNamespace(person_id=1 if is_own else 2)
    assert own_or(STAFF_ONLY)(user, thing) == (is_own or role in GRANTS[STAFF_ONLY])


def test_the_owner_may_have_another_name():
    thing = SimpleNamespace(person_id=2, applicant_id=1)
    assert own_or(STAFF_ONLY, owner="applicant")(person(Role.APPLICANT), thing)
    assert not own_or(STAFF_ONLY)(person(Role.APPLICANT), thing)


def test_nothing_is_a_visitors_own():
    assert not own_or(STAFF_ONLY)(ANONYMOUS, SimpleNamespace(person_id=None))


def test_a_closed_account_of_the_staff_keeps_only_what_is_its_own():
    user = person(Role.STAFF, is_active=False)
    assert own_or(STAFF_ONLY)(user, SimpleNamespace(person_id=1))
    assert not own_or(STAFF_ONLY)(user, SimpleNamespace(person_id=2))
