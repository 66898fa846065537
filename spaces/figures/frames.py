"""Open time in seconds, and what of a span lies in it: worked out once for all places that are open alike."""

from bisect import bisect_right
from functools import cache
from operator import itemgetter

from spaces.figures.rows import Spot, seconds
from spaces.schedule.opening import Opening
from spaces.schedule.spans import Span, length

HOUR = 3600


class Frame:
    """The open time of a month. Each question about a span is answered once, whoever asks again."""

    def __init__(self, space: Spot, opening: Opening):
        days = {day: opening.of(space, day) for day in opening.days()}
        self.days = {day: tuple(seconds(*span) for span in open_) for day, open_ in days.items()}
        self.open_days = [day for day, open_ in self.days.items() if open_]
        self.open = tuple(span for open_ in self.days.values() for span in open_)
        self.length = length(self.open)
        self._ends = [end for _start, end in self.open]
        self._day_of = [day for day, open_ in self.days.items() for _span in open_]
        self.seconds = cache(self._seconds)
        self.days_of = cache(self._days_of)
        self.hours = cache(self._hours)
        self.touched = cache(self._touched)

    def _at(self, span: Span) -> range:
        """Which of the open spans the span touches."""
        start, end = span
        first = last = bisect_right(self._ends, start)
        while last < len(self.open) and self.open[last][0] < end:
            last += 1
        return range(first, last)

    def pieces(self, span: Span) -> tuple[Span, ...]:
        """What of the span is open."""
        start, end = span
        touched = (self.open[place] for place in self._at(span))
        return tuple((max(start, opens), min(end, closes)) for opens, closes in touched)

    def _seconds(self, span: Span) -> int:
        return length(self.pieces(span))

    def _days_of(self, span: Span) -> frozenset:
        """The days on which the span is open at some time."""
        return frozenset(self._day_of[place] for place in self._at(span))

    def _hours(self, span: Span) -> tuple[tuple[int, int], ...]:
        """The clock hours of what is open, each with its seconds. Rome's offsets are whole hours."""
        return tuple(
            (hour, min(end, (hour + 1) * HOUR) - max(start, hour * HOUR))
            for start, end in self.pieces(span)
            for hour in range(start // HOUR, (end - 1) // HOUR + 1)
        )

    def _touched(self, span: Span) -> tuple[int, ...]:
        return tuple(dict.fromkeys(map(itemgetter(0), self.hours(span))))


class Frames:
    """The frame of each place: most share that of their kind."""

    def __init__(self, opening: Opening):
        self.opening, self._of_kind = opening, {}

    def of(self, space: Spot) -> Frame:
        if not self.opening.is_as_its_kind(space):
            return Frame(space, self.opening)
        if space.kind not in self._of_kind:
            self._of_kind[space.kind] = Frame(space, self.opening)
        return self._of_kind[space.kind]
