"""The public list of themes."""

import pytest
from django.urls import reverse

from members.tests.factories import MembershipFactory, ProfileFactory, ThemeFactory

PAGE = reverse("members:themes")
pytestmark = pytest.mark.django_db


def test_everybody_reads_the_themes_in_their_order(client_of):
    for slug in ("mobilita", "energia"):
        ThemeFactory(slug=slug)
    themes = client_of().get(PAGE).context["themes"]
    assert [theme.slug for theme in themes] == ["mobilita", "energia"]


def test_only_who_chose_to_be_shown_and_is_a_member_counts(client_of):
    theme = ThemeFactory()
    shown = ProfileFactory(listed=True, themes=[theme])
    MembershipFactory(person=shown.person)
    hidden = ProfileFactory(themes=[theme])
    MembershipFactory(person=hidden.person)
    gone = ProfileFactory(listed=True, themes=[theme])
    MembershipFactory(person=gone.person, ended=True)
    assert [theme.people for theme in client_of().get(PAGE).context["themes"]] == [1]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, client_of, queries_of):
    ThemeFactory.create_batch(rows)
    assert queries_of(lambda: client_of().get(PAGE)) == 2
