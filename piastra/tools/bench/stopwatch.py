"""Time two or more calls in turns, so that whatever slows the machine slows all of them."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Result:
    """One measured thing: median in milliseconds, against the `floor` it is compared with."""

    name: str
    median: float
    floor: str = ""
    ratio: float | None = None
    queries: int | None = None
    budget: float | None = None

    @property
    def keeps_budget(self) -> bool:
        return self.budget is None or self.ratio is None or self.ratio <= self.budget


def in_turns(calls: dict[str, Callable], rounds: int, clock=time.process_time) -> dict[str, float]:
    """A B A B …, `rounds` times after two to warm up. Returns the median of each, in milliseconds."""
    taken = {name: [] for name in calls}
    for turn in range(-2, rounds):
        for name, call in calls.items():
            began = clock()
            call()
            if turn >= 0:
                taken[name].append(clock() - began)
    return {name: statistics.median(times) * 1000 for name, times in taken.items()}


def queries_of(call: Callable) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def compared(medians, floor: str, queries=None, budgets=None) -> list[Result]:
    """The medians as results; the first is the floor of the others."""
    queries, budgets = queries or {}, budgets or {}
    return [
        Result(
            name,
            median,
            "" if name == floor else floor,
            None if name == floor else median / medians[floor],
            queries.get(name),
            budgets.get(name),
        )
        for name, median in medians.items()
    ]
