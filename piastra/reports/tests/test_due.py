"""Each night, every finished month of the programme gets its draft."""

import pytest

from core.month import Month
from piastra.reports import due, tasks
from piastra.reports.models import Edition
from piastra.reports.tests.conftest import SEPTEMBER, drafted

pytestmark = pytest.mark.django_db


def test_every_finished_month_without_an_edition_is_due(programme):
    assert due.wanted() == [Month(2026, 9), Month(2026, 10)]


def test_a_month_that_has_one_is_not(programme, staff):
    drafted(SEPTEMBER, staff)
    assert due.wanted() == [Month(2026, 10)]


@pytest.mark.parametrize(
    ("moment", "months"),
    [
        ("2026-10-31 23:30", ["2026-09"]),
        ("2026-11-01 00:00", ["2026-09", "2026-10"]),
        ("2026-10-25 02:30", ["2026-09"]),  # the night of the clock change
        ("2026-09-30 23:59", []),
    ],
)
def test_a_month_is_over_at_midnight_in_rome(programme, at, moment, months):
    at(moment)
    assert [str(month) for month in due.wanted()] == months


def test_without_a_start_nothing_is_due(programme):
    programme.starts_on = None
    programme.save()
    assert due.wanted() == []


def test_the_nightly_task_asks_once(programme):
    for _ in range(2):
        tasks.make_due_editions()
    assert Edition.objects.filter(requested_by=None).count() == 2
