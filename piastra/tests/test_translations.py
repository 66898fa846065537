"""Every sentence of the portal is in the catalogue and translated; nothing in it is left over."""

import os
import shutil
import subprocess
import sys
import types

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


# -- What make lint says of them ---------------------------------------------------------------------


@pytest.fixture
def checker(tmp_path, monkeypatch):
    """`.ci/translations`, before a catalogue with every kind of fault; the sources are as they are today."""
    path = settings.BASE_DIR / ".ci/translations"
    module = types.ModuleType("translations")
    module.__file__ = str(path)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    (tmp_path / ITALIAN).parent.mkdir(parents=True)
    monkeypatch.setitem(module.__dict__, "ROOT", tmp_path)
    return module


def test_make_lint_names_each_fault_of_the_catalogue(kept, checker, tmp_path, monkeypatch):
    monkeypatch.setitem(checker.__dict__, "in_the_sources", lambda: kept)
    spoiled = polib.pofile(str(settings.BASE_DIR / ITALIAN))
    spoiled.remove(lost := spoiled[0])
    spoiled[1].msgstr, spoiled[1].msgstr_plural = "", {}
    spoiled[2].flags.append("fuzzy")
    spoiled.append(polib.POEntry(msgid="nowhere", msgstr="da nessuna parte"))
    spoiled.append(polib.POEntry(msgid="old", msgstr="vecchio", obsolete=True))
    spoiled.save(str(tmp_path / ITALIAN))
    faults = [
        ("obsolete", "old"),
        ("a guess", spoiled[2].msgid),
        ("not translated", spoiled[1].msgid),
        ("not in the catalogue", lost.msgid),
        ("in no source", "nowhere"),
    ]
    assert checker.objections() == [f"{ITALIAN}: {why}: {msgid}" for why, msgid in faults]


def test_make_lint_says_nothing_of_a_whole_catalogue(kept, checker, tmp_path, monkeypatch):
    monkeypatch.setitem(checker.__dict__, "in_the_sources", lambda: kept)
    shutil.copy(settings.BASE_DIR / ITALIAN, tmp_path / ITALIAN)
    assert checker.objections() == []


def test_make_lint_does_what_its_help_says():
    (told,) = [
        line.partition("## ")[2]
        for line in (settings.BASE_DIR / "Makefile").read_text().splitlines()
        if line.startswith("lint:")
    ]
    does = {
        "Style": "ruff",
        "order of imports": "lint-imports",
        "templates": "djlint",
        "migrations": "makemigrations --check",
        "translations": ".ci/translations",
    }
    assert told.split(", ") == list(does)
    checks = (settings.BASE_DIR / ".ci/lint").read_text()
    assert [each for each in does.values() if each not in checks] == []
