"""Time two or more calls in turns, so that whatever slows the machine slows all of them."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Limits:
    """What one measured thing may cost at most: times its floor, queries, kB (1,000 bytes) of HTML."""

    ratio: float | None = None
    queries: int | None = None
    kilobytes: int | None = None


@dataclass(frozen=True)
class Result:
    """One measured thing: median in milliseconds, against the `floor` it is compared with; size in bytes."""

    name: str
    median: float
    floor: str = ""
    ratio: float | None = None
    queries: int | None = None
    size: int | None = None
    limits: Limits = Limits()

    @property
    def missed(self) -> list[str]:
        """The limits that it does not keep, as they are written; one that was not measured is none."""
        return [said for said, is_kept in self._held() if not is_kept]

    @property
    def promised(self) -> list[str]:
        return [said for said, _ in self._held()]

    def _held(self):
        limits = self.limits
        if limits.ratio is not None:
            yield f"≤ {limits.ratio:g}×", self.ratio is not None and self.ratio <= limits.ratio
        if limits.queries is not None:
            is_kept = self.queries is not None and self.queries <= limits.queries
            yield f"≤ {limits.queries} queries", is_kept
        if limits.kilobytes is not None:
            is_kept = self.size is not None and self.size <= limits.kilobytes * 1000
            yield f"≤ {limits.kilobytes} kB", is_kept


def in_turns(
    calls: dict[str, Callable], rounds: int, clock=time.process_time, dice: Random | None = None
) -> dict[str, float]:
    """A B A B …, `rounds` times after two to warm up. Returns the median of each, in milliseconds.

    With `dice` in another order each time: what comes after something large finds the processor's caches cold.
    """
    taken = {name: [] for name in calls}
    order = list(calls)
    for turn in range(-2, rounds):
        if dice:
            dice.shuffle(order)
        for name in order:
            began = clock()
            calls[name]()
            if turn >= 0:
                taken[name].append(clock() - began)
    return {name: statistics.median(times) * 1000 for name, times in taken.items()}


def queries_of(call: Callable) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def compared(medians, floor: str, queries=None, limits=None, sizes=None) -> list[Result]:
    """The medians as results; `floor` is that of the others."""
    queries, limits, sizes = queries or {}, limits or {}, sizes or {}
    return [
        Result(
            name,
            median,
            "" if name == floor else floor,
            None if name == floor else median / medians[floor],
            queries.get(name),
            sizes.get(name),
            limits.get(name, Limits()),
        )
        for name, median in medians.items()
    ]
