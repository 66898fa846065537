"""Numbers and dates as the documents write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from piastra.reports import italian


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (0, 0, "0"),
        (1234567, 0, "1.234.567"),
        (Decimal("2.345"), 2, "2,35"),
        (Decimal("-2.345"), 2, "−2,35"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("0.5"), 0, "1"),
    ],
)
def test_numbers_are_rounded_half_up(value, places, written):
    assert italian.number(value, places) == written


def test_a_rate_without_a_denominator_is_a_dash_and_not_zero():
    assert italian.share(0, 0) == "–"
    assert italian.share(0, 5) == "0,0\u00a0%"
    assert italian.share(1, 3) == "33,3\u00a0%"


def test_hours_have_a_decimal_only_where_they_are_not_whole():
    assert [italian.hours(m) for m in (0, 60, 90, 99960)] == ["0", "1", "1,5", "1.666"]


def test_months_end_on_their_last_day_in_leap_years_too():
    ends = [italian.last_day(month) for month in ("2026-12", "2027-02", "2028-02")]
    assert ends == [date(2026, 12, 31), date(2027, 2, 28), date(2028, 2, 29)]


def test_dates_are_lower_case_and_italian_whatever_the_language():
    with override("en"):
        assert italian.month_name("2026-10") == "ottobre 2026"
        assert italian.long_date(date(2026, 10, 1)) == "1º ottobre 2026"
        assert italian.euro("131760") == "131.760,00\u00a0€"


def test_moments_are_of_rome_on_both_sides_of_the_clock_change():
    assert italian.moment("2026-10-24T22:30:00+00:00") == "25 ottobre 2026, ore 00:30"
    assert italian.moment("2026-10-25T22:30:00+00:00") == "25 ottobre 2026, ore 23:30"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (1, "il 1º"),
        (2, "il 2"),
        (8, "l’8"),
        (10, "il 10"),
        (11, "l’11"),
        (18, "il 18"),
        (28, "il 28"),
    ],
)
def test_a_day_has_its_article(day, written):
    said = italian.the(italian.long_date(date(2026, 11, day)))
    assert said == f"{written} novembre 2026"


def test_lists_end_with_and():
    assert italian.listed(["A", "B", "C"]) == "A, B e C"
    assert italian.listed(["A"]) == "A"


# -- Articles, prepositions, number: every value -----------------------------------------------------------

#: Whole numbers below a thousand of which the first spoken word begins with a vowel, one by one.
VOWELS = {1, 8, 11, *range(80, 90), *range(800, 900)}
SMALL = [(value, f"{value}") for value in range(1001)]


def forms(value):
    """Article, di, a in the singular; di in the plural: as a grammar has them, number by number."""
    if value == 0:
        return "lo ", "dello ", "allo ", "degli "
    if value in VOWELS:
        return "l’", "dell’", "all’", "dell’" if value == 1 else "degli "
    return "il ", "del ", "al ", "dei "


@pytest.mark.parametrize("decimals", ["", ",0", ",5"])
def test_every_number_to_a_thousand_has_its_forms(decimals):
    for value, digits in SMALL[:1000]:
        written = f"{digits}{decimals} %".replace(" ", italian.NBSP)
        found = (italian.the, italian.of_the, italian.to_the, italian.of_the_many)
        assert tuple(form(written) for form in found) == tuple(
            form + written for form in forms(value)
        )


@pytest.mark.parametrize(
    ("written", "the", "many"),
    [
        ("1.000", "il 1.000", "dei 1.000"),
        ("1.500,00", "il 1.500,00", "dei 1.500,00"),
        ("8.000", "l’8.000", "degli 8.000"),
        ("11.960,40", "l’11.960,40", "degli 11.960,40"),
        ("18.000", "il 18.000", "dei 18.000"),
        ("80.000,00", "l’80.000,00", "degli 80.000,00"),
        ("110.000", "il 110.000", "dei 110.000"),
        ("131.760,00", "il 131.760,00", "dei 131.760,00"),
        ("800.000", "l’800.000", "degli 800.000"),
        ("1.000.000", "il 1.000.000", "dei 1.000.000"),
        ("8.000.000", "l’8.000.000", "degli 8.000.000"),
        ("0,00", "lo 0,00", "degli 0,00"),
        ("1,00", "l’1,00", "dell’1,00"),
        ("−8,00", "il −8,00", "dei −8,00"),
    ],
)
def test_thousands_are_read_by_their_first_group(written, the, many):
    assert italian.the(written) == the
    assert italian.of_the_many(written) == many


@pytest.mark.parametrize("value", [0, 1, 2, 8, 11, 21, 80, 101, 800, 1000, 1001])
def test_one_thing_is_one_and_all_else_are_many(value):
    word = "richiesta" if value == 1 else "richieste"
    assert italian.counted(value, "richiesta", "richieste") == f"{italian.number(value)} {word}"


def test_hours_are_counted_as_they_are_written():
    found = [italian.counted_hours(minutes) for minutes in (0, 30, 57, 60, 61, 63, 90, 120, 60000)]
    assert found == [
        "0 ore", "0,5 ore", "1,0 ore", "1 ora", "1,0 ore", "1,1 ore", "1,5 ore", "2 ore", "1.000 ore",
    ]  # fmt: skip


def test_only_april_and_august_want_ad():
    assert [italian.to_month(word) for word in italian.MONTHS] == [
        "a gennaio", "a febbraio", "a marzo", "ad aprile", "a maggio", "a giugno",
        "a luglio", "ad agosto", "a settembre", "a ottobre", "a novembre", "a dicembre",
    ]  # fmt: skip


def test_every_hour_of_the_day_is_said():
    found = [italian.between(hour).replace(italian.NBSP, " ") for hour in range(24)]
    assert found[:3] == ["fra mezzanotte e l’una", "fra l’una e le 2", "fra le 2 e le 3"]
    assert found[23] == "fra le 23 e mezzanotte"
    assert found[2:23] == [f"fra le {hour} e le {hour + 1}" for hour in range(2, 23)]


def test_sunday_alone_is_feminine():
    found = [italian.the_weekday(day) for day in range(7)]
    assert found[:6] == [f"il {name}" for name in italian.WEEKDAYS[:6]]
    assert found[6] == "la domenica"


@pytest.mark.parametrize(
    ("value", "top", "written"),
    [
        (0, 100, "0"),
        (50, 100, "50 €"),
        (2500, 10_000, "2,5 mila €"),
        (40_000, 160_000, "40 mila €"),
        (2_500_000, 10_000_000, "2,5 mln €"),
        (10_000_000_000, 10_000_000_000, "10 mld €"),
    ],
)
def test_an_axis_has_short_amounts(value, top, written):
    assert italian.rounded_euro(value, top).replace(italian.NBSP, " ") == written
