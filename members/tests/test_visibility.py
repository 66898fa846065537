"""Who sees what of a profile: every field, every choice, every reader, on every page that shows people."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.urls import reverse

from members.models import FIELDS, Profile, Reader, Visibility, reader_of
from members.rules.profiles import shown
from members.tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProfileFactory,
    ThemeFactory,
)

COLLEAGUES = {"member", "staff"}
READERS = ("anonymous", "applicant", "member", "former", "staff", "official")
MAY_SEE = {
    Visibility.NOBODY: set(),
    Visibility.COWORKERS: COLLEAGUES,
    Visibility.EVERYBODY: set(READERS) - {"official"},
}
#: What stands in each field, as a page has it.
WORDS = {
    "headline": "Parola-riga", "bio": "Parola-faccio", "offers": "Parola-offro", "looks_for": "Parola-cerco",
    "organisation": "Parola-ente", "links": "parola-collegamento", "themes": "Parola-tema",
    "email": "parola-posta", "photo": "Parola-foto",
}  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def readers(db, client_of, member, applicant, staff, official):
    MembershipFactory(person=member)
    former = PersonFactory(member=True)
    MembershipFactory(person=former, ended=True)
    people = {"applicant": applicant, "member": member, "former": former, "staff": staff}
    clients = {name: client_of(person) for name, person in people.items()}
    return {**clients, "official": client_of(official), "anonymous": client_of()}


@pytest.fixture
def ada(db):
    theme = ThemeFactory(slug="parola-tema", name_it="Parola-tema", name_en="Parola-tema")
    person = PersonFactory(
        member=True, first_name="Ada", last_name="Visibile", email="parola-posta@example.org"
    )
    profile = ProfileFactory(
        person=person, themes=[theme], links=["https://parola-collegamento.example.org"], agrees=True,
        photo_alt="Parola-foto",
        organisation=OrganisationFactory(name=WORDS["organisation"]),
        **{name: WORDS[name] for name in ("headline", "bio", "offers", "looks_for")},
    )  # fmt: skip
    profile.photo.save("foto.webp", ContentFile(b"RIFF"))
    MembershipFactory(person=person)
    return profile


def open_only(profile, **to):
    wanted = dict.fromkeys(FIELDS, Visibility.NOBODY) | to
    Profile.objects.filter(pk=profile.pk).update(
        **{f"{name}_visibility": value for name, value in wanted.items()}
    )
    profile.refresh_from_db()


def pages(client, profile) -> list[str]:
    """All that shows somebody: the directory, as it is and looked through, the theme, the person."""
    found = [
        client.get(reverse("members:directory")),
        client.get(reverse("members:directory"), {"q": "Ada"}),
        client.get(reverse("site:theme", args=["parola-tema"])),
        client.get(reverse("members:coworker", args=[profile.pk])),
    ]
    return [answer.content.decode() if answer.status_code == 200 else "" for answer in found]


@pytest.mark.parametrize("to", Visibility.values)
@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_shown_to_whom_it_is_open_and_to_nobody_else(field, to, readers, ada):
    if (field, to) == ("email", Visibility.EVERYBODY):
        with pytest.raises(IntegrityError):
            open_only(ada, email=to)
        return
    open_only(ada, **{field: to})
    for name, client in readers.items():
        own = pages(client, ada)[3]
        seen = {each for each in FIELDS if WORDS[each] in own} - {"themes"}
        seen |= {"themes"} if "Parola-tema</a>" in own else set()
        assert seen == ({field} if name in MAY_SEE[to] else set()), (name, seen)
        assert bool(own) == (name in MAY_SEE[to])


@pytest.mark.parametrize("to", Visibility.values)
def test_a_hidden_word_stands_on_no_page(to, readers, ada):
    open_only(ada, headline=to)
    for name, client in readers.items():
        text = "".join(pages(client, ada))
        hidden = {each for each in WORDS if each not in ("headline", "themes")}
        assert not {each for each in hidden if WORDS[each] in text}, name
        assert ("Parola-riga" in text) == ("Ada Visibile" in text) == (name in MAY_SEE[to]), name


@pytest.mark.parametrize("to", [Visibility.COWORKERS, Visibility.EVERYBODY])
def test_whoever_withdraws_left_or_is_closed_is_nowhere(to, readers, ada):
    open_only(ada, headline=to, themes=to)
    person = ada.person
    ways = [
        lambda: person.consents.all().delete(),
        lambda: person.memberships.all().delete(),
        lambda: type(person).objects.filter(pk=person.pk).update(is_active=False),
    ]
    assert "Ada" in "".join(pages(readers["member"], ada))
    for way in ways:
        MembershipFactory(person=person) if not person.memberships.exists() else None
        way()
        for name, client in readers.items():
            assert "Visibile" not in "".join(pages(client, ada)), name
        if not person.consents.exists():
            person.consents.create(kind="directory", version="1")


def test_the_public_never_sees_an_address_whatever_was_chosen(ada):
    ada.email_visibility = Visibility.EVERYBODY
    ada.headline_visibility = Visibility.EVERYBODY
    assert "email" not in shown(ada, to=Reader.PUBLIC)
    assert shown(ada, to=Reader.COWORKER)["email"] == "parola-posta@example.org"
    assert shown(ada, to=Reader.NOBODY) == {}
    with pytest.raises(ValidationError, match="coworkers at most|al massimo"):
        ada.full_clean()


def test_an_empty_field_is_not_shown_but_the_name_is(ada):
    ada.bio, ada.bio_visibility = "", Visibility.EVERYBODY
    assert shown(ada, to=Reader.PUBLIC) == {"name": "Ada Visibile"}


def test_as_what_somebody_reads(readers, member, applicant, staff, official):
    assert reader_of(AnonymousUser()) == reader_of(applicant) == Reader.PUBLIC
    assert reader_of(member) == reader_of(staff) == Reader.COWORKER
    assert reader_of(official) == Reader.NOBODY
    member.memberships.all().delete()
    assert reader_of(member) == Reader.PUBLIC


@pytest.mark.parametrize("to", Visibility.values)
def test_the_photo_is_given_to_whom_it_is_open(to, readers, ada):
    open_only(ada, photo=to, headline=Visibility.EVERYBODY)
    address = reverse("members:coworker_photo", args=[ada.pk, ada.photo_mark])
    answers = {name: client.get(address) for name, client in readers.items()}
    given = {name for name, answer in answers.items() if answer.status_code == 200}
    for name in given:
        assert b"".join(answers[name].streaming_content) == b"RIFF"
    assert given == MAY_SEE[to]


def test_the_photo_is_asked_for_anew_and_not_sent_again(readers, ada, client_of):
    open_only(ada, photo=Visibility.COWORKERS)
    address = reverse("members:coworker_photo", args=[ada.pk, ada.photo_mark])
    first = readers["member"].get(address)
    assert first.headers["Cache-Control"] == "private, no-store"
    b"".join(first.streaming_content)
    again = readers["member"].get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    open_only(ada)
    hidden = readers["member"].get(address, headers={"if-none-match": first.headers["ETag"]})
    assert hidden.status_code == 404
    assert b"".join(client_of(ada.person).get(address).streaming_content) == b"RIFF"
    other = reverse("members:coworker_photo", args=[ada.pk, "altra"])
    assert client_of(ada.person).get(other).status_code == 404
