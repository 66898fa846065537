"""Memberships, accounts and applications at their edges."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from core.access import Permission, Role, allows, runs_the_place
from core.month import Month
from members.figures import people
from members.models import Application, ApplicationMove, Invitation, Membership
from members.models.invitations import LASTS
from members.tests.factories import ApplicationFactory
from piastra.tests.guards.edges.moments import DAY, MOMENT
from spaces.tests.factories import PersonFactory


@pytest.mark.parametrize("role", Role)
def test_a_closed_account_may_do_nothing(role):
    for is_active in (True, False):
        user = SimpleNamespace(is_authenticated=True, is_active=is_active, role=role, pk=1)
        assert runs_the_place(user) == (is_active and role == Role.STAFF)
        for permission in Permission:
            assert not (allows(user, permission) and not is_active)


def test_an_invitation_opens_for_seven_days(db, at, day):
    now = at(f"{day} 08:00")
    made = Invitation.objects.create(email="a@example.org", role="staff", token_hash="a")
    assert timedelta(days=7) == LASTS
    assert made.expires_at == now + LASTS


def test_members_of_a_month_are_those_of_one_of_its_days(db, at, day):
    month = Month.of(day)
    at(f"{day} 08:00")
    person = PersonFactory(membership=None)
    for starts, ends, counts in [
        (month.last, None, 1),
        (month.next.first, None, 0),
        (month.previous.first, month.first, 0),
        (month.previous.first, month.first + DAY, 1),
    ]:
        Membership.objects.all().delete()
        Membership.objects.create(person=person, starts=starts, ends=ends)
        assert people(month).active_members == counts, (starts, ends)


def test_of_two_memberships_in_a_month_the_later_one_tells_what_somebody_is(db, at, day):
    month = Month.of(day)
    at(f"{month.last} 12:00")
    person = PersonFactory(membership=None)
    # Written in the other order, too.
    for first, later in (("graduate", "researcher"), ("researcher", "graduate")):
        for reverse_order in (False, True):
            Membership.objects.all().delete()
            spans = [(month.first, day, first), (day, None, later)]
            for starts, ends, kind in reversed(spans) if reverse_order else spans:
                application = ApplicationFactory(applicant=person, kind=kind, admitted=True)
                Membership.objects.create(
                    person=person, application=application, starts=starts, ends=ends
                )
            found = {row.kind: row.people for row in people(month).by_kind if row.people}
            assert found == {later: 1}


def test_an_application_is_decided_once_however_often_it_is_written(db, at, day):
    """And received in the month of its first moment in Rome to the last."""
    month = Month.of(day)
    at(f"{month.next.next.first} 12:00")
    application = ApplicationFactory(applicant=PersonFactory(role="applicant"), admitted=True)
    for after in ("admitted", "not_admitted"):
        ApplicationMove.objects.all().delete()
        for at_ in (month.start, month.end - MOMENT, month.end, month.start - MOMENT):
            ApplicationMove.objects.create(
                application=application, before="under_review", after=after, at=at_, reason="Pieno"
            )
        assert getattr(people(month), after) == 1
        ApplicationMove.objects.filter(at__gte=month.start, at__lt=month.end).delete()
        assert getattr(people(month), after) == 0
    for sent, count in [
        (month.start, 1), (month.end - MOMENT, 1), (month.end, 0), (month.start - MOMENT, 0),
    ]:  # fmt: skip
        Application.objects.update(submitted_at=sent)
        assert people(month).applications_received == count, sent


def test_somebody_is_new_in_the_month_of_the_first_membership(db, at, day):
    month = Month.of(day)
    at(f"{month.last} 12:00")
    person = PersonFactory(membership=None)
    for starts, count in [
        (month.first, 1), (month.last, 1), (month.next.first, 0), (month.previous.last, 0),
    ]:  # fmt: skip
        Membership.objects.all().delete()
        Membership.objects.create(person=person, starts=starts, ends=starts + DAY)
        Membership.objects.create(person=person, starts=month.next.last, ends=None)
        assert people(month).new_members == count, starts
