"""What each letter says, in both languages and to the last link: as `letters.txt` says (`KEPT=write`)."""

import re

import pytest
from django.utils import translation

from core.mail import write
from piastra.tests import letters
from piastra.tests.guards.kept import Kept

LETTERS = Kept("letters.txt")


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://coworking.example.org"
    settings.STAFF_EMAIL = "staff@example.org"


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("folder", sorted(letters.samples()))
def test_a_letter_says_what_is_kept(folder, language, at):
    at("2026-11-23 10:00")
    lines = []
    with translation.override(language):
        for context in letters.samples()[folder]:
            letter = write(folder, {"person": letters.person(language), **context})
            links = re.findall(r"href=\"([^\"]+)\"", letter["html"])
            lines += [letter["subject"], *letter["text"].split("\n"), *sorted(set(links)), "--"]
    LETTERS.is_as_kept(f"{folder}, {language}", [line.strip() for line in lines if line.strip()])
