"""The factories keep the models' own rules, in every state."""

import pytest

from members.models import Application
from members.tests.factories import (
    ApplicationFactory,
    MembershipFactory,
    ProfileFactory,
    ThemeFactory,
)


@pytest.mark.django_db
@pytest.mark.parametrize("status", Application.Status.values)
def test_an_application_in_each_state_has_the_moves_that_led_there(status):
    application = ApplicationFactory(status=status)
    states = [move.after for move in application.moves.all()]
    assert (states or ["draft"])[-1] == status
    assert application.themes.count() == 1


@pytest.mark.django_db
def test_a_listed_profile_of_a_member_is_listed():
    theme = ThemeFactory()
    profile = ProfileFactory(open=True, themes=[theme])
    assert not theme.profiles.listed().exists()
    MembershipFactory(person=profile.person)
    assert list(theme.profiles.listed()) == [profile]
