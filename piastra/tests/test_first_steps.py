"""The first steps of an empty place: each is a link to where it is done, and goes when it is done."""

from datetime import date

import pytest
from django.urls import reverse

from budget.models import Programme
from core.access import Role
from core.models import Installation
from members.actions import invite
from members.tests.factories import PersonFactory
from piastra import first_steps, programme
from piastra.reports.models import Edition
from spaces.models import WeeklyHours
from spaces.tests.factories import SpaceFactory, open_weekdays

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(db):
    """A place just begun, with the facts of the programme and nothing else."""
    Installation.objects.get_or_create(pk=1)
    programme.load()
    WeeklyHours.objects.all().delete()


def left() -> list[str]:
    return [step.name for step in first_steps.to_do()]


def publish():
    Edition.objects.create(month=date(2026, 10, 1), number=1, state=Edition.State.PUBLISHED)


def test_the_list_empties_itself(begun):
    assert left() == ["programme", "place", "hours", "official", "month"]
    Programme.objects.update(starts_on=date(2026, 10, 1))
    assert left() == ["place", "hours", "official", "month"]
    SpaceFactory()
    assert left() == ["hours", "official", "month"]
    open_weekdays()
    assert left() == ["official", "month"]
    sent = invite(by=None, email="rossi@comune.example.it", role="official")
    assert left() == ["month"]
    sent.invitation.delete()
    assert left() == ["official", "month"]
    PersonFactory(role=Role.OFFICIAL)
    assert left() == ["month"]


def test_a_closed_official_is_none(begun):
    PersonFactory(role=Role.OFFICIAL, is_active=False)
    assert "official" in left()


def test_it_is_one_query(begun, django_assert_num_queries):
    with django_assert_num_queries(1):
        first_steps.to_do()


def test_the_home_of_the_staff_shows_each_and_each_page_opens(begun, staff, client_of):
    client = client_of(staff)
    home = client.get("/").content.decode()
    assert "Primi passi" in home
    for step in first_steps.STEPS:
        assert f'href="{reverse(step.page)}"' in home
        assert client.get(reverse(step.page)).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STAFF}))
def test_nobody_else_is_led(begun, role, client_of):
    assert "Primi passi" not in client_of(PersonFactory(role=role)).get("/").content.decode()
