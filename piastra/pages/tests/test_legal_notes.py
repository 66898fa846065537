"""The legal notes name the licence of the contents in the words of the model of municipal sites."""

import re
from html import unescape

import pytest

PAGE = "/note-legali/"
WORDS = (
    "In applicazione del principio open by default ai sensi dell'articolo 52 del decreto legislativo 7 marzo "
    "2005, n. 82 (CAD) e salvo dove diversamente specificato (compresi i contenuti incorporati di terzi), i "
    "dati, i documenti e le informazioni pubblicati sul sito sono rilasciati con licenza CC-BY 4.0."
)


def element(page: str, name: str) -> str:
    """The text of the element that the State's validator looks for."""
    inner = re.search(rf'<(\w+) data-element="{name}">(.*?)</\1>', page, re.S)[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", "", inner)).split())


@pytest.mark.django_db
def test_the_licence_is_named_in_the_models_words(client_of):
    page = client_of().get(PAGE).text
    assert element(page, "legal-notes-section") == "Licenza dei contenuti"
    assert element(page, "legal-notes-body").startswith(WORDS)
    assert 'href="https://creativecommons.org/licenses/by/4.0/deed.it" rel="license"' in page


@pytest.mark.django_db
def test_what_is_not_under_it_is_named(client_of):
    page = client_of().get(PAGE).text
    for words in (
        "fotografie in cui si riconoscono",
        "profili dei coworker",
        "dati personali",
        "stemmi",
    ):
        assert words in page


@pytest.mark.django_db
def test_it_is_there_in_english(client_of):
    page = client_of().get(PAGE, headers={"accept-language": "en"}).text
    assert element(page, "legal-notes-section") == "Licence for the content"
    assert "CC-BY 4.0" in element(page, "legal-notes-body")
    assert "article 52 of Legislative Decree no. 82 of 7 March 2005 (CAD)" in page
