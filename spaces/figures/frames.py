"""Open time in seconds since the month began, worked out once for all places that are open alike."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.month import Month
from spaces.figures.rows import Spot
from spaces.models import is_there_between
from spaces.schedule.opening import Opening
from spaces.schedule.spans import Span, length

HOUR, DAY = 3600, 86400


class Frame:
    """The open time of a month, as `open` says it for each of its days."""

    def __init__(self, days: dict[date, tuple[Span, ...]], zero: int = 0):
        self.days = {
            day: tuple(tuple(int(end.timestamp()) - zero for end in span) for span in open_)
            for day, open_ in days.items()
        }
        self.open_days = [day for day, open_ in self.days.items() if open_]
        self.open = tuple(span for open_ in self.days.values() for span in open_)
        self.length = length(self.open)
        self.hours = self._hours()

    def _hours(self) -> dict[int, int]:
        """The open seconds of each clock hour that has some. Rome's offsets are whole hours."""
        found = defaultdict(int)
        for start, end in self.open:
            for hour in range(start // HOUR, (end - 1) // HOUR + 1):
                found[hour] += min(end, (hour + 1) * HOUR) - max(start, hour * HOUR)
        return dict(found)

    def pieces(self) -> Iterator[tuple[int, int, int, int]]:
        """Its spans cut at every 24 hours: which 24 hours, the day of the month, start and end."""
        for day, open_ in self.days.items():
            for start, end in open_:
                for step in range(start // DAY, (end - 1) // DAY + 1):
                    cut = max(start, step * DAY), min(end, (step + 1) * DAY)
                    yield step, day.day, *cut


#: That of a place that was not in service.
NEVER = Frame({})


class Frames:
    """The frame of each place: most share that of their kind."""

    def __init__(self, month: Month):
        self.opening = Opening(month.first, month.next.first)
        self.zero = int(month.start.timestamp())
        self._of_kind = {}

    def of(self, space: Spot) -> Frame:
        if not is_there_between(space, self.opening.first, self.opening.until):
            return NEVER
        if not self.opening.is_as_its_kind(space):
            return self._made(space)
        if space.kind not in self._of_kind:
            self._of_kind[space.kind] = self._made(space)
        return self._of_kind[space.kind]

    def _made(self, space: Spot) -> Frame:
        opening = self.opening
        return Frame({day: opening.of(space, day) for day in opening.days()}, self.zero)
