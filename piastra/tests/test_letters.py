"""Every letter in both languages: whole in text and in HTML, its links ours, its words escaped right."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation

from core.mail import write
from core.testing.browser import html_errors
from piastra.tests import letters

FOLDERS = sorted(letters.samples())
LANGUAGES = ["it", "en"]
SITE = "https://coworking.example.org"
ADDRESS = re.compile(r"https?://[^\s\"<]+")
# To an address, of whose reader no name is known.
TO_NOBODY = {
    "accessibility_answer",
    "accessibility_feedback",
    "accessibility_receipt",
    "invitation",
}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    settings.STAFF_EMAIL = "staff@example.org"


def written(folder: str, language: str) -> list[dict]:
    with translation.override(language):
        return [
            write(folder, {"person": letters.person(language), **context})
            for context in letters.samples()[folder]
        ]


def italian_only() -> set[str]:
    """Whole English sentences that the Italian catalogue changes: none may stand in an Italian letter."""
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale/it/LC_MESSAGES/django.po"))
    return {
        entry.msgid
        for entry in catalogue
        if len(entry.msgid) > 20 and "%(" not in entry.msgid and entry.msgid != entry.msgstr
    }


def test_every_letter_has_a_sample():
    folder = settings.BASE_DIR / "templates" / "mail"
    assert sorted(each.name for each in folder.iterdir() if each.is_dir()) == FOLDERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_letter_is_whole(folder, language):
    for letter in written(folder, language):
        assert letter["subject"]
        assert "\n" not in letter["subject"]
        assert f'<html lang="{language}">' in letter["html"]
        for body in (letter["text"], letter["html"]):
            assert "Piastra Coworking" in body
            assert "staff@example.org" in body
            links = ADDRESS.findall(body)
            assert links
            assert [link for link in links if not link.startswith(SITE)] == []
        assert 'href="/' not in letter["html"]
        assert "\n\n\n" not in letter["text"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_letter_speaks_the_language_of_its_person(folder):
    sentences = italian_only()
    for in_italian, in_english in zip(*(written(folder, each) for each in LANGUAGES), strict=True):
        assert in_italian["subject"] != in_english["subject"]
        for part in ("subject", "text", "html"):
            words = " ".join(in_italian[part].split())
            assert [each for each in sentences if each in words] == []


@pytest.mark.parametrize("folder", sorted(set(FOLDERS) - TO_NOBODY))
def test_a_name_stays_itself(folder):
    """In text as it is, in HTML escaped once."""
    for letter in written(folder, "it"):
        assert letters.NAME in letter["text"]
        assert "Élodie &lt;b&gt; &amp; &quot;Co&quot;" in letter["html"]
        assert [sign for sign in ("&lt;", "&amp;", "&quot;") if sign in letter["text"]] == []
        assert [sign for sign in ("&amp;lt;", "<b>") if sign in letter["html"]] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_letter_loads_nothing(folder):
    for letter in written(folder, "it"):
        assert (
            re.findall(
                r"<(?:img|link|script|iframe|object)|url\(|@import|@font-face", letter["html"]
            )
            == []
        )


def test_the_html_of_letters_is_valid(tmp_path):
    pages = {
        f"{folder} {language} {turn}": letter["html"]
        for folder in FOLDERS
        for language in LANGUAGES
        for turn, letter in enumerate(written(folder, language))
    }
    assert html_errors(pages, tmp_path) == []


@pytest.mark.parametrize("part", ["text", "html"])
def test_a_cancellation_says_whose_it_was(part):
    """The person's own, the staff's, or that of a closure, with its reason."""
    own, staffs, closed = (letter[part] for letter in written("booking_cancelled", "it"))
    assert "annullata" in own
    assert "lo staff ha annullato" in staffs
    assert "lo staff ha dovuto annullare" in closed
    assert "La caldaia perde" in closed
    for letter in (own, staffs):
        assert "ha dovuto annullare" not in letter
    assert "lo staff ha annullato" not in own


def test_a_reminder_leads_to_the_pages_that_ask():
    (letter,) = written("booking_reminder", "it")
    for address in ("/prenotazioni/7/ingresso/", "/prenotazioni/7/annulla/"):
        assert f"{SITE}{address}" in letter["text"]
        assert f'href="{SITE}{address}"' in letter["html"]
