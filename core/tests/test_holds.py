"""Held until a time, overdue from then on, and the place in a line."""

from datetime import datetime, timedelta

import pytest

from core import holds
from core.clock import ROME

NOON = datetime(2026, 11, 30, 12, tzinfo=ROME)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("begins", "until"),
    [
        (NOON + 9 * HOUR, NOON + 2 * HOUR),
        (NOON + 3 * HOUR, NOON + 2 * HOUR),
        (NOON + 2 * HOUR, NOON + HOUR),
        (NOON + HOUR + MINUTE, NOON + MINUTE),
        (NOON + HOUR, None),
        (NOON, None),
    ],
)
def test_it_is_held_for_its_time_and_never_into_the_last_call(begins, until):
    assert holds.held_until(NOON, hold=2 * HOUR, begins=begins, last_call=HOUR) == until


@pytest.mark.parametrize(
    ("until", "overdue"),
    [(NOON - MINUTE, True), (NOON, True), (NOON + MINUTE, False), (None, False)],
)
def test_it_is_lost_from_its_moment_on(until, overdue):
    assert holds.is_overdue(until, NOON) is overdue


@pytest.mark.parametrize(("one", "place"), [(1, 1), (2, 2), (5, 3), (9, 4)])
def test_the_next_is_the_first(one, place):
    line = [1, 2, 5]
    assert holds.place_in_line(one, line, comes_before=lambda other, one: other < one) == place
