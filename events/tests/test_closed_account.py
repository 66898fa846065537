"""Whoever may no longer register gives back the places at events to come; others have them at once."""

import pytest

from core.access import Role
from core.models import OutgoingMail
from events import actions
from events.models import Event, Registration
from events.tests.factories import EventFactory
from members import actions as people

pytestmark = pytest.mark.django_db
WHY = "Se ne va."


@pytest.fixture
def evening():
    return EventFactory(days=3, capacity=1)


def test_a_closed_account_gives_its_places_back_in_one_letter(evening, staff, member):
    actions.register(by=member, event=evening)
    OutgoingMail.objects.all().delete()
    people.close_account(by=staff, person=member, reason=WHY)
    assert Registration.objects.get().status == Registration.Status.CANCELLED
    assert Event.objects.get(pk=evening.pk).taken == 0
    letter = OutgoingMail.objects.get(to=member.email)
    assert evening.title in letter.text


@pytest.mark.parametrize(("role", "keeps"), [(Role.STAFF, True), (Role.OFFICIAL, False)])
def test_an_official_registers_for_nothing(evening, staff, member, role, keeps):
    actions.register(by=member, event=evening)
    people.change_role(by=staff, person=member, role=role, reason=WHY, seen="member")
    assert (Registration.objects.get().status == Registration.Status.REGISTERED) == keeps


def test_where_one_took_part_stays_written(staff, member):
    held = EventFactory(days=-3)
    told = {"name": "x", "email": member.email, "status": "attended"}
    Registration.objects.create(event=held, person=member, **told)
    people.close_account(by=staff, person=member, reason=WHY)
    assert Registration.objects.get().status == Registration.Status.ATTENDED
