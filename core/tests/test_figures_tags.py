"""Percentages and hours on pages: rounded half up, with a dash where there is no value."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from core.words import percent, whole_hours


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Decimal("0.54887"), "54,9\N{NO-BREAK SPACE}%"),
        (Decimal("0.5485"), "54,9\N{NO-BREAK SPACE}%"),
        (Decimal(1), "100,0\N{NO-BREAK SPACE}%"),
        (None, "–"),
    ],
)
def test_a_ratio_is_written_as_a_percentage(ratio, words):
    with override("it"):
        assert percent(ratio) == words


def test_english_writes_the_sign_close():
    with override("en"):
        assert percent(Decimal("0.5")) == "50.0%"


@pytest.mark.parametrize(("minutes", "words"), [(90, "2"), (277440, "4.624"), (None, "–")])
def test_minutes_are_written_as_whole_hours(minutes, words):
    with override("it"):
        assert whole_hours(minutes) == words
