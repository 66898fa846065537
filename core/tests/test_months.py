"""Months as the programme counts them."""

from datetime import UTC, date, datetime

import pytest

from core.closing import close, ensure_open
from core.month import Month
from core.refusals import Refusal


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-1", "26-10", "2026-00", "x-y", "9999-12", "0001-01"]
)
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


def test_a_month_begins_and_ends_at_midnight_in_rome():
    october = Month.parse("2026-10")
    assert october.start == datetime(2026, 9, 30, 22, tzinfo=UTC)
    assert october.end == datetime(2026, 10, 31, 23, tzinfo=UTC)


def test_the_month_of_an_instant_is_the_month_in_rome():
    assert Month.of(datetime(2026, 9, 30, 22, tzinfo=UTC)) == Month(2026, 10)


def test_months_are_counted_across_years():
    assert Month(2026, 12).next == Month(2027, 1)
    assert Month(2027, 1).previous == Month(2026, 12)
    assert Month(2026, 11).plus(3) == Month(2027, 2)
    assert Month(2027, 2).since(Month(2026, 11)) == 3


def test_italian_writes_months_in_lower_case():
    assert Month(2026, 10).label == "ottobre 2026"


def test_a_closed_month_refuses_writes(staff):
    close(Month(2026, 10), by=staff)
    ensure_open(date(2026, 11, 1))
    with pytest.raises(Refusal) as refused:
        ensure_open(date(2026, 10, 31))
    assert refused.value.code == "closed_month"
