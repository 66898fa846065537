"""Days and hours as instants, on the two nights on which the clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from core.clock import is_shown, moment, why_not_shown
from core.refusals import Refusal

SKIPPED, TWICE = date(2027, 3, 28), date(2027, 10, 31)


@pytest.mark.parametrize(
    ("day", "clock", "shown"),
    [
        (SKIPPED, time(1, 59), True),
        (SKIPPED, time(2), False),
        (SKIPPED, time(2, 30), False),
        (SKIPPED, time(2, 59, 59), False),
        (SKIPPED, time(3), True),
        (SKIPPED, time(0), True),
        (TWICE, time(2, 30), True),
        (date(2027, 3, 27), time(2, 30), True),
        (date(2000, 1, 1), time(0), True),
        (date(2100, 12, 31), time(23, 59), True),
    ],
)
def test_what_the_clocks_show(day, clock, shown):
    assert is_shown(day, clock) == shown
    assert (why_not_shown(day, clock) is None) == shown


def test_a_time_that_is_jumped_over_is_refused_and_not_another_one():
    with pytest.raises(Refusal) as refused:
        moment(SKIPPED, time(2, 30))
    assert refused.value.code == "no_such_hour"
    assert "02:30" in str(refused.value)


def test_a_time_that_is_shown_twice_is_the_first_showing():
    assert moment(TWICE, time(2, 30)) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_other_times_are_those_of_rome():
    assert moment(date(2027, 1, 15), time(9)) == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert moment(SKIPPED, time(3)) == datetime(2027, 3, 28, 1, tzinfo=UTC)
