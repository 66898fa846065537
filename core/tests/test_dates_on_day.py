"""Days with the article that their number wants."""

from datetime import date

import pytest
from django.utils.translation import override

from core.templatetags.dates import on_day


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (1, "il 1º novembre 2026"),
        (2, "il 2 novembre 2026"),
        (8, "l’8 novembre 2026"),
        (11, "l’11 novembre 2026"),
        (18, "il 18 novembre 2026"),
        (28, "il 28 novembre 2026"),
    ],
)
def test_an_italian_day_has_its_article(day, written):
    with override("it"):
        assert on_day(date(2026, 11, day)) == written


def test_an_english_day_is_on_that_day():
    with override("en"):
        assert on_day(date(2026, 11, 8)) == "on 8 November 2026"


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_day_is_nothing(language):
    with override(language):
        assert on_day(None) == ""
