"""Names are found and ordered alike in Python and in the database, without accents, apostrophes and capitals."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.db.models import TextField, Value

from core.identity import one_spelling
from core.models import OutgoingMail
from core.names import Folded, by_name, folded, matching, person_name, sorted_by_name
from members.models import User
from members.tests.factories import PersonFactory

#: As Italians sort.
IN_ORDER = ["Abate", "d'Angelo", "De Rossi", "Èlia", "elisa rossi", "Zanetti"]
ODD = [
    *IN_ORDER,
    *(unicodedata.normalize("NFD", name) for name in IN_ORDER),
    "D’Amico", "Dʼamico", "D`Amico", "Niccolò", "NICCOLO`", "Niccolo\u0300", "Straße", "Łukasz", "Øystein",
    "Đorđe", "ŒUVRE", "Ærø", "İstanbul", "ﬁore", "  due   spazi ", "tab\tin mezzo", "a\u00a0b", "Ñandú", "Þór",
    "東京", "Ἀθηνᾶ", "Владимир", "100% _sicuro\\", "", "'", "O''Neil", "Ǻngström", "ǆ", "Ω",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", ODD)
def test_the_database_folds_a_name_as_python_does(name):
    PersonFactory()
    value = Value(name, output_field=TextField())
    assert User.objects.values_list(Folded(value), flat=True).get() == folded(name)


@pytest.mark.django_db
def test_people_stand_as_italians_sort():
    for name in reversed(IN_ORDER):
        PersonFactory(last_name=name)
    names = User.objects.order_by(*by_name("last_name")).values_list("last_name", flat=True)
    assert list(names) == IN_ORDER
    assert sorted_by_name(reversed(IN_ORDER)) == IN_ORDER


@pytest.mark.django_db
def test_the_database_orders_as_python_does():
    for number, name in enumerate(ODD):
        PersonFactory(last_name=name, first_name=str(number).zfill(3))
    rows = User.objects.order_by(*by_name("last_name", "first_name"))
    found = [(folded(each.last_name), each.first_name) for each in rows]
    assert found == sorted(found)


FOUND = {
    "Niccolo": "Niccolò",
    "niccolò": "Niccolò",
    "NICCOLO\u0300": "Niccolò",
    "d'angelo": "D’Angelo",
    "d’angelo": "D'Angelo",
    "dangelo": "d'Angelo",
    "elia": "Èlia",
    "Èlia": "Elia",
    "gloss": "Gloß",
}


@pytest.mark.django_db
@pytest.mark.parametrize("words", FOUND)
def test_a_name_is_found_however_it_is_typed(words):
    person = PersonFactory(last_name=FOUND[words])
    PersonFactory(last_name="Altri")
    assert list(matching(User.objects.all(), words, "first_name", "last_name")) == [person]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["%", "_", "\\", "rossi%"])
def test_signs_of_the_search_itself_are_looked_for_as_they_are(words):
    PersonFactory(last_name="Rossi")
    assert not matching(User.objects.all(), words, "last_name").exists()


@pytest.mark.django_db
def test_each_word_must_stand_somewhere():
    person = PersonFactory(first_name="Èlia", last_name="De Rossi", email="x@example.org")
    fields = ("first_name", "last_name", "email")
    assert list(matching(User.objects.all(), "rossi elia X@EXAMPLE", *fields)) == [person]
    assert not matching(User.objects.all(), "rossi anna", *fields).exists()
    assert matching(User.objects.all(), " ", *fields).exists()


# -- What is no name of a person ---------------------------------------------------------------------
NAMES = [
    "Maria Grazia", "D’Angelo", "J.R.R.", "M.Teresa", "St.John", "Dr. Ing. Rossi", "Jean-Luc", "Anna (Nina)",
    "Владимир", "東京", "Li", "Rossi, Bianchi", "Ma. Teresa", "می‌خواهم",
]  # fmt: skip
ADDRESSES = [
    "HAI VINTO http://premio.example", "https://x", "www.premio", "premio.example", "PREMIO.IT", "Premio.It",
    "Anna anna@example.org", "premio．example", "premio。example", "evil.com/x", "Anna premio\u200b.example",
    "x.y.premio.org",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_kept(name):
    assert person_name(f" {name} ") == name


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_no_name(name):
    with pytest.raises(ValidationError) as refused:
        person_name(name)
    assert refused.value.messages == [
        "Un nome non contiene indirizzi web o e-mail: scrivilo come lo si dice."
    ]


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x07", "\x1b", "\u200e"]
)
def test_nothing_unseen_is_kept_in_a_name(sign):
    """Which would turn the line around it, in a letter or a list, or make two names look alike."""
    assert one_spelling(f"Mar{sign}ta{sign}") == "Marta"


@pytest.mark.django_db
def test_no_letter_greets_a_stranger_by_an_address(client):
    """Anybody can sign a stranger's address up: what they write would be the greeting."""
    names = {"first_name": "Hai vinto! www.premio.example", "last_name": "\u202e\r\nVinto"}
    account = {"email": "vittima@example.org", "password1": "una-frase-che-ricordo"}
    answer = client.post("/accedi/signup/", names | account)
    assert answer.status_code == 200
    assert "indirizzi web" in answer.content.decode()
    assert not OutgoingMail.objects.exists()
    client.post("/accedi/signup/", names | account | {"first_name": "Ada"})
    assert OutgoingMail.objects.count() == 1
    assert str(User.objects.get()) == "Ada Vinto"
