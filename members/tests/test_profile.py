"""The own profile: nothing is shown unless its switch is on."""

import pytest
from django.urls import reverse

from core.models import JournalEntry
from members.models import VISIBILITIES, Profile
from members.tests.factories import MembershipFactory, ProfileFactory, ThemeFactory

PAGE = reverse("members:profile")


@pytest.fixture
def answers(db):
    return {
        "headline": "Case passive",
        "links": "www.example.org\n https://esempio.example.it/progetti ",
        "headline_visibility": "everybody",
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
    assert profile.links == ["https://www.example.org", "https://esempio.example.it/progetti"]
    assert profile.headline_visibility == "everybody"
    others = [name for name in VISIBILITIES if name != "headline_visibility"]
    assert {getattr(profile, name) for name in others} == {"nobody"}
    assert [each.kind for each in person.consents.in_force()] == ["directory"]


def test_looking_makes_nothing_and_ticks_nothing(client_of, member):
    text = client_of(member).get(PAGE).content.decode()
    assert "checked" not in text
    assert (
        text.count("selected") == text.count('value="nobody" selected') + 2
    )  # no organisation, and the language
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
        {"links": "www.example.org nonèun_indirizzo"},
        {"links": "javascript:alert(1)"},
        {"links": "javascript://example.org/%0aalert(1)"},
        {"links": "ftp://example.org/"},
        {"links": "data:text/html,x"},
        {"links": "https://example.org/" + "x" * 200},
        {"links": "\n".join(f"www.example.org/{number}" for number in range(9))},
        {"bio_visibility": "world"},
        {"email_visibility": "everybody"},
        {"offers": "x" * 1001},
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


def test_without_the_tick_the_consent_is_withdrawn(client_of, member, answers):
    client = client_of(member)
    client.post(PAGE, answers)
    client.post(PAGE, {**answers, "is_listed": ""})
    (consent,) = member.consents.all()
    assert consent.withdrawn_at
    assert not Profile.objects.listed().exists()
    assert Profile.objects.get().headline_visibility == "everybody"


def test_an_answer_that_was_not_given_opens_nothing(client_of, member, answers):
    del answers["headline_visibility"]
    client_of(member).post(PAGE, answers)
    assert Profile.objects.get().headline_visibility == "nobody"


def test_links_come_back_as_they_are_kept(client_of, member):
    ProfileFactory(person=member, links=["https://a.example.org", "https://b.example.org"])
    text = client_of(member).get(PAGE).content.decode()
    assert "https://a.example.org\nhttps://b.example.org</textarea>" in text


def test_how_others_see_it(client_of, member):
    MembershipFactory(person=member)
    ProfileFactory(
        person=member, bio="Solo ai colleghi", bio_visibility="coworkers", offers="Un plotter",
        offers_visibility="everybody", looks_for="Segreto",
    )  # fmt: skip
    answer = client_of(member).get(reverse("members:profile_seen"))
    coworker, public = (person.told for _reader, person in answer.context["views"])
    assert coworker == {"name": str(member), "bio": "Solo ai colleghi", "offers": "Un plotter"}
    assert public == {"name": str(member), "offers": "Un plotter"}
    assert "Segreto" not in answer.content.decode()


@pytest.mark.parametrize("has_profile", [True, False])
def test_with_nothing_open_others_see_nothing(has_profile, client_of, member):
    if has_profile:
        ProfileFactory(person=member)
    answer = client_of(member).get(reverse("members:profile_seen"))
    assert [person for _reader, person in answer.context["views"]] == [None, None]
    assert "Al momento nessuno vede niente di tutto questo" in answer.content.decode()
