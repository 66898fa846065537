"""One place in a month: what was booked and used of it, its days, its bookings."""

from collections import Counter
from functools import cached_property

from spaces.figures.answer import SpaceRow
from spaces.figures.frames import Frame
from spaces.figures.rows import COUNTS, Spot, Stay
from spaces.models import Assignment, Space
from spaces.schedule import spans
from spaces.schedule.assigned import Assigned
from spaces.schedule.spans import Span


class Place:
    """A place with its bookings of the month, in seconds.

    What was booked and used is each moment once, and is clipped to the open time where it is counted.
    """

    def __init__(self, space: Spot, stays: list[Stay], frame: Frame, assigned: Assigned):
        self.space, self.stays, self.frame = space, stays, frame
        self.assigned = assigned
        self.booked = _once([stay.booked for stay in stays if stay.booked])
        used = [stay.used for stay in stays if stay.used]
        left = [stay.left for stay in stays if stay.left]
        self.used = _once(used)
        #: What of its use ended with a check-out.
        self.left = self.used if len(left) == len(used) else _once(left)
        self.released = _once([stay.released for stay in stays if stay.released])

    @property
    def is_desk(self) -> bool:
        return self.space.kind in Space.DESKS

    @cached_property
    def row(self) -> SpaceRow:
        """What is counted of it."""
        return SpaceRow(
            code=self.space.code,
            name=self.space.label,
            kind=self.space.kind,
            zone=self.space.zone,
            **self._minutes(),
            **self._days(),
            **self._bookings(),
        )

    def _minutes(self) -> dict[str, int]:
        used = left = self._open_minutes(self.used)
        if self.left is not self.used:
            left = self._open_minutes(self.left)
        return {
            "available": self.frame.length // 60,
            "booked": self._open_minutes(self.booked),
            "used": used,
            "estimated": used - left,
            "released": self._open_minutes(self.released),
            "recovered": self._open_minutes(self._recovered()),
        }

    def _recovered(self) -> tuple[Span, ...]:
        """What of the released time was booked again: a no-show's own time ends where it was released."""
        return spans.clip(self.released, self.booked) if self.released else ()

    def _open_minutes(self, found: list[Span]) -> int:
        return sum(map(self.frame.seconds, found)) // 60

    def _days(self) -> dict[str, int]:
        days = self.frame.open_days
        attended = (stay.attended for stay in self.stays if stay.attended)
        can_be = self.space.kind in Assignment.KINDS
        return {
            "days_available": len(days),
            "days_attended": len(set().union(*map(self.frame.days_of, attended))),
            "days_assignable": len(days) if can_be else 0,
            "days_assigned": self.assigned.count(self.space.pk, days) if can_be else 0,
        }

    def _bookings(self) -> dict[str, int]:
        """Each booking counts in the month in which it starts, so that months add up."""
        sums = [0] * len(COUNTS)
        for outcome, count in Counter([stay.outcome for stay in self.stays]).items():
            sums = [all_ + one * count for all_, one in zip(sums, outcome, strict=True)]
        return dict(zip(COUNTS, sums, strict=True))


def _once(found: list[Span]) -> list[Span]:
    """The same time, each moment once: as it is where it is in order already, as it mostly is."""
    until = 0
    for start, end in found:
        if start < until:
            return list(spans.union(found))
        until = end
    return found
