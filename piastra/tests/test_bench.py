"""What `make bench` writes: medians in turns, ratios to a floor, a table that one can read."""

from datetime import date

import pytest

from piastra.tools.bench import table
from piastra.tools.bench.stopwatch import compared, in_turns, queries_of
from spaces.models import Space


def test_calls_take_turns_after_two_to_warm_up():
    order = []
    in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, rounds=3)
    assert "".join(order) == "ab" * 5


def test_medians_are_compared_with_the_floor():
    floor, page = compared({"hello": 2.0, "page": 40.0}, "hello", {"page": 9}, {"page": 15})
    assert (floor.ratio, floor.keeps_budget) == (None, True)
    assert (page.ratio, page.floor, page.queries, page.keeps_budget) == (20.0, "hello", 9, False)


@pytest.mark.django_db
def test_queries_are_counted():
    assert queries_of(lambda: list(Space.objects.all())) == 1


@pytest.mark.django_db
def test_the_page_says_what_was_measured_when_and_where():
    page = table.page(
        compared({"hello": 2.0, "page": 40.0}, "hello", budgets={"page": 15}), date(2026, 11, 1)
    )
    assert "| page     | 40.00 ms | 20.0× | hello   | ≤ 15×, missed | –       |" in page
    assert "Measured on 2026-11-01: " in page
