"""What `make bench` writes: medians in turns, ratios to a floor, a table that one can read."""

import gc
import sys
from datetime import date
from random import Random

import pytest
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.month import Month
from members.models import Membership
from piastra.tools.bench import booking, history, pages, table, world
from piastra.tools.bench.stopwatch import Limits, compared, in_turns, queries_of
from spaces.figures import occupancy
from spaces.models import Booking, Space
from spaces.tests.factories import BookingFactory, make_floor

NOVEMBER = Month(2026, 11)


def test_calls_take_turns_after_two_to_warm_up():
    order = []
    in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=3)
    assert "".join(order) == "ab" * 5


def test_each_call_comes_after_each_other_where_dice_are_thrown():
    order = []
    calls = {name: lambda name=name: order.append(name) for name in "abc"}
    in_turns(calls, rounds=40, dice=Random(1))
    rounds = ["".join(order[start : start + 3]) for start in range(0, len(order), 3)]
    assert {"".join(sorted(each)) for each in rounds} == {"abc"}
    assert len(set(rounds)) == 6


def test_medians_are_compared_with_the_floor():
    limits = {"page": Limits(ratio=15)}
    floor, page = compared({"hello": 2.0, "page": 40.0}, "hello", {"page": 9}, limits)
    assert (floor.ratio, floor.missed) == (None, [])
    assert (page.ratio, page.floor, page.queries, page.missed) == (20.0, "hello", 9, ["≤ 15×"])


@pytest.mark.parametrize(
    ("limits", "missed"),
    [
        (Limits(), []),
        (Limits(ratio=20, queries=9, kilobytes=35), []),
        (Limits(ratio=19.9), ["≤ 19.9×"]),
        (Limits(queries=8), ["≤ 8 queries"]),
        (Limits(kilobytes=34), ["≤ 34 kB"]),
        (Limits(ratio=1, queries=1, kilobytes=1), ["≤ 1×", "≤ 1 queries", "≤ 1 kB"]),
    ],
)
def test_each_budget_is_held_by_itself(limits, missed):
    medians = {"hello": 2.0, "page": 40.0}
    measured = compared(medians, "hello", {"page": 9}, {"page": limits}, {"page": 35_000})
    assert measured[1].missed == missed


def test_a_budget_of_what_nobody_measured_is_missed():
    (floor,) = compared({"hello": 2.0}, "hello", limits={"hello": Limits(1, 1, 1)})
    assert len(floor.missed) == 3


@pytest.mark.django_db
def test_queries_are_counted():
    assert queries_of(lambda: list(Space.objects.all())) == 1


@pytest.mark.django_db
def test_the_page_says_what_was_measured_when_and_where():
    limits = {"page": Limits(ratio=15, queries=12)}
    measured = compared({"hello": 2.0, "page": 40.0}, "hello", {"page": 9}, limits, {"page": 1500})
    page = table.page(measured, date(2026, 11, 1))
    row = (
        "| page     | 40.00 ms | 20.0× | hello   | 9       | 1.5 kB | ≤ 15× missed, ≤ 12 queries |"
    )
    assert row in page
    assert "Measured on 2026-11-01: " in page


@pytest.fixture
def small_world():
    return world.build(timezone.now(), bookings=2_500)


@pytest.mark.django_db
def test_the_measured_place_has_its_size_and_nobody_is_at_two_desks(small_world):
    desks = Booking.objects.filter(space__in=Space.objects.desks())
    held = desks.holding()
    elsewhere = held.exclude(pk=OuterRef("pk")).filter(person=OuterRef("person"))
    twice = elsewhere.filter(start__lt=OuterRef("end"), end__gt=OuterRef("start"))
    assert Space.objects.desks().count() == 50
    assert Membership.objects.current().count() == 40
    assert Booking.objects.count() == 2_500
    assert not held.filter(Exists(twice)).exists()


@pytest.mark.django_db
def test_the_measured_day_is_a_day_on_which_the_reader_may_book(small_world):
    own = Booking.objects.filter(person=small_world.sample)
    assert small_world.monday.weekday() == 0
    assert own.filter(start__gt=timezone.now()).exists()
    assert not own.filter(start__date=small_world.day).exists()


@pytest.mark.django_db(transaction=True)
def test_every_page_and_booking_of_the_bench_is_measured(small_world):
    measured = [*pages.measure(small_world, 1), *booking.measure(small_world, 1)]
    held = {each.name for each in measured if each.promised}
    assert held == {*pages.LIMITS, *booking.LIMITS}
    assert all(each.median > 0 and each.queries is not None for each in measured)


@pytest.mark.django_db(transaction=True)
def test_pages_are_measured_as_they_are_served(small_world, monkeypatch):
    """What gunicorn loads is kept from the collector's walks; what collects is on, there and here."""
    monkeypatch.delitem(sys.modules, "piastra.wsgi", raising=False)
    gc.unfreeze()
    pages.measure(small_world, 1)
    assert gc.get_freeze_count() > 10_000
    assert gc.isenabled()


@pytest.mark.django_db
def test_the_floor_of_the_figures_sums_the_same_rows(at):
    """What the statement in SQL says of each place is what the figures say of it."""
    at("2026-12-02 09:00")
    floor = make_floor()
    BookingFactory(space=floor.desk, attended=True)
    BookingFactory(space=floor.office, whole_day=True)
    found = {
        place: (booked, used or 0)
        for place, booked, used, *_counts in history.sums("public", NOVEMBER)
    }
    rows = {row.code: row for row in occupancy(NOVEMBER).rows}
    for place in (floor.desk, floor.office):
        booked, used = (round(float(hours) * 60) for hours in found[place.pk])
        assert (booked, used) == (rows[place.code].booked, rows[place.code].used)
    assert len(found) == 2
