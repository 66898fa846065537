"""A month of dates read in two steps: what somebody looks for is mostly found in the first."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from django.utils import timezone

from spaces.availability.cells import Cells
from spaces.availability.engine import Availability

Found = TypeVar("Found")
#: A week and its first day again: no series of closed days that a year has is longer.
NEAR = timedelta(days=8)


class Steps:
    """The cells of `[first, until)` for the person: the near dates at once, the others when they are asked for.

    `near_until` makes the first step longer.
    """

    def __init__(self, first: date, until: date, person, near_until: date | None = None):
        self.first, self.until, self.person = first, until, person
        self.middle = min(max(first + NEAR, near_until or first), until)
        self.now = timezone.now()

    @cached_property
    def near(self) -> Cells:
        return self._read(self.first, self.middle)

    @cached_property
    def _far(self) -> Cells:
        return self._read(self.middle, self.until)

    def _read(self, first: date, until: date) -> Cells:
        return Cells(Availability(first, until, self.person, now=self.now))

    def __iter__(self) -> Iterator[Cells]:
        yield self.near
        if self.middle < self.until:
            yield self._far

    def first_found(self, look: Callable[[Cells], Found | None]) -> Found | None:
        """What `look` finds soonest."""
        return next((found for cells in self if (found := look(cells))), None)
