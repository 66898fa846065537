"""Open time of random months equals a recomputation that asks each quarter of an hour."""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from core.clock import ROME, local_midnight
from spaces.schedule.opening import Opening
from spaces.tests import generated_months, recomputed

pytestmark = pytest.mark.django_db


def test_open_time_equals_the_recomputation_and_each_span_lies_in_its_day():
    seen = Counter()

    @settings(
        max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(generated_months.seeds)
    def check(seed):
        with transaction.atomic():
            written = generated_months.build(seed)
            opening = Opening(written.month.first, written.month.next.first)
            transaction.set_rollback(True)
        for place in written.places:
            expected = recomputed.Watched(place, written, opening.first, opening.until).open
            assert recomputed.quarters(opening.all_of(place)) == expected
            for day in opening.days():
                assert_of_its_day(opening.of(place, day), day)
            seen.update(open=bool(expected), shut=not expected)
        seen.update(closed=len(written.closures), out=len(written.outages))

    check()
    assert min(seen.values()) > 10


def assert_of_its_day(spans, day):
    """In their order, none touching the next, within the date in Rome."""
    ends = [local_midnight(day)]
    for start, end in spans:
        assert ends[-1] <= start < end
        assert len(ends) == 1 or ends[-1] < start
        assert start.astimezone(ROME).date() == day
        ends.append(end)
    assert ends[-1].astimezone(ROME).date() == day
