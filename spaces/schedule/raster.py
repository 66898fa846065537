"""The steps in which places are booked: whole steps since midnight on Rome's clocks.

A step is a number of minutes. Between two steps lies as much time as the clocks show, so that after a clock
change the steps are still those that people read on the wall.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from core.clock import ROME
from spaces.schedule.spans import Span

A_MINUTE = timedelta(minutes=1)
#: Finer than any clock that people read.
TICK = timedelta(microseconds=1)


def is_on(moment: datetime, step: int) -> bool:
    """Whether a booking may begin or end at this moment."""
    return not _past(moment, step)


def at_or_before(moment: datetime, step: int) -> datetime:
    """The last step that is not after the moment."""
    past = _past(moment, step)
    return moment - past if past else moment


def at_or_after(moment: datetime, step: int) -> datetime:
    """The first step that is not before the moment."""
    while past := _past(moment, step):
        moment += timedelta(minutes=step) - past
    return moment


def moments(span: Span, step: int) -> Iterator[datetime]:
    """Each step of the time, its two ends included."""
    moment = at_or_after(span[0], step)
    while moment <= span[1]:
        yield moment
        moment = at_or_after(moment + TICK, step)


def widened(span: Span, step: int) -> Span:
    """The shortest time in whole steps that has the span in it."""
    return at_or_before(span[0], step), at_or_after(span[1], step)


def narrowed(span: Span, step: int) -> Span:
    """The longest time in whole steps that lies in the span; it may be none."""
    return at_or_after(span[0], step), at_or_before(span[1], step)


def in_steps(length: timedelta, step: int) -> timedelta:
    """The length, or as much more as makes it whole steps."""
    return -(-length // timedelta(minutes=step)) * timedelta(minutes=step)


@lru_cache(maxsize=4096)
def _past(moment: datetime, step: int) -> timedelta:
    """How much time has passed since the last step, by the clocks."""
    local = moment.astimezone(ROME)
    return timedelta(
        minutes=(local.hour * 60 + local.minute) % step,
        seconds=local.second,
        microseconds=local.microsecond,
    )
