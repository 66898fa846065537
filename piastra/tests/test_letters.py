"""Every letter in both languages: whole in text and in HTML, its links ours, its words escaped right."""

import ast
import re
from functools import cache
from pathlib import Path

import allauth
import polib
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core import mail
from django.utils import translation
from lxml.html import document_fromstring

from core.mail import write
from core.models import OutgoingMail
from core.testing.browser import html_errors
from piastra.tests import letters

FOLDERS = sorted(letters.samples())
LANGUAGES = ["it", "en"]
SITE = "https://coworking.example.org"
ADDRESS = re.compile(r"https?://[^\s\"<]+")
# To an address, of whose reader no name is known.
TO_NOBODY = {
    "accessibility_answer",
    "abuse_reported",
    "accessibility_feedback",
    "accessibility_receipt",
    "invitation",
}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    settings.STAFF_EMAIL = "staff@example.org"


@cache
def written(folder: str, language: str) -> list[dict]:
    with translation.override(language):
        return [
            write(folder, {"person": letters.person(language), **context})
            for context in letters.samples()[folder]
        ]


@cache
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


def test_a_letter_is_a_subject_and_html_of_which_its_text_is_made():
    folder = settings.BASE_DIR / "templates" / "mail"
    assert {each.name for each in folder.glob("*/*")} == {"subject.txt", "body.html"}


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


@pytest.mark.slow
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


def letters_posted() -> list[tuple[str, ast.Call]]:
    """Every call of `core.mail.post` in the apps, with the file that it stands in."""
    found = []
    for app in ("budget", "events", "members", "piastra", "spaces"):
        for source in sorted((settings.BASE_DIR / app).rglob("*.py")):
            text = source.read_text(encoding="utf-8")
            if "tests" not in source.parts and "from core.mail import" in text:
                calls = (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call))
                named = (each for each in calls if getattr(each.func, "id", "") == "post")
                found += [(source.name, each) for each in named]
    return found


def test_every_letter_says_what_it_is_about():
    """So that mail programs show those about the same booking, application or event together."""
    calls = letters_posted()
    assert len(calls) > 10
    silent = [
        f"{name}:{call.lineno}"
        for name, call in calls
        if "about" not in {given.arg for given in call.keywords}
    ]
    assert silent == []


# -- Text and HTML say the same ------------------------------------------------------------------------


def said_in_html(html: str, subject: str) -> tuple[list[str], set[str]]:
    """The words and the addresses that a reader of the HTML finds.

    Without what plain text has elsewhere: the head, the portal's name on top (it signs below), the heading (the
    subject), and the button's address written out for whom the button does not work.
    """
    page = document_fromstring(html)
    assert " ".join(page.find(".//h1").text_content().split()) == subject
    addresses = {link.get("href") for link in page.iter("a")}
    for unseen in page.xpath("//head | //h1 | //*[@class='name'] | //*[@class='muted again']"):
        unseen.drop_tree()
    seen = " ".join(page.itertext())
    mailtos = {each for each in addresses if each.startswith("mailto:")}
    for address in mailtos:
        assert address.removeprefix("mailto:") in seen
    return words_in(seen), addresses - mailtos


def said_in_text(text: str) -> tuple[list[str], set[str]]:
    return words_in(text), set(ADDRESS.findall(text))


def words_in(seen: str) -> list[str]:
    return re.findall(r"\w+", ADDRESS.sub(" ", seen))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_text_and_html_say_the_same(folder, language):
    for letter in written(folder, language):
        words, addresses = said_in_html(letter["html"], letter["subject"])
        assert said_in_text(letter["text"]) == (words, addresses)
        assert len(words) > 20


def library_letters() -> list[str]:
    """Every letter that the library for accounts may send, by the beginning of its templates' names."""
    folder = Path(allauth.__file__).parent / "templates"
    found = (each.relative_to(folder).as_posix() for each in folder.glob("*/email/*_subject.txt"))
    apps = {"account", "mfa"}
    return sorted(name.removesuffix("_subject.txt") for name in found if name.split("/")[0] in apps)


LINK = f"{SITE}/accedi/chiave/"
FACTS = {"activate_url": LINK, "password_reset_url": LINK, "signup_url": LINK, "code": "123456"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", library_letters())
def test_letters_about_accounts_leave_by_the_outbox_and_say_the_same(prefix, language, rf):
    request = rf.get("/", HTTP_USER_AGENT="Prova")
    with allauth_context.request_context(request), translation.override(language):
        facts = FACTS | {"user": letters.person(language), "key": "chiave", "request": request}
        get_adapter().send_mail(prefix, "elodie@example.org", facts)
    row = OutgoingMail.objects.get()
    assert (row.to, mail.outbox) == ("elodie@example.org", [])
    assert row.subject.startswith("[Piastra Coworking] ")
    assert row.text.strip()
    if row.html:
        subject = row.subject.removeprefix("[Piastra Coworking] ")
        assert said_in_text(row.text) == said_in_html(row.html, subject)


def test_a_text_is_laid_out_in_paragraphs_facts_and_lists():
    (letter,) = written("series_booked", "it")[:1]
    assert letter["text"] == SERIES


SERIES = """\
Buongiorno Élodie <b> & "Co",

A03 ti aspetta in queste date:

- martedì 24 novembre 2026, 08:30–13:00
- martedì 24 novembre 2026, 08:30–13:00

Non prenotate:

- martedì 8 dicembre 2026: Festa: <Immacolata>.

Vedi la serie:
https://coworking.example.org/serie/2/

Se non puoi venire, annulla in tempo: il posto può servire a un’altra persona.

--\x20
Ricevi questo messaggio perché hai un profilo su Piastra Coworking.

Piastra Coworking, piano rialzato della Piastra, Sondrio
Domande? Scrivi allo staff: staff@example.org

https://coworking.example.org/
"""
