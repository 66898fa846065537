"""The own profile: nothing is shown unless its switch is on."""

import pytest
from django.urls import reverse

from core.models import JournalEntry
from members.models import Profile
from members.tests.factories import ProfileFactory, ThemeFactory

PAGE = reverse("members:profile")


@pytest.fixture
def answers(db):
    return {
        "headline": "Case passive",
        "website": "www.example.org",
        "themes": [ThemeFactory(slug="energia").pk],
        "is_listed": "on",
        "language": "it",
    }


@pytest.mark.parametrize("who", ["member", "staff"])
def test_whoever_is_of_the_place_keeps_a_profile(who, request, client_of, answers):
    person = request.getfixturevalue(who)
    response = client_of(person).post(PAGE, answers, follow=True)
    assert "Il tuo profilo è stato salvato." in response.content.decode()
    profile = Profile.objects.get()
    assert (profile.person, profile.headline) == (person, "Case passive")
    assert profile.website == "https://www.example.org"
    assert profile.is_listed
    assert not profile.shows_email


def test_looking_makes_nothing_and_ticks_nothing(client_of, member):
    assert "checked" not in client_of(member).get(PAGE).content.decode()
    assert not Profile.objects.exists()


def test_the_language_of_letters_is_the_pages_too(client_of, member, answers):
    client = client_of(member)
    response = client.post(PAGE, {**answers, "language": "en"}, follow=True)
    assert "Your profile has been saved." in response.content.decode()
    member.refresh_from_db()
    assert member.language == "en"


def test_applicants_and_officials_have_none(client_of, applicant, official):
    assert client_of(applicant).get(PAGE).status_code == 403
    assert client_of(official).post(PAGE).status_code == 403
    assert client_of().get(PAGE).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"website": "non è un indirizzo"},
        {"website": "javascript:alert(1)"},
        {"themes": ["999999"]},
        {"language": "fr"},
        {"headline": "x" * 121},
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_written(changed, client_of, member, answers):
    response = client_of(member).post(PAGE, {**answers, "headline": "Case", **changed})
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert not Profile.objects.exists()


def test_saving_twice_keeps_one_profile(client_of, member, answers):
    client = client_of(member)
    client.post(PAGE, answers)
    client.post(PAGE, answers)
    assert Profile.objects.count() == 1
    assert JournalEntry.objects.filter(verb="profile_kept").count() == 2


def test_nobody_writes_anothers_profile(client_of, member, other_member, answers):
    other = ProfileFactory(person=other_member, headline="Mia")
    client_of(member).post(PAGE, {**answers, "person": other_member.pk})
    other.refresh_from_db()
    assert other.headline == "Mia"
