"""What is held for somebody until a time, and who comes before whom in a line: pure, for every list of waiting."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

Waiting = TypeVar("Waiting")


def held_until(
    now: datetime, *, hold: timedelta, begins: datetime, last_call: timedelta
) -> datetime | None:
    """Until when something offered now is held: `hold` long, never into the `last_call` before it begins.

    None when it is too late to offer it.
    """
    until = min(now + hold, begins - last_call)
    return until if until > now else None


def is_overdue(until: datetime | None, now: datetime) -> bool:
    """Whether what was held until that moment is lost: from the moment on."""
    return until is not None and until <= now


def place_in_line(
    one: Waiting, line: Iterable[Waiting], *, comes_before: Callable[[Waiting, Waiting], bool]
) -> int:
    """How many are served before this one, and one more: 1 is the next. `comes_before(other, one)` compares."""
    return sum(comes_before(other, one) for other in line) + 1
