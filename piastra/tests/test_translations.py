"""Every sentence of the portal is in the catalogue and translated; nothing in it is left over."""

import os
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

ITALIAN = "locale/it/LC_MESSAGES/django.po"


@pytest.fixture(scope="module")
def kept():
    return polib.pofile(str(settings.BASE_DIR / ITALIAN))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The catalogue as `makemessages` would write it today, made in a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources") / "copy"
    ignored = shutil.ignore_patterns("node_modules", ".*", "var", "dist", "docs", "__pycache__")
    shutil.copytree(settings.BASE_DIR, copy, ignore=ignored)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "it", "--no-obsolete"],
        cwd=copy,
        env={**os.environ, "SECRET_KEY": "only to read the sources"},
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(copy / ITALIAN))


def sentences(catalogue):
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for entry in catalogue
        if not entry.obsolete
    }


def test_every_sentence_is_translated(kept):
    assert [entry.msgid for entry in kept.untranslated_entries()] == []


def test_no_translation_is_a_guess(kept):
    assert [entry.msgid for entry in kept.fuzzy_entries()] == []


def test_the_catalogue_has_exactly_the_sentences_of_the_sources(kept, found):
    assert sentences(kept) - sentences(found) == set()
    assert sentences(found) - sentences(kept) == set()
