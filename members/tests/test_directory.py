"""The directory: by words and by theme; a word in a field that is hidden finds nobody."""

import pytest
from django.db import connection
from django.urls import reverse

from members.models import Profile, Reader, User, Visibility
from members.models.profiles import WORDS
from members.models.search import words_of
from members.pages.profiles import marked
from members.tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProfileFactory,
    ThemeFactory,
)

PAGE = reverse("members:directory")
#: Whether there are themes to choose, and which; the people; their themes.
QUERIES = 4
pytestmark = pytest.mark.django_db


def listed(first="Ada", last="Prova", **fields):
    named = fields.pop("organisation", "")
    organisation = OrganisationFactory(name=named) if named else None
    fields = {"listed": True, "headline": "", "bio": "", "organisation": organisation, **fields}
    profile = ProfileFactory(person__first_name=first, person__last_name=last, **fields)
    MembershipFactory(person=profile.person)
    return profile


def found(said, reader=Reader.PUBLIC):
    return [str(each) for each in Profile.objects.finding(said, reader)]


SAYS = {
    "niccolo": "Niccolò d’Angelo", "NICCOLÒ": "Niccolò d’Angelo", "Niccolo\u0300": "Niccolò d’Angelo",
    "niccolo'": "Niccolò d’Angelo", "d'angelo": "Niccolò d’Angelo", "d’angelo": "Niccolò d’Angelo",
    "dangelo": "Niccolò d’Angelo", "angelo": "Niccolò d’Angelo", "angelo nicc": "Niccolò d’Angelo",
    "dell'acqua": "Niccolò d’Angelo", "dell’acqua": "Niccolò d’Angelo", "dell`acqua": "Niccolò d’Angelo",
    "acqua": "Niccolò d’Angelo", "dellacqua": "Niccolò d’Angelo", "qualità": "Niccolò d’Angelo",
    "qualita dell acqua": "Niccolò d’Angelo",
    "biciclette": "Èlia Loro", "bicicletta": "Èlia Loro", "bicic": "Èlia Loro", "sostenib": "Èlia Loro",
    "biciclette sostenibile": "Èlia Loro", "la bicicletta": "Èlia Loro", "elia": "Èlia Loro", "loro": "Èlia Loro",
    "energia": "Èlia Loro", "bike": "Èlia Loro",
}  # fmt: skip


@pytest.fixture
def two():
    listed("Niccolò", "d’Angelo", headline="Misuro la qualità dell’acqua")
    listed("Èlia", "Loro", headline="Biciclette sostenibili, e-bike ed energia/ambiente")


def test_what_people_type_finds_whom_they_mean(two):
    assert {said: found(said) for said in SAYS} == {said: [name] for said, name in SAYS.items()}


def test_other_words_find_nobody(two):
    for said in (
        "zzz",
        "acqua bicicletta",
        "!!!",
        "'",
        "& | !",
        "zz:* | yy",
        "\\",
        "\0",
        "🙂",
        "(",
        "<->",
    ):
        assert found(said) == [], said
    assert len(found("   ")) == 2


@pytest.mark.parametrize("field", ["headline", "bio", "offers", "looks_for", "organisation"])
def test_a_word_finds_only_whoever_may_read_it(field):
    hidden = dict.fromkeys(("headline_visibility", "links_visibility"), Visibility.NOBODY)
    finds = {"nobody": (0, 0), "coworkers": (0, 1), "everybody": (1, 1)}
    for to, (public, coworker) in finds.items():
        Profile.objects.all().delete()
        listed(
            **{
                **hidden,
                "themes_visibility": "everybody",
                field: "Segnaparola",
                f"{field}_visibility": to,
            }
        )
        assert len(found("segnaparola", Reader.PUBLIC)) == public, to
        assert len(found("segnaparola", Reader.COWORKER)) == coworker, to
        assert found("segnaparola", Reader.NOBODY) == []
        assert len(found("ada", Reader.PUBLIC)) == 1


def test_the_words_follow_the_profile_and_the_name():
    profile = listed(headline="Mulini")
    profile.headline = "Segherie"
    profile.save()
    assert (found("mulini"), found("segherie")) == ([], ["Ada Prova"])
    profile.person.last_name = "Rossi"
    profile.person.save()
    assert (found("prova"), found("rossi")) == ([], ["Ada Rossi"])
    Profile.objects.update(headline_visibility="nobody")
    assert found("segherie") == []


def test_a_name_stands_before_a_text_and_equals_stand_by_name():
    listed("Zoe", "Mulino")
    listed("Carla", "Zeta", bio="Un mulino", bio_visibility="everybody")
    listed("Anna", "d’Alfa", bio="Un mulino", bio_visibility="everybody")
    listed("Bea", "Abate", bio="Un mulino", bio_visibility="everybody")
    assert found("mulino") == ["Zoe Mulino", "Bea Abate", "Anna d’Alfa", "Carla Zeta"]


def test_the_page_marks_the_words_and_shows_where_they_stand(client_of):
    bio = "Comincio. " + "Molte parole prima " * 20 + "della <b>bicicletta</b> " + "e dopo " * 40
    listed(headline="Biciclette per tutti", bio=bio, bio_visibility="everybody")
    text = client_of().get(PAGE, {"q": "biciclette"}).content.decode()
    assert "<mark>Biciclette</mark> per tutti" in text
    assert "&lt;b&gt;<mark>bicicletta</mark>&lt;/b&gt;" in text
    assert "Comincio" not in text


def test_a_theme_shows_only_who_shows_it(client_of):
    energy, mills = ThemeFactory(slug="energia"), ThemeFactory(slug="mulini")
    listed("Ada", "Una", themes=[energy])
    listed("Bea", "Due", themes=[mills])
    listed("Carla", "Tre", themes=[energy], themes_visibility="nobody")
    people = client_of().get(PAGE, {"tema": "energia"}).context["people"]
    assert [person.name for person in people] == ["Ada Una"]
    assert len(client_of().get(PAGE, {"tema": "calcio"}).context["people"]) == 3
    both = client_of().get(PAGE, {"tema": "energia", "q": "bea"})
    assert "Nessuno corrisponde." in both.content.decode()


def test_in_the_order_of_names_page_by_page(client_of):
    for last in ("Zanetti", "d'Angelo", "Abate", "De Rossi", "Èlia"):
        listed("Ada", last)
    people = client_of().get(PAGE).context["people"]
    names = [person.name.removeprefix("Ada ") for person in people]
    assert names == ["Abate", "d'Angelo", "De Rossi", "Èlia", "Zanetti"]
    assert len(client_of().get(PAGE, {"page": "99"}).context["people"]) == 5


def test_each_reader_is_told_why_it_is_empty(client_of, member, official):
    assert (
        "Nessuno ha ancora scelto di farsi vedere da tutti."
        in client_of().get(PAGE).content.decode()
    )
    MembershipFactory(person=member)
    assert "Nell’elenco non c’è ancora nessuno." in client_of(member).get(PAGE).content.decode()
    listed()
    assert "senza vedere i dati delle persone" in client_of(official).get(PAGE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(rows, client_of, queries_of):
    for number in range(rows):
        listed(last=f"Numero {number}", themes=[ThemeFactory()])
    assert queries_of(lambda: client_of().get(PAGE, {"q": "ada"})) == QUERIES


TWO_THOUSAND = """
INSERT INTO members_user
    (password, is_superuser, email, first_name, last_name, role, language, is_active, date_joined)
SELECT '', false, n || '@x.example.org', 'Nome', 'Cognome' || n, 'member', 'it', true, now()
FROM generate_series(1, 2000) AS n;
INSERT INTO members_membership (person_id, starts)
SELECT id, current_date - 9 FROM members_user WHERE first_name = 'Nome';
INSERT INTO members_consent (person_id, kind, version, given_at)
SELECT id, 'directory', '1', now() FROM members_user WHERE first_name = 'Nome';
"""


@pytest.mark.slow
@pytest.mark.parametrize("reader", [Reader.PUBLIC, Reader.COWORKER])
def test_the_index_finds_the_words_among_two_thousand(reader):
    listed(headline="Segnaparola")
    opened = dict.fromkeys(("headline_visibility", "themes_visibility"), Visibility.EVERYBODY)
    with connection.cursor() as cursor:
        cursor.execute(TWO_THOUSAND)
        people = User.objects.filter(first_name="Nome")
        Profile.objects.bulk_create(
            Profile(person=each, headline="Altro", **opened) for each in people
        )
        cursor.execute("ANALYZE members_profile, members_user, members_membership, members_consent")
    assert found("segnaparola", reader) == ["Ada Prova"]
    index = "profile_" + WORDS[reader]
    assert index in Profile.objects.finding("segnaparola", reader).explain()


def test_words_that_are_little_are_left_out_where_there_are_others():
    assert words_of("La rete dell’acqua di Como") == ["rete", "acqua", "como"]
    assert words_of("di") == ["di"]
    assert words_of(" '’ ") == []
    assert len(words_of("uno due tre quattro cinque sei sette otto nove dieci")) <= 8


def test_marking_escapes_what_it_does_not_mark():
    assert marked("<i>Èlia</i> & co", ["elia"]) == "&lt;i&gt;<mark>Èlia</mark>&lt;/i&gt; &amp; co"
    assert marked("<i>", []) == "&lt;i&gt;"
