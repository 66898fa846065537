"""The Italian of the account's pages speaks to everybody."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation

from members.sentences import OURS

TO_MEN = re.compile(r"\b(sicuro|collegato|scollegato|connesso|stato tu)\b", re.IGNORECASE)


@pytest.mark.parametrize("sentence", OURS)
def test_a_sentence_is_ours_and_speaks_to_everybody(sentence):
    with translation.override("it"):
        said = translation.gettext(sentence)
    kept = polib.pofile(str(settings.BASE_DIR / "locale/it/LC_MESSAGES/django.po"))
    assert said == kept.find(sentence).msgstr
    assert not TO_MEN.search(said)
