"""Every figure of random months equals a slow, obvious recomputation; nothing exceeds 100%."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from core.month import Month
from spaces.figures import HeatCell, Occupancy, SpaceRow, ThemeRow, Totals, occupancy
from spaces.models import Space
from spaces.tests import generated_months, recomputed

pytestmark = pytest.mark.django_db

#: The same months in every run, so that a red one is red for everybody.
always_the_same = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
RATES = ("occupancy", "use", "recovery", "day_rate", "assignment", "no_show_rate")


@contextmanager
def built(seed) -> Iterator[generated_months.GeneratedMonth]:
    """The month of this number in the database, and out of it again."""
    with transaction.atomic():
        yield generated_months.build(seed)
        transaction.set_rollback(True)


def test_every_figure_of_some_months_equals_the_recomputation():
    """The first of the months below, after each change."""
    recompute(months=12)


@pytest.mark.slow
def test_every_figure_equals_the_recomputation():
    seen, months = recompute(months=80)
    # Months that are easy would prove nothing: each figure was more than 0 in several of them.
    assert months == {*generated_months.MONTHS}
    assert {name: count for name, count in seen.items() if count < 3} == {}


def recompute(*, months: int) -> tuple[Counter, set[Month]]:
    """Compare so many; gives how often each figure was not 0, and the months that there were."""
    seen, compared = Counter(), set()

    @settings(always_the_same, max_examples=months)
    @given(generated_months.seeds)
    def check(seed):
        with built(seed) as written, time_machine.travel(written.now, tick=False):
            found = occupancy(written.month)
        expected = recomputed.figures(written)
        answer = asdict(found)
        del answer["month"]
        for name in expected:
            assert answer.pop(name) == expected[name], name
        assert answer == {}
        assert_nothing_exceeds_its_whole(found)
        assert_parts_add_up(found)
        compared.add(written.month)
        seen.update(said(found))

    check()
    return seen, compared


def said(found: Occupancy) -> dict[str, bool]:
    """Which of the figures are not 0."""
    whole, cells = found.of(*Space.Kind), [asdict(cell) for cell in found.heat]
    return {
        **{name: value > 0 for name, value in asdict(whole).items()},
        **{f"heat {name}": any(c[name] for c in cells) for name in names_of(HeatCell)[2:]},
        **{f"theme {n}": any(getattr(t, n) for t in found.themes) for n in names_of(ThemeRow)[2:]},
        "people": found.people > 0,
        "peak": found.peak.in_use > 1,
        "a part of the assignable days": 0 < whole.days_assigned < whole.days_assignable,
        "a part of the released": 0 < whole.recovered < whole.released,
        "a part of the use": 0 < whole.estimated < whole.used,
        "somebody waited for one place": any(row.code for row in found.waiting),
        "somebody waited for any": any(not row.code for row in found.waiting),
    }


def names_of(kind) -> list[str]:
    return [field.name for field in fields(kind)]


def test_months_add_up_to_the_time_that_they_make():
    @settings(always_the_same, max_examples=8)
    @given(generated_months.seeds)
    def check(seed):
        with built(seed) as written:
            written.now += timedelta(days=60)
            months = [written.month.previous, written.month, written.month.next]
            with time_machine.travel(written.now, tick=False):
                found = [occupancy(month) for month in months]
        for place in written.places:
            watched = recomputed.Watched(place, written, months[0].first, months[-1].next.first)
            rows = [row for month in found for row in month.rows if row.code == place.code]
            together = {name: sum(getattr(row, name) for row in rows) for name in MEASURES}
            assert watched.row() | together == watched.row()

    check()


MEASURES = sorted({*names_of(SpaceRow)} & {*names_of(Totals)})


def assert_nothing_exceeds_its_whole(found):
    totals = [found.of(kind) for kind in Space.Kind]
    totals += [found.of(*Space.DESKS_AND_OFFICES), found.of(*Space.Kind)]
    for measured in [*found.rows, *totals]:
        assert all(0 <= (getattr(measured, rate) or 0) <= 1 for rate in RATES)
        assert measured.estimated <= measured.used
        assert measured.recovered <= measured.booked
    for cell in [*found.heat, *(cell for heat in found.kind_heat for cell in heat.cells)]:
        assert max(cell.occupancy, cell.use) <= 1
    assert found.peak.in_use <= found.peak.available
    assert all((total.unmet_rate or 0) <= 1 for total in totals)
    assert (found.no_show_rate or 0) <= 1
    assert (found.desk_day_rate or 0) <= 1


def assert_parts_add_up(found):
    """Kinds make the total, weekdays and hours make the kinds, kinds make the map of desks and offices."""
    whole = found.of(*Space.Kind)
    for name, total in asdict(whole).items():
        assert total == sum(getattr(found.of(kind), name) for kind in Space.Kind), name
    for name in ("available", "booked", "used", "estimated"):
        both = found.of(*Space.DESKS_AND_OFFICES)
        assert sum(getattr(cell, name) for cell in found.heat) == getattr(both, name)
        for kind in Space.Kind:
            cells = found.heat_of(kind)
            assert sum(getattr(cell, name) for cell in cells) == getattr(found.of(kind), name)
    assert whole.asked == whole.served + whole.declined + whole.expired + whole.unmet
