"""Days after an article or a preposition, which bend to the day's number in Italian."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from core.words import by_day, from_day, of_day, on_day, since_day, to_day, until_day

#: Each filter, its words before most numbers, before the vowel of 8 and 11, and in English.
WORDS = [
    (on_day, "il ", "l’", "on "),
    (of_day, "del ", "dell’", "of "),
    (from_day, "dal ", "dall’", "from "),
    (since_day, "dal ", "dall’", "since "),
    (to_day, "al ", "all’", "to "),
    (until_day, "fino al ", "fino all’", "until "),
    (by_day, "entro il ", "entro l’", "by "),
]
FILTERS = [row[0] for row in WORDS]


@pytest.mark.parametrize(("written", "before", "before_a_vowel", "_english"), WORDS)
def test_every_italian_day_of_a_month(written, before, before_a_vowel, _english):
    # Said aloud: primo, due, … otto, nove, dieci, undici, … diciotto, … ventotto, … trentuno.
    numbers = ["1º", *map(str, range(2, 32))]
    expected = [
        (before_a_vowel if number in ("8", "11") else before) + f"{number} dicembre 2026"
        for number in numbers
    ]
    with override("it"):
        assert [written(date(2026, 12, day)) for day in range(1, 32)] == expected


@pytest.mark.parametrize(("written", "_before", "_before_a_vowel", "english"), WORDS)
def test_every_english_day_of_a_month(written, _before, _before_a_vowel, english):
    expected = [f"{english}{day} December 2026" for day in range(1, 32)]
    with override("en"):
        assert [written(date(2026, 12, day)) for day in range(1, 32)] == expected


@pytest.mark.parametrize("written", FILTERS)
@pytest.mark.parametrize("language", ["it", "en"])
def test_no_day_is_nothing(written, language):
    with override(language):
        assert written(None) == ""


def test_an_instant_is_the_day_that_it_was_in_rome():
    with override("it"):
        assert until_day(datetime(2026, 12, 7, 23, 30, tzinfo=UTC)) == "fino all’8 dicembre 2026"
