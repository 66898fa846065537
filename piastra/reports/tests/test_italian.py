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


def test_lists_end_with_and():
    assert italian.listed(["A", "B", "C"]) == "A, B e C"
    assert italian.listed(["A"]) == "A"
