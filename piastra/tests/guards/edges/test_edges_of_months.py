"""Months and their editions, and the day on which an answer is due."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from core.clock import ROME
from core.models import ANSWER_WITHIN, AccessibilityFeedback
from core.month import Month
from piastra.reports.models import Edition
from piastra.tests.guards.edges.moments import DAY, MOMENT
from spaces.tests.factories import (
    local,
)


def test_a_month_is_linked_to_the_newest_edition_of_the_one_before(db, at, day):
    at(f"{day} 12:00")
    month = Month.of(day)
    kept = {
        "state": "published",
        "published_at": timezone.now(),
        "sha256": "a" * 64,
        "figures": "{}",
    }
    made = [
        Edition.objects.create(month=each.first, number=1, **kept)
        for each in (month.plus(-2), month.previous, month, month.next)
    ]
    corrected = Edition.objects.create(
        month=month.previous.first, number=2, replaces=made[1], reason="Un refuso", **kept
    )
    assert Edition.objects.last_before(month) == corrected
    assert Edition.objects.last_before(month.plus(-2)) is None
    assert Edition.objects.last_before(month.next.next) == made[3]


@pytest.mark.parametrize("clock", [time(0, 30), time(23, 30)])
def test_an_answer_is_due_on_the_thirtieth_day_in_rome(at, day, clock):
    report = AccessibilityFeedback(sent_at=local(day, clock).astimezone(UTC), status="received")
    assert timedelta(days=30) == ANSWER_WITHIN
    assert report.due == day + ANSWER_WITHIN
    at(f"{report.due} 23:59")
    assert not report.is_overdue
    at(f"{report.due + DAY} 00:00")
    assert report.is_overdue


def test_a_month_is_over_with_its_last_moment_in_rome(at, day):
    month = Month.of(day)
    assert month.end == datetime.combine(month.next.first, time(0), tzinfo=ROME)
    at(f"{month.last} 23:59")
    assert not month.is_over
    at(f"{month.next.first} 00:00")
    assert month.is_over
    assert Month.of(month.end) == month.next
    assert Month.of(month.end - MOMENT) == month
