"""Percentages and hours on pages: rounded half up, with a dash where there is no value."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from core.money import euro as cents
from core.words import euro, percent, whole_hours


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


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1234.5", "1.234,50\N{NO-BREAK SPACE}€"),
        ("-0.00", "0,00\N{NO-BREAK SPACE}€"),
        ("-0.004", "0,00\N{NO-BREAK SPACE}€"),
        ("-0.005", "-0,01\N{NO-BREAK SPACE}€"),
        ("2.675", "2,68\N{NO-BREAK SPACE}€"),
    ],
)
def test_an_amount_is_written_with_its_cents_and_nothing_has_no_minus(amount, words):
    with override("it"):
        assert euro(Decimal(amount)) == words
        assert percent(Decimal("-0.0004")) == "0,0\N{NO-BREAK SPACE}%"
    assert str(cents(amount)).replace(".", ",") == words.removesuffix(
        "\N{NO-BREAK SPACE}€"
    ).replace(".", "")
