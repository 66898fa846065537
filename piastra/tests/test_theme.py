"""A theme's page: public, so only what each person allowed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from events.tests.factories import EventFactory
from members.tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
)


@pytest.fixture
def theme(db):
    return ThemeFactory(slug="energia", name_it="Energia", name_en="Energy")


@pytest.fixture
def page(theme, client_of):
    return lambda: client_of().get(reverse("site:theme", args=["energia"])).content.decode()


def shown(theme, **fields):
    profile = ProfileFactory(themes=[theme], **fields)
    MembershipFactory(person=profile.person)
    return profile


def test_everybody_reads_its_people_and_events(theme, page):
    ada = shown(theme, listed=True, person__first_name="Ada")
    tomorrow = timezone.now() + timedelta(days=1)
    event = EventFactory(
        status=Event.Status.PUBLISHED,
        start=tomorrow,
        end=tomorrow + timedelta(hours=2),
        themes=[theme],
    )
    text = page()
    assert str(ada) in text
    assert event.title in text
    assert "Energia" in text


def test_each_switch_shows_its_own_field_only(theme, page):
    told = {"bio": "Mi occupo di isolamento degli edifici.", "organisation": OrganisationFactory()}
    switches = {"shows_bio": told["bio"], "shows_organisation": "Studio Prova"}
    profile = shown(theme, listed=True, **told)
    switches["shows_email"] = profile.person.email
    for switch in switches:
        for other in switches:
            setattr(profile, other, other == switch)
        profile.save()
        text = page()
        assert {one for one, words in switches.items() if words in text} == {switch}


def test_who_is_not_listed_shows_nothing_whatever_the_other_switches(theme, page):
    profile = shown(theme, open=True)
    profile.is_listed = False
    profile.save()
    text = page()
    assert str(profile) not in text
    assert profile.person.email not in text


def test_whoever_left_is_not_shown(theme, page):
    gone = ProfileFactory(open=True, themes=[theme])
    MembershipFactory(person=gone.person, ended=True)
    closed = shown(theme, open=True, person__is_active=False)
    text = page()
    assert str(gone) not in text
    assert str(closed) not in text


def test_a_theme_that_is_not_there(client_of, db):
    assert client_of().get(reverse("site:theme", args=["calcio"])).status_code == 404


def test_with_nobody_and_nothing_it_says_so(page):
    text = page()
    assert "Nessuno ha ancora scelto di comparire qui." in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, theme, client_of, queries_of):
    for _row in range(rows):
        shown(theme, open=True)
    assert queries_of(lambda: client_of().get(reverse("site:theme", args=["energia"]))) == 4
