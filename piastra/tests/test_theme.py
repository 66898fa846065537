"""A theme's page: public, so only what each person allowed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from events.tests.factories import EventFactory
from members.tests.factories import (
    MembershipFactory,
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


def test_whoever_hides_the_theme_is_not_on_its_page(theme, page):
    shown(theme, listed=True, themes_visibility="nobody", person__first_name="Nascosta")
    shown(theme, listed=True, themes_visibility="coworkers", person__first_name="Interna")
    text = page()
    assert "Nascosta" not in text
    assert "Interna" not in text


def test_coworkers_see_more_and_an_official_nobody(theme, client_of, member, official):
    MembershipFactory(person=member)
    ada = shown(theme, listed=True, themes_visibility="coworkers")
    open_one = shown(theme, open=True)
    address = reverse("site:theme", args=["energia"])
    text = client_of(member).get(address).content.decode()
    assert str(ada) in text
    assert str(open_one) in text
    assert str(open_one) not in client_of(official).get(address).content.decode()


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
    assert queries_of(lambda: client_of().get(reverse("site:theme", args=["energia"]))) == 5
