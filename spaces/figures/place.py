"""One place in a month: its open time, what was booked and used of it, its days."""

from datetime import datetime
from functools import cached_property

from core.month import Month
from spaces.figures.answer import SpaceRow
from spaces.figures.rows import Status, Stay, seconds
from spaces.models import Assignment, Space
from spaces.schedule import spans
from spaces.schedule.assigned import Assigned
from spaces.schedule.opening import Opening
from spaces.schedule.spans import Span


class Place:
    """A place with its bookings of the month, in seconds. All times are clipped to the open ones."""

    def __init__(self, space: Space, stays: list[Stay], opening: Opening):
        self.space, self.stays = space, stays
        self.days = {
            day: tuple(seconds(*span) for span in opening.of(space, day)) for day in opening.days()
        }

    @cached_property
    def open(self) -> tuple[Span, ...]:
        return tuple(span for day in self.days.values() for span in day)

    @cached_property
    def booked(self) -> tuple[Span, ...]:
        return self.clipped(stay.booked for stay in self.stays if stay.counts)

    @cached_property
    def used(self) -> tuple[Span, ...]:
        return self.clipped(stay.used for stay in self.stays if stay.is_attended)

    @cached_property
    def left(self) -> tuple[Span, ...]:
        """What of its use ended with a check-out."""
        attended = (stay for stay in self.stays if stay.is_attended)
        return self.clipped(stay.used for stay in attended if stay.checked_out_at)

    @cached_property
    def released(self) -> tuple[Span, ...]:
        return self.clipped(stay.given_back for stay in self.stays if stay.is_given_back)

    @property
    def recovered(self) -> tuple[Span, ...]:
        """What of the released time was booked again: a no-show's own time ends where it was released."""
        return spans.clip(self.released, self.booked)

    def clipped(self, found) -> tuple[Span, ...]:
        return spans.clip(spans.union(found), self.open)

    @property
    def is_desk(self) -> bool:
        return self.space.kind in Space.DESKS

    def row(self, month: Month, now: datetime, assigned: Assigned) -> SpaceRow:
        """What is counted of it."""
        return SpaceRow(
            code=self.space.code,
            name=self.space.label,
            kind=self.space.kind,
            zone=self.space.zone.name,
            **self._minutes(),
            **self._days(assigned),
            **self._bookings(month, now),
        )

    def _minutes(self) -> dict[str, int]:
        used = _minutes(self.used)
        return {
            "available": _minutes(self.open),
            "booked": _minutes(self.booked),
            "used": used,
            "estimated": used - _minutes(self.left),
            "released": _minutes(self.released),
            "recovered": _minutes(self.recovered),
        }

    def _days(self, assigned: Assigned) -> dict[str, int]:
        open_days = {day: found for day, found in self.days.items() if found}
        attended = spans.union(stay.whole for stay in self.stays if stay.is_attended)
        can_be = self.space.kind in Assignment.KINDS
        return {
            "days_available": len(open_days),
            "days_attended": sum(bool(spans.clip(attended, day)) for day in open_days.values()),
            "days_assignable": len(open_days) if can_be else 0,
            "days_assigned": sum(
                can_be and assigned.of(self.space.pk, day) is not None for day in open_days
            ),
        }

    def _bookings(self, month: Month, now: datetime) -> dict[str, int]:
        """Each booking counts in the month in which it starts, so that months add up."""
        begun = [stay for stay in self.stays if month.start <= stay.start < month.end]
        return {
            "bookings_due": sum(stay.is_due(now) for stay in begun),
            "no_shows": sum(stay.is_missed(now) for stay in begun),
            "cancelled_in_time": sum(stay.status == Status.CANCELLED for stay in begun),
            "cancelled_late": sum(stay.status == Status.CANCELLED_LATE for stay in begun),
            "walk_ins": sum(stay.is_walk_in and stay.counts for stay in begun),
        }


def _minutes(found: tuple[Span, ...]) -> int:
    return spans.length(found) // 60
